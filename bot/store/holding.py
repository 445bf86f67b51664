"""Who changes a member's things holds the member first, so that of two processes one comes after the other.

SQLite has one writer, so nothing has to be held there. PostgreSQL has many: without this, two that read the same state
would each write as if they were alone, and a tick, an undo or a choice would be lost. One rule for all of them, rather
than serialisable transactions that the caller must be able to run again: a row lock waits, so nothing is ever repeated.
The member's row comes before every other row, so that no two wait for each other. Questions sent to mentors are held as
one queue (`hold_gaps`), since a new one is compared with all of them.
"""

from bot.core.errors import UserError
from bot.store.database import Queries


async def hold(run: Queries, member_id: str) -> None:
    """Until the end of the transaction. Raises `UserError` if the member was deleted meanwhile."""
    if not await run.hold_member(id=member_id):
        raise UserError("I remember nothing about you any more. Nothing was changed.")
