"""How often Discord was told who we are: it allows 1,000 times a day, then revokes the token.

A shard does so when it connects anew, not when it resumes. It may at most ten times in ten minutes, thirty times in an
hour, and with all others 90 % of what Discord allows in a day: so a process that dies right after each start is started
without a wait ten times, then every two minutes or so, and never uses up the day. The moments are kept, since each of
its lives is short.
"""

import asyncio
import json
import logging
from contextlib import suppress
from typing import NamedTuple

from bot.clock import Clock
from bot.store import Notes, NotWritten

log = logging.getLogger(__name__)

TOO_OFTEN = "connected too often"
USED_UP = "Discord allows no more connections for now"

DAY = 86_400
OFTEN = {600: 10, 3600: 30}
"""How often a shard may, in so many seconds."""
A_DAY, SHARE = 1000, 0.9

PATIENCE = 30
"""Seconds that an open connection waits; rather than longer it is given up, and discord.py makes another later."""


class Limits(NamedTuple):
    """What Discord says of a bot that is about to connect (`session_start_limit`); `reset_after` is in seconds."""

    shards: int
    total: int = A_DAY
    remaining: int = A_DAY
    reset_after: float = 0.0


class Wait(NamedTuple):
    seconds: float
    reason: str


def wait(moments: list[int], now: int, shards: int = 1, total: int = A_DAY) -> int:
    """Seconds until a shard may, which did at those moments. Of a clock that was ahead nothing is kept."""
    waits = [0]
    for length, most in {**OFTEN, DAY: max(int(total * SHARE) // shards, 1)}.items():
        within = sorted(each for each in moments if now - length < each <= now)
        if len(within) >= most:
            waits.append(within[-most] + length - now)
    return max(waits)


class Identifies:
    """Counts, and says what to wait for. `clock` is real time, whatever the clock of a rehearsal."""

    def __init__(self, notes: Notes, clock: Clock) -> None:
        self._notes = notes
        self._clock = clock
        self._limits = Limits(shards=1)
        self._late = set[int]()

    async def to_wait(self, limits: Limits) -> Wait:
        """Before any shard connects: until all of them may."""
        self._limits = limits
        if limits.remaining < limits.shards:
            return Wait(max(limits.reset_after, 1.0), USED_UP)
        return Wait(max([await self._wait(shard) for shard in range(limits.shards)]), TOO_OFTEN)

    async def count(self, shard: int) -> None:
        """A shard does so now. Raises `TimeoutError` where it would have to wait for too long."""
        seconds = await self._wait(shard)
        if seconds > PATIENCE:
            if shard not in self._late:
                log.error(TOO_OFTEN, extra={"shard": shard, "seconds": seconds})
                self._late.add(shard)
            raise TimeoutError(TOO_OFTEN)
        self._late.discard(shard)
        await asyncio.sleep(seconds)
        now = int(self._clock.now().timestamp())
        kept = [each for each in await self._moments(shard) if now - DAY < each <= now]
        with suppress(NotWritten):
            await self._notes.keep_text(_name(shard), json.dumps([*kept, now]))

    async def _wait(self, shard: int) -> int:
        now = int(self._clock.now().timestamp())
        return wait(await self._moments(shard), now, self._limits.shards, self._limits.total)

    async def _moments(self, shard: int) -> list[int]:
        try:
            return list(json.loads(await self._notes.text(_name(shard)) or "[]"))
        except NotWritten:
            return []  # a database that is away for a moment lets nobody wait


def _name(shard: int) -> str:
    return f"discord identifies of shard {shard}"
