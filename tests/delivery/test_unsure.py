"""What may have been posted is looked for, and not before the platform surely shows it."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.core.errors import CannotStart
from bot.core.model import Card, Place
from bot.core.pace import DISCORD, SLACK, Pace
from bot.core.ports import Unknown
from bot.delivery import sender
from bot.delivery.sender import check_lease
from bot.store import Outbox
from tests.delivery.strict import START, Strict, leaping, messages, now, sending

ON_SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@dataclass
class Late(Strict):
    """Gives no answer in time, and shows what it was asked to post after `delay` seconds."""

    delay: float = 12.0
    hangs: bool = False
    last: list[asyncio.Task[None]] = field(default_factory=list)

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        self.last.append(asyncio.create_task(self.post(place, delivery_id)))
        if self.hangs:
            await asyncio.Event().wait()
        raise Unknown("no answer")

    async def post(self, place: Place, delivery_id: str) -> None:
        await asyncio.sleep(self.delay)
        self.posted.append((now(), place, delivery_id))

    @property
    def times(self) -> Counter[str]:
        return Counter(id for _, _, id in self.posted)


@ON_SQLITE
@pytest.mark.parametrize("pace", [DISCORD, SLACK], ids=["discord", "slack"])
@pytest.mark.parametrize("hangs", [False, True], ids=["answers badly", "answers never"])
def test_a_message_that_appears_late_is_not_sent_again(database_url: str, pace: Pace, hangs: bool) -> None:
    async def run() -> None:
        late = Late(pace, hangs=hangs)
        async with sending(database_url, messages(6), late) as queue:
            await queue.sends_for(200)
            assert await queue.states() == ["sent"] * 6
        assert list(late.times.values()) == [1] * 6

    leaping(run())


@ON_SQLITE
def test_a_message_that_a_killed_process_had_on_its_way_is_not_sent_again(database_url: str) -> None:
    """The file is served again at once, and what the platform was sent at the end is still to appear."""

    async def run() -> None:
        late = Late(SLACK)
        async with sending(database_url, messages(3), late) as queue:
            for each in await Outbox(queue.store).claim(START, "test"):
                late.last.append(asyncio.create_task(late.post(each.place, each.id)))
            await queue.sends_for(200)
            assert await queue.states() == ["sent"] * 3
        assert list(late.times.values()) == [1] * 3

    leaping(run())


def test_a_platform_that_shows_what_it_posted_only_after_the_lease_is_not_served() -> None:
    check_lease(Strict(DISCORD))
    check_lease(Strict(SLACK))
    with pytest.raises(CannotStart, match="before its lease ends"):
        check_lease(Strict(Pace(rate=1, most=1, shows_after=20)))


@dataclass
class Freezing(Strict):
    """The process is frozen for longer than its lease just when it sends the second message."""

    begun: list[str] = field(default_factory=list)

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        self.begun.append(delivery_id)
        if len(self.begun) == 2:
            time.sleep(0.4)  # noqa: ASYNC251 - nothing else goes on either
        return await super().send(place, card, delivery_id)


@ON_SQLITE
def test_whoever_was_frozen_for_longer_than_the_lease_gives_back_what_was_about_to_be_sent(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "LEASE", timedelta(seconds=0.4))
    monkeypatch.setattr(sender, "SLOWEST_SEND", timedelta(seconds=0.1))

    async def run() -> None:
        freezing = Freezing(Pace(rate=1000, most=1000, burst=10, at_once=5))
        async with sending(database_url, messages(4), freezing) as queue:
            await queue.sends_for(10)
            assert await queue.states() == ["sent"] * 4
            attempts = {row["id"]: row["attempts"] for row in (await queue.store.tables())["outbox"]}
        assert [attempts[id] for id in freezing.begun] == [1, 1, 2, 2]

    leaping(run())


@dataclass
class Looked(Strict):
    """Counts the looks."""

    looks: int = 0

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        self.looks += 1
        return await super().look(place, delivery_id, since)


@ON_SQLITE
def test_what_looks_found_is_kept_though_the_process_dies_before_the_last_of_them(database_url: str) -> None:
    async def run() -> None:
        looked = Looked(DISCORD)
        async with sending(database_url, messages(30), looked) as queue:
            await Outbox(queue.store).claim(START, "test", 30)
            await asyncio.sleep(DISCORD.shows_after)
            busy = asyncio.create_task(queue.sender.send_due())
            while looked.looks < 25:  # noqa: ASYNC110 - the loop leaps
                await asyncio.sleep(0.01)
            busy.cancel()
            await asyncio.gather(busy, return_exceptions=True)
            assert (await queue.states()).count("pending") == 20

    leaping(run())


@dataclass
class Away(Late):
    """Took what it was sent, gave no answer, and cannot be asked for `outage` seconds."""

    outage: float = 3600.0
    looks: int = 0

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        self.looks += 1
        if asyncio.get_running_loop().time() < self.outage:
            raise Unknown("not there")
        return await super().look(place, delivery_id, since)


@ON_SQLITE
def test_through_an_outage_a_message_is_looked_for_once_a_minute_and_found_after_it(database_url: str) -> None:
    async def run() -> None:
        away = Away(DISCORD, outage=asyncio.get_running_loop().time() + 3600)
        async with sending(database_url, messages(1), away) as queue:
            await queue.sends_for(3700)
            assert await queue.states() == ["sent"]
        assert list(away.times.values()) == [1]
        assert away.looks == pytest.approx(64, abs=4)

    leaping(run())
