"""A copy of a database that others may be writing: a file of SQLite, whatever the engine; nothing is changed in it."""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bot.store.database import StoreError
from bot.store.versions import TABLE, missing

PAGE = 1_000
"""Rows that are on their way at once."""


async def copied(url: str, path: Path) -> str | None:
    """Copies the database, but no token, to a file that is not there yet and gives its address; none if there is none.

    Raises `StoreError`.
    """
    there = await _from_postgres(url, path) if url.startswith("postgres") else _from_file(url, path)
    if there:
        _without_tokens(path)
    return f"sqlite:///{path}" if there else None


def _from_file(url: str, path: Path) -> bool:
    """By SQLite's own online backup, which sees one state, whoever writes meanwhile."""
    original = Path(url.removeprefix("sqlite:///"))
    if not original.is_file():
        return False
    try:
        with (
            closing(sqlite3.connect(f"file:{quote(str(original))}?mode=ro", uri=True, timeout=5)) as source,
            closing(sqlite3.connect(path)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise StoreError(f"the database {original} cannot be read ({error}); is it a Milepost database?") from None
    return True


def _without_tokens(path: Path) -> None:
    """Nothing is sent from a copy, so that none has to know how."""
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("pragma secure_delete = on")
        if made.execute("select 1 from sqlite_master where name = 'installations'").fetchone():
            made.execute("update installations set token = null, refresh_token = null")


async def _from_postgres(url: str, path: Path) -> bool:
    """Table by table, in one transaction that only reads. Every table has the columns of the same migrations."""
    import asyncpg

    from bot.store.postgres_refusals import NOT_OPENED, why_not_opened

    try:
        source = await asyncpg.connect(url, timeout=10, command_timeout=60)
        try:
            async with source.transaction(isolation="repeatable_read", readonly=True):
                done = {row["number"] for row in await source.fetch("select number from migrations")}
                with closing(sqlite3.connect(path)) as target:
                    for table in _made(target, done):
                        await _fill(target, table, source)
        finally:
            await source.close(timeout=5)
    except asyncpg.UndefinedTableError:
        return False
    except NOT_OPENED as error:
        raise StoreError(why_not_opened(error, url)) from None
    return True


def _made(target: sqlite3.Connection, done: Collection[int]) -> list[str]:
    """The tables as they are in a database to which these migrations were done; whoever opens it does the others."""
    later = {number for number, _ in missing(done)}
    target.execute(TABLE)
    for number, script in missing(()):
        if number not in later:
            target.executescript(script)
    names = target.execute("select name from sqlite_master where type = 'table'").fetchall()
    return [name for (name,) in names]


async def _fill(target: sqlite3.Connection, table: str, source: Any) -> None:
    rows = await source.cursor(f'select * from "{table}"')
    with target:
        while page := await rows.fetch(PAGE):
            names, marks = ", ".join(page[0].keys()), ", ".join("?" * len(page[0]))
            target.executemany(f'insert or ignore into "{table}" ({names}) values ({marks})', map(tuple, page))
