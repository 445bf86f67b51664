"""Whether claimed messages are still wanted: the members may have had enough since, and it may have become night."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.calendar import out_of_quiet_hours, week_ends
from bot.clock import Clock
from bot.core.reasons import DELETED, HEARD_OF, OVER, OVER_SINCE, PAUSED, QUIET_HOURS, STOPPED_OR_PAUSED, STOPPED_SINCE
from bot.planning import REPLY_LASTS, fits, mentioning, reply_waits
from bot.store import REPLY, SILENCE, Outbox, Outcome, Outgoing, Recipient, Recipients

FRESH = timedelta(seconds=1)
"""So long a look holds. Who stops after it and within this time may get one more message."""


class Wanted:
    """Looks at many messages at once."""

    def __init__(self, outbox: Outbox, recipients: Recipients, clock: Clock) -> None:
        self._outbox = outbox
        self._recipients = recipients
        self._clock = clock

    async def look(self, messages: Sequence[Outgoing]) -> dict[str, Outcome | Outgoing]:
        """By the message's id: the message as it is to be sent, or what becomes of it instead."""
        now = self._clock.now()
        recipients = await self._recipients.of(messages, now)
        return {each.id: await self._become(each, recipients.get(each.member_id or ""), now) for each in messages}

    async def _become(self, message: Outgoing, to: Recipient | None, now: datetime) -> Outcome | Outgoing:
        if message.member_id is None or now > message.expires_at:  # what is too late the sender lets go
            return message
        if to is None:
            return Outcome(message.id, "cancelled", now, DELETED)
        if ended := _unwanted(message, to, now) or _too_early(message, to, now) or await self._over(message, to, now):
            return ended
        return replace(message, card=mentioning(message.card, to.unread)) if to.unread else message

    async def _over(self, message: Outgoing, to: Recipient, now: datetime) -> Outcome | None:
        """What does not fit is kept under /inbox; a reply comes in the next week, unless its asker takes none at all.

        Of two that were claimed at once only one has to go, so that this is decided with the member held.
        """
        room = partial(fits, message.kind, message.week, to.week, to.member)
        others = [each for each in to.taken if each.id != message.id]
        if message.counts_in == to.week and room(others, to.ahead):
            return None
        if message.kind == REPLY and to.member.most:
            next_week = out_of_quiet_hours(to.member.zone, week_ends(to.member.zone, to.week))
            over = Outcome(message.id, "pending", next_week, OVER)
        else:
            over = Outcome(message.id, "cancelled", now, OVER_SINCE, kept=message.readable)
        return await self._outbox.admit(message, to.week, room, over)


def _unwanted(message: Outgoing, to: Recipient, now: datetime) -> Outcome | None:
    """Whoever asked a human asked for the reply, started or not."""
    if message.kind == REPLY:
        return Outcome(message.id, "cancelled", now, STOPPED_SINCE) if to.member.state == "stopped" else None
    before = message.slot.timestamp() < (to.member.started_at or 0)  # a pause or a stop lies between
    if before or to.member.state != "active" or to.member.paused(now):
        return Outcome(message.id, "cancelled", now, STOPPED_OR_PAUSED)
    if message.kind == SILENCE and to.heard >= message.slot:
        return Outcome(message.id, "cancelled", now, HEARD_OF)
    return None


def _too_early(message: Outgoing, to: Recipient, now: datetime) -> Outcome | None:
    if to.member.paused(now):
        until = reply_waits(to.member, now)
        return Outcome(message.id, "pending", until, PAUSED, expires_at=until + REPLY_LASTS)
    ready = out_of_quiet_hours(to.member.zone, now)
    return Outcome(message.id, "pending", ready, QUIET_HOURS) if ready != now else None
