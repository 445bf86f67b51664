"""To whom claimed messages go and what their weeks hold: read for many at once, right before they are sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.calendar import week_of
from bot.clock import moment
from bot.core.model import Person, Place
from bot.core.reasons import CLOSED, SWITCHED_OFF
from bot.store.database import Database, Queries, listed
from bot.store.inbox import unread
from bot.store.members import Member, account_of
from bot.store.outbox import InWeek, in_weeks, slots_of
from bot.store.outgoing import SILENCE, Outgoing
from bot.store.schedule import reached


@dataclass(frozen=True, slots=True)
class Recipient:
    """A member at a moment: `week` is the local one, `taken` what goes out in it, `ahead` their next slots.

    `heard` is when they used anything last, if they are asked whether to stop; `unread` counts what waits under /inbox.
    """

    member: Member
    week: str
    taken: Sequence[InWeek]
    ahead: Mapping[str, datetime]
    heard: datetime
    unread: int


class Recipients:
    """Members as those see them who are about to write to them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, messages: Iterable[Outgoing], now: datetime) -> dict[str, Recipient]:
        """By the member's id; whoever was deleted meanwhile is not there."""
        mine = [each for each in messages if each.member_id]
        if not mine:
            return {}
        async with self._database.reading() as run:
            return await _read(run, mine, now)

    async def refused(self, member_id: str, place: Place, now: datetime) -> Place | None:
        """The platform says that the member takes no messages there: nothing more goes to it until it is used again.

        Gives where else they are written to or called, if anywhere.
        """
        where = place.model_dump(exclude={"direct"})
        async with self._database.transaction() as run:
            await run.refuse_account(member_id=member_id, **where, at=now)
            await run.cancel_outgoing_to(member_id=member_id, **where, reason=CLOSED)
            places, _ = await reached(run, [member_id])
        return places.get(member_id)

    async def switched(self, person: Person, now: datetime, *, off: bool) -> None:
        """Somebody's account was switched off, so that nothing more goes to it, or is there again, and all goes on.

        Slack takes a message to somebody deactivated as if they could read it.
        """
        account = account_of(person)
        async with self._database.reading() as run:  # profiles of many who are no members change all day
            found = await run.account(**account)
        if found is None or found["channel"] is None or off == (found["refused_at"] is not None):
            return
        async with self._database.transaction() as run:
            if not off:
                await run.reopen_account(**account)
                return
            await run.hold_member(id=found["member_id"])
            where = {"platform": person.platform, "space": person.space, "channel": found["channel"]}
            await run.refuse_account(member_id=found["member_id"], **where, at=now)
            await run.cancel_outgoing_to(member_id=found["member_id"], **where, reason=SWITCHED_OFF)

    async def users(self, platform: str) -> list[tuple[str, str]]:
        """Whom messages may go to: their spaces, and their ids there."""
        async with self._database.reading() as run:
            return [(row["space"], row["user_id"]) for row in await run.users_written_to(platform=platform)]


async def _read(run: Queries, messages: Sequence[Outgoing], now: datetime) -> dict[str, Recipient]:
    ids = {each.member_id or "" for each in messages}
    members = {row["id"]: Member(**row) for row in await run.members_by_id(members=listed(ids))}
    weeks = {id: week_of(member.zone, now) for id, member in members.items()}
    taken = await in_weeks(run, weeks.items())
    ahead, waiting = await slots_of(run, members), await unread(run, members, now)
    asked = {each.member_id or "" for each in messages if each.kind == SILENCE}
    rows = await run.heard_at(members=listed(asked)) if asked else []
    heard = {row["member_id"]: row["used_at"] for row in rows}
    return {
        id: Recipient(
            member,
            weeks[id],
            taken.get((id, weeks[id]), ()),
            ahead.get(id, {}),
            moment(heard.get(id, 0)),
            waiting.get(id, 0),
        )
        for id, member in members.items()
    }
