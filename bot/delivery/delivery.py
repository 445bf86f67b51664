"""All that is sent unasked, in the order in which a tick does it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.clock import MovableClock
from bot.core.ports import Stopped
from bot.delivery.planner import Planner
from bot.delivery.regular import upcoming
from bot.delivery.sender import Sender
from bot.delivery.watch import Watch
from bot.store import NotWritten, Outbox

log = logging.getLogger(__name__)

Chore = Callable[[], Awaitable[object]]


class Delivery:
    """One call at a time. `chores` are done before anything is planned."""

    def __init__(self, planner: Planner, sender: Sender, watch: Watch, outbox: Outbox, chores: Sequence[Chore]) -> None:
        self._planner = planner
        self._sender = sender
        self._watch = watch
        self._outbox = outbox
        self._chores = chores
        self._delivering = asyncio.Lock()

    async def deliver(self) -> int:
        """Plans and sends what is due. What a full disk holds up comes with a later call.

        Gives how many messages were sent; where a platform sets a pace, others may be ready still.
        """
        async with self._delivering:
            try:
                return 0 if await self._watch.holds() else await self._deliver()
            except NotWritten as error:
                log.error("nothing could be delivered", extra={"why": str(error)})
                return 0

    async def _deliver(self) -> int:
        for chore in self._chores:
            await chore()
        await self._planner.plan()
        return await self._sender.send_due()

    async def told(self, platform: str, space: str, stop: Stopped) -> None:
        """A platform says by itself that nothing more may be posted in a space: heeded at once, and kept."""
        await self._sender.told(platform, space, stop)

    async def resume(self, platform: str, space: str) -> None:
        """A space has another token: what stopped it without an end is over."""
        await self._sender.resume(platform, space)

    async def skip_to(self, target: datetime, clock: MovableClock) -> None:
        """Moves the clock from one due thing to the next, delivering each, up to the target."""
        await self.deliver()
        while (event := await self.next_event(clock.now())) <= target:
            clock.move_to(event)
            await self.deliver()
        clock.move_to(target)

    async def next_event(self, now: datetime) -> datetime:
        """The posts to mentors come every week; members' messages when they have any."""
        weekly = upcoming(now)
        return min(weekly, await self._outbox.next_event(now) or weekly)

    async def end(self) -> None:
        """Nothing more is sent; what is on its way arrives."""
        self._sender.end()
        async with self._delivering:
            log.debug("the last delivery ended")
