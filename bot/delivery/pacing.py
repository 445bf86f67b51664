"""All rate domains of this process: what they have to wait for is waited for, and kept over a restart."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from math import ceil, inf

from bot.clock import Clock, SystemClock, seconds
from bot.core.ports import Poster, Stopped
from bot.delivery.domain import LONGEST, Domain
from bot.store import NotWritten, Stops
from bot.store import Stop as Kept

log = logging.getLogger(__name__)

TURN = 5.0
"""Seconds after which a paced domain claims no more, so that planning and the sign of life come in between."""


class Pacing:
    """The domains of this process, and the waiting for them, which ends at once when Milepost does.

    `stops` keeps what a restart must not forget; its times are those of `clock`, which is real time.
    """

    def __init__(
        self, now: Callable[[], float] = seconds, stops: Stops | None = None, clock: Clock | None = None
    ) -> None:
        self.now = now
        self._stops = stops
        self._clock = clock or SystemClock()
        self._standing: list[Kept] = []
        self._domains: dict[str, Domain] = {}
        self._ending = asyncio.Event()
        self.left_out = set[str]()
        """Platforms that could not be started."""

    def domain(self, adapter: Poster, space: str) -> Domain:
        by_space = adapter.pace is not None and adapter.pace.by_space
        name = f"{adapter.platform} {space}" if by_space else adapter.platform
        if name not in self._domains:
            self._domains[name] = Domain(name, adapter.pace, self.now)
            self._remind(self._domains[name])
        return self._domains[name]

    async def recall(self) -> None:
        """Heeds what was kept, also by another process that served before this one."""
        if self._stops:
            self._standing = await self._stops.standing(self._clock.now())
            for domain in self._domains.values():
                self._remind(domain)

    def _remind(self, domain: Domain) -> None:
        """What has no end is tried once by each process: the token may be another. A clock that was set makes no wait
        longer than it was."""
        now = self._clock.now()
        for each in self._standing:
            if each.domain == domain.name and each.until:
                left = min(each.until - now, each.until - each.since).total_seconds()
                domain.recall(each.kind, each.reason, left)

    @asynccontextmanager
    async def hearing(self, domain: Domain, channel: str = "") -> AsyncIterator[None]:
        """As the domain does; and keeps what it has to wait for before anything else is done."""
        try:
            with domain.hearing(channel):
                yield
        finally:
            if self._stops:
                with suppress(NotWritten):  # it is kept with the next answer
                    await self._keep(domain, self._stops)

    async def told(self, adapter: Poster, space: str, stop: Stopped) -> None:
        """The platform says by itself what it would have answered to the next request."""
        with suppress(Stopped):
            async with self.hearing(self.domain(adapter, space)):
                raise stop

    async def resume(self, adapter: Poster, space: str) -> None:
        """The other way round: whatever stopped it until somebody does something, they did."""
        domain = self.domain(adapter, space)
        domain.resume()
        if self._stops:
            await self._stops.lift(domain.name)

    async def _keep(self, domain: Domain, stops: Stops) -> None:
        now = self._clock.now()
        for kind in list(domain.news):
            reason, wait = domain.news.pop(kind)
            until = None if wait == inf else now + timedelta(seconds=ceil(wait))
            try:
                await stops.keep(Kept(domain=domain.name, kind=kind, reason=reason, since=now, until=until))
            except NotWritten:
                domain.news.setdefault(kind, (reason, wait))
                raise
        # What was on its way when the domain stopped may still arrive, which lifts nothing.
        endless = [each for each in self._standing if each.domain == domain.name and each.until is None]
        if endless and domain.proven and not domain.stopped():
            await stops.lift(domain.name)
            self._standing = [each for each in self._standing if each not in endless]

    def end(self) -> None:
        """Nothing more is sent; what is on its way arrives."""
        self._ending.set()

    def open(self, domain: Domain, since: float) -> bool:
        """Whether a turn that began then goes on."""
        in_turn = not domain.paced or self.now() - since < TURN
        return in_turn and domain.wait() <= LONGEST and not self._ending.is_set()

    async def clear(self, domain: Domain) -> bool:
        """Waits until a message may go out; false where that is not soon."""
        while not self._ending.is_set() and (wait := domain.wait()) <= LONGEST:
            if not wait:
                return True
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._ending.wait()
        return False
