"""One run: members, a hostile platform, processes that die; and the verdict, by the platform's own record."""

import asyncio
import os
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.calendar import GRACE, out_of_quiet_hours
from bot.clock import MovableClock, seconds
from bot.store import Database, delivery_id
from bot.store.database import Queries
from tests.delivery.weeks import utc
from tests.faults.fleet import Fleet
from tests.faults.hostile import Chances, Hostile
from tests.faults.members import populate
from tests.faults.strikes import Strikes
from tests.faults.worker import Task

SLOT = utc("2026-09-17T18:00")
"""Of everybody's check-in."""

SPEED = 5
"""Of the wall clock."""

INACCURATE = timedelta(seconds=20)
"""Of the wall clock: what was sent in time may be accepted so much later."""


@dataclass(frozen=True)
class Plan:
    """What is done to whom. `killing` and `freezing` are requests between two of them from outside; 0 is none.

    `chance` is that of dying at any point that is passed, of a thousand; at each of `points` one process dies.
    """

    platform: str = "slack"
    members: int = 300
    processes: int = 1
    killing: int = 0
    freezing: int = 0
    chance: float = 0.0
    points: tuple[str, ...] = ()
    window: float = 0.0
    chances: Chances = field(default_factory=Chances)
    closed: int = 3
    blind: bool = False
    pragmas: tuple[str, ...] = ()
    adapter: str = Task.adapter
    start: datetime = SLOT
    seed: int = 4


@dataclass(frozen=True)
class Verdict:
    """`unmarked` are those that the database does not have as the platform does."""

    delivered: int
    lost: int
    doubled: int
    stale: int
    foreign: int
    unmarked: int

    @property
    def wrong(self) -> dict[str, int]:
        """Empty, if all is well."""
        names = ("lost", "doubled", "stale", "foreign", "unmarked")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


class Run:
    """Made by `running`."""

    def __init__(self, plan: Plan, url: str, clock: MovableClock, platform: Hostile, fleet: Fleet) -> None:
        self.plan = plan
        self.url = url
        self.clock = clock
        self.platform = platform
        self.fleet = fleet
        self._began = seconds()
        self.lasted = 0.0

    async def settled(self, within: float = 120) -> None:
        """Until everything that is due is planned and has an end."""
        async with asyncio.timeout(within):
            while not await self._settled():  # noqa: ASYNC110 - the other end is another process
                await asyncio.sleep(0.1)
        self.lasted = seconds() - self._began

    async def _settled(self) -> bool:
        long_ago, now = int((SLOT - timedelta(days=9)).timestamp()), int(self.clock.now().timestamp())

        async def look(run: Queries) -> bool:
            due = await run.next_slot(after=long_ago)
            return (due is None or due > now) and not await run.waiting_by_platform()

        return bool(await Database.glance(self.url, look))

    async def accepted(self, more: int, within: float = 60) -> None:
        """Until the platform has accepted so many messages more, or everything is settled."""
        wanted = len(self.platform.posts) + more
        async with asyncio.timeout(within):
            while len(self.platform.posts) < wanted and not await self._settled():  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.01)

    @property
    def log(self) -> str:
        """What the processes logged."""
        return Path(self.fleet.task.folder, "log").read_text()

    def harass(self) -> None:
        """Kills and freezes from now on."""
        blows = ((self.fleet.kill, self.plan.killing), (self.fleet.freeze, self.plan.freezing))
        strikes = [Strikes(strike, every, lambda: self.fleet.living, self.plan.seed) for strike, every in blows]

        def heard(process: int) -> None:
            for each in strikes:
                each.heard(process)

        self.platform.meanwhile = heard

    async def verdict(self) -> Verdict:
        """When no process lives any more."""
        async with await Database.open(self.url) as database:
            tables = await database.tables()
        return judged(tables, self.platform)


def judged(tables: dict[str, list[dict[str, Any]]], platform: Hostile) -> Verdict:
    """By the platform's record. Whoever takes nothing (`closed`) is to have nothing."""
    day = SLOT.date()
    zones = {row["id"]: ZoneInfo(row["zone"]) for row in tables["members"]}
    channels = {delivery_id(row["member_id"], "checkin", day): row for row in tables["accounts"]}
    expected = {id for id, row in channels.items() if row["channel"] not in platform.closed}
    times = Counter(each.delivery for each in platform.posts)
    first = {each.delivery: each for each in reversed(platform.posts)}
    rows = {row["id"]: row for row in tables["outbox"]}
    stale = sum(_stale(each.at, zones[channels[each.delivery]["member_id"]].key) for each in first.values())
    foreign = sum(channels[each.delivery]["channel"] != each.channel for each in platform.posts)
    marked = {id for id, row in rows.items() if row["state"] == "sent" and row["message_id"] == first[id].id}
    return Verdict(
        delivered=len(times),
        lost=len(expected - set(times)),
        doubled=sum(count > 1 for count in times.values()),
        stale=stale,
        foreign=foreign,
        unmarked=len(expected - marked),
    )


def _stale(at: datetime, zone: str) -> bool:
    early = at - INACCURATE
    return early > SLOT + GRACE or out_of_quiet_hours(zone, early) != early


@asynccontextmanager
async def running(
    plan: Plan, url: str, environment: dict[str, str] | None = None, behind: str | None = None
) -> AsyncIterator[Run]:
    """From the first member to the last process; `behind` is another address of the database, for the processes."""
    await populate(url, plan.platform, plan.members)
    clock = MovableClock(plan.start, SPEED)
    closed = frozenset(f"@number-{number}" for number in range(1, 1 + plan.closed))
    platform = Hostile(clock, plan.window, plan.chances, plan.seed, closed)
    with tempfile.TemporaryDirectory() as folder:
        cache = os.environ.get("MILEPOST_CACHE", folder)
        async with platform.serving():
            task = Task(
                database=behind or url,
                platform=plan.platform,
                port=platform.port,
                folder=folder,
                adapter=plan.adapter,
                blind=plan.blind,
                pragmas=plan.pragmas,
                chance=plan.chance,
                seed=plan.seed * 1000,
            )
            once = [{point: 1} for point in plan.points]
            fleet = Fleet(
                task, plan.processes, clock, SPEED, {"MILEPOST_CACHE": cache, **(environment or {})}, once=once
            )
            async with fleet.sailing():
                yield Run(plan, url, clock, platform, fleet)


async def attempt(plan: Plan, url: str, within: float = 120) -> tuple[Run, Verdict]:
    """The whole of it: until everything has an end, however often it is disturbed."""
    async with running(plan, url) as run:
        run.harass()
        await run.settled(within)
    return run, await run.verdict()
