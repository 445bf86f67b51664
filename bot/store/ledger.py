"""What became of every unasked message: read, never written."""

from datetime import UTC, datetime
from typing import Any

from bot.core.model import Model
from bot.store.database import Database


class Entry(Model):
    """One message of a member's ledger; `slot` is when it was meant for."""

    kind: str
    week: str | None
    slot: datetime
    state: str
    reason: str | None
    sent_at: datetime | None


class Ledger:
    """The outbox as those see it who want to know why something came, or did not."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, member_id: str, limit: int) -> list[Entry]:
        """The member's latest messages, newest first."""
        async with self._database.reading() as run:
            return [_entry(row) for row in await run.outgoing_of(member_id=member_id, limit=limit)]


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _entry(row: dict[str, Any]) -> Entry:
    kept = {name: row[name] for name in ("kind", "week", "state", "reason")}
    return Entry(**kept, slot=at(row["slot"]), sent_at=at(row["sent_at"]) if row["sent_at"] else None)
