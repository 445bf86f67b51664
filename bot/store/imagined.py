"""What would be, for somebody who begins today with a member's choices: a transaction that is always taken back."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from bot.core.model import Person
from bot.store.database import Database, Queries
from bot.store.members import Member
from bot.store.progress import State


class _TakenBack(Exception):
    """Ends the transaction without a trace."""


class Imagined:
    """Nothing of it is ever seen by anybody else."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def named(self, text: str, near: Person) -> list[Member]:
        """Whoever has this name, or this id on the platform, in the space of somebody."""
        about = {"platform": near.platform, "space": near.space, "text": text}
        async with self._database.reading() as run:
            return [Member(**row) for row in await run.members_named(**about)]

    @asynccontextmanager
    async def twin(self, member: Member) -> AsyncIterator[tuple[Queries, Member]]:
        """Somebody who chose the same and has done nothing yet, while the transaction lasts."""
        twin = member.model_copy(update={"id": secrets.token_hex(12)})
        try:
            async with self._database.transaction() as run:
                await run.add_member(**twin.row())
                yield run, twin
                raise _TakenBack
        except _TakenBack:
            return

    @staticmethod
    async def done(run: Queries, twin: Member, states: Mapping[str, State], week: str, at: datetime) -> None:
        """What the twin has done by the end of a week."""
        about = {"member_id": twin.id, "request_id": week, "week": week, "at": at, "undoes": None}
        for milestone, state in states.items():
            await run.add_progress(milestone=milestone, state=state, **about)
