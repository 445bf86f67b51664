"""Kills and freezes from outside at random moments, counted by requests, so that a slow machine comes to an end too."""

import asyncio
import random
from collections.abc import Awaitable, Callable

Strike = Callable[[int], Awaitable[None]]
"""At a process, by its number."""

MOMENT = 0.1
"""Seconds after a request within which it strikes."""


class Strikes:
    """`strike` comes about once in `every` requests: at whoever asks, or at anybody."""

    def __init__(self, strike: Strike, every: int, anybody: Callable[[], list[int]], seed: int) -> None:
        self._strike = strike
        self._every = every
        self._anybody = anybody
        self._random = random.Random(seed)
        self._left = self._next()
        self._running = set[asyncio.Task[None]]()

    def heard(self, process: int) -> None:
        """A request was made."""
        self._left -= 1
        if self._left <= 0:
            self._left = self._next()
            task = asyncio.create_task(self._soon(process))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    def _next(self) -> float:
        return self._random.expovariate(1 / self._every) if self._every else float("inf")

    async def _soon(self, process: int) -> None:
        await asyncio.sleep(self._random.uniform(0, MOMENT))
        living = self._anybody()
        chosen = process if self._random.random() < 0.5 else self._random.choice([process, *living])
        if chosen in living:
            await self._strike(chosen)
