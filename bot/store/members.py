"""Members, their accounts on platforms, and what they chose."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import field_validator

from bot.calendar import Weekly, known
from bot.clock import moment
from bot.core.model import Model, Person, Place
from bot.store.communities import community_of
from bot.store.database import Database, Queries, listed
from bot.store.holding import hold
from bot.store.once import Once
from bot.store.outgoing import REPLY

KINDS = ("checkin", "tip")
"""What is sent weekly, most important first: the budget is given out in this order."""


class Member(Model):
    """A person in a community, on whatever platform. `minute` counts from local midnight; `weekday` 0 is Monday.

    `zone_follows` says that the zone is the one of their profile on a platform, and moves with it. `ceiling` is the
    limit of their space, which is no choice of theirs and is not written with them.
    """

    id: str
    name: str
    route: str | None = None
    branch: str | None = None
    hours: float = 6
    zone: str = "UTC"
    zone_follows: bool = False
    weekday: int = 3
    minute: int = 18 * 60
    budget: int = 2
    state: Literal["new", "active", "stopped"] = "new"
    paused_until: int | None = None
    created_at: int
    started_at: int | None = None
    ceiling: int | None = None

    @property
    def most(self) -> int:
        """Unasked messages a week: what they take, or less where the admins of a space say so."""
        return self.budget if self.ceiling is None else min(self.budget, self.ceiling)

    def row(self) -> dict[str, object]:
        """As the members table holds it."""
        return self.model_dump(exclude={"ceiling"})

    @field_validator("zone")
    @classmethod
    def _or_utc(cls, value: str) -> str:
        """A zone that this machine's rules lack is counted in UTC, as if there was none yet; the name is kept."""
        return value if known(value) else "UTC"

    def rule(self, kind: str) -> Weekly:
        """The weekly slot of a kind; the tip comes three days after the check-in, at the same hour."""
        later = 3 if kind == "tip" else 0
        return Weekly(self.zone, (self.weekday + later) % 7, self.minute)

    def paused(self, now: datetime) -> bool:
        return self.paused_until is not None and now.timestamp() < self.paused_until


Revise = Callable[[Member], Member]
Slots = Callable[[Member, Mapping[str, datetime]], Mapping[str, datetime]]
"""The next slots by kind, from the member and the last slot of each kind."""


def choosing(**chosen: object) -> Revise:
    """A revision that sets these fields."""
    return lambda member: member.model_copy(update=chosen)


class Members:
    """Whoever used a command that remembers something."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, person: Person) -> Member | None:
        async with self._database.reading() as run:
            row = await run.member_by_account(**account_of(person))
        return _member(row)

    async def meet(self, person: Person, place: Place, now: datetime) -> Member:
        """The member behind a person; new ones are remembered, but nothing is sent to them yet."""
        account = account_of(person)
        channel = place.channel if place.direct else person.direct or None
        used = {"channel": channel, "used_at": now}
        async with self._database.transaction() as run:
            member = _member(await run.member_by_account(**account))
            if member is None or not await run.hold_member(id=member.id):
                begins = (await community_of(run, (person.platform, person.space))).beginning
                begins |= {"zone": person.zone, "zone_follows": True} if person.zone else {}
                id, name = secrets.token_hex(12), person.name[:80]
                member = Member(id=id, name=name, created_at=int(now.timestamp()), **begins)
                await run.add_member(**member.row())
            await run.use_account(**account, **used, member_id=member.id)
            met = _member(await run.member_by_account(**account))
            if met and met.id != member.id:  # another process met them in the same moment, and was first
                await run.delete_member(id=member.id)
            return met or member

    async def change(
        self, member: Member, revise: Revise, slots: Slots | None = None, *, cancel: str = "", once: Once | None = None
    ) -> Member:
        """Keeps what the member chose, in one transaction with what follows from it; gives the member as they are then.

        `revise` sees the member as they are now, so that of two changes at once none is lost. `slots` gives their new
        slots (none at all ends them); `cancel` is why waiting messages are called off, but for the replies that a
        pausing member asked for. Nothing is changed if `once` is a request that was here before. Raises `UserError` if
        the member was deleted meanwhile.
        """
        async with self._database.transaction() as run:
            await hold(run, member.id)
            row = await run.member_by_id(id=member.id)
            fresh = Member(**row)
            if once and not await once.first(run, fresh.id):
                return fresh
            revised = revise(fresh)
            zone = row["zone"] if revised.zone == fresh.zone else revised.zone
            await run.change_member(**revised.row() | {"zone": zone})
            if slots:
                await reschedule(run, revised, slots)
            if cancel:
                but = "" if revised.state == "stopped" else REPLY
                await run.cancel_outgoing(member_id=revised.id, reason=cancel, but=but)
        return revised

    async def place_of(self, member_id: str) -> Place | None:
        """The direct conversation that the member used last."""
        async with self._database.reading() as run:
            row = await run.account_last_used(member_id=member_id)
        if row is None:
            return None
        return conversation(row)

    async def unreachable(self, member_id: str) -> bool:
        """Whether every conversation with the member takes no messages."""
        async with self._database.reading() as run:
            rows = await run.places_of(members=listed([member_id]))
        return bool(rows) and all(row["refused_at"] is not None for row in rows)

    async def homes(self, platform: str, user_id: str) -> dict[str, str | None]:
        """The spaces in which somebody is known, the first first, and their direct conversation, if they had one."""
        async with self._database.reading() as run:
            rows = await run.accounts_of_user(platform=platform, user_id=user_id)
        return {row["space"]: row["channel"] for row in rows}

    async def everything_about(self, member_id: str) -> dict[str, Any]:
        """All rows that hold the member's id, by subject; what an export gives."""
        async with self._database.reading() as run:
            return {
                "member": [await run.member_by_id(id=member_id)],
                "accounts": await run.accounts_of(member_id=member_id),
                "progress": await run.progress_of(member_id=member_id),
                "check-ins": await run.weeks_of(member_id=member_id),
                "tips": await run.tips_given_to(member_id=member_id),
                "schedule": await run.schedule_of(member_id=member_id),
                "conversations": await run.conversations_of_member(member_id=member_id),
                "requests": await run.requests_of(member_id=member_id),
                "resources": await run.resources_added_by(member_id=member_id),
                "votes": await run.votes_of(member_id=member_id),
                "reviews": await run.reviews_by(member_id=member_id),
                "questions to humans": await run.questions_of(member_id=member_id),
                "questions taken": await run.gaps_taken_by(member_id=member_id),
                "answers": await run.answers_by(member_id=member_id),
                "drafts": await run.drafts_by(member_id=member_id),
                "mentoring": await run.mentoring_of(member_id=member_id),
                "codes": await run.link_codes_of(member_id=member_id),
                "messages": await run.outgoing_of(member_id=member_id, limit=10_000),
            }

    async def delete(self, member_id: str) -> None:
        async with self._database.transaction() as run:
            await run.hold_member(id=member_id)
            await forget_member(run, member_id)


async def forget_member(run: Queries, member_id: str) -> None:
    """Every row that names the member, who is held, goes with the first; shared resources lose their author.

    A question that only they had asked goes too, if it still waits.
    """
    await run.delete_posts_to_member(id=member_id)
    await run.delete_subscriptions_of_member(id=member_id)
    await run.delete_conversations_of_member(id=member_id)
    await run.delete_gap_posts_of_member(id=member_id)
    await run.delete_member(id=member_id)
    await run.delete_gaps_of_nobody()


def account_of(person: Person) -> dict[str, str]:
    """The key of somebody's account, as the tables name it."""
    return {"platform": person.platform, "space": person.space, "user_id": person.id}


def conversation(account: Mapping[str, str]) -> Place:
    """Where an account is written to directly."""
    return Place(platform=account["platform"], space=account["space"], channel=account["channel"], direct=True)


def _member(row: dict[str, Any] | None) -> Member | None:
    return Member(**row) if row else None


async def _last_slots(run: Queries, member_id: str) -> dict[str, datetime]:
    """The last slot of each kind for which something was sent, or waits."""
    rows = await run.last_slots_of(member_id=member_id)
    return {row["kind"]: moment(row["slot"]) for row in rows}


async def reschedule(run: Queries, member: Member, slots: Slots) -> None:
    """Puts the member's next slots into the schedule."""
    due = slots(member, await _last_slots(run, member.id))
    if not due:
        await run.unschedule(member_id=member.id)
    for kind, slot in due.items():
        await run.schedule_slot(member_id=member.id, kind=kind, due_at=slot)
