"""Two accounts of one person become one member, and part again. Nothing of either is lost in joining."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.core.model import Person
from bot.core.reasons import ANOTHER_ACCOUNT, PLANNED_ANEW
from bot.store.database import Database, Queries
from bot.store.holding import hold
from bot.store.members import Member, Slots, account_of, reschedule
from bot.store.outgoing import REPLY

VALID_FOR = timedelta(minutes=10)

LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""None that is taken for another, and no vowel: no word comes out. Eight of them are 38 bits."""

JOINED = (
    "join_tips", "join_votes", "join_questions", "join_drafts", "join_mentoring", "join_messages", "join_requests",
    "join_resources", "join_reviews", "join_answers", "join_gaps", "join_accounts",
)  # fmt: skip
"""Queries that give what is one member's to the other."""


class Links:
    """The code is known to whoever was shown it; here only its digest is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def offer(self, member_id: str, now: datetime) -> str:
        """A new code of the member's, `BCDF-GHJK`; the one before is void."""
        letters = "".join(secrets.choice(LETTERS) for _ in range(8))
        async with self._database.transaction() as run:
            await hold(run, member_id)
            await run.keep_link_code(member_id=member_id, digest=_digest(letters), expires_at=now + VALID_FOR)
        return f"{letters[:4]}-{letters[4:]}"

    async def owner(self, code: str, now: datetime) -> Member | None:
        """Whose valid code it is."""
        async with self._database.reading() as run:
            row = await run.link_code(digest=_digest(code), now=now)
            return Member(**await run.member_by_id(id=row["member_id"])) if row else None

    async def meets(self, member_id: str, person: Person) -> bool:
        """Whether the member has an account in the person's space: there they are two people."""
        async with self._database.reading() as run:
            accounts = await run.accounts_of(member_id=member_id)
        return any((each["platform"], each["space"]) == (person.platform, person.space) for each in accounts)

    async def join(self, code: str, gone: str, slots: Slots, now: datetime) -> bool:
        """Gives all that the member `gone` has to the code's owner, in one transaction; false if the code is not valid.

        Whoever started keeps their settings; of two who did, the owner, with the fewer messages and the longer pause of
        both. `slots` gives the next slots. Waiting messages are called off, since the slots are planned anew.
        """
        digest = _digest(code)
        async with self._database.transaction() as run:
            row = await run.link_code(digest=digest, now=now)
            if row is None or row["member_id"] == gone:
                return False
            into = row["member_id"]
            for each in sorted((into, gone)):  # always in this order, so that two who join each other do not lock up
                await hold(run, each)
            if not await run.use_link_code(digest=digest, now=now):
                return False
            await self._give(run, gone, into)
            member = _joined(Member(**await run.member_by_id(id=into)), Member(**await run.member_by_id(id=gone)))
            await run.delete_member(id=gone)
            await run.change_member(**member.row())
            await reschedule(run, member, slots)
        return True

    async def joined(self, person: Person) -> bool:
        """Whether the account is one of several."""
        async with self._database.reading() as run:
            member = await run.member_by_account(**account_of(person))
            return member is not None and len(await run.accounts_of(member_id=member["id"])) > 1

    async def part(self, person: Person) -> bool:
        """The account is nobody's from now on; all that was kept stays with the others. False for an only account."""
        account = account_of(person)
        async with self._database.transaction() as run:
            member = await run.member_by_account(**account)
            if member is not None:
                await hold(run, member["id"])
            accounts = await run.accounts_of(member_id=member["id"]) if member else []
            if len(accounts) < 2:
                return False
            mine = next(each for each in accounts if {name: each[name] for name in account} == account)
            where = {name: mine[name] for name in ("platform", "space", "channel")}
            await run.cancel_outgoing_to(member_id=member["id"], reason=ANOTHER_ACCOUNT, **where)
            await run.leave_account(**account)
        return True

    async def _give(self, run: Queries, gone: str, into: str) -> None:
        await _merge_progress(run, gone, into)
        await _merge_weeks(run, gone, into)
        for each in (gone, into):
            await run.cancel_outgoing(member_id=each, reason=PLANNED_ANEW, but=REPLY)
        for query in JOINED:
            give: Callable[..., Any] = getattr(run, query)
            await give(gone=gone, into=into)


async def _merge_progress(run: Queries, gone: str, into: str) -> None:
    """In the order in which they happened, so that the later word on a milestone stands."""
    rows = [row for each in (into, gone) for row in await run.progress_of(member_id=each)]
    rows.sort(key=lambda row: (row["at"], row["member_id"], row["seq"]))
    places = {(row["member_id"], row["seq"]): seq for seq, row in enumerate(rows, 1)}
    for each in (into, gone):
        await run.forget_progress(member_id=each)
    for row in rows:
        seq, undoes = places[row["member_id"], row["seq"]], places.get((row["member_id"], row["undoes"]))
        await run.put_progress(**row | {"member_id": into, "seq": seq, "undoes": undoes})


async def _merge_weeks(run: Queries, gone: str, into: str) -> None:
    """The later answer of a week wins; hours and a note that only the earlier has stay."""
    weeks: dict[str, Mapping[str, Any]] = {}
    rows = [row for each in (into, gone) for row in await run.weeks_of(member_id=each)]
    for row in sorted(rows, key=lambda row: row["answered_at"] or 0):
        before = weeks.get(row["week"], row)
        planned = dict.fromkeys([*json.loads(row["milestones"]), *json.loads(before["milestones"])])
        said = {name: before[name] if row[name] is None else row[name] for name in ("hours", "note", "answered_at")}
        weeks[row["week"]] = row | said | {"milestones": json.dumps(list(planned))}
    for each in (into, gone):
        await run.forget_weeks(member_id=each)
    for week in weeks.values():
        await run.put_week(**dict(week) | {"member_id": into})


def _joined(owner: Member, other: Member) -> Member:
    """The owner's settings, or the other's if only they had started."""
    if other.state != "active" or owner.state == "active":
        if not owner.state == other.state == "active":
            return owner
        pause = max(owner.paused_until or 0, other.paused_until or 0) or None
        return owner.model_copy(update={"budget": min(owner.budget, other.budget), "paused_until": pause})
    return other.model_copy(update={"id": owner.id, "name": owner.name, "created_at": owner.created_at})


def _digest(code: str) -> str:
    """Of the letters alone, however they are written."""
    return hashlib.sha256("".join(code.upper().replace("-", " ").split()).encode()).hexdigest()
