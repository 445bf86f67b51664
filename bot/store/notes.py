"""Small things the installation remembers of itself: its last heartbeat, where a rehearsed clock stood, a digest."""

from datetime import datetime, timedelta

from bot.clock import moment
from bot.store.database import Database

HEARTBEAT = "heartbeat"

ALIVE = timedelta(minutes=1)
"""A heartbeat older than this is no sign of life; ticks are seconds apart."""


class Notes:
    """Moments by name, and texts by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep_moment(self, name: str, at: datetime) -> None:
        await self.keep_text(name, str(int(at.timestamp())))

    async def moment(self, name: str) -> datetime | None:
        text = await self.text(name)
        return moment(int(text)) if text else None

    async def keep_text(self, name: str, text: str) -> None:
        async with self._database.transaction() as run:
            await run.keep_note(name=name, value=text)

    async def text(self, name: str) -> str | None:
        async with self._database.reading() as run:
            row = await run.note(name=name)
        return row["value"] if row else None


async def last_heartbeat(url: str) -> datetime | None:
    """When a process that serves this database last ticked; read beside it. None if never. Raises `StoreError`."""
    row = await Database.glance(url, lambda run: run.note(name=HEARTBEAT))
    return moment(int(row["value"])) if row else None


async def note_beside(url: str, name: str) -> str | None:
    """The text of that name, read beside whoever serves the database. Raises `StoreError`."""
    row = await Database.glance(url, lambda run: run.note(name=name))
    return str(row["value"]) if row else None
