"""One SQLite file, opened by one process, written in short transactions."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import aiosql
import aiosqlite
from aiosql.adapters.aiosqlite import AioSQLiteAdapter
from filelock import FileLock, Timeout

from bot.store.database import QUERIES, Database, NotWritten, Queries, Rows, Seen, StoreError
from bot.store.versions import TABLE, missing


class _Quick(AioSQLiteAdapter):
    """Each statement is one visit to the thread of the connection; cursors close when they are let go."""

    async def select(self, conn: Any, _name: str, sql: str, values: Any, _class: Any = None) -> AsyncIterator[Rows]:
        """Once, all of them. By itself a row looks each of its values up by name."""
        rows = list(await conn.execute_fetchall(sql, values))
        names = rows[0].keys() if rows else []
        yield [dict(zip(names, row, strict=True)) for row in rows]

    async def select_one(self, conn: Any, _name: str, sql: str, values: Any, _class: Any = None) -> Any:
        return next(iter(await conn.execute_fetchall(sql, values)), None)

    async def select_value(self, conn: Any, _name: str, sql: str, values: Any) -> Any:
        row = await self.select_one(conn, _name, sql, values)
        return row[0] if row else None

    async def insert_update_delete(self, conn: Any, _name: str, sql: str, values: Any) -> int:
        return int((await conn.execute(sql, values)).rowcount)

    async def insert_update_delete_many(self, conn: Any, _name: str, sql: str, values: Any) -> None:
        await conn.executemany(sql, values)


@cache
def _named() -> Any:
    quick: Any = _Quick
    return aiosql.from_path(QUERIES, quick, mandatory_parameters=False)


class SQLite(Database):
    """The connection is held for the length of a transaction, so one follows the other."""

    def __init__(self, connection: aiosqlite.Connection, lock: FileLock) -> None:
        self._connection = connection
        self._lock = lock
        self._held = asyncio.Lock()
        self._queries = Queries(_named(), connection)

    @classmethod
    async def opened(cls, url: str) -> Self:
        """Opens or makes the file."""
        path = Path(url.removeprefix("sqlite:///"))
        database = cls(aiosqlite.connect(path, isolation_level=None), locked(path))
        try:
            await database._prepare()
        except sqlite3.Error as error:
            await database.close()
            raise StoreError(f"the database {path} cannot be used ({error}); {_mend(str(error))}") from None
        except StoreError:
            await database.close()
            raise
        return database

    @staticmethod
    async def glanced(url: str, look: Callable[[Queries], Awaitable[Seen]]) -> Seen | None:
        """Without the file's lock."""
        path = Path(url.removeprefix("sqlite:///"))
        if not path.is_file():  # noqa: ASYNC240 - one look at a file, where nothing else is served
            return None
        connection = aiosqlite.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=2)
        try:
            await connection
            connection.row_factory = sqlite3.Row
            return await look(Queries(_named(), connection))
        except sqlite3.Error:
            return None
        finally:
            await connection.close()

    async def close(self) -> None:
        await self._connection.close()
        self._lock.release()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Queries]:
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
        async with self._held:
            try:
                yield self._queries
            except sqlite3.OperationalError as error:
                raise NotWritten(f"I could not look that up ({error}). Nothing was changed; try again soon.") from error

    async def tables(self) -> dict[str, Rows]:
        async with self._held:
            names = await self._connection.execute_fetchall("select name from sqlite_master where type = 'table'")
            rows = {}
            for (name,) in [tuple(row) for row in names]:
                found = await self._connection.execute_fetchall(f'select * from "{name}"')
                rows[name] = [dict(row) for row in found]
            return rows

    async def owns(self, domain: str) -> bool:
        """The file's lock is the lock of every domain."""
        return bool(domain)

    async def _prepare(self) -> None:
        """`synchronous=FULL`: with NORMAL a claim can vanish in a power loss after its message was posted."""
        await self._connection
        self._connection.row_factory = sqlite3.Row
        for pragma in ("busy_timeout=5000", "journal_mode=wal", "synchronous=full", "foreign_keys=on"):
            await self._connection.execute(f"pragma {pragma}")
        await self._migrate()

    async def _migrate(self) -> None:
        """Runs each numbered file once, in a transaction of its own."""
        await self._connection.execute(TABLE)
        done = {row[0] for row in await self._connection.execute_fetchall("select number from migrations")}
        for number, script in missing(done):
            await self._connection.executescript(
                f"begin immediate;\n{script}\ninsert into migrations values ({number});\ncommit;"
            )


def locked(path: Path) -> FileLock:
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
