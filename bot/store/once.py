"""Requests that would count twice when a platform delivers them twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.database import Queries

REMEMBERED = timedelta(days=7)
"""Slack repeats an event within the hour, Discord within a session."""


@dataclass(frozen=True, slots=True)
class Once:
    """A request, to be counted in the same transaction as what it does."""

    request_id: str
    now: datetime

    async def first(self, run: Queries, member_id: str) -> bool:
        """Whether it is here for the first time; it is remembered if what follows is."""
        await run.forget_requests(before=int((self.now - REMEMBERED).timestamp()))
        return bool(await run.remember_request(id=self.request_id, member_id=member_id, at=int(self.now.timestamp())))
