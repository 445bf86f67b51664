"""What the places of mentors get at 09:00 UTC, on Mondays or each day, or with the first tick after it in that time."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.clock import Clock
from bot.core.model import Card
from bot.store import Stores, posts

AT = time(9, tzinfo=UTC)

Compose = Callable[[date], Awaitable[Card | None]]
"""Draws the message of a day; none when there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often; `named` is how a time of that length is written, as strftime takes it."""

    length: timedelta
    named: str

    def latest(self, now: datetime) -> datetime:
        """The last 09:00 UTC that has come, of a Monday where it is weekly."""
        utc = now.astimezone(UTC)
        back = timedelta(days=utc.weekday() % self.length.days)
        slot = datetime.combine(utc.date() - back, AT)
        return slot if slot <= utc else slot - self.length

    def name(self, moment: datetime) -> str:
        return f"{moment.astimezone(UTC):{self.named}}"


WEEKLY = Rhythm(timedelta(weeks=1), "%G-W%V")
DAILY = Rhythm(timedelta(days=1), "%Y-%m-%d")


class RegularPost:
    """One message a place each time. `kind` names it in the outbox and in the note of the last time that was done."""

    def __init__(self, kind: str, compose: Compose, rhythm: Rhythm, stores: Stores, clock: Clock) -> None:
        self._kind = kind
        self._compose = compose
        self._outbox, self._subscriptions, self._notes = stores.outbox, stores.subscriptions, stores.notes
        self._clock = clock
        self._rhythm = rhythm
        self._done: datetime | None = None

    async def plan(self) -> None:
        """Looks into the database once each time, and once after a start."""
        slot = self._rhythm.latest(self._clock.now())
        if self._done == slot:
            return
        if await self._notes.moment(self._kind) != slot:
            await self._post(slot)
        self._done = slot

    async def _post(self, slot: datetime) -> None:
        """To the places that had subscribed by then. Of one slot each has one id, so that no crash posts twice.

        Before 09:00 the last slot is that of the time before, which is over.
        """
        now = self._clock.now()
        places = await self._subscriptions.to("mentors", by=slot)
        if not places or self._rhythm.name(slot) != self._rhythm.name(now):
            return
        if card := await self._compose(now.date()):
            id = f"{self._kind}:{self._rhythm.name(slot)}"
            messages = posts(id, self._kind, card, places, slot, self._rhythm.length)
            await self._outbox.post(replace(each, due_at=now) for each in messages)
        await self._notes.keep_moment(self._kind, slot)


def upcoming(now: datetime) -> datetime:
    """The next Monday 09:00 UTC."""
    return WEEKLY.latest(now) + WEEKLY.length
