"""What the rest of the bot sees of a database: named queries in short transactions, whichever engine holds the rows."""

import json
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from functools import partial
from inspect import isasyncgen
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from bot.core.errors import CannotStart, UserError

if TYPE_CHECKING:
    from bot.store.postgres import PostgreSQL
    from bot.store.sqlite import SQLite

QUERIES = Path(__file__).parent / "queries"
Rows = list[dict[str, Any]]
Seen = TypeVar("Seen")


class StoreError(CannotStart):
    """The database cannot be used; the text says why and what to do, and never holds a password."""


class NotWritten(UserError):
    """The database refused or is not there; nothing was changed, unless the text says that this is not known."""


class Queries:
    """The named queries of `queries/*.sql`, bound to the open transaction: `await run.member_by_id(id=…)`."""

    def __init__(self, named: Any, connection: Any) -> None:
        self._named = named
        self._connection = connection

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        return partial(self._run, getattr(self._named, name))

    async def _run(self, query: Callable[..., Any], *many: Iterable[Mapping[str, object]], **values: object) -> Any:
        """Rows as dicts: a list, one or none, or the number of rows that a write touched; as the query's name says.

        A query for `many` rows (`*!`) takes all of them at once, and gives nothing.
        """
        lists: Any = [[_kept(row) for row in rows] for rows in many]
        if lists == [[]]:
            return None
        running: Any = query(self._connection, *lists, **_kept(values))
        if isasyncgen(running):
            (rows,) = [all_rows async for all_rows in running]  # all at once: one by one is slow
            return rows
        found = await running
        return dict(found) if hasattr(found, "keys") else found


def _kept(values: Mapping[str, object]) -> dict[str, object]:
    """As the tables hold it: moments as UTC seconds, texts without zero bytes, which PostgreSQL cannot keep."""
    return {name: _as_kept(value) for name, value in values.items()}


def _as_kept(value: object) -> object:
    if isinstance(value, datetime):
        return int(value.timestamp())
    return value.replace("\0", "") if isinstance(value, str) and "\0" in value else value


def listed(names: Iterable[str]) -> str:
    """Several names for one query, which says `in (select key from json_each(:names))`.

    They are the keys of a JSON object, since that is what both engines read alike.
    """
    return json.dumps(dict.fromkeys(names, 0))


class Database(ABC):
    """One of the two engines, SQLite or PostgreSQL. Statements of one transaction never mix with another's."""

    @staticmethod
    async def open(url: str) -> "Database":
        """Opens the database that the address names and brings its tables up to date. Raises `StoreError`."""
        return await _engine(url).opened(url)

    @staticmethod
    async def glance(url: str, look: "Callable[[Queries], Awaitable[Seen]]") -> "Seen | None":
        """What `look` reads beside whoever serves the database; none if there is none yet. Raises `StoreError`."""
        return await _engine(url).glanced(url, look)

    @abstractmethod
    def transaction(self) -> AbstractAsyncContextManager[Queries]:
        """All or nothing, and on the disk when it ends. Raises `NotWritten`.

        Several may be open at once: what is read in one to decide what is written must be held (`holding.hold`).
        """

    @abstractmethod
    def reading(self) -> AbstractAsyncContextManager[Queries]:
        """One or more queries that see one state. Raises `NotWritten` if the database is not there."""

    @abstractmethod
    async def tables(self) -> dict[str, Rows]:
        """Every row of every table, for exports and for the test that walks them."""

    @abstractmethod
    async def owns(self, domain: str) -> bool:
        """Whether this process, and no other on this database, serves a rate domain; a free one is taken."""

    async def time(self) -> datetime | None:
        """What the server's clock says; none where the database is a file, which knows no time but this machine's."""
        return None

    @abstractmethod
    async def close(self) -> None:
        """Gives up what the process held, so that another can go on at once."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _engine(url: str) -> "type[SQLite | PostgreSQL]":
    """By the beginning of the address. A driver is imported when it is needed: a first answer comes fast."""
    if url.startswith("sqlite:///"):
        from bot.store.sqlite import SQLite

        return SQLite
    if url.startswith(("postgresql://", "postgres://")):
        from bot.store.postgres import PostgreSQL

        return PostgreSQL
    raise StoreError(
        "DATABASE_URL names no database that I know; use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
    )
