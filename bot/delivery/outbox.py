"""Claims, sends, settles; looks before sending again."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from bot.calendar import LATE, out_of_quiet_hours, week_of
from bot.clock import Clock, Deadline
from bot.core.errors import trace
from bot.core.model import Card
from bot.core.ports import Adapter, DeliveryError, RetryLater, Undeliverable, Unknown
from bot.core.text import shortened
from bot.planning import REPLY_LASTS, reply_ready
from bot.store import LEASE, REPLY, Member, Members, Outbox, Outgoing

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(seconds=5)
"""Clocks of platforms differ: a message is looked for from a little before the first try."""

SHORTEST_WAIT = timedelta(seconds=1)
"""Platforms sometimes ask to wait for no time at all."""

SLOWEST_SEND = timedelta(seconds=30)
"""What a send may take, with its timeout and until the platform shows it; no send begins so near the lease's end."""


class Sender:
    """The one place that posts unasked messages: for each platform that `owns` says is this process's alone."""

    def __init__(
        self,
        outbox: Outbox,
        members: Members,
        adapters: Mapping[str, Adapter],
        clock: Clock,
        owns: Callable[[str], Awaitable[bool]],
    ) -> None:
        self._outbox = outbox
        self._members = members
        self._adapters = adapters
        self._clock = clock
        self._owns = owns

    async def send_due(self) -> int:
        """Sends everything that is ready; gives how many were sent."""
        return sum([await self._send_by(adapter) for adapter in self._adapters.values()])

    async def _send_by(self, adapter: Adapter) -> int:
        """What is unsure comes first. A domain that is lost meanwhile is left to its new owner."""
        sent = 0
        if await self._owns(adapter.platform):
            await self._settle_unsure(adapter)
        while await self._owns(adapter.platform):
            leased = Deadline(LEASE - SLOWEST_SEND)
            claimed = await self._outbox.claim(self._clock.now(), adapter.platform)
            for message in claimed:
                sent += await self._send(adapter, message, leased)
            if not claimed:
                break
        return sent

    async def _settle_unsure(self, adapter: Adapter) -> None:
        """Messages claimed by a process that died, or whose outcome is unknown, are looked for before anything else."""
        for message in await self._outbox.unsettled(adapter.platform):
            try:
                since = (message.first_try or message.due_at) - LOOK_BACK
                found = await adapter.look(message.place, message.id, since)
            except DeliveryError as error:
                log.warning("could not look", extra={"delivery": message.id, "error": type(error).__name__})
                continue
            if found:
                await self._outbox.settle(message.id, "sent", self._clock.now(), message_id=found)
            else:
                await self._outbox.postpone(message.id, self._clock.now(), "looked for and not found")

    async def _send(self, adapter: Adapter, message: Outgoing, leased: Deadline) -> int:
        now = self._clock.now()
        if now > message.expires_at:
            await self._outbox.settle(message.id, "expired", now, reason="too late to be of use")
            return 0
        if message.member_id and not await self._still_wanted(message, now):
            return 0
        if leased.passed:
            await self._outbox.postpone(message.id, now, "the batch took too long")
            return 0
        return await self._post(adapter, message)

    async def _post(self, adapter: Adapter, message: Outgoing) -> int:
        """Sends once and settles. With an unknown outcome the row stays claimed, so that it is looked for first."""
        try:
            posted = await adapter.send(message.place, self._dated(message), message.id)
        except RetryLater as error:
            wait = max(error.after, SHORTEST_WAIT)
            await self._outbox.postpone(message.id, self._clock.now() + wait, "the platform asked to wait")
            return 0
        except Undeliverable as error:
            await self._outbox.settle(message.id, "dead", self._clock.now(), reason=error.reason)
            return 0
        except Unknown:
            log.warning("outcome unknown", extra={"delivery": message.id})
            return 0
        except Exception as error:  # an adapter's own defect may come after the post: look first, as for Unknown
            log.error("sending broke", extra={"delivery": message.id}, exc_info=trace(error))
            return 0
        await self._outbox.settle(message.id, "sent", self._clock.now(), message_id=posted)
        log.info("sent", extra={"delivery": message.id, "kind": message.kind})
        return 1

    def _dated(self, message: Outgoing) -> Card:
        """The card, saying that it is late when it is; a reply is meant for no hour."""
        if message.member_id is None or message.kind == REPLY or self._clock.now() - message.slot <= LATE:
            return message.card
        slot, dot, rest = message.card.footer.partition(" · ")
        return message.card.model_copy(update={"footer": shortened(f"{slot} (sent late){dot}{rest}", 200)})

    async def _still_wanted(self, message: Outgoing, now: datetime) -> bool:
        """Right before it is sent: the member may have had enough since, and it may have become night."""
        member = await self._members.by_id(message.member_id or "")
        if member is None:
            return False
        if message.kind == REPLY:
            return await self._reply_wanted(message, member, now)
        if member.state != "active" or member.paused(now):
            await self._outbox.settle(message.id, "cancelled", now, reason="stopped or paused since")
            return False
        if not await self._outbox.fits(message, member.budget):
            return False
        ready = out_of_quiet_hours(member.zone, now)
        if ready != now:
            await self._outbox.postpone(message.id, ready, "quiet hours")
        return ready == now

    async def _reply_wanted(self, message: Outgoing, member: Member, now: datetime) -> bool:
        """Whoever asked a human asked for this note, started or not; what does not fit now comes later."""
        if member.state == "stopped":
            await self._outbox.settle(message.id, "cancelled", now, reason="stopped since")
            return False
        ready, why = await reply_ready(message, member, self._outbox, now)
        week = week_of(member.zone, ready)
        if (ready, week) == (now, message.week):
            return True
        ends = ready + REPLY_LASTS if member.paused(now) else None
        await self._outbox.postpone(message.id, ready, why, week=week, expires_at=ends)
        return False
