"""An unasked message as a row of the outbox, and what becomes of it."""

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from bot.clock import moment
from bot.core.model import Card, Place

Ending = Literal["sent", "dead", "expired", "cancelled", "missed"]

REPLY = "gap-reply"
"""The kind of a message that its member asked for: a mentor's answer to their question."""

SILENCE = "silence"
"""The kind of the question whether to stop."""

NOTHING = Card(title="-")
"""The card of a row that has none to show."""

NOWHERE = Place(platform="none", space="none", channel="none", direct=True)
"""Where a row belongs that only records what was not sent, or keeps it under /inbox."""


def delivery_id(member_id: str, kind: str, day: date) -> str:
    """The same occurrence is always the same id. `day` is the local date of the slot; 128 bits as hex."""
    return hashlib.sha256(f"{member_id}|{kind}|{day.isoformat()}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One unasked message. `member_id` and the weeks are none for a post to a place.

    `week` is the local week that it is about, `counts_in` the one in which it goes out; one with `kept_at` was not sent
    and is under /inbox since then.
    """

    id: str
    member_id: str | None = None
    kind: str
    week: str | None = None
    counts_in: str | None = None
    place: Place
    card: Card
    slot: datetime
    due_at: datetime
    expires_at: datetime
    state: Literal["pending", "sending"] | Ending = "pending"
    reason: str | None = None
    attempts: int = 0
    first_try: datetime | None = None
    kept_at: datetime | None = None

    @property
    def readable(self) -> bool:
        """Whether its member can still make something of it when it is not sent."""
        return self.member_id is not None and self.kind != SILENCE

    def row(self) -> dict[str, object]:
        """As the outbox table holds it."""
        return {
            "id": self.id,
            "member_id": self.member_id,
            "kind": self.kind,
            "week": self.week,
            "counts_in": self.counts_in,
            "platform": self.place.platform,
            "space": self.place.space,
            "channel": self.place.channel,
            "direct": int(self.place.direct),
            "person": self.place.person,
            "card": self.card.model_dump_json(),
            "slot": self.slot,
            "due_at": self.due_at,
            "expires_at": self.expires_at,
            "state": self.state,
            "reason": self.reason,
            "kept_at": self.kept_at,
        }


def posts(id: str, kind: str, card: Card, places: Iterable[Place], slot: datetime, lasts: timedelta) -> list[Outgoing]:
    """A card for each of these places, with an id of its own."""
    return [
        Outgoing(
            id=f"{id}:{place.platform}:{place.space}:{place.channel}",
            kind=kind,
            place=place,
            card=card,
            slot=slot,
            due_at=slot,
            expires_at=slot + lasts,
        )
        for place in places
    ]


class Outcome(NamedTuple):
    """What became of a claimed message: an ending, or given back (`pending`).

    `at` is when it was sent, or when it is to be tried again. One that is `kept` is under /inbox from then on.
    """

    id: str
    state: Ending | Literal["pending"]
    at: datetime
    reason: str | None = None
    message_id: str | None = None
    kept: bool = False
    expires_at: datetime | None = None

    def row(self) -> dict[str, object]:
        if self.state == "pending":
            ends = math.ceil(self.expires_at.timestamp()) if self.expires_at else None
            return {"id": self.id, "reason": self.reason, "due_at": math.ceil(self.at.timestamp()), "expires_at": ends}
        times = {"sent_at": self.at if self.state == "sent" else None, "kept_at": self.at if self.kept else None}
        ended = {"state": self.state, "message_id": self.message_id, **times}
        return {"id": self.id, "reason": self.reason, **ended}


def outgoing(row: Mapping[str, Any]) -> Outgoing:
    """As a row of the outbox has it. Raises ValueError if its card cannot be drawn."""
    where = {name: row[name] for name in ("platform", "space", "channel", "person")}
    kept = ("id", "member_id", "kind", "week", "counts_in", "state", "reason", "attempts")
    read: dict[str, Any] = {name: row[name] for name in kept}
    for name in ("slot", "due_at", "expires_at", "first_try", "kept_at"):
        read[name] = None if row[name] is None else moment(row[name])
    return Outgoing(**read, place=Place(**where, direct=bool(row["direct"])), card=_card(row["card"]))


@lru_cache(maxsize=512)
def _card(text: str) -> Card:
    """Many members get the same one. Raises ValueError if it cannot be drawn."""
    return Card.model_validate_json(text)
