"""What became of every unasked message: read, never written."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from pydantic import Field

from bot.calendar import GRACE, known
from bot.clock import moment
from bot.core.model import Model
from bot.store.database import Database, Queries, listed
from bot.store.notes import HEARTBEAT
from bot.store.outgoing import SILENCE
from bot.store.stops import Stop, stops_of
from bot.store.subscriptions import Topic


class Message(Model):
    """One message of a member's ledger; `slot` is when it was meant for. One that is kept is under /inbox."""

    kind: str
    week: str | None
    slot: datetime
    state: str
    reason: str | None
    sent_at: datetime | None
    kept: bool


class Failures(Model):
    """Messages that were not sent, for one reason; `place` is the channel of a community that they were for."""

    state: Literal["dead", "expired", "missed"]
    reason: str | None
    count: int
    first: datetime
    latest: datetime
    place: str | None


class Waiting(Model):
    """Messages for one platform that were not sent yet (`pending`), or may have been (`sending`)."""

    platform: str
    state: Literal["pending", "sending"]
    reason: str | None
    count: int
    since: datetime
    due: datetime


class Health(Model):
    """How the deliveries of an installation are. `beat` and `stops` are in real time; `places` counts subscriptions by
    topic. Some of the stops may be over. `lost_zones` counts members by zones that have no rules here, `out_of_reach`
    those of whom every conversation takes no messages."""

    failures: tuple[Failures, ...]
    waiting: tuple[Waiting, ...]
    beat: datetime | None
    places: dict[str, int]
    stops: tuple[Stop, ...] = ()
    lost_zones: dict[str, int] = Field(default_factory=dict)
    out_of_reach: int = 0


FAILED_WITHIN = timedelta(days=14)
"""An older failure is nobody's work any more."""


@dataclass(frozen=True, slots=True)
class Heard:
    """When a member last used anything, when check-ins came since then, and for when the question was meant."""

    spoke: datetime
    checkins: tuple[datetime, ...]
    asked: tuple[datetime, ...]


class Ledger:
    """The outbox as those see it who want to know why something came, or did not."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, member_id: str, limit: int) -> list[Message]:
        """The member's latest messages, newest first."""
        async with self._database.reading() as run:
            return [_message(row) for row in await run.outgoing_of(member_id=member_id, limit=limit)]

    async def heard(self, member_id: str) -> Heard:
        async with self._database.reading() as run:
            return (await heard_of(run, [member_id]))[member_id]

    async def health(self, now: datetime) -> Health:
        async with self._database.reading() as run:
            return await _examined(run, now)


async def heard_of(run: Queries, member_ids: Iterable[str]) -> dict[str, Heard]:
    """Of each of these members."""
    rows = defaultdict(list)
    grace = int(GRACE.total_seconds())
    for row in await run.questions_of_silence(members=listed(member_ids), grace=grace):
        rows[row["member_id"]].append(row)
    return {id: _heard(of_member) for id, of_member in rows.items()}


def _heard(rows: list[dict[str, Any]]) -> Heard:
    return Heard(
        spoke=moment(rows[0]["spoke"]),
        checkins=tuple(moment(row["sent_at"]) for row in rows if row["kind"] == "checkin"),
        asked=tuple(moment(row["slot"]) for row in rows if row["kind"] == SILENCE),
    )


async def health_beside(url: str, now: datetime) -> Health | None:
    """The same, read beside whoever serves the database; none if there is none yet. Raises `StoreError`."""
    return await Database.glance(url, lambda run: _examined(run, now))


async def _examined(run: Queries, now: datetime) -> Health:
    failures = await run.failures_since(since=now - FAILED_WITHIN)
    waiting = await run.waiting_by_platform()
    beat = await run.note(name=HEARTBEAT)
    return Health(
        failures=tuple(Failures(**row | {name: moment(row[name]) for name in ("first", "latest")}) for row in failures),
        waiting=tuple(Waiting(**row | {"since": moment(row["since"]), "due": moment(row["due"])}) for row in waiting),
        beat=moment(int(beat["value"])) if beat else None,
        out_of_reach=int(await run.members_out_of_reach()),
        lost_zones={row["zone"]: row["members"] for row in await run.zones_in_use() if not known(row["zone"])},
        stops=tuple(await stops_of(run, moment(0))),
        places={topic: len(await run.subscriptions(topic=topic)) for topic in get_args(Topic)},
    )


def _message(row: dict[str, Any]) -> Message:
    kept = {name: row[name] for name in ("kind", "week", "state", "reason")}
    sent_at = moment(row["sent_at"]) if row["sent_at"] else None
    return Message(**kept, slot=moment(row["slot"]), sent_at=sent_at, kept=row["kept_at"] is not None)
