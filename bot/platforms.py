"""Runs the platforms side by side: one that cannot start takes no other down, and is tried again where that helps."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Never

from bot.clock import SystemClock
from bot.core.errors import CannotStart
from bot.core.ports import Adapter
from bot.delivery import Pacing
from bot.store import NotWritten, Ownership, Stop, Stops

log = logging.getLogger(__name__)

SHORTEST_WAIT, LONGEST_WAIT = 10.0, 600.0
"""Seconds between two tries to start a platform."""

SETTLED = 30.0
"""Seconds after which a platform that runs has surely started: a refusal comes with the first requests."""


class Platforms:
    """What could not start is left out: nothing is sent there, and `stops` tells `/doctor` why."""

    def __init__(self, adapters: Mapping[str, Adapter], ownership: Ownership, pacing: Pacing, stops: Stops) -> None:
        self._adapters = adapters
        self._ownership = ownership
        self._pacing = pacing
        self._stops = stops
        self._refused = dict[str, CannotStart]()

    @property
    def served(self) -> list[str]:
        return [each for each in self._adapters if each not in self._refused]

    def refuse(self, platform: str, error: CannotStart) -> None:
        """Its settings are such that there is no adapter for it."""
        self._refused[platform] = error

    def check(self) -> None:
        """Raises `CannotStart` where none is left, with what stands in the way of each."""
        if not self.served:
            raise CannotStart("\n".join(dict.fromkeys(str(each) for each in self._refused.values())))

    async def run(self) -> None:
        """Until cancelled, or until one ends. Raises `CannotStart` as soon as none is left.

        A platform whose domain another process owns stands by.
        """
        for platform, error in list(self._refused.items()):
            await self._leave_out(platform, error)
        running = [asyncio.create_task(self._keep(each)) for each in self._adapters.values()]
        try:
            ended, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for each in ended:
                each.result()
        finally:
            for each in running:
                each.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _keep(self, adapter: Adapter) -> None:
        """As long as it runs, and again after a while where what stood in its way may pass."""
        wait = SHORTEST_WAIT
        while True:
            try:
                return await self._ownership.serve(adapter.platform, lambda: self._start(adapter))
            except CannotStart as error:
                wait = wait if adapter.platform in self._refused else SHORTEST_WAIT
                again = wait if error.passing else None
                await self._leave_out(adapter.platform, error, again)
                await (asyncio.sleep(again) if again else _for_ever())
            wait = min(2 * wait, LONGEST_WAIT)

    async def _start(self, adapter: Adapter) -> None:
        settling = asyncio.create_task(self._settle(adapter.platform))
        try:
            await adapter.run()
        finally:
            settling.cancel()

    async def _settle(self, platform: str) -> None:
        """It runs: what stood in its way, now or before the last restart, is over."""
        await asyncio.sleep(SETTLED)
        self._refused.pop(platform, None)
        self._pacing.left_out.discard(platform)
        with suppress(NotWritten):  # it is lifted at the next start
            await self._stops.lift(platform)

    async def _leave_out(self, platform: str, error: CannotStart, again: float | None = None) -> None:
        self._refused[platform] = error
        self._pacing.left_out.add(platform)
        self.check()
        about = {"platform": platform, "why": str(error), "again_in": again}
        log.error("a platform is left out, the others go on", extra=about)
        what, _, _ = str(error).partition("; ")
        with suppress(NotWritten):  # it stands in the log
            await self._stops.keep(Stop(domain=platform, kind="all", reason=what, since=SystemClock().now()))


async def _for_ever() -> Never:
    await asyncio.Event().wait()
    raise AssertionError
