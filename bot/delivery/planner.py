"""Due schedule rows become outbox rows, each once."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.calendar import GRACE, Due, due, out_of_quiet_hours, shown, week_of
from bot.clock import Clock
from bot.core.model import Button, Card, Place
from bot.core.text import shortened
from bot.store import KINDS, DueSlot, Member, Members, Outbox, Outgoing, delivery_id

log = logging.getLogger(__name__)

LATE = timedelta(minutes=15)
"""A message that goes out later than this after its slot says so."""

CONTROLS = (
    Button(label="Less", command="less"),
    Button(label="Pause", command="pause", args={"length": "2w"}),
    Button(label="Stop", command="stop"),
)
"""On every unasked message: one tap, no confirmation."""


Compose = Callable[[Member, str, datetime], Awaitable[Card | None]]
"""Draws an unasked message for (member, delivery id, slot); none when there is nothing to say."""


@dataclass(frozen=True)
class Planner:
    """`compose` draws a message by its kind."""

    members: Members
    outbox: Outbox
    compose: Mapping[str, Compose]
    clock: Clock

    async def plan(self) -> int:
        """Plans everything that is due; gives how many slots there were. One bad row never stops the others."""
        count = 0
        while slots := await self.outbox.due_slots(self.clock.now()):
            for slot in sorted(slots, key=lambda row: (row.due_at, KINDS.index(row.kind))):
                await self._plan(slot)
            count += len(slots)
        return count

    async def _plan(self, seen: DueSlot) -> None:
        member = await self.members.by_id(seen.member_id)
        if member is None:
            return
        what = due(member.rule(seen.kind), seen.slot, self.clock.now())
        messages = [self._missed(member, seen.kind, slot) for slot in what.missed]
        if what.send:
            messages += await self._message(member, seen.kind, what.send)
        await self.outbox.plan(seen, messages, what.send, what.next)
        self._tell(seen, what)

    async def _message(self, member: Member, kind: str, slot: datetime) -> list[Outgoing]:
        """The message of a slot; none when there is nothing to say or nowhere to say it."""
        id, place = self._id(member, kind, slot), await self.members.place_of(member.id)
        if place is None:
            return [self._outgoing(member, kind, slot, _nothing(), _nowhere(member), "dead", "no direct conversation")]
        if not await self._within_budget(member, kind, slot):
            return [self._outgoing(member, kind, slot, _nothing(), place, "cancelled", "over the member's budget")]
        card = await self.compose[kind](member, id, slot)
        if card is None:
            return []
        return [self._outgoing(member, kind, slot, self._unasked(card, member, slot), place)]

    async def _within_budget(self, member: Member, kind: str, slot: datetime) -> bool:
        """A place in the week's budget is kept for each kind that is more important, sent or not."""
        used = await self.outbox.unasked_in(member.id, week_of(member.zone, slot))
        rank = KINDS.index(kind)
        return max(used, rank) < member.budget

    def _unasked(self, card: Card, member: Member, slot: datetime) -> Card:
        """Says for when it was meant, also when it is late, and carries the member's way out."""
        late = " (sent late)" if self.clock.now() - slot > LATE else ""
        footer = " · ".join(part for part in (f"For {shown(slot, member.zone)}{late}", card.footer) if part)
        return card.model_copy(update={"controls": CONTROLS, "footer": shortened(footer, 200)})

    def _missed(self, member: Member, kind: str, slot: datetime) -> Outgoing:
        return self._outgoing(member, kind, slot, _nothing(), _nowhere(member), "missed", "Milepost was down")

    def _outgoing(
        self,
        member: Member,
        kind: str,
        slot: datetime,
        card: Card,
        place: Place,
        state: str = "pending",
        reason: str = "",
    ) -> Outgoing:
        ready = out_of_quiet_hours(member.zone, max(slot, self.clock.now()))
        return Outgoing.model_validate(
            {
                "id": self._id(member, kind, slot),
                "member_id": member.id,
                "kind": kind,
                "week": week_of(member.zone, slot),
                "place": place,
                "card": card,
                "slot": slot,
                "due_at": ready,
                "expires_at": slot + GRACE,
                "state": state,
                "reason": reason or None,
            }
        )

    def _id(self, member: Member, kind: str, slot: datetime) -> str:
        return delivery_id(member.id, kind, slot.astimezone(ZoneInfo(member.zone)).date())

    def _tell(self, seen: DueSlot, what: Due) -> None:
        about = {"member": seen.member_id, "kind": seen.kind, "missed": len(what.missed)}
        log.info("planned", extra=about | {"slot": str(what.send), "next": str(what.next)})


def _nothing() -> Card:
    """The card of a row that only records that nothing was sent."""
    return Card(title="-")


def _nowhere(member: Member) -> Place:
    return Place(platform="none", space="none", channel=member.id, direct=True)
