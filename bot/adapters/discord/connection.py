"""Whether Discord is heard: said once when a connection is lost and once when it is back, and kept meanwhile.

What is due is sent all the same, since that takes no connection to the gateway.
"""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from bot.clock import Clock
from bot.store import NotWritten, Stop, Stops

log = logging.getLogger(__name__)

GATEWAY = "Discord's gateway"
"""The domain of its stops. What may be sent on Discord is another domain, which none of these holds up."""

LOST = "no connection"


class Connection:
    """Of all shards. `clock` is real time, whatever the clock of a rehearsal."""

    def __init__(self, stops: Stops, clock: Clock) -> None:
        self._stops = stops
        self._clock = clock
        self._missing = set[int]()
        self._failing = set[int]()
        self._writing = asyncio.Lock()

    async def opening(self, shards: Iterable[int]) -> None:
        """They are about to connect for the first time."""
        self._missing.update(shards)
        await self._keep()

    async def lost(self, shard: int) -> None:
        """Told again with each try that fails."""
        if shard not in self._missing:
            self._missing.add(shard)
            log.warning("the connection is lost", extra={"shard": shard})
            await self._keep()

    def failed(self, shard: int, error: BaseException | None) -> None:
        """A first connection could not be made; said once, whatever comes of the next tries."""
        if shard not in self._failing:
            self._failing.add(shard)
            log.warning("no connection yet", extra={"shard": shard, "error": type(error).__name__})

    async def back(self, shard: int) -> None:
        self._failing.discard(shard)
        if shard in self._missing:
            self._missing.discard(shard)
            log.warning("connected", extra={"shard": shard})
            await self._keep()

    async def wait(self, reason: str, seconds: float) -> None:
        """No connection may be made for so long; said once, and waited for."""
        log.error(reason, extra={"seconds": int(seconds)})
        now = self._clock.now()
        await self._stop(Stop(domain=GATEWAY, kind="unheard", reason=reason, since=now, until=now + _long(seconds)))
        await asyncio.sleep(seconds)

    async def _keep(self) -> None:
        """As it is by the time of writing: losing and finding may follow each other faster than the disk."""
        async with self._writing:
            if self._missing:
                await self._stop(Stop(domain=GATEWAY, kind="unheard", reason=LOST, since=self._clock.now()))
            else:
                with suppress(NotWritten):
                    await self._stops.lift(GATEWAY)

    async def _stop(self, stop: Stop) -> None:
        with suppress(NotWritten):  # it is logged all the same
            await self._stops.keep(stop)


def _long(seconds: float) -> timedelta:
    return timedelta(seconds=int(seconds) + 1)
