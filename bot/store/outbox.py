"""What is to be sent: the outbox, keyed by delivery id."""

import hashlib
import math
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from bot.core.model import Card, Model, Place
from bot.store.database import Database, Queries

Ending = Literal["sent", "dead", "expired", "cancelled", "missed"]
Topic = Literal["announcements", "mentors", "checkins"]

REPLY = "gap-reply"
"""The kind of a message that its member asked for: a mentor's answer to their question."""

LEASE = timedelta(seconds=60)
"""How long a row is its claimer's own where several processes share a database."""


def delivery_id(member_id: str, kind: str, day: date) -> str:
    """The same occurrence is always the same id. `day` is the local date of the slot; 128 bits as hex."""
    return hashlib.sha256(f"{member_id}|{kind}|{day.isoformat()}".encode()).hexdigest()[:32]


class Outgoing(Model):
    """One unasked message. `member_id` and `week` are none for a post to a place."""

    id: str
    member_id: str | None = None
    kind: str
    week: str | None = None
    place: Place
    card: Card
    slot: datetime
    due_at: datetime
    expires_at: datetime
    state: Literal["pending", "sending"] | Ending = "pending"
    reason: str | None = None
    attempts: int = 0
    first_try: datetime | None = None

    def row(self) -> dict[str, object]:
        """As the outbox table holds it."""
        plain = self.model_dump(include={"id", "member_id", "kind", "week", "state", "reason"})
        times = {name: int(getattr(self, name).timestamp()) for name in ("slot", "due_at", "expires_at")}
        where = self.place.model_dump() | {"direct": int(self.place.direct)}
        return {**plain, **times, **where, "card": self.card.model_dump_json()}


class Outbox:
    """Every change is one short transaction; the caller decides, this remembers.

    What one outbox claims, that of another process leaves alone until the lease ends, and only the claimer settles.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._claimer = {"owner": secrets.token_hex(8), "lease": int(LEASE.total_seconds())}

    @property
    def _owner(self) -> object:
        return self._claimer["owner"]

    async def post(self, messages: Iterable[Outgoing]) -> None:
        """Adds messages; one that is there already is left as it is."""
        async with self._database.transaction() as run:
            await run.add_outgoing(message.row() for message in messages)

    async def unasked_in(self, member_id: str, week: str) -> int:
        """How many messages of this local week the member got or will get unasked."""
        async with self._database.reading() as run:
            return int(await run.unasked_in_week(member_id=member_id, week=week))

    async def claim(self, now: datetime, platform: str, limit: int = 10, space: str = "") -> list[Outgoing]:
        """Takes pending messages whose time has come, perhaps of one space; on the disk before any of them is sent."""
        async with self._database.transaction() as run:
            about = {"platform": platform, "space": space, "now": int(now.timestamp()), "limit": limit}
            return await self._drawable(run, await run.claim_outgoing(**self._claimer, **about))

    async def expire(self, now: datetime, platform: str, *, space: str = "") -> None:
        """Ends what is too late to be of use where nothing is claimed: its domain is stopped, perhaps for good."""
        async with self._database.transaction() as run:
            reason = "too late to be of use"
            await run.expire_outgoing(platform=platform, space=space, now=int(now.timestamp()), reason=reason)

    async def last_refused(self, member_id: str) -> str | None:
        """Why the latest message to the member was refused; none if it was sent, or there was none."""
        async with self._database.reading() as run:
            row = await run.last_outcome(member_id=member_id)
        return row["reason"] if row and row["state"] == "dead" else None

    async def spaces_due(self, now: datetime, platform: str) -> list[str]:
        """The spaces with messages whose time has come."""
        async with self._database.reading() as run:
            rows = await run.spaces_due(platform=platform, now=int(now.timestamp()))
        return [row["space"] for row in rows]

    async def reached(self, member_id: str) -> bool:
        """Whether the member ever got a message."""
        async with self._database.reading() as run:
            return bool(await run.reached(member_id=member_id))

    async def unsettled(self, platform: str) -> list[Outgoing]:
        """Messages that were claimed and never settled: they may have been posted. They are ours to look for now.

        Never one that another living process may be sending: its lease has to end first.
        """
        async with self._database.transaction() as run:
            return await self._drawable(run, await run.take_unsettled(**self._claimer, platform=platform))

    async def settle(
        self, id: str, state: Ending, now: datetime, *, message_id: str | None = None, reason: str | None = None
    ) -> None:
        """Does nothing if another process took the message over."""
        async with self._database.transaction() as run:
            sent_at = int(now.timestamp()) if state == "sent" else None
            await self._settle(run, id, state=state, reason=reason, message_id=message_id, sent_at=sent_at)

    async def postpone(
        self, id: str, until: datetime, reason: str, *, week: str | None = None, expires_at: datetime | None = None
    ) -> None:
        """Gives a claimed message back. `week` and `expires_at` stay as they are if they are not given."""
        ends = math.ceil(expires_at.timestamp()) if expires_at else None
        moved = {"due_at": math.ceil(until.timestamp()), "week": week, "expires_at": ends}
        async with self._database.transaction() as run:
            await run.postpone_outgoing(id=id, owner=self._owner, reason=reason, **moved)

    async def fits(self, message: Outgoing, budget: int) -> bool:
        """Calls a claimed message off if its week holds more than the budget: of two at once only one has to go."""
        async with self._database.transaction() as run:
            await run.hold_member(id=message.member_id)
            used = await run.unasked_in_week(member_id=message.member_id, week=message.week)
            if over := used > budget:
                reason = "over the member's budget since"
                await self._settle(run, message.id, state="cancelled", reason=reason)
            return not over

    async def _settle(self, run: Queries, id: str, **ended: object) -> None:
        await run.settle_outgoing(**{"message_id": None, "sent_at": None, **ended}, id=id, owner=self._owner)

    async def _drawable(self, run: Queries, rows: list[dict[str, Any]]) -> list[Outgoing]:
        """In order. A row that an older version wrote and this one cannot draw is dead, and stops no other."""
        messages = []
        for row in sorted(rows, key=lambda row: (row["due_at"], row["id"])):
            try:
                messages.append(_outgoing(row))
            except ValueError:
                await self._settle(run, row["id"], state="dead", reason="its card cannot be drawn any more")
        return messages

    async def next_event(self, after: datetime) -> datetime | None:
        """When the next slot or waiting message is due; what was due already is not looked at."""
        then = math.floor(after.timestamp())
        async with self._database.reading() as run:
            times = [await run.next_slot(after=then), await run.next_outgoing(after=then)]
            times = [at for at in times if at is not None]
        return datetime.fromtimestamp(min(times), UTC) if times else None

    async def slots_of(self, member_id: str) -> dict[str, datetime]:
        """The member's next slot of each kind."""
        async with self._database.reading() as run:
            rows = await run.schedule_of(member_id=member_id)
        return {row["kind"]: datetime.fromtimestamp(row["due_at"], UTC) for row in rows}

    async def sent_in(self, member_id: str, kind: str, week: str) -> datetime | None:
        """When the message of this kind went out in a local week, or is to go out; none if there is none."""
        async with self._database.reading() as run:
            row = await run.sent_in_week(member_id=member_id, kind=kind, week=week)
        return datetime.fromtimestamp(row["sent_at"] or row["slot"], UTC) if row else None

    async def subscribe(self, place: Place, topic: Topic, now: datetime) -> None:
        where = place.model_dump() | {"direct": int(place.direct)}
        async with self._database.transaction() as run:
            await run.subscribe(**where, topic=topic, since=int(now.timestamp()))

    async def unsubscribe(self, place: Place, topic: Topic) -> None:
        where = place.model_dump(exclude={"direct"})
        async with self._database.transaction() as run:
            await run.unsubscribe(**where, topic=topic)

    async def subscribed(self, topic: Topic, by: datetime | None = None) -> list[Place]:
        """The places that take announcements and new resources, or what mentors have to do; perhaps since a moment."""
        async with self._database.reading() as run:
            rows = await run.subscriptions(topic=topic)
        names = ("platform", "space", "channel", "direct")
        return [
            Place(**{name: row[name] for name in names}) for row in rows if by is None or row["since"] <= by.timestamp()
        ]


def _outgoing(row: Mapping[str, Any]) -> Outgoing:
    kept = {name: row[name] for name in ("id", "member_id", "kind", "week", "state", "reason", "attempts")}
    times = {name: row[name] for name in ("slot", "due_at", "expires_at", "first_try")}
    moments = {name: datetime.fromtimestamp(at, UTC) if at is not None else None for name, at in times.items()}
    place = {name: row[name] for name in ("platform", "space", "channel", "direct")}
    return Outgoing.model_validate(kept | moments | {"place": place, "card": Card.model_validate_json(row["card"])})
