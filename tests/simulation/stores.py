"""A database in memory whose statements take no thread, so that nothing but the seed decides what comes first."""

import re
import sqlite3
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import aiosql
from filelock import FileLock

import bot.store
from bot.store.database import QUERIES, Queries
from bot.store.sqlite import SQLite, _Quick
from bot.store.throwaway import Immediate

Change = tuple[str, str]
"""A text in the queries, and what is to stand in its place: a defect that the simulation has to find."""

OF_POSTGRESQL = Path(bot.store.__file__).with_name("postgres.sql")
DIALECT = (
    (r"cast\(extract\(epoch from clock_timestamp\(\)\) as bigint\)", "database_clock()"),
    (r" for (no key )?update( skip locked)?", ""),
    (r"-- name: hold_gaps\$\n[^;]*;", ""),
)
"""What SQLite writes otherwise. Its transactions come one after the other, so there is nothing to lock or skip."""


class Memory(SQLite):
    """The real store on the real engine. Where it is `shared`, with the leases and the queries of PostgreSQL."""

    @classmethod
    async def made(cls, clock: Callable[[], float], changes: tuple[Change, ...] = (), *, shared: bool) -> "Memory":
        """`clock` is the database's own, in seconds."""
        named = _named(changes, shared=shared)
        connection = Immediate(partial(sqlite3.connect, ":memory:", isolation_level=None), 64)
        made = cls(connection, cast("FileLock", SimpleNamespace(release=lambda: None)))
        await connection
        await connection.create_function("database_clock", 0, lambda: int(clock()))
        connection._conn.deserialize(await _empty())
        connection.row_factory = sqlite3.Row
        await connection.execute("pragma foreign_keys=on")
        made._queries = Queries(named, connection)
        return made

    async def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """Seen at once, by nobody in the simulation."""
        return [dict(row) for row in self._connection._conn.execute(query, values)]


_templates: list[bytes] = []


async def _empty() -> bytes:
    """A database with the tables."""
    if not _templates:
        connection = Immediate(partial(sqlite3.connect, ":memory:", isolation_level=None), 64)
        await SQLite(connection, cast("FileLock", None))._prepare()
        _templates.append(connection._conn.serialize())
        await connection.close()
    return _templates[0]


@cache
def _named(changes: tuple[Change, ...], *, shared: bool) -> Any:
    texts = ["\n".join(path.read_text() for path in sorted(QUERIES.glob("*.sql")))]
    texts.append(_translated(OF_POSTGRESQL.read_text()))
    for old, new in changes:
        assert any(old in text for text in texts), f"no query says {old!r} any more"
        texts = [text.replace(old, new) for text in texts]
    used, quick = texts if shared else texts[:1], cast("Any", _Quick)
    named = [aiosql.from_str(text, quick, mandatory_parameters=False) for text in used]
    return SimpleNamespace(**{name: getattr(each, name) for each in named for name in each.available_queries})


def _translated(text: str) -> str:
    for pattern, new in DIALECT:
        text = re.sub(pattern, new, text)
    return text
