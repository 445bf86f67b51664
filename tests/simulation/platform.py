"""A platform that answers as the seed says, and remembers what it posted, whatever it said."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.core.model import Card, Place
from bot.core.pace import DISCORD, SLACK, Pace
from bot.core.ports import Access, RetryLater, Stopped, Undeliverable, Unknown

if TYPE_CHECKING:
    from tests.simulation.workers import Worker
    from tests.simulation.world import World

PACES = (None, DISCORD, SLACK)

POSTED = ("ok", "reply lost", "broke after")
"""The answers to a message that was posted."""

REFUSALS = ("500 before", "429", "429 channel", "refused", "stopped", "first contacts", "broke before")


def _error(how: str, wait: float) -> Exception | None:
    after = timedelta(seconds=wait)
    errors: dict[str, Exception] = {
        "reply lost": Unknown("the reply was lost"),
        "500 before": Unknown("500"),
        "429": RetryLater(after),
        "429 channel": RetryLater(after, "channel"),
        "refused": Undeliverable("refused", forbidden=True),
        "stopped": Stopped("stopped", after),
        "first contacts": Stopped("too hasty", after, first_contacts=True),
        "broke after": RuntimeError("the adapter broke"),
        "broke before": RuntimeError("the adapter broke"),
    }
    return errors.get(how)


@dataclass
class Record:
    """What the platform knows: each message, with the place, and when it came by the platform's own clock."""

    posted: list[tuple[str, Place, Card, datetime]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    troubled_until: float = 0.0

    def find(self, place: Place, id: str, since: datetime) -> str | None:
        found = [
            number
            for number, (each, where, _, at) in enumerate(self.posted)
            if (each, where.space, where.channel) == (id, place.space, place.channel) and at >= since
        ]
        return f"message-{found[0]}" if found else None


@dataclass
class Line:
    """A worker's adapter: what it asks goes to the one platform that all of them share."""

    world: "World"
    worker: "Worker"
    platform: str = "test"

    @property
    def pace(self) -> Pace | None:
        return self.world.pace

    async def run(self) -> None: ...

    async def access(self, place: Place) -> Access:
        return Access(name=place.channel)

    async def time(self) -> datetime:
        await self.worker.point("asks the time")
        await self.worker.parks(self._travels())
        if self.world.troubled:
            raise Unknown("no answer")
        return self.world.true()

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        """The request leaves at once, since the worker looked at its lease; only the answer may take long."""
        await self.worker.point("sends", waits=False)
        witness = await self.world.oracle.sees(place, card, delivery_id)
        how, wait = self._drawn(delivery_id)
        travel, slow = self._travels(), self.world.chaotic and self.world.rng.random() < self.world.slow
        arrives = travel + (self.late() if how != "ok" else 0.0)
        landing = asyncio.get_running_loop().call_later(arrives, self._lands, how, place, card, delivery_id)
        self.worker.flying.append((landing, lambda: self._lands(how, place, card, delivery_id)))
        self.world.says(f"{self.worker} sends {witness} · {how}")
        await self.worker.parks(travel + (self.world.rng.uniform(5, 150) if slow else self._travels()))
        await self.worker.point("sent")
        self.worker.answered = True
        if error := _error(how, wait):
            raise error
        return f"message-{delivery_id}"

    def _drawn(self, id: str) -> tuple[str, float]:
        rng = self.world.rng
        if not self.world.chaotic or (rng.random() > self.world.faulty and not self.world.troubled):
            return "ok", 0.0
        how = rng.choice(POSTED if rng.random() < 0.5 and not self.world.troubled else REFUSALS)
        wait = rng.choice((0.0, rng.uniform(0, 5), rng.uniform(5, 300), rng.uniform(300, 7200)))
        if how == "refused":
            self.world.record.refused.add(id)
        if how not in POSTED:
            self.world.oracle.hindered(self.world.wall(), wait)
        return how, wait

    def late(self) -> float:
        """Where the platform is given time to show a message, it takes it, also after the sender gave up or died."""
        return self.world.rng.random() * (self.pace.shows_after if self.pace and self.world.chaotic else 0.0)

    def _travels(self) -> float:
        """A request may take long, though never as long as a send is given."""
        rng = self.world.rng
        return rng.uniform(1, 12) if self.world.chaotic and rng.random() < 0.1 else rng.uniform(0.01, 0.5)

    def _lands(self, how: str, place: Place, card: Card, id: str) -> None:
        if how in POSTED:
            self.world.record.posted.append((id, place, card, self.world.true()))
            self.world.oracle.posted(id, place)

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        await self.worker.point("looks")
        await self.worker.parks(self._travels())
        if self.world.chaotic and (self.world.troubled or self.world.rng.random() < self.world.faulty / 2):
            self.world.says(f"{self.worker} cannot look for {delivery_id[:6]}")
            how = self.world.rng.choice(("reply lost", "429", "stopped"))
            error = _error(how, self.world.rng.uniform(0, 300))
            assert error
            raise error
        found = None if self.world.bent.blind else self.world.record.find(place, delivery_id, since)
        self.world.says(f"{self.worker} looks for {delivery_id[:6]}: {found}")
        await self.worker.parks(self._travels())
        await self.worker.point("looked")
        return found
