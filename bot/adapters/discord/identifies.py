"""How often Discord was told who we are: it allows 1,000 times a day, then revokes the token.

A shard does so when it connects anew, not when it resumes. It may at most ten times in ten minutes, thirty times in an
hour, and 900 times a day with all others: so a process that dies right after each start is started without a wait ten
times, then every two minutes or so, and never uses up the day. The moments are kept, since each of its lives is short.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from bot.adapters.discord.homes import PLATFORM
from bot.clock import Clock
from bot.store import Notes, NotWritten, Stop, Stops

log = logging.getLogger(__name__)

TOO_OFTEN = "connected too often"

DAY = 86_400
OFTEN = {600: 10, 3600: 30}
"""How often a shard may, in so many seconds."""
A_DAY = 900

PATIENCE = 30.0
"""Seconds that an open connection waits; rather than longer it is given up, and discord.py makes another later."""


def wait(moments: list[int], now: int, shards: int = 1) -> int:
    """Seconds until a shard may, which did at those moments. Of a clock that was ahead nothing is kept."""
    waits = [0]
    for length, most in {**OFTEN, DAY: max(A_DAY // shards, 1)}.items():
        within = sorted(each for each in moments if now - length < each <= now)
        if len(within) >= most:
            waits.append(within[-most] + length - now)
    return max(waits)


class Identifies:
    """Counts, and waits where it was too often. `clock` is real time, whatever the clock of a rehearsal."""

    def __init__(self, notes: Notes, stops: Stops, clock: Clock, shards: Callable[[], int]) -> None:
        self._notes = notes
        self._stops = stops
        self._clock = clock
        self._shards = shards

    async def allowed(self, shard: int = 0) -> None:
        """Returns when the shard may; until then it is logged once, and shown by `/doctor`."""
        if seconds := await self.wait(shard):
            log.error(TOO_OFTEN, extra={"shard": shard, "seconds": seconds})
            since = self._clock.now()
            until = since + timedelta(seconds=seconds)
            with suppress(NotWritten):
                await self._stops.keep(Stop(domain=PLATFORM, kind="wait", reason=TOO_OFTEN, since=since, until=until))
            await asyncio.sleep(seconds)

    async def count(self, shard: int) -> None:
        """It does so now. Raises `TimeoutError` where it would have to wait for longer than a connection stays open."""
        async with asyncio.timeout(PATIENCE):
            await self.allowed(shard)
        now = int(self._clock.now().timestamp())
        kept = [each for each in await self._moments(shard) if now - DAY < each <= now]
        with suppress(NotWritten):
            await self._notes.mark(_name(shard), json.dumps([*kept, now]))

    async def wait(self, shard: int) -> int:
        return wait(await self._moments(shard), int(self._clock.now().timestamp()), self._shards())

    async def _moments(self, shard: int) -> list[int]:
        try:
            return list(json.loads(await self._notes.marked(_name(shard)) or "[]"))
        except NotWritten:
            return []  # a database that is away for a moment lets nobody wait


def _name(shard: int) -> str:
    return f"discord identifies of shard {shard}"
