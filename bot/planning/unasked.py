"""What every unasked message is for and carries, and a reply that a member asked for as one."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.calendar import out_of_quiet_hours, shown, week_of
from bot.clock import moment
from bot.core.model import CARD_LIMIT, TEXT_LIMIT, Button, Card, Place
from bot.core.reasons import NO_TALK
from bot.core.text import shortened
from bot.store import NOWHERE, REPLY, Member, Outgoing, Queries, delivery_id

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


def occasion(member: Member, kind: str, slot: datetime) -> Occasion:
    """Of a weekly message: a slot has one delivery."""
    day = slot.astimezone(ZoneInfo(member.zone)).date()
    return Occasion(member, kind, slot, delivery_id(member.id, kind, day))


Compose = Callable[[Queries, Sequence[Occasion]], Awaitable[Sequence[Card | None]]]
"""Draws the messages of one kind to several members, each once; none where there is nothing to say.

It runs in the transaction in which they are planned, with the members held, and writes there what follows from a
message. Whatever it looks up it looks up for all of them at once.
"""


def unasked(this: Occasion, card: Card) -> Card:
    """Says for when it was meant, and carries the member's way out."""
    footer = " · ".join(part for part in (f"For {shown(this.slot, this.member.zone)}", card.footer) if part)
    return card.model_copy(update={"controls": CONTROLS, "footer": shortened(footer, 200)})


def calling() -> Card:
    """In place of a check-in, where others read along: nothing of the member but that they have one."""
    text = "Press *Open*: only you see what comes. Write to me directly once, and I come to you there."
    return Card(title="Your check-in is ready", text=text, buttons=(Button(label="Open", command="checkin"),))


def elsewhere(message: Outgoing, place: Place, now: datetime) -> Outgoing:
    """A check-in that its member's conversation did not take: in another one, or as a call where others read along."""
    card = message.card
    if not place.direct:
        slot = card.footer.partition(" · ")[0]
        card = calling().model_copy(update={"controls": card.controls, "footer": slot})
    return replace(message, id=f"{message.id}:again", place=place, card=card, due_at=now, state="pending")


REPLY_LASTS = timedelta(days=14)
"""So long a reply waits for a place in the budget; a pause does not count."""

LOOK_AGAIN = timedelta(days=1)
"""A pause may be ended early."""


def reply(id: str, member: Member, place: Place | None, card: Card, now: datetime) -> Outgoing:
    """A reply as an outbox row; without a place it is kept under /inbox."""
    ready = out_of_quiet_hours(member.zone, now)
    message = Outgoing(
        id=id,
        member_id=member.id,
        kind=REPLY,
        counts_in=week_of(member.zone, ready),
        place=place or NOWHERE,
        card=card.model_copy(update={"controls": CONTROLS}),
        slot=now,
        due_at=ready,
        expires_at=ready + REPLY_LASTS,
    )
    return message if place else replace(message, state="dead", reason=NO_TALK, kept_at=now)


def reply_waits(member: Member, now: datetime) -> datetime:
    """Until when a reply waits for the end of a pause, which may be ended early."""
    ends = moment(member.paused_until or 0)
    return out_of_quiet_hours(member.zone, min(ends, now + LOOK_AGAIN))


def mentioning(card: Card, unread: int) -> Card:
    """The card, saying how many more wait under /inbox; as it is where that line does not fit."""
    line = "\n\nOne more for you: /inbox" if unread == 1 else f"\n\n{unread} more for you: /inbox"
    too_long = len(card.text) + len(line) > TEXT_LIMIT or len(card.words) + len(line) > CARD_LIMIT
    return card if too_long or not unread else card.model_copy(update={"text": (card.text + line).lstrip()})
