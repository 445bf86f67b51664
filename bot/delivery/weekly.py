"""What the places of mentors get once a week: on Monday at 09:00 UTC, or with the first tick after it in that week."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta

from bot.clock import Clock
from bot.core.model import Card, Place
from bot.store import Notes, Outbox, Outgoing

AT = time(9, tzinfo=UTC)
WEEK = timedelta(weeks=1)

Compose = Callable[[date], Awaitable[Card | None]]
"""Draws the message of a day; none when there is nothing to say."""


class WeeklyPost:
    """One message a place and ISO week. `kind` names it in the outbox and in the note of the week that was done."""

    def __init__(self, kind: str, compose: Compose, outbox: Outbox, notes: Notes, clock: Clock) -> None:
        self._kind = kind
        self._compose = compose
        self._outbox = outbox
        self._notes = notes
        self._clock = clock
        self._done: datetime | None = None

    async def plan(self) -> None:
        """Looks into the database once a week, and once after a start."""
        slot = latest(self._clock.now())
        if self._done == slot:
            return
        if await self._notes.read(self._kind) != slot:
            await self._post(slot)
        self._done = slot

    async def _post(self, slot: datetime) -> None:
        """To the places that had subscribed by then. Of one slot each has one id, so that no crash posts twice."""
        now = self._clock.now()
        places = await self._outbox.subscribed("mentors", by=slot)
        if not places or not _same_week(slot, now):
            return
        if card := await self._compose(now.date()):
            await self._outbox.post([self._message(place, card, slot, now) for place in places])
        await self._notes.keep(self._kind, slot)

    def _message(self, place: Place, card: Card, slot: datetime, now: datetime) -> Outgoing:
        week = f"{slot:%G-W%V}"
        return Outgoing(
            id=f"{self._kind}:{week}:{place.platform}:{place.space}:{place.channel}",
            kind=self._kind,
            place=place,
            card=card,
            slot=slot,
            due_at=now,
            expires_at=slot + WEEK,
        )


def latest(now: datetime) -> datetime:
    """The last Monday 09:00 UTC that has come."""
    utc = now.astimezone(UTC)
    monday = datetime.combine(utc.date() - timedelta(days=utc.weekday()), AT)
    return monday if monday <= utc else monday - WEEK


def upcoming(now: datetime) -> datetime:
    """The next Monday 09:00 UTC."""
    return latest(now) + WEEK


def _same_week(slot: datetime, now: datetime) -> bool:
    """Early on a Monday the last slot is that of the week before."""
    return slot.isocalendar()[:2] == now.astimezone(UTC).isocalendar()[:2]
