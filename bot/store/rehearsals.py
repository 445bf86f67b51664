"""What a rehearsal reads and writes beside the planner and the sender; only ever in a copy."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime

from bot.core.model import Model, Person, Place
from bot.store.database import Database
from bot.store.members import Member, account_of

PAGE = 5_000
"""Rows read at once, so that nothing grows with the number of messages."""


class Resident(Model):
    """A member whom something unasked is sent to, and the conversation it is sent in."""

    member_id: str
    zone: str
    weekday: int
    minute: int
    paused_until: int | None
    platform: str
    space: str
    user_id: str
    channel: str
    used_at: int

    @property
    def place(self) -> Place:
        return Place(platform=self.platform, space=self.space, channel=self.channel, direct=True)


class Recorded(Model):
    """What the ledger says of one message. `zone` is its member's; a post to a place has none."""

    id: str
    member_id: str | None
    kind: str
    week: str | None
    slot: int
    expires_at: int
    state: str
    reason: str | None
    zone: str | None


class Arrival(Model):
    """Somebody new, who has just started. Without a channel they began in public."""

    member: Member
    person: Person
    channel: str | None
    slots: Mapping[str, datetime]


class Rehearsals:
    """Many members at once, and what became of all their messages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def move_in(self, arrivals: Iterable[Arrival]) -> None:
        async with self._database.transaction() as run:
            for each in arrivals:
                used = {"channel": each.channel, "used_at": each.member.created_at, "member_id": each.member.id}
                await run.add_member(**each.member.model_dump())
                await run.use_account(**account_of(each.person), **used)
                for kind, slot in each.slots.items():
                    await run.schedule_slot(member_id=each.member.id, kind=kind, due_at=slot)

    async def speak(self, residents: Iterable[Resident], at: datetime) -> None:
        """They gave a sign of life."""
        async with self._database.transaction() as run:
            for each in residents:
                account = each.model_dump(include={"platform", "space", "user_id", "channel", "member_id"})
                await run.use_account(**account, used_at=at)

    async def residents(self) -> list[Resident]:
        """One for each active member: by the conversation they used last."""
        async with self._database.reading() as run:
            rows = await run.accounts_and_members()
        return list({row["member_id"]: Resident(**row) for row in rows}.values())

    async def members(self) -> int:
        """Those who started and did not stop."""
        async with self._database.reading() as run:
            return int(await run.active_members())

    async def unreachable(self) -> int:
        """Members all of whose conversations take no messages; they are left alone."""
        async with self._database.reading() as run:
            return int(await run.unreachable_members())

    async def overdue(self, before: datetime) -> int:
        """Slots that were due by then and that nobody planned."""
        async with self._database.reading() as run:
            return int(await run.overdue_slots(before=before))

    async def platforms(self) -> list[str]:
        """Wherever something may have to be sent."""
        async with self._database.reading() as run:
            return [row["platform"] for row in await run.places_to_serve()]

    async def refusing(self) -> dict[tuple[str, str, str], str]:
        """The places (platform, space, channel) that refused the last message they were sent, and why."""
        async with self._database.reading() as run:
            rows = await run.last_outcomes_of_places()
        took: dict[tuple[str, str, str], int] = {}
        refused: dict[tuple[str, str, str], tuple[int, str]] = {}
        for row in rows:
            place = row["platform"], row["space"], row["channel"]
            if row["state"] == "sent":
                took[place] = row["slot"]
            else:
                refused[place] = row["slot"], row["reason"] or "refused"
        return {place: reason for place, (slot, reason) in refused.items() if slot > took.get(place, 0)}

    async def outcomes(self, since: datetime) -> AsyncIterator[Recorded]:
        """Every message that was not over by then, in the order of their ids."""
        after = ""
        while True:
            about = {"after": after, "since": since, "limit": PAGE}
            async with self._database.reading() as run:
                rows = await run.outcomes_page(**about)
            for row in rows:
                yield Recorded(**row)
            if len(rows) < PAGE:
                return
            after = rows[-1]["id"]
