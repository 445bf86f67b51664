"""A year of any member: the budget is never passed in a local week, and what was not sent is kept or explained."""

import asyncio
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar import week_of
from bot.clock import MovableClock
from bot.core.model import Card
from bot.core.ports import RetryLater, Undeliverable, Unknown
from bot.planning import reply
from bot.store import Member, Members, Outbox
from tests.conftest import Databases
from tests.delivery.test_any_life import BEGIN, PHASES, Move, said, starts
from tests.delivery.weeks import DAY, HOUR, WEEK, Died, Installation, Watched, light

KEPT = 28 * DAY
BOUND = re.compile(r"^(One|\d+) more for you: /inbox$", re.MULTILINE)

choices: st.SearchStrategy[Move] = st.one_of(
    st.sampled_from([("less", {}), ("less", {}), ("inbox", {}), ("resume", {}), ("start", {})]),
    st.builds(lambda most: ("settings", {"messages": str(most)}), st.integers(0, 5)),
    st.builds(lambda most: ("setup", {"messages": str(most)}), st.integers(0, 5)),
    said,
)
failures = st.sampled_from(["outage", "outage", "reply", "restart", "dies before", "dies after", "unknown", "later"])
moves = st.tuples(st.integers(1, 24 * 21), st.one_of(choices, choices, failures))
years = st.lists(moves, min_size=12, max_size=40)


@dataclass
class Year:
    """One member, and what was seen of them so far."""

    home: Installation
    platform: Watched
    seen: int = 0
    weeks: list[str] = field(default_factory=list)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    kept: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    replies: int = 0

    async def member(self) -> Member:
        found = await Members(self.home.database).of(self.home.someone().person)
        assert found is not None
        return found

    async def looks(self, member: Member) -> None:
        """Judges what arrived by what the member wanted meanwhile, and that every row is still there."""
        await self._remembers()
        assert self.platform.doubles == 0
        for each in self.platform.arrivals[self.seen :]:
            week = week_of(member.zone, each.at)
            assert self.weeks.count(week) < member.most, f"over the budget of {member.most} in {week}"
            assert member.state == "active"
            assert not member.paused(each.at)
            self._says_how_many_wait(each.card, int(each.at.timestamp()))
            self.weeks.append(week)
        self.seen = len(self.platform.arrivals)

    async def _remembers(self) -> None:
        rows = {row["id"]: row for row in (await self.home.database.tables())["outbox"]}
        assert self.rows.keys() <= rows.keys(), "a row has vanished"
        self.rows = rows
        for id, row in rows.items():
            if row["kept_at"] is not None:
                self.kept[id] = row["kept_at"], row["read_at"]

    def _says_how_many_wait(self, card: Card, at: int) -> None:
        """What is kept in the very second may be counted or not."""
        unread = [since for since, read in self.kept.values() if read is None or read > at]
        oldest = at - int(KEPT.total_seconds())
        least, most = (sum(oldest <= since < at + later for since in unread) for later in (0, 1))
        found = BOUND.search(card.text)
        number = 0 if found is None else 1 if found[1] == "One" else int(found[1])
        assert least <= number <= most, f"{number} are said to wait, {least} to {most} do"

    async def runs(self, by: timedelta) -> None:
        """Milepost serves; a process that dies is started again."""
        member, target = await self.member(), self.home.clock.now() + by
        for _ in range(3):
            try:
                await self.home.skip(target)
                break
            except Died:
                self.platform.dies = None
                await self.home.restart()
        await self.looks(member)

    async def does(self, move: Move, hours: int) -> None:
        if isinstance(move, str):
            await self._fails(move, hours)
        elif move[0] == "inbox":
            await self.opens_all()
        else:
            await self.home.someone("boss" if move[0] == "setup" else "ada", admin=True).does(move[0], **move[1])

    async def _fails(self, how: str, hours: int) -> None:
        match how:
            case "outage":
                member = await self.member()
                await self.home.sleep(timedelta(hours=hours))
                await self.looks(member)
            case "reply":
                await self._is_replied_to()
            case "restart":
                await self.home.restart()
            case "dies before" | "dies after":
                self.platform.dies = "before" if how == "dies before" else "after"
            case "unknown":
                self.platform.refuse.append(Unknown("no answer"))
            case "later":
                self.platform.refuse += [RetryLater(hours * HOUR / 6), Undeliverable("not now")][: 1 + hours % 2]

    async def _is_replied_to(self) -> None:
        """Two mentors answer at once."""
        member, now = await self.member(), self.home.clock.now()
        place = self.home.someone().place
        if member.state == "active":
            self.replies += 2
            cards = (Card(title=f"A mentor answered {number}") for number in (self.replies - 1, self.replies))
            await Outbox(self.home.database).post(reply(card.title, member, place, card, now) for card in cards)

    async def opens_all(self) -> None:
        """Everything that is kept is shown, the latest first, and nothing else."""
        await self._remembers()
        oldest = (self.home.clock.now() - KEPT).timestamp()
        kept = [row for row in self.rows.values() if (row["kept_at"] or 0) >= oldest]
        titles = [Card.model_validate_json(row["card"]).title for row in kept]
        ada, shown = self.home.someone(), list[str]()
        card = await ada.says("/inbox")
        while kept:
            shown.append(card.title)
            if not any(each.label == "Older" for each in card.controls):
                break
            card = await ada.presses("Older")
        assert sorted(shown) == sorted(titles)
        assert kept or card.title == "Inbox"
        await self._remembers()
        assert all(self.rows[row["id"]]["read_at"] for row in kept)


@settings(max_examples=3, deadline=None, phases=PHASES)
@given(start=starts, year=years)
def test_in_any_year_the_cap_holds_in_every_local_week_and_nothing_vanishes(
    databases: Databases, start: dict[str, str], year: list[tuple[int, Move]]
) -> None:
    asyncio.run(_lived(databases, start, year))


async def _lived(databases: Databases, start: dict[str, str], year: list[tuple[int, Move]]) -> None:
    clock = MovableClock(BEGIN, speed=0)
    platform = Watched(clock=clock)
    with databases.fresh() as url:
        async with Installation.begun(light(), url, clock, platform) as home:
            life = Year(home, platform)
            await home.someone().does("start", **start)
            for hours, move in year:
                await life.runs(hours * HOUR)
                await life.does(move, hours)
            while clock.now() < BEGIN + 52 * WEEK:
                await life.runs(2 * WEEK)
            await life.opens_all()
            _explained(life.rows.values(), clock.now())


def _explained(rows: Any, now: datetime) -> None:
    for row in rows:
        waits = row["state"] in ("pending", "sending") and row["expires_at"] >= now.timestamp()
        assert row["state"] == "sent" or row["kept_at"] or row["reason"] or waits, row
