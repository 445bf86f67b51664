"""One seed, one world: what happens in it, to whom and in which order, is drawn from the seed alone."""

import asyncio
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from bot.core.model import Person, Place
from tests.delivery.strict import leaping, now
from tests.delivery.weeks import DAY, Died, light, utc
from tests.simulation.happenings import HARMLESS, Happenings, choices
from tests.simulation.oracle import Oracle
from tests.simulation.platform import PACES, Record
from tests.simulation.stores import Change, Memory
from tests.simulation.workers import BLOWS, Blow, Worker
from tests.talking import Someone

BEGINNINGS = ("2026-03-18T09:00", "2026-10-14T09:00", "2026-08-27T11:00", "2026-04-14T15:00", "2026-12-16T23:00")
"""Some days before clocks change (Berlin, New York, Santiago, Cairo, Lord Howe) and before a year ends."""

CHAOS = 16 * DAY
SETTLES, CALM = 11.5 * DAY, 7 * DAY
"""A chosen weekday comes within eleven days, since two slots are four days apart."""

LONGEST_BREAK = 600.0
"""Seconds until a process that died is started again, but for outages."""


@dataclass(repr=False)
class Talker(Someone):
    """A member of one of the spaces."""

    space: str = "s"

    @property
    def person(self) -> Person:
        return Person(platform="test", space=self.space, id=f"id-of-{self.name}", name=self.name)

    @property
    def place(self) -> Place:
        return Place(platform="test", space=self.space, channel=f"@{self.name}", direct=True)


@dataclass(frozen=True)
class Bent:
    """A world with a defect, and perhaps with more of what shows it."""

    blind: bool = False
    """The platform never finds a message again."""
    changes: tuple[Change, ...] = ()
    blows: tuple[Blow, ...] = BLOWS
    shared: bool = False
    """There are always several processes."""


STRAIGHT = Bent()


class World:
    """What is drawn from the seed, and what came of it."""

    def __init__(self, seed: int, bent: "Bent") -> None:
        self.rng = random.Random(seed)
        self.bent = bent
        self.pack = light()
        self.begin = utc(self.rng.choice(BEGINNINGS))
        self.offset = self.leapt = timedelta(0)
        """How far the machines' clock is ahead of the platform's, and both of the time that nobody can set."""
        self.clock = SimpleNamespace(now=self.wall)
        self.pace = self.rng.choice(PACES)
        self.faulty = self.rng.choice((0, 0.1, 0.3, 0.6))
        self.slow = self.rng.choice((0, 0.1, 0.4))
        self.workers: list[Worker] = []
        self.count = self.rng.choice((2, 3) if bent.shared else (1, 1, 2, 3))
        self.down_until = 0.0
        self.chaotic = True
        self.over = False
        self.record, self.oracle = Record(), Oracle(self)
        self.store: Memory
        self.trace: list[str] = []
        self.names: list[str] = []
        self._owner: Worker | None = None
        self._saying: set[asyncio.Task[bool]] = set()

    def true(self) -> datetime:
        """As the platform has it."""
        return self.begin + self.leapt + timedelta(seconds=now())

    def wall(self) -> datetime:
        """What the machines believe."""
        return self.true() + self.offset

    @property
    def troubled(self) -> bool:
        return now() < self.record.troubled_until

    def space_of(self, name: str) -> str:
        return "s" if len(name) % 2 else "t"

    def says(self, what: str) -> None:
        self.trace.append(f"{self.wall():%a %d %b %H:%M:%S} {what}")

    async def observes(self) -> None:
        await self.oracle.observes()

    async def ahead(self) -> tuple[float, bool]:
        """Seconds until something becomes due, and whether something is or may be now."""
        at = self.wall().timestamp()
        (row,) = await self.store.rows(
            "select (select min(due_at) from schedule where due_at > ?1) as slot,"
            " (select min(due_at) from outbox where state = 'pending' and due_at > ?1) as message,"
            " exists (select 1 from schedule where due_at <= ?1) or exists (select 1 from outbox"
            " where state = 'sending' or (state = 'pending' and due_at <= ?1)) as waiting",
            at,
        )
        events = [due for due in (row["slot"], row["message"]) if due is not None]
        return (min(events) - at if events else 7 * 86_400.0), bool(row["waiting"])

    def owns(self, worker: Worker) -> bool:
        """A lock goes with its holder's death, and with fifteen seconds of silence."""
        if self.count == 1:
            return True
        holder = self._owner
        if holder is None or holder.dead or holder.frozen_until > now() + 15:
            self._owner = worker
        return self._owner is worker

    def loses(self, worker: Worker) -> None:
        if self._owner is worker:
            self._owner = None
            self.wake_soon()

    def wake_soon(self) -> None:
        """Others tick meanwhile, as they do all the time."""
        for seconds in (5, 30, 70, 130):
            asyncio.get_running_loop().call_later(seconds * self.rng.random(), self.wake)

    async def _keeps(self, number: int) -> None:
        """A worker that dies is started again."""
        for life in count(1):
            if self.over:
                return
            worker = self.workers[number]
            try:
                await worker.lives()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told with its seed
                self.oracle.broke(error)
                worker.dies()
                return
            gap = self.rng.choice((0.5, 5, 60, LONGEST_BREAK)) if self.chaotic else 1.0
            await asyncio.sleep(max(self.rng.uniform(0.1, gap), self.down_until - now()))
            self.workers[number] = Worker(self, f"w{number}.{life}")

    async def lives(self) -> None:
        self.store = await Memory.made(now, self.bent.changes, shared=self.count > 1)
        try:
            await self._run()
        finally:
            await self.store.close()

    async def _run(self) -> None:
        self.workers = [Worker(self, f"w{number}.0") for number in range(self.count)]
        await self.observes()
        keeping = [asyncio.create_task(self._keeps(number)) for number in range(self.count)]
        await asyncio.sleep(0)
        try:
            await self._chaos()
            await self._calm()
            await self.oracle.judges()
        finally:
            self.over = True
            for worker in self.workers:
                worker.dies()
            await asyncio.gather(*keeping, *self._saying)

    async def _chaos(self) -> None:
        happenings = Happenings(self)
        for _ in range(self.rng.randint(1, 3)):
            await happenings.joins()
        while now() < CHAOS.total_seconds():
            await self._waits()
            await happenings.next()
            if self.oracle.wrong:
                return

    async def _waits(self) -> None:
        """Often until something becomes due."""
        ahead, _ = await self.ahead()
        near = max(ahead + self.rng.choice((-1.0, 0.5, 3.0)) * self.rng.random() * 10, 0.0)
        later = self.rng.choice((60.0, 6 * 3600.0, 3 * 86_400.0)) * self.rng.random()
        await asyncio.sleep(near if self.rng.random() < 0.65 and near < 8 * 86_400 else later)

    def sets(self, ahead: timedelta) -> None:
        self.offset = ahead
        self.says(f"the clock was set, {ahead.total_seconds():.0f} s ahead")
        self.oracle.notes(self.oracle.states[-1].members)
        self.wake()

    async def say(self, name: str, command: str, /, **args: str) -> None:
        """Beside everything else; now and then the platform delivers it again."""
        id = f"request-{self.rng.getrandbits(64):x}"
        if command not in HARMLESS or args:
            self.oracle.chosen[name].append(self.wall())
        for _ in range(self.rng.choice((1, 1, 2))):
            task = asyncio.create_task(self._asks(name, command, id, args))
            self._saying.add(task)
            task.add_done_callback(self._saying.discard)

    async def _asks(self, name: str, command: str, id: str, args: dict[str, str]) -> bool:
        worker = self.rng.choice(self.workers)
        await asyncio.sleep(self.rng.random())
        try:
            card = await Talker(worker.app, name, space=self.space_of(name)).does(command, request_id=id, **args)
        except Died:
            return False
        self.says(f"{name} said /{command} {args} to {worker}: {card.title}")
        self.wake()
        return True

    def wake(self) -> None:
        for worker in self.workers:
            worker.wakes()

    async def _calm(self) -> None:
        """Nothing fails any more: everybody gets the check-in they choose, at their hour."""
        if self.oracle.wrong:
            return
        self.says("it is calm")
        self.chaotic = False
        for worker in self.workers:
            worker.dies()
        await asyncio.sleep(max(self.down_until - now(), 0) + LONGEST_BREAK)
        wanted = {name: choices(self.rng, ("zone", "weekday", "time", "hours")) for name in self.names}
        for name, args in wanted.items():
            self.oracle.chosen[name].append(self.wall())
            assert await self._asks(name, "start", f"calm-{name}", {})
            assert await self._asks(name, "resume", f"again-{name}", {})
            assert await self._asks(name, "settings", f"choice-{name}", args | {"messages": "2"})
        await asyncio.sleep(SETTLES.total_seconds())
        for name in self.names:  # who is silent for three weeks gets a question instead of the check-in
            assert await self._asks(name, "settings", f"there-{name}", {})
        begun = self.true()
        await asyncio.sleep(CALM.total_seconds() + 60)
        for name, args in wanted.items():  # of the minutes in which they came; a tick may be a little later
            at = [at + self.offset for _, where, card, at in self.record.posted
                  if where.channel == f"@{name}" and card.title.startswith("Check-in")
                  and begun < at.replace(second=0, microsecond=0) <= begun + CALM]  # fmt: skip
            local = [each.astimezone(ZoneInfo(args["zone"])) for each in at]
            self.oracle.calm(name, local, f"{args['weekday']} {args['time']}")


def lived(seed: int, bent: Bent = STRAIGHT) -> World:
    """The world of a seed at its end. Ids and all clocks go by the seed, too."""
    world = World(seed, bent)
    with pytest.MonkeyPatch.context() as patch:
        ids = random.Random(seed)
        patch.setattr("secrets.token_hex", lambda count=16: f"{ids.getrandbits(8 * count):0{2 * count}x}")
        patch.setattr(
            "bot.clock.time", SimpleNamespace(perf_counter=now, clock_gettime=lambda _: now(), CLOCK_BOOTTIME=7)
        )
        patch.setattr("bot.clock.SystemClock.now", lambda _: world.wall())
        leaping(world.lives())
    return world
