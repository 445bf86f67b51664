"""What would count, or be answered, twice when a platform delivers it twice."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.database import Database, NotWritten, Queries

REMEMBERED = timedelta(days=7)
"""Slack repeats an event within the hour, Discord within a session."""


@dataclass(frozen=True, slots=True)
class Once:
    """A request, to be counted in the same transaction as what it does."""

    request_id: str
    now: datetime

    async def first(self, run: Queries, member_id: str) -> bool:
        """Whether it is here for the first time; it is remembered if what follows is."""
        await run.forget_requests(before=self.now - REMEMBERED)
        return bool(await run.remember_request(id=self.request_id, member_id=member_id, at=self.now))


class Events:
    """Events that were answered already, also by a process that is gone. Nothing of them is kept but a digest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def first(self, event: str, now: datetime) -> bool:
        """Whether it is here for the first time. An answer is worth more than this memory: without a database it is."""
        digest = hashlib.sha256(event.encode()).hexdigest()[:32]
        try:
            async with self._database.transaction() as run:
                await run.forget_events(before=now - REMEMBERED)
                return bool(await run.remember_event(id=digest, at=now))
        except NotWritten:
            return True
