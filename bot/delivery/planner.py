"""Due schedule rows become outbox rows, each once."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.calendar import GRACE, Due, due, out_of_quiet_hours, shown, week_of
from bot.clock import Clock
from bot.core.errors import trace
from bot.core.model import Card, Place
from bot.core.text import shortened
from bot.planning import CONTROLS, stage
from bot.store import KINDS, SILENCE, DueSlot, Ledger, Member, Members, NotWritten, Outbox, Outgoing, delivery_id

log = logging.getLogger(__name__)

BATCH = 100
"""Due rows read at once."""

Compose = Callable[[Member, str, datetime], Awaitable[Card | None]]
"""Draws an unasked message for (member, delivery id, slot); none when there is nothing to say."""


class Planner:
    """`compose` draws a message by its kind."""

    def __init__(
        self, members: Members, outbox: Outbox, ledger: Ledger, compose: Mapping[str, Compose], clock: Clock
    ) -> None:
        self._members = members
        self._outbox = outbox
        self._ledger = ledger
        self._compose = compose
        self._clock = clock
        self._broken: set[DueSlot] = set()

    async def plan(self) -> int:
        """Plans everything that is due; gives how many slots there were.

        A row that breaks never stops the others: it is logged once, stays due, and is tried again with each tick.
        """
        count, tried = 0, set[DueSlot]()
        while slots := [
            row for row in await self._outbox.due_slots(self._clock.now(), BATCH + len(tried)) if row not in tried
        ]:
            for slot in sorted(slots, key=lambda row: (row.due_at, KINDS.index(row.kind))):
                tried.add(slot)
                await self._try(slot)
            count += len(slots)
        return count

    async def _try(self, slot: DueSlot) -> None:
        try:
            await self._plan(slot)
            self._broken.discard(slot)
        except NotWritten:
            raise
        except Exception as error:  # whatever is wrong with one member is not the others' loss
            if slot not in self._broken:
                self._broken.add(slot)
                about = {"member": slot.member_id, "kind": slot.kind}
                log.error("a slot could not be planned", extra=about, exc_info=trace(error))

    async def _plan(self, seen: DueSlot) -> None:
        member = await self._members.by_id(seen.member_id)
        if member is None:
            return
        what = due(member.rule(seen.kind), seen.slot, self._clock.now())
        await self._outbox.plan(seen, await self._messages(member, seen.kind, what), what.next)
        about = {"member": seen.member_id, "kind": seen.kind, "missed": len(what.missed)}
        log.info("planned", extra=about | {"slot": str(what.send), "next": str(what.next)})

    async def _messages(self, member: Member, kind: str, what: Due) -> list[Outgoing]:
        """None for a member who is silent; of one about to be, the check-in gives way to the question."""
        heard = stage(await self._ledger.heard(member.id))
        if heard == "silent":
            return []
        messages = [_Occurrence(member, kind, slot).ended("missed", "Milepost was down") for slot in what.missed]
        if what.send:
            kind = SILENCE if (kind, heard) == ("checkin", "ask") else kind
            messages += await self._message(_Occurrence(member, kind, what.send))
        return messages

    async def _message(self, this: "_Occurrence") -> list[Outgoing]:
        """The message of a slot; none when there is nothing to say."""
        place = await self._members.place_of(this.member.id)
        if place is None:
            return [this.ended("dead", "no direct conversation")]
        if await self._outbox.sent_in(this.member.id, this.kind, this.week):
            return [this.ended("cancelled", "this week's was sent already")]
        if not await self._within_budget(this):
            return [this.ended("cancelled", "over the member's budget")]
        card = await self._compose[this.kind](this.member, this.id, this.slot)
        return [this.message(card, place, self._clock.now())] if card else []

    async def _within_budget(self, this: "_Occurrence") -> bool:
        """A place in the week's budget is kept for each kind that is more important, sent or not."""
        used = await self._outbox.unasked_in(this.member.id, this.week)
        return max(used, this.rank) < this.member.budget


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """One slot of one member, as an outbox row."""

    member: Member
    kind: str
    slot: datetime

    @property
    def id(self) -> str:
        return delivery_id(self.member.id, self.kind, self.slot.astimezone(ZoneInfo(self.member.zone)).date())

    @property
    def rank(self) -> int:
        """0 is the most important; the question whether to stop has the check-in's place."""
        return KINDS.index(self.kind) if self.kind in KINDS else 0

    @property
    def week(self) -> str:
        return week_of(self.member.zone, self.slot)

    def message(self, card: Card, place: Place, now: datetime) -> Outgoing:
        """Says for when it was meant, and carries the member's way out."""
        footer = " · ".join(part for part in (f"For {shown(self.slot, self.member.zone)}", card.footer) if part)
        unasked = card.model_copy(update={"controls": CONTROLS, "footer": shortened(footer, 200)})
        ready = out_of_quiet_hours(self.member.zone, max(self.slot, now))
        return self._row(place, unasked).model_copy(update={"due_at": ready})

    def ended(self, state: Literal["missed", "dead", "cancelled"], reason: str) -> Outgoing:
        """A row that only records that nothing was sent, and why."""
        nowhere = Place(platform="none", space="none", channel="none", direct=True)
        return self._row(nowhere, Card(title="-")).model_copy(update={"state": state, "reason": reason})

    def _row(self, place: Place, card: Card) -> Outgoing:
        return Outgoing(
            id=self.id,
            member_id=self.member.id,
            kind=self.kind,
            week=self.week,
            place=place,
            card=card,
            slot=self.slot,
            due_at=self.slot,
            expires_at=self.slot + GRACE,
        )
