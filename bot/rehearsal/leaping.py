"""An event loop whose time leaps to the next thing to do: weeks pass in minutes, and nothing else can tell."""

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import datetime, timedelta
from math import inf, nextafter
from typing import Any, TypeVar

from bot.clock import MovableClock

Given = TypeVar("Given")


class _Leaping(selectors.DefaultSelector):
    """Where nothing but time is waited for, time is there at once."""

    now = 0.0
    busy = 0
    """Works of other threads, which take no time."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and not self.busy:
            self.now = nextafter(self.now + timeout, inf)  # past it, since asyncio waits for what is before now
            timeout = 0
        return super().select(min(timeout, 0.001) if timeout else timeout)


class Loop(asyncio.SelectorEventLoop):
    """Its time, in seconds from 0, is the monotonic time of everything that runs in it."""

    def __init__(self) -> None:
        self.leaping = _Leaping()
        super().__init__(self.leaping)
        self._clock_resolution = 0.0  # nothing happens before its time, not by the last digit

    def time(self) -> float:
        return self.leaping.now


def leaping(work: Coroutine[Any, Any, Given]) -> Given:
    """What the work gives. Ctrl-C cancels it, as it does with `asyncio.run`."""
    with asyncio.Runner(loop_factory=Loop) as runner:
        return runner.run(work)


def now() -> float:
    """The running loop's time, in seconds."""
    return asyncio.get_running_loop().time()


class Wall(MovableClock):
    """A clock that goes with the loop."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start, speed=0)
        self.start = start

    def now(self) -> datetime:
        return self.at(now())

    def at(self, moment: float) -> datetime:
        """The wall time of a moment of the loop."""
        return self.start + timedelta(seconds=moment)
