"""SQLite without a thread and without a disk to wait for: for a copy that is thrown away, where nobody is served."""

import sqlite3
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import Any, Self

import aiosqlite

from bot.store.sqlite import SQLite, locked


class Immediate(aiosqlite.Connection):
    """Does what it is asked at once. An event loop that has anything else to do is held up."""

    def __await__(self) -> Generator[Any, None, aiosqlite.Connection]:
        self._connection = self._connector()
        yield from ()
        return self

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return fn(*args, **kwargs)

    async def close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None


class Throwaway(SQLite):
    """The same queries in the same transactions, which a power loss may take."""

    @classmethod
    async def opened(cls, url: str) -> Self:
        path = Path(url.removeprefix("sqlite:///"))
        database = cls(Immediate(partial(sqlite3.connect, path, isolation_level=None), 64), locked(path))
        await database._prepare()
        await database._connection.execute("pragma synchronous=off")
        return database
