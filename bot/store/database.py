"""One SQLite file, opened by one process, written in short transactions."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from inspect import isasyncgen
from pathlib import Path
from typing import Any, Self, cast

import aiosql
import aiosqlite
from filelock import FileLock, Timeout

from bot.core.errors import CannotStart, UserError

_HERE = Path(__file__).parent


class StoreError(CannotStart):
    """The database cannot be used; the text says why and what to do."""


class NotWritten(UserError):
    """The disk or another program refused; nothing was changed."""


class Queries:
    """The named queries of `queries/*.sql`, bound to the open transaction: `await run.member_by_id(id=…)`."""

    _named: Any = None

    def __init__(self, connection: aiosqlite.Connection) -> None:
        if Queries._named is None:
            Queries._named = aiosql.from_path(_HERE / "queries", "aiosqlite", mandatory_parameters=False)
        self._connection = connection

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        return partial(self._run, getattr(Queries._named, name))

    async def _run(self, query: Callable[..., Any], **values: object) -> Any:
        """Rows as dicts: a list, one or none, or the number of rows that a write touched; as the query's name says."""
        running = query(self._connection, **values)
        if isasyncgen(running):
            return [dict(cast("sqlite3.Row", row)) async for row in running]
        found = await running
        return dict(found) if isinstance(found, sqlite3.Row) else found


class Database:
    """Statements of one transaction never mix with another's: the connection is held for its length."""

    def __init__(self, connection: aiosqlite.Connection, lock: FileLock) -> None:
        self._connection = connection
        self._lock = lock
        self._held = asyncio.Lock()
        self._queries = Queries(connection)

    @classmethod
    async def open(cls, url: str) -> Self:
        """Opens or makes the file and brings its tables up to date. Raises `StoreError`."""
        if not url.startswith("sqlite:///"):
            raise StoreError(f"{url.split('://', maxsplit=1)[0]} databases are not supported yet; use sqlite:///FILE")
        path = Path(url.removeprefix("sqlite:///"))
        database = cls(aiosqlite.connect(path, isolation_level=None), _locked(path))
        try:
            await database._prepare()
        except sqlite3.Error as error:
            await database.close()
            raise StoreError(f"the database {path} cannot be used ({error}); {_mend(str(error))}") from None
        except StoreError:
            await database.close()
            raise
        return database

    async def close(self) -> None:
        await self._connection.close()
        self._lock.release()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Queries]:
        """All or nothing, and on the disk when it ends."""
        async with self._held:
            try:
                await self._connection.execute("begin immediate")
                yield self._queries
                await self._connection.commit()
            except sqlite3.OperationalError as error:
                await self._undo()
                raise NotWritten(
                    f"I could not write that down ({error}). Nothing was changed; try again soon."
                ) from error
            except BaseException:
                await self._undo()
                raise

    async def _undo(self) -> None:
        """Behind whatever was still on its way to the file; does nothing where SQLite has rolled back already."""
        await self._connection.rollback()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Queries]:
        """One or more queries with no write between them."""
        async with self._held:
            yield self._queries

    async def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table, for exports and for the test that walks them."""
        async with self._held:
            names = await self._connection.execute_fetchall("select name from sqlite_master where type = 'table'")
            rows = {}
            for (name,) in [tuple(row) for row in names]:
                found = await self._connection.execute_fetchall(f'select * from "{name}"')
                rows[name] = [dict(row) for row in found]
            return rows

    async def _prepare(self) -> None:
        """`synchronous=FULL`: with NORMAL a claim can vanish in a power loss after its message was posted."""
        await self._connection
        self._connection.row_factory = sqlite3.Row
        for pragma in ("busy_timeout=5000", "journal_mode=wal", "synchronous=full", "foreign_keys=on"):
            await self._connection.execute(f"pragma {pragma}")
        await self._migrate()

    async def _migrate(self) -> None:
        """Runs each numbered file once, in a transaction of its own."""
        await self._connection.execute("create table if not exists migrations (number integer primary key)")
        done = {row[0] for row in await self._connection.execute_fetchall("select number from migrations")}
        files = {int(file.name.split("_")[0]): file for file in sorted((_HERE / "migrations").glob("*.sql"))}
        if done - files.keys():
            raise StoreError("the database was written by a newer Milepost; update Milepost, or use another database")
        for number in files.keys() - done:
            script = files[number].read_text(encoding="utf-8")
            await self._connection.executescript(
                f"begin immediate;\n{script}\ninsert into migrations values ({number});\ncommit;"
            )


def _locked(path: Path) -> FileLock:
    """The lock of a file that can be written; the file is made if there is none."""
    if not path.parent.is_dir():
        raise StoreError(f"there is no folder for {path}; make {path.parent}, or set DATABASE_URL to another file")
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=0)
        path.open("ab").close()
    except Timeout:
        raise StoreError(
            f"another Milepost is using {path}; stop it first, or set DATABASE_URL to another file"
        ) from None
    except OSError as error:
        lock.release()
        mend = "make the file and its folder writable, or set DATABASE_URL to another file"
        raise StoreError(
            f"the database {path} cannot be used: it cannot be written ({error.strerror}); {mend}"
        ) from None
    return lock


def _mend(text: str) -> str:
    if "locked" in text:
        return "another program holds it; close that program"
    return "is it a Milepost database? Set DATABASE_URL to another file, or restore a backup"
