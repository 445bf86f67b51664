"""What was more than a member takes in a week: kept for four weeks, theirs to open."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.core.model import Card, Model
from bot.store.database import Database, Queries, listed
from bot.store.outgoing import NOTHING

KEPT = timedelta(days=28)
"""So long a card can be opened; then only the ledger knows of it."""


class Kept(Model):
    """One message in an inbox, by its delivery id."""

    id: str
    read: bool


class Inbox:
    """Rows of the outbox that were not sent and hold their card."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, member_id: str, now: datetime) -> list[Kept]:
        """The latest first, by the hour it was meant for."""
        async with self._database.reading() as run:
            rows = await run.kept_for(member_id=member_id, since=_since(now))
        return [Kept(id=row["id"], read=row["read_at"] is not None) for row in rows]

    async def opened(self, member_id: str, id: str, now: datetime) -> Card | None:
        """The card, which is read from now on; none if it is gone or this version cannot draw it."""
        async with self._database.transaction() as run:
            await run.read_kept(member_id=member_id, id=id, at=now)
            row = await run.kept_card(member_id=member_id, id=id)
        try:
            return Card.model_validate_json(row["card"]) if row else None
        except ValueError:
            return None

    async def answered(self, member_id: str, kind: str, week: str, now: datetime) -> None:
        """What asked about that week needs no opening any more."""
        async with self._database.transaction() as run:
            await run.read_kept_about(member_id=member_id, kind=kind, week=week, at=now)

    async def forget(self, now: datetime) -> None:
        """Of what is older than four weeks the card goes."""
        async with self._database.transaction() as run:
            await run.forget_kept(before=_since(now), nothing=NOTHING.model_dump_json())


async def unread(run: Queries, member_ids: Iterable[str], now: datetime) -> dict[str, int]:
    """How many messages wait for these members to open them; who has none may not be there."""
    rows = await run.unread_kept(members=listed(member_ids), since=_since(now))
    return {row["member_id"]: int(row["count"]) for row in rows}


def _since(now: datetime) -> datetime:
    return now - KEPT
