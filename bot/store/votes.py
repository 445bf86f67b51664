"""What members think of the answers: one vote a member and answer, which they can change."""

from datetime import datetime
from typing import Literal

from bot.clock import moment
from bot.core.model import Model
from bot.store.database import Database
from bot.store.holding import hold
from bot.store.once import Once

Vote = Literal["helpful", "unhelpful", "outdated"]


class Counted(Model):
    """How many members voted how on an entry."""

    entry: str
    helpful: int
    unhelpful: int
    outdated: int

    @property
    def voters(self) -> int:
        return self.helpful + self.unhelpful + self.outdated


class Outdated(Model):
    """How many members think that an entry is out of date, and since when; `since` is UTC seconds."""

    entry: str
    count: int
    since: int

    @property
    def first(self) -> datetime:
        return moment(self.since)


class Votes:
    """A vote is the member's: it is exported with what is theirs, and deleted with them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def cast(self, member_id: str, entry: str, vote: Vote, once: Once) -> None:
        """The later vote stands; a request that was here before changes nothing."""
        async with self._database.transaction() as run:
            await hold(run, member_id)
            if await once.first(run, member_id):
                await run.cast_vote(member_id=member_id, entry=entry, vote=vote, at=once.now)

    async def counts(self) -> list[Counted]:
        async with self._database.reading() as run:
            return [Counted(**row) for row in await run.vote_counts()]

    async def outdated(self) -> dict[str, Outdated]:
        """By entry: the votes that came after it was last checked or written."""
        async with self._database.reading() as run:
            return {row["entry"]: Outdated(**row) for row in await run.outdated_votes()}
