"""Questions in any order of asking, answering, closing, leaving and restarting: nobody is told twice, nothing stays."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.clock import MovableClock
from tests.delivery.weeks import Installation, Watched, light, utc
from tests.features.asking import args_of

NAMES = ("ada", "bob", "eve")
TOPICS = ("which laptop should {} buy for deep learning", "which keyboard should {} buy for deep learning",
          "who feeds the owls of {}")  # fmt: skip
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Shrinking takes minutes: add Phase.shrink to look into a failure."""

names, topics = st.sampled_from(NAMES), st.sampled_from(TOPICS)
moves = st.one_of(
    st.tuples(st.just("asks"), names, topics),
    st.tuples(st.just("asks"), names, topics),
    st.tuples(st.sampled_from(["answer", "same", "refuse"]), st.sampled_from(["boss", "mia"]), st.integers(0, 3)),
    st.tuples(st.just("leaves"), names, st.none()),
    st.tuples(st.sampled_from(["restart", "lost", "deliver"]), st.none(), st.none()),
    st.tuples(st.just("later"), st.integers(1, 200), st.none()),
)


@dataclass
class Queue:
    """The queue, and what each asker may expect: one note for each question of theirs that was closed."""

    home: Installation
    expected: Counter[str] = field(default_factory=Counter)
    written: int = 0
    asked: int = 0

    async def asks(self, name: str, topic: str) -> None:
        self.asked += 1
        for _ in range(2):  # a platform delivers twice
            await self.home.someone(name).does(
                "human", request_id=f"ask{self.asked}", question=topic.format(name), sure="yes"
            )

    async def closes(self, how: str, mentor: str, number: int) -> None:
        tables = await self.home.database.tables()
        waiting = sorted(row["id"] for row in tables["gaps"] if row["state"] == "open")
        if not waiting:
            return
        id = waiting[number % len(waiting)]
        people = {row["id"]: row["name"] for row in tables["members"]}
        askers = {people[row["member_id"]] for row in tables["gap_texts"] if row["gap_id"] == id}
        who = self.home.someone(mentor, admin=True)
        self.written += 1
        match how:
            case "answer":
                draft = await who.does("answer", question=id, title=f"Title {self.written}", text="Any.", source="me")
                button = args_of(draft, "Publish")
                cards = [await who.does("answer", **button) for _ in range(2)]
            case "same":
                entry = next(iter(self.home.pack.entries))
                cards = [await who.does("same", question=id, topic=entry) for _ in range(2)]
            case _:
                cards = [await who.does("gaps", question=id, do="refuse", sure="yes") for _ in range(2)]
        assert cards[0].title.startswith(("Live", "Closed")), cards[0]
        assert cards[1].title == "This question is closed"
        self.expected.update(askers)

    async def leaves(self, name: str) -> None:
        await self.home.someone(name).does("mydata", what="delete", sure="yes")
        tables = await self.home.database.tables()
        kept = {table: str(rows) for table, rows in tables.items() if table != "phrasings"}
        texts = [topic.format(name) for topic in TOPICS]
        assert [table for table, rows in kept.items() if any(text in rows for text in texts)] == []
        assert not [
            row for row in tables["gaps"] if row["state"] == "open" and row["id"] not in str(tables["gap_texts"])
        ]

    def judge(self) -> None:
        assert self.home.platform.doubles == 0
        got = Counter(
            each.channel.removeprefix("@") for each in self.home.platform.arrivals if "You asked" in each.card.text
        )
        assert got <= self.expected, "somebody was told twice"


@settings(max_examples=12, deadline=None, phases=PHASES)
@given(life=st.lists(moves, min_size=4, max_size=25))
def test_nobody_is_told_twice_and_no_text_of_whoever_left_stays(
    tmp_path_factory: pytest.TempPathFactory, life: list[tuple[str, object, object]]
) -> None:
    asyncio.run(_lived(tmp_path_factory.mktemp("gaps") / "milepost.db", life))


async def _lived(path: Path, life: list[tuple[str, object, object]]) -> None:
    clock = MovableClock(utc("2026-09-14T09:00"), speed=0)
    async with Installation.begun(light(), f"sqlite:///{path}", clock, Watched(clock=clock)) as home:
        queue = Queue(home)
        await home.someone("mia", admin=True).says("/subscribe mentors")
        for move in life:
            match move:
                case ("asks", str(name), str(topic)):
                    await queue.asks(name, topic)
                case ("leaves", str(name), _):
                    await queue.leaves(name)
                case ("later", int(hours), _):
                    await home.skip(timedelta(hours=hours))
                case ("restart", _, _):
                    await home.restart()
                    await home.app.library.renew()
                case ("lost", _, _):
                    home.platform.lose = 1
                case ("deliver", _, _):
                    await home.app.deliver()
                case (str(how), str(mentor), int(number)):
                    await queue.closes(how, mentor, number)
            queue.judge()
        await home.skip(timedelta(weeks=3))
        await home.app.deliver()
        queue.judge()
        left = [row for row in (await home.database.tables())["outbox"] if row["state"] in ("pending", "sending")]
        assert left == []
