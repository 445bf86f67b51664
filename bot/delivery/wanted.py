"""Whether claimed messages are still wanted: the members may have had enough since, and it may have become night."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.calendar import out_of_quiet_hours, week_of
from bot.clock import Clock
from bot.planning import REPLY_LASTS, reply_ready
from bot.store import REPLY, Member, Outbox, Outcome, Outgoing, Recipients

FRESH = timedelta(seconds=1)
"""So long a look holds. Who stops after it and within this time may get one more message."""


class Wanted:
    """Looks at many messages at once."""

    def __init__(self, outbox: Outbox, recipients: Recipients, clock: Clock) -> None:
        self._outbox = outbox
        self._recipients = recipients
        self._clock = clock

    async def look(self, messages: Sequence[Outgoing]) -> dict[str, Outcome | None]:
        """By the message's id: what becomes of it instead of being sent; none where it is to be sent."""
        recipients, now = await self._recipients.of(messages), self._clock.now()
        found: dict[str, Outcome | None] = {}
        for message in messages:
            recipient = recipients.get(message.id)
            if message.member_id is None:
                found[message.id] = None
            elif recipient is None:
                found[message.id] = Outcome(message.id, "cancelled", now, "deleted since")
            elif message.kind == REPLY:
                found[message.id] = await self._reply(message, recipient.member, now)
            else:
                found[message.id] = self._weekly(message, recipient.member, now)
                if not found[message.id] and recipient.used > recipient.member.budget:
                    found[message.id] = await self._over_budget(message, recipient.member, now)
        return found

    def _weekly(self, message: Outgoing, member: Member, now: datetime) -> Outcome | None:
        if member.state != "active" or member.paused(now):
            return Outcome(message.id, "cancelled", now, "stopped or paused since")
        ready = out_of_quiet_hours(member.zone, now)
        return Outcome(message.id, "pending", ready, "quiet hours") if ready != now else None

    async def _over_budget(self, message: Outgoing, member: Member, now: datetime) -> Outcome | None:
        """Of two that were claimed at once only one has to go, so that this is decided with the member held."""
        fits = await self._outbox.fits(message, member.budget, now)
        return None if fits else Outcome(message.id, "cancelled", now, "over the member's budget since")

    async def _reply(self, message: Outgoing, member: Member, now: datetime) -> Outcome | None:
        """Whoever asked a human asked for this note, started or not; what does not fit now comes later."""
        if member.state == "stopped":
            return Outcome(message.id, "cancelled", now, "stopped since")
        ready, why = await reply_ready(message, member, self._outbox, now)
        week = week_of(member.zone, ready)
        if (ready, week) == (now, message.week):
            return None
        ends = ready + REPLY_LASTS if member.paused(now) else None
        return Outcome(message.id, "pending", ready, why, week=week, expires_at=ends)
