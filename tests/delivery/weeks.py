"""An installation that can be shut down, die and be started again, and a platform that knows when it posted."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack
from bot.content.kinds import Span
from bot.core.model import Card, Place
from bot.core.ports import DeliveryError
from bot.store import Database
from bot.store.database import Queries
from tests.packs import shipped
from tests.talking import Platform, Someone

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


class Died(BaseException):
    """The process is gone: nothing that comes after this was done."""


Fate = Callable[[str], Awaitable[None]]
"""Asked before a transaction (`begins`), before its commit (`commits`) and after it (`committed`), and before a read
(`reads`); it may raise."""


class Mortal(Database):
    """A process's view of a database, with a fate. Without one it dies at its nth write, and writes no more."""

    def __init__(self, living: Database, fate: Fate | None = None) -> None:
        self.living = living
        self.left: int | None = None
        self.dead = False
        self._fate = fate or self._counted
        self._last = "begins"

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Queries]:
        await self._fate("begins")
        async with self.living.transaction() as run:
            yield run
            await self._fate("commits")
        await self._fate("committed")

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Queries]:
        await self._fate("reads")
        async with self.living.reading() as run:
            yield run

    async def tables(self) -> dict[str, list[dict[str, Any]]]:
        return await self.living.tables()

    async def owns(self, domain: str) -> bool:
        return await self.living.owns(domain)

    async def close(self) -> None:
        await self.living.close()

    def die_at(self, write: int, *, committed: bool) -> None:
        self.left, self._last = write, "committed" if committed else "commits"

    async def _counted(self, point: str) -> None:
        if self.left is not None and point == "begins":
            self.left -= 1
        self.dead = self.dead or (self.left == 0 and point == self._last)
        if self.dead and point != "reads":
            raise Died


@dataclass(frozen=True)
class Arrival:
    """One message as it was posted."""

    at: datetime
    channel: str
    card: Card
    id: str

    @property
    def kind(self) -> str:
        return "checkin" if self.card.title.startswith("Check-in") else "tip"


async def nothing() -> None:
    """What happens during a send, usually."""


@dataclass
class Watched(Platform):
    """Posts with the time. `broken` are errors for all sends to a channel; `blind` is one for every look."""

    clock: MovableClock = field(default_factory=lambda: MovableClock(datetime.fromisoformat("2026-09-12T09:00Z"), 0))
    arrivals: list[Arrival] = field(default_factory=list)
    broken: dict[str, Exception] = field(default_factory=dict)
    blind: DeliveryError | None = None
    dies: Literal["before", "after"] | None = None
    tries: int = 0
    meanwhile: Callable[[], Awaitable[object]] = nothing

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        self.tries += 1
        await self.meanwhile()
        if self.dies == "before":
            raise Died
        if place.channel in self.broken:
            raise self.broken[place.channel]
        before = len(self.posted)
        try:
            return await super().send(place, card, delivery_id)
        finally:
            if len(self.posted) > before:
                self.arrivals.append(Arrival(self.clock.now(), place.channel, card, delivery_id))
                if self.dies == "after":
                    raise Died

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        if self.blind:
            raise self.blind
        return await super().look(place, delivery_id, since)

    def got(self, kind: str, name: str = "ada") -> list[Arrival]:
        """What a person got of one kind, in order."""
        return [each for each in self.got_all(kind) if each.channel == f"@{name}"]

    def got_all(self, kind: str) -> list[Arrival]:
        return [each for each in self.arrivals if each.kind == kind]


@dataclass(repr=False)
class Installation:
    """One database file, whatever process serves it. (Its repr would be that of a whole pack.)"""

    pack: Pack
    url: str
    clock: MovableClock
    platform: Watched
    database: Mortal
    app: App

    @classmethod
    @asynccontextmanager
    async def begun(cls, pack: Pack, url: str, clock: MovableClock, platform: Watched) -> "AsyncIterator[Installation]":
        """From the first opening of the file to the last closing."""
        database = Mortal(await Database.open(url))
        made = cls(pack, url, clock, platform, database, App(pack, database, clock))
        made.app.serve(platform)
        try:
            yield made
        finally:
            await made.database.close()

    async def restart(self) -> None:
        """Another process on the same database, a minute later: the leases of the one before have ended."""
        await self.database.close()
        self.database = Mortal(await Database.open(self.url))
        for table in ("outbox", "schedule"):
            await self.spoil(f"update {table} set leased_until = null")
        self.app = App(self.pack, self.database, self.clock)
        self.app.serve(self.platform)

    def someone(self, name: str = "ada", *, admin: bool = False) -> Someone:
        return Someone(self.app, name, admin)

    async def skip(self, to: datetime | timedelta, *, silently: bool = False) -> None:
        """As `/skip` does: everything due on the way arrives. Once a week all members use something, or do nothing."""
        target = to if isinstance(to, datetime) else self.clock.now() + to
        while not silently and target - self.clock.now() > WEEK:
            await self.app.skip_to(self.clock.now() + WEEK, self.clock)
            await self.everybody_speaks()
        await self.app.skip_to(target, self.clock)

    async def everybody_speaks(self) -> None:
        for member in (await self.database.tables())["members"]:
            await self.someone(member["name"]).says("/settings")

    async def sleep(self, to: datetime | timedelta) -> None:
        """Nobody serves until then; afterwards a new process delivers."""
        self.clock.move_to(to if isinstance(to, datetime) else self.clock.now() + to)
        await self.restart()
        await self.app.deliver()

    async def outbox(self, kind: str = "checkin", name: str = "ada") -> list[dict[str, Any]]:
        """A person's outbox rows of one kind, by slot."""
        tables = await self.database.tables()
        ids = {row["id"] for row in tables["members"] if row["name"] == name}
        rows = [row for row in tables["outbox"] if row["member_id"] in ids and row["kind"] == kind]
        return sorted(rows, key=lambda row: int(row["slot"]))

    async def states(self, kind: str = "checkin", name: str = "ada") -> list[str]:
        return [row["state"] for row in await self.outbox(kind, name)]

    async def spoil(self, statement: str) -> None:
        """A hand in the database, as an older version or an accident would leave it."""
        async with self.database.living.transaction() as run:
            await run._connection.execute(statement)


@cache
def light() -> Pack:
    """The shipped pack without its answers, which cost time to learn, and with milestones of which three fit a week."""
    whole = shipped()
    hours = {"hours": Span(low=2, high=4)}
    milestones = {each.id: each.model_copy(update=hours) for each in whole.milestones.values()}
    alone = {"related": (), "instead": ()}
    some = [*list(whole.entries)[:2], "salary"]
    entries = {id: whole.entries[id].model_copy(update=alone) for id in some}
    phrasings = {id: whole.phrasings[id][:8] for id in entries}
    return replace(whole, entries=entries, phrasings=phrasings, refusals=(), milestones=milestones)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")
