"""Due schedule rows become outbox rows, each once."""

import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from bot.calendar import GRACE, due, out_of_quiet_hours, week_of
from bot.clock import Clock
from bot.core.errors import trace
from bot.core.model import Card, Place
from bot.core.reasons import DOWN, NO_TALK, OVER, SENT_ALREADY
from bot.planning import Compose, Occasion, calling, fits, occasion, rank, stage, unasked
from bot.store import (
    NOTHING,
    NOWHERE,
    SILENCE,
    DueSlot,
    Ending,
    Held,
    NotWritten,
    Outgoing,
    Schedule,
    in_weeks,
)

log = logging.getLogger(__name__)

BATCH = 100
"""Due rows that one transaction plans at most."""


Ahead = Mapping[str, Mapping[str, datetime]]
"""By member and kind, the next slots."""


class Planner:
    """`compose` draws the messages of a kind."""

    def __init__(self, schedule: Schedule, compose: Mapping[str, Compose], clock: Clock) -> None:
        self._schedule = schedule
        self._compose = compose
        self._clock = clock
        self._broken: set[DueSlot] = set()

    async def plan(self) -> int:
        """Plans everything that is due; gives how many slots there were.

        A row that breaks never stops the others: it is logged once, stays due, and is tried again with each tick.
        """
        count, stuck = 0, set[DueSlot]()
        while slots := await self._next(stuck):
            whole = [slot for slot in slots if slot not in self._broken]
            for batch in [whole, *([slot] for slot in slots if slot in self._broken)]:
                stuck |= await self._try(batch)
            count += len(slots)
        return count

    async def _next(self, stuck: set[DueSlot]) -> list[DueSlot]:
        """Of each member one slot, since what is planned for it counts for the next one."""
        found = await self._schedule.due(self._clock.now(), BATCH + len(stuck))
        in_order = sorted(found, key=lambda slot: (slot.due_at, rank(slot.kind)), reverse=True)
        return list({slot.member_id: slot for slot in in_order if slot not in stuck}.values())

    async def _try(self, slots: list[DueSlot]) -> set[DueSlot]:
        """Gives those that could not be planned: where one of several breaks, each is planned alone."""
        try:
            await self._plan(slots)
        except NotWritten:
            raise
        except Exception as error:  # whatever is wrong with one member is not the others' loss
            if len(slots) > 1:
                return {stuck for slot in slots for stuck in await self._try([slot])}
            (slot,) = slots
            if slot not in self._broken:
                self._broken.add(slot)
                about = {"member": slot.member_id, "kind": slot.kind}
                log.error("a slot could not be planned", extra=about, exc_info=trace(error))
            return {slot}
        self._broken.difference_update(slots)
        return set()

    async def _plan(self, seen: list[DueSlot]) -> None:
        """All of them in one transaction; those that changed since they were seen are left as they are."""
        if not seen:
            return
        now = self._clock.now()
        async with self._schedule.holding(seen) as held:
            following, occasions, messages = {}, list[Occasion](), list[Outgoing]()
            for slot in (slot for slot in seen if slot in held.slots):
                member = held.members[slot.member_id]
                what = due(member.rule(slot.kind), slot.slot, now)
                following[slot] = what.next
                heard = stage(held.heard[member.id]) if member.id in held.heard else "heard"
                if heard == "silent" or member.id in held.closed:
                    continue
                missed = (occasion(member, slot.kind, each) for each in what.missed)
                messages += (_ended(each, "missed", DOWN) for each in missed)
                if what.send:  # of a member about to be silent the check-in gives way to the question
                    kind = SILENCE if (slot.kind, heard) == ("checkin", "ask") else slot.kind
                    occasions.append(occasion(member, kind, what.send))
            ahead = {slot.member_id: {**held.ahead[slot.member_id], slot.kind: following[slot]} for slot in following}
            messages += await self._messages(held, occasions, ahead, now)
            await held.plan(messages, following)
        for slot, next in following.items():
            log.info("planned", extra={"member": slot.member_id, "kind": slot.kind, "next": str(next)})

    async def _messages(self, held: Held, occasions: list[Occasion], ahead: Ahead, now: datetime) -> list[Outgoing]:
        """The messages of these occasions; none where there is nothing to say. What does not fit is kept."""
        had = await held.kinds_about((each.member.id, each.week) for each in occasions)
        messages, wanted = list[Outgoing](), defaultdict(list)
        for this in occasions:
            if (this.member.id, this.week, this.kind) in had:
                messages.append(_ended(this, "cancelled", SENT_ALREADY))
            else:
                wanted[this.kind].append(this)
        for kind, of_kind in wanted.items():
            cards = await self._compose[kind](held.run, of_kind)
            drawn = ((this, card) for this, card in zip(of_kind, cards, strict=True) if card)
            messages += (_message(this, card, held.places.get(this.member.id, NOWHERE), now) for this, card in drawn)
        return await _within_budgets(held, messages, ahead, now)


async def _within_budgets(held: Held, messages: list[Outgoing], ahead: Ahead, now: datetime) -> list[Outgoing]:
    """By the local week in which each goes out, which is the next one for what is caught up on a Monday."""
    waiting = [each for each in messages if each.state == "pending" and each.member_id and each.counts_in]
    taken = await in_weeks(held.run, ((each.member_id or "", each.counts_in or "") for each in waiting))
    over = set[str]()
    for this in waiting:
        id, week = this.member_id or "", this.counts_in or ""
        if not fits(this.kind, this.week, week, held.members[id], taken.get((id, week), ()), ahead[id]):
            over.add(this.id)
    return [_kept(each, now, "cancelled", OVER) if each.id in over else each for each in messages]


def _kept(this: Outgoing, now: datetime, state: Ending, reason: str) -> Outgoing:
    """It is not sent; its card is kept as it would have been, if its member can still make something of it."""
    ended = replace(this, state=state, reason=reason)
    return replace(ended, kept_at=now) if this.readable else replace(ended, card=NOTHING)


def _message(this: Occasion, card: Card, place: Place, now: datetime) -> Outgoing:
    """Where others read along a member is only called to their check-in; whatever else there is, is kept."""
    ready = out_of_quiet_hours(this.member.zone, max(this.slot, now))
    if not place.direct and this.kind == "checkin":
        card = calling()
    message = _row(this, place, unasked(this, card), due_at=ready, counts_in=week_of(this.member.zone, ready))
    if place == NOWHERE or not (place.direct or this.kind == "checkin"):
        return _kept(message, now, "dead", NO_TALK)
    return message


def _ended(this: Occasion, state: Literal["missed", "cancelled"], reason: str) -> Outgoing:
    """A row that only records that nothing was sent, and why."""
    return _row(this, NOWHERE, NOTHING, due_at=this.slot, state=state, reason=reason)


def _row(this: Occasion, place: Place, card: Card, **more: Any) -> Outgoing:
    return Outgoing(
        id=this.id,
        member_id=this.member.id,
        kind=this.kind,
        week=this.week,
        place=place,
        card=card,
        slot=this.slot,
        expires_at=this.slot + GRACE,
        **more,
    )
