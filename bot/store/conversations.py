"""What was answered last, for ten minutes, so that a follow-up is understood. The question is never kept."""

import json
from datetime import datetime, timedelta
from typing import Any

from bot.core.model import Model, Person, Place
from bot.store.database import Database
from bot.store.members import account_of

REMEMBERED = timedelta(minutes=10)


class Said(Model):
    """An answer that was given: its entry, and whom it was narrowed to, by the name of the slot."""

    entry: str
    slots: dict[str, str]


class Conversations:
    """One answer a person and place. Nobody becomes a member by it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, person: Person, place: Place, said: Said, now: datetime) -> None:
        """In place of what was answered there before; what is too old is forgotten, whoever's it is."""
        slots = json.dumps(said.slots, sort_keys=True)
        async with self._database.transaction() as run:
            await run.forget_conversations(before=_oldest(now))
            await run.keep_conversation(**_where(person, place), entry=said.entry, slots=slots, at=now)

    async def last(self, person: Person, place: Place, now: datetime) -> Said | None:
        async with self._database.reading() as run:
            row = await run.conversation(**_where(person, place), since=_oldest(now))
        return Said(entry=row["entry"], slots=json.loads(row["slots"])) if row else None

    async def about(self, person: Person) -> list[dict[str, Any]]:
        """The rows of a person; what an export gives."""
        async with self._database.reading() as run:
            rows: list[dict[str, Any]] = await run.conversations_of(**account_of(person))
        return rows

    async def forget(self, person: Person) -> None:
        async with self._database.transaction() as run:
            await run.delete_conversations(**account_of(person))


def _oldest(now: datetime) -> datetime:
    return now - REMEMBERED


def _where(person: Person, place: Place) -> dict[str, str]:
    return account_of(person) | {"channel": place.channel}
