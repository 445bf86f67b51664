"""When the rules of time zones change (a newer tzdata), what is to come moves to its wall time under the new ones.

What is in the outbox stays as it was planned. The note of the version is written last, so that whoever is killed within
begins again; each slot moves to the one nearest to where it was, which may be done twice.
"""

import logging

from bot.calendar import nearest_slot
from bot.clock import Clock
from bot.store import Notes, Schedule

log = logging.getLogger(__name__)

NOTE = "tzdata"

BATCH = 200
"""Members of whom one transaction moves the slots."""


class Rules:
    """`version` is that of the rules in use."""

    def __init__(self, version: str, schedule: Schedule, notes: Notes, clock: Clock) -> None:
        self._version = version
        self._schedule = schedule
        self._notes = notes
        self._clock = clock
        self._done = False

    async def renew(self) -> None:
        """Looks once after each start: a process keeps the rules that it has read. Raises `NotWritten`."""
        if self._done:
            return
        if await self._notes.text(NOTE) != self._version:
            log.info("slots by other rules", extra={"tzdata": self._version, "moved": await self._move()})
            await self._notes.keep_text(NOTE, self._version)
        self._done = True

    async def _move(self) -> int:
        now, after, count = self._clock.now(), "", 0
        while seen := await self._schedule.ahead(now, after, BATCH):
            after = seen[-1].member_id
            async with self._schedule.holding(seen) as held:
                rules = {slot: held.members[slot.member_id].rule(slot.kind) for slot in held.slots}
                new = {slot: nearest_slot(rule, slot.slot) for slot, rule in rules.items()}
                moved = {slot: at for slot, at in new.items() if at != slot.slot}
                await held.plan((), moved)
                count += len(moved)
        return count
