"""What every unasked message carries, and when a reply that a member asked for may go out."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.calendar import out_of_quiet_hours, shown, week_ends, week_of
from bot.core.model import Button, Card, Place
from bot.core.text import shortened
from bot.store import REPLY, Member, Outbox, Outgoing, Queries

CONTROLS = (
    Button(label="Less", command="less"),
    Button(label="Pause", command="pause", args={"length": "2w"}),
    Button(label="Stop", command="stop"),
)
"""On every unasked message: one tap, no confirmation."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an unasked message is for, and the `id` of its delivery."""

    member: Member
    kind: str
    slot: datetime
    id: str

    @property
    def week(self) -> str:
        return week_of(self.member.zone, self.slot)


Compose = Callable[[Queries, Sequence[Occasion]], Awaitable[Sequence[Card | None]]]
"""Draws the messages of one kind to several members, each once; none where there is nothing to say.

It runs in the transaction in which they are planned, with the members held, and writes there what follows from a
message. Whatever it looks up it looks up for all of them at once.
"""


def unasked(this: Occasion, card: Card) -> Card:
    """Says for when it was meant, and carries the member's way out."""
    footer = " · ".join(part for part in (f"For {shown(this.slot, this.member.zone)}", card.footer) if part)
    return card.model_copy(update={"controls": CONTROLS, "footer": shortened(footer, 200)})


REPLY_LASTS = timedelta(days=14)
"""So long a reply waits for a place in the budget; a pause does not count."""

LOOK_AGAIN = timedelta(days=1)
"""A pause may be ended early."""


def reply(id: str, member: Member, place: Place | None, card: Card, now: datetime) -> Outgoing:
    """A reply as an outbox row; without a place it only records that nothing could be sent, and why."""
    ready = out_of_quiet_hours(member.zone, now)
    nowhere = Place(platform="none", space="none", channel="none", direct=True)
    message = Outgoing(
        id=id,
        member_id=member.id,
        kind=REPLY,
        week=week_of(member.zone, ready),
        place=place or nowhere,
        card=card.model_copy(update={"controls": CONTROLS}),
        slot=now,
        due_at=ready,
        expires_at=ready + REPLY_LASTS,
    )
    return message if place else replace(message, state="dead", reason="no direct conversation", card=Card(title="-"))


async def reply_ready(message: Outgoing, member: Member, outbox: Outbox, now: datetime) -> tuple[datetime, str]:
    """When the reply may go out, and why not before: not in a pause, not over the budget, not at night.

    It leaves one message of the week to a check-in that is still to come, unless the member takes only one at all.
    """
    if member.paused(now):
        ends = datetime.fromtimestamp(member.paused_until or 0, UTC)
        return out_of_quiet_hours(member.zone, min(ends, now + LOOK_AGAIN)), "paused"
    week = week_of(member.zone, now)
    others = await outbox.unasked_in(member.id, week) - (message.week == week)
    checkin = (await outbox.slots_of(member.id)).get("checkin")
    kept = member.budget > 1 and checkin is not None and week_of(member.zone, checkin) == week
    if others + kept >= member.budget:
        return out_of_quiet_hours(member.zone, week_ends(member.zone, week)), "over the member's budget"
    return out_of_quiet_hours(member.zone, now), "quiet hours"
