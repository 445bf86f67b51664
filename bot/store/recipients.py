"""To whom claimed messages go and what their weeks hold: read for many at once, right before they are sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core.model import Place
from bot.store.database import Database, listed
from bot.store.members import Member
from bot.store.outbox import Outgoing, in_weeks

CLOSED = "the member takes no messages"
"""Why what waited for a member is called off once the platform has refused one."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """`used` is how many unasked messages the week of the message holds, with itself."""

    member: Member
    used: int


class Recipients:
    """Members as those see them who are about to write to them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, messages: Iterable[Outgoing]) -> dict[str, Recipient]:
        """By the message's id; whoever was deleted meanwhile is not there."""
        mine = {each.id: (each.member_id, each.week or "") for each in messages if each.member_id}
        if not mine:
            return {}
        async with self._database.reading() as run:
            rows = await run.members_by_id(members=listed(id for id, _ in mine.values()))
            weeks = await in_weeks(run, mine.values())
        members = {row["id"]: Member(**row) for row in rows}
        return {
            id: Recipient(members[key[0]], sum(each.counts for each in weeks[key]))
            for id, key in mine.items()
            if key[0] in members
        }

    async def refused(self, member_id: str, place: Place, now: datetime) -> None:
        """The platform says that the member takes no messages there: nothing more goes to it until it is used again."""
        where = place.model_dump(exclude={"direct"})
        async with self._database.transaction() as run:
            await run.refuse_account(member_id=member_id, **where, at=int(now.timestamp()))
            await run.cancel_outgoing_to(member_id=member_id, **where, reason=CLOSED)
