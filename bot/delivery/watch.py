"""Nothing is planned or sent while it is not known what time it is: after the machine's clock jumped ahead.

Between two looks, wall time and the time that nobody can set (`clock.elapsed`) go on alike; a suspended machine jumps
in neither. Where wall time went on for over five minutes more, it is held back until

- the clock is set right again, or
- somebody else says the same: a platform, by the date of a reply, or the database's server. That is two of three (a
  server on this machine has this machine's clock, and confirms it whatever it says); or
- ten minutes passed in which there was nobody to ask. Of two clocks that differ none is known to be right, and
  a machine that starts with a wrong time and is then corrected is the likelier story.

Whoever can be asked and says otherwise is believed: it is held for as long as that lasts, and `/doctor` shows it.
A clock that jumps back needs no rule: slots only move forward and each message has one id, so nothing comes twice.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from bot.clock import Clock, MovableClock, elapsed
from bot.core.ports import Dated, DeliveryError
from bot.store import ALIVE, Database, NotWritten, Stop, Stops

log = logging.getLogger(__name__)

JUMP = timedelta(minutes=5)
ALONE = 600.0
"""Seconds after which a time is believed that nobody could be asked about."""

PATIENCE = 5.0
"""Seconds that somebody has to say what time it is."""


class Watch:
    """Compares two clocks of one machine; when they differ, the database and those of `adapters` that can tell are
    asked. A clock that is moved on purpose is never doubted."""

    def __init__(
        self,
        clock: Clock,
        database: Database,
        stops: Stops,
        adapters: Mapping[str, object],
        counted: Callable[[], float] = elapsed,
    ) -> None:
        self._clock = clock
        self._database = database
        self._stops = stops
        self._adapters = adapters
        self._counted = counted
        self._last: tuple[datetime, float] | None = None
        self._alone_since: float | None = None
        self._held: Stop | None = None

    async def holds(self) -> bool:
        """Whether to wait; asked before anything is planned or sent. Raises `NotWritten`."""
        if isinstance(self._clock, MovableClock):
            return False
        now, counted = self._clock.now(), self._counted()
        wall, began = self._last or (now, counted)
        ahead = now - wall - timedelta(seconds=counted - began)
        if ahead > JUMP and not await self._confirmed(now, counted):
            await self._hold(now, ahead, since=wall)
            return True
        if abs(ahead) > JUMP:
            log.warning("the machine's clock was set", extra={"seconds": ahead.total_seconds()})
        await self._go_on(now)
        self._last, self._alone_since = (now, counted), None
        return False

    async def _confirmed(self, now: datetime, counted: float) -> bool:
        said = await asyncio.gather(*(self._asked(each) for each in (self._database, *self._adapters.values())))
        others = [time for time in said if time]
        if others:
            self._alone_since = None
            return any(abs(time - now) <= JUMP for time in others)
        self._alone_since = counted if self._alone_since is None else self._alone_since
        return counted - self._alone_since >= ALONE

    async def _asked(self, somebody: object) -> datetime | None:
        if not isinstance(somebody, Dated):
            return None
        with suppress(DeliveryError, NotWritten, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                return await somebody.time()
        return None

    async def _hold(self, now: datetime, ahead: timedelta, since: datetime) -> None:
        """Shown by /doctor as long as somebody holds; a process that ended leaves nothing that lasts."""
        seconds = int(ahead.total_seconds())
        if not self._held:
            log.error("the machine's clock jumped ahead, so nothing is planned or sent", extra={"seconds": seconds})
        reason = f"the machine's clock jumped ahead by {timedelta(seconds=seconds)}, and nobody confirms it"
        self._held = Stop(domain="clock", kind="clock", reason=reason, since=since, until=now + ALIVE)
        await self._stops.keep(self._held)

    async def _go_on(self, now: datetime) -> None:
        if self._held:
            await self._stops.keep(self._held.model_copy(update={"until": now}))
            self._held = None
