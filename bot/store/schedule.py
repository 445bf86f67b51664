"""What is due: the slots of many members at once, planned in one transaction with the members held."""

import secrets
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.clock import moment
from bot.core.model import Place
from bot.store.database import Database, Queries, listed
from bot.store.ledger import Heard, heard_of
from bot.store.members import Member, conversation
from bot.store.outbox import LEASE, slots_of
from bot.store.outgoing import Outgoing


class DueSlot(NamedTuple):
    """A schedule row whose time has come."""

    member_id: str
    kind: str
    due_at: int

    @property
    def slot(self) -> datetime:
        return moment(self.due_at)


@dataclass(frozen=True, slots=True)
class Held:
    """The members of some due slots, whom nobody else changes until the end of the transaction `run`.

    `slots` are those that still are due as they were seen, `ahead` all of the members'; `places` the direct
    conversations used last, or else the channels where their space calls them; `closed` are members who take no
    messages in any.
    """

    run: Queries
    slots: frozenset[DueSlot]
    members: Mapping[str, Member]
    places: Mapping[str, Place]
    closed: frozenset[str]
    heard: Mapping[str, Heard]
    ahead: Mapping[str, Mapping[str, datetime]]

    async def kinds_about(self, asked: Iterable[tuple[str, str]]) -> set[tuple[str, str, str]]:
        """Of which kinds the members had something about a week, or are to: member, week, kind."""
        if not (pairs := set(asked)):
            return set()
        ids, weeks = zip(*pairs, strict=True)
        rows = await self.run.kinds_about_weeks(members=listed(ids), weeks=listed(weeks))
        return {(row["member_id"], row["week"], row["kind"]) for row in rows}

    async def plan(self, messages: Iterable[Outgoing], following: Mapping[DueSlot, datetime]) -> None:
        """Puts messages into the outbox and moves slots on."""
        await self.run.add_outgoing(message.row() for message in messages)
        await self.run.advance_slot(
            {"member_id": slot.member_id, "kind": slot.kind, "seen": slot.due_at, "next": next}
            for slot, next in following.items()
        )


class Schedule:
    """When what is due for whom. What one schedule takes, that of another process leaves alone until the lease ends."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._taker = {"owner": secrets.token_hex(8), "lease": int(LEASE.total_seconds())}

    async def due(self, now: datetime, limit: int = 100) -> list[DueSlot]:
        """Slots whose time has come, oldest first; no other process plans them meanwhile."""
        async with self._database.transaction() as run:
            rows = await run.take_due_slots(**self._taker, now=now, limit=limit)
        return sorted((DueSlot(**row) for row in rows), key=lambda row: (row.due_at, row.member_id, row.kind))

    async def ahead(self, now: datetime, after: str, limit: int) -> list[DueSlot]:
        """The slots to come of so many members, in order of their ids, from the one behind `after` on."""
        async with self._database.reading() as run:
            rows = await run.slots_ahead(now=now, after=after, limit=limit)
        return [DueSlot(**row) for row in rows]

    @asynccontextmanager
    async def holding(self, seen: Iterable[DueSlot]) -> AsyncIterator[Held]:
        """What is decided of the members within is planned, all or nothing. They are held before anything is read."""
        slots = set(seen)
        about = {"members": listed({slot.member_id for slot in slots})}
        async with self._database.transaction() as run:
            members = {row["id"]: Member(**row) for row in await run.hold_members(**about)}
            ahead = await slots_of(run, members)
            still = {
                DueSlot(id, kind, int(slot.timestamp())) for id, kinds in ahead.items() for kind, slot in kinds.items()
            }
            places, closed = await reached(run, members)
            heard = await heard_of(run, members)
            yield Held(run, frozenset(slots & still), members, places, closed, heard, ahead)


async def reached(run: Queries, member_ids: Iterable[str]) -> tuple[dict[str, Place], frozenset[str]]:
    """Where each is written to, the direct conversation used last, or else called; and who takes no messages at all."""
    ids = set(member_ids)
    talks = await run.places_of(members=listed(ids))
    places = {row["member_id"]: conversation(row) for row in talks if row["refused_at"] is None}
    if called := ids - places.keys():
        channels = await run.channels_for(members=listed(called))
        places |= {row["member_id"]: _channel(row) for row in channels}
    return places, frozenset(row["member_id"] for row in talks) - places.keys()


def _channel(row: Mapping[str, str]) -> Place:
    return Place(platform=row["platform"], space=row["space"], channel=row["channel"], person=row["user_id"])
