"""One PostgreSQL database, shared by several processes, written in short transactions."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Self

import aiosql
import asyncpg
from aiosql.adapters.asyncpg import AsyncPGAdapter

from bot.store.database import QUERIES, Database, NotWritten, Queries, Rows, Seen, StoreError
from bot.store.postgres_locks import Locks, key
from bot.store.postgres_refusals import GONE, NOT_OPENED, UNABLE, cause, why_not_opened
from bot.store.versions import TABLE, missing

BY_INDEX = {"enable_seqscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off"}
"""What is read is a few rows by an index. Where a table has just grown, its statistics do not say so yet, and
PostgreSQL would read all of it with each tick."""

SESSION = {
    "application_name": "milepost",
    "lock_timeout": "5000",
    "idle_in_transaction_session_timeout": "60000",
    **BY_INDEX,
}
"""Milliseconds. A frozen process holds nobody's rows for longer; a row held by another is waited for as SQLite does."""

COMMITS_REACH_THE_DISK = """select set_config('synchronous_commit', 'on', false)
    where current_setting('synchronous_commit') in ('off', 'local')"""
"""Else a claim can vanish in a power loss, or a fail-over, after its message was posted."""

CONNECTIONS = 5
"""At most, for transactions."""

OLDEST = 14
"""Of the versions of PostgreSQL: the first that ends silent sessions by itself."""

LONGEST_MIGRATION = 600
"""Seconds; many rows take a while."""


class _Counting(AsyncPGAdapter):
    """Gives the number of rows that a write touched, and all rows at once, as the other engine's adapter does."""

    async def select(self, conn: Any, name: str, sql: str, values: Any, _class: Any = None) -> AsyncIterator[Rows]:
        ordered = self.maybe_order_params(name, values)  # type: ignore[no-untyped-call]
        yield [dict(row) for row in await conn.fetch(sql, *ordered)]

    async def insert_update_delete(self, *query: Any) -> int:
        status = await super().insert_update_delete(*query)  # type: ignore[no-untyped-call]
        return int(status.rsplit(" ", 1)[-1])


class _Named:
    """The queries that all engines run, and the few of `postgres.sql` in place of those of the same name."""

    def __init__(self) -> None:
        counting: Any = _Counting
        self._own = aiosql.from_path(Path(__file__).with_name("postgres.sql"), counting, mandatory_parameters=False)
        self._shared = aiosql.from_path(QUERIES, counting, mandatory_parameters=False)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own if name in self._own.available_queries else self._shared, name)


@cache
def _named() -> _Named:
    return _Named()


class PostgreSQL(Database):
    """A few connections, each for one transaction at a time; one more for the domains that the process owns."""

    def __init__(self, pool: Any, locks: Locks) -> None:
        self._pool = pool
        self._locks = locks

    @classmethod
    async def opened(cls, url: str) -> Self:
        pool = None
        try:
            connect = {"server_settings": SESSION, "timeout": 10, "command_timeout": 30}
            sizes = {"min_size": 0, "max_size": CONNECTIONS}
            pool = await asyncpg.create_pool(url, init=_prepare, reset=_reset, **sizes, **connect)
            async with pool.acquire() as connection:
                await _migrate(connection)
        except BaseException as error:
            if pool:
                pool.terminate()
            if isinstance(error, NOT_OPENED):
                raise StoreError(why_not_opened(error, url)) from None
            raise
        return cls(pool, Locks(url))

    @staticmethod
    async def glanced(url: str, look: Callable[[Queries], Awaitable[Seen]]) -> Seen | None:
        try:
            connection = await asyncpg.connect(url, timeout=5, command_timeout=5)
            try:
                return await look(Queries(_named(), connection))
            finally:
                await connection.close(timeout=5)
        except asyncpg.UndefinedTableError:
            return None
        except NOT_OPENED as error:
            raise StoreError(why_not_opened(error, url)) from None

    async def close(self) -> None:
        await self._locks.close()
        with suppress(*UNABLE):
            await self._pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Queries]:
        """READ COMMITTED: each statement sees what was committed before it; who decides by what it read holds it."""
        async with self._begun("read_committed", readonly=False) as connection:
            yield Queries(_named(), connection)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Queries]:
        async with self._begun("repeatable_read", readonly=True) as connection:
            yield Queries(_named(), connection)

    async def tables(self) -> dict[str, Rows]:
        async with self._begun("repeatable_read", readonly=True) as connection:
            names = await connection.fetch(
                "select table_name from information_schema.tables"
                " where table_schema = current_schema() and table_type = 'BASE TABLE'"
            )
            return {name: [dict(row) for row in await connection.fetch(f'select * from "{name}"')] for (name,) in names}

    async def owns(self, domain: str) -> bool:
        return await self._locks.hold(domain)

    async def time(self) -> datetime | None:
        async with self._begun("read_committed", readonly=True) as connection:
            found: datetime = await connection.fetchval("select clock_timestamp()")
            return found

    @asynccontextmanager
    async def _begun(self, isolation: str, *, readonly: bool) -> AsyncIterator[Any]:
        """A connection in a transaction, which is committed at the end, or undone by an error."""
        with _as_not_written("I cannot reach what I remember ({}). Nothing was changed; try again soon."):
            connection, transaction = await self._start(isolation, readonly=readonly)
        try:
            with _as_not_written("I could not write that down ({}). Nothing was changed; try again soon."):
                try:
                    yield connection
                except BaseException:
                    with suppress(*UNABLE):
                        await transaction.rollback()
                    raise
            with _as_not_written("I may or may not have written that down ({}). Look, before you say it again."):
                await transaction.commit()
        finally:
            await self._release(connection)

    async def _start(self, isolation: str, *, readonly: bool) -> tuple[Any, Any]:
        """Connections that were lost since their last use, all of them at most, are replaced by a fresh one."""
        for left in reversed(range(CONNECTIONS + 1)):
            connection = await self._pool.acquire()
            transaction = connection.transaction(isolation=isolation, readonly=readonly)
            try:
                await transaction.start()
            except BaseException as error:
                await self._release(connection)
                if not (left and isinstance(error, GONE)):
                    raise
            else:
                return connection, transaction
        raise AssertionError("the loop returns or raises")

    async def _release(self, connection: Any) -> None:
        """The pool drops a connection that dies at this."""
        with suppress(*UNABLE):
            await self._pool.release(connection)


@contextmanager
def _as_not_written(text: str) -> Iterator[None]:
    try:
        yield
    except UNABLE as error:
        raise NotWritten(text.format(cause(error))) from error


async def _prepare(connection: Any) -> None:
    await connection.execute(COMMITS_REACH_THE_DISK)


async def _reset(connection: Any) -> None:
    """Transactions leave nothing in the session, unless one was cut off at its very end."""
    if connection.is_in_transaction():
        await connection.execute("rollback")


async def _migrate(connection: Any) -> None:
    """Runs each numbered file once, all in one transaction; of several processes that start at once one does it."""
    if (version := connection.get_server_version().major) < OLDEST:
        raise StoreError(f"this is PostgreSQL {version}; Milepost needs {OLDEST} or newer")
    async with connection.transaction():
        await connection.execute("set local lock_timeout = 0")
        await connection.execute("select pg_advisory_xact_lock($1)", key("migrations"), timeout=LONGEST_MIGRATION)
        await connection.execute(TABLE)
        done = {row["number"] for row in await connection.fetch("select number from migrations")}
        for number, script in missing(done):
            await connection.execute(script, timeout=LONGEST_MIGRATION)
            await connection.execute("insert into migrations values ($1)", number)
