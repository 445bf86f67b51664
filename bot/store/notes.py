"""Small things the installation remembers of itself: its last heartbeat, where a rehearsed clock stood."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import quote

from bot.store.database import Database

HEARTBEAT = "heartbeat"


class Notes:
    """Moments by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, name: str, moment: datetime) -> None:
        async with self._database.transaction() as run:
            await run.keep_note(name=name, value=str(int(moment.timestamp())))

    async def read(self, name: str) -> datetime | None:
        async with self._database.reading() as run:
            row = await run.note(name=name)
        return datetime.fromtimestamp(int(row["value"]), UTC) if row else None


def last_heartbeat(url: str) -> datetime | None:
    """When the process that owns this database last ticked; read beside it, without its lock. None if never."""
    path = url.removeprefix("sqlite:///")
    try:
        with closing(sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True, timeout=2)) as connection:
            row = connection.execute("select value from notes where name = ?", (HEARTBEAT,)).fetchone()
    except sqlite3.Error:
        return None
    return datetime.fromtimestamp(int(row[0]), UTC) if row else None
