"""A process of the simulation: it may die, freeze or lose what it holds at each point that it comes to."""

import asyncio
from asyncio import TimerHandle
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, get_args

from bot.app import App
from bot.store import NotWritten
from tests.delivery.strict import now
from tests.delivery.weeks import Died, Mortal
from tests.simulation.platform import Line

if TYPE_CHECKING:
    from tests.simulation.world import World

Blow = Literal[
    "dies", "dies on its way", "freezes", "freezes with an answer", "is refused", "is left in doubt", "loses its lock"
]
BLOWS: tuple[Blow, ...] = get_args(Blow)
PATIENCE = 3600.0
"""Seconds after which a worker looks again for what it could not do."""


class View(Mortal):
    """The shared store, as one worker may use it."""

    def __init__(self, world: "World", worker: "Worker") -> None:
        super().__init__(world.store, worker.point)
        self._world, self._worker = world, worker

    async def owns(self, domain: str) -> bool:
        await self._worker.point("asks")
        return self._world.owns(self._worker)


class Worker:
    """One life of one process."""

    def __init__(self, world: "World", name: str) -> None:
        self.world = world
        self.name = name
        self.dead = False
        self.frozen_until = 0.0
        self.answered = False
        """It knows what became of a message, and has not written it down."""
        self.blows: list[tuple[int, Blow]] = []
        """After how many more points what happens."""
        self.flying: list[tuple[TimerHandle, Callable[[], None]]] = []
        """Requests on their way, with what happens when they arrive."""
        self._parked: set[asyncio.Future[None]] = set()
        self._resting: asyncio.Future[None] | None = None
        self.app = App(world.pack, View(world, self), world.clock)
        self.line = Line(world, self)
        self.app.serve(self.line)
        self._serving: asyncio.Task[None] | None = None

    def __str__(self) -> str:
        return self.name

    async def lives(self) -> None:
        """Until it dies."""
        self._serving = asyncio.create_task(self._serve())
        with suppress(Died, asyncio.CancelledError):
            await self._serving

    async def _serve(self) -> None:
        """A tick, and then a rest until there is something to do; ticks that would find nothing are left out."""
        again = 5.0
        while True:
            sent = await self.app.deliver()
            if sent:
                again = 5.0
            ahead, waiting = await self.world.ahead()
            rest = min(ahead, again) if waiting else ahead
            again = min(4 * again, PATIENCE)
            if await self._rests(rest + self.world.rng.uniform(0, 5)):
                again = 5.0

    async def _rests(self, seconds: float) -> bool:
        """Whether something happened meanwhile."""
        resting = self._resting = asyncio.get_running_loop().create_future()
        self._parked.add(resting)
        waking = asyncio.get_running_loop().call_later(seconds, self.wakes)
        woken = waking.when()
        try:
            await resting
        finally:
            waking.cancel()
            self._parked.discard(resting)
        await self._thaws()
        return now() < woken

    def wakes(self) -> None:
        if self._resting:
            _ends(self._resting)

    async def point(self, where: str, *, waits: bool = True) -> None:
        """Something may happen to it here. A transaction is not held open meanwhile."""
        self._lives_on()
        if self.world.chaotic and self.blows:
            self.blows = [(left - 1, blow) for left, blow in self.blows]
            for left, blow in list(self.blows):
                if left <= 0 and self._fits(blow, where):
                    self.blows.remove((left, blow))
                    self._happens(blow, where)
            self._lives_on()
        if where == "committed":
            self.answered = False
            await self.world.observes()
        if waits and where != "commits":
            long = self.world.chaotic and self.world.rng.random() < 0.02
            await self.parks(self.world.rng.uniform(1, 10) if long else self.world.rng.uniform(0.0005, 0.01))

    def _fits(self, blow: Blow, where: str) -> bool:
        return {
            "is refused": where in ("begins", "reads"),
            "is left in doubt": where == "committed",
            "dies on its way": where == "sends",
            "freezes": where != "sends",
            "freezes with an answer": where == "begins" and self.answered,
            "loses its lock": where == "sends",
        }.get(blow, True)

    def _happens(self, blow: Blow, where: str) -> None:
        self.world.says(f"{self} {blow} ({where})")
        match blow:
            case "dies":
                self.dies()
            case "dies on its way":
                asyncio.get_running_loop().call_later(self.world.rng.uniform(0, 1), self.dies)
            case "freezes" | "freezes with an answer":
                self.frozen_until = now() + self.world.rng.choice((60, 200, 200)) * self.world.rng.uniform(0.3, 1)
                self.world.wake_soon()
                self.world.oracle.hindered(self.world.wall(), 200)
            case "loses its lock":
                self.world.loses(self)
            case "is refused" | "is left in doubt":
                raise NotWritten(f"the simulation {blow}")

    async def parks(self, seconds: float) -> None:
        """Time passes."""
        loop = asyncio.get_running_loop()
        until = loop.create_future()
        self._parked.add(until)
        timer = loop.call_later(seconds, _ends, until)
        try:
            await until
        finally:
            timer.cancel()
            self._parked.discard(until)
        await self._thaws()

    async def _thaws(self) -> None:
        self._lives_on()
        if self.frozen_until > now():
            await self.parks(self.frozen_until - now())

    def _lives_on(self) -> None:
        if self.dead:
            raise Died

    def dies(self) -> None:
        """At once, all of it. What it had on its way arrives soon or never."""
        if self.dead:
            return
        self.dead = True
        for timer, lands in self.flying:
            if timer.when() > now() and not timer.cancelled():
                timer.cancel()
                if self.world.rng.random() < 0.5:
                    soon = min(self.line.late(), timer.when() - now())
                    asyncio.get_running_loop().call_later(soon, lands)
        for parked in tuple(self._parked):
            if not parked.done():
                parked.set_exception(Died())
        if self._serving and self._serving is not asyncio.current_task():
            self._serving.cancel()


def _ends(parked: "asyncio.Future[None]") -> None:
    if not parked.done():
        parked.set_result(None)
