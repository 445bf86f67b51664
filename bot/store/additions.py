"""What mentors added to the pack: answers, phrasings, refusals, and what they checked again."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bot.core.model import Model
from bot.store.database import Database, Queries
from bot.store.reviews import Checked

Rows = list[dict[str, Any]]


class Written(Model):
    """An answer by a mentor. `as_of` is the day it was written or checked."""

    id: str
    title: str
    body: str
    as_of: str


class Meant(Model):
    """A question whose meaning a mentor gave; without an entry it is out of scope."""

    text: str
    entry: str | None


class Added(Model):
    """All additions, oldest first."""

    answers: tuple[Written, ...] = ()
    phrasings: tuple[Meant, ...] = ()
    checked: tuple[Checked, ...] = ()


class Additions:
    """The later of two answers or phrasings of the same thing stands."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Added:
        async with self._database.reading() as run:
            return _added(await run.added_answers(), await run.added_phrasings(), await run.reviews())

    async def keep_answer(self, written: Written, by: str, now: datetime) -> None:
        """`by` is a member's id."""
        async with self._database.transaction() as run:
            await run.keep_answer(**written.model_dump(), written_by=by, at=int(now.timestamp()))

    async def keep_phrasing(self, meant: Meant, now: datetime) -> None:
        async with self._database.transaction() as run:
            await keep_phrasing(run, meant, now)


async def keep_phrasing(run: Queries, meant: Meant, now: datetime) -> None:
    """In a transaction that does more."""
    await run.keep_phrasing(folded=folded(meant.text), text=meant.text, entry=meant.entry, at=int(now.timestamp()))


def folded(text: str) -> str:
    """The same for texts that differ in case and spaces only."""
    return " ".join(text.casefold().split())


def added_beside(url: str) -> Added:
    """All additions, read beside the process that owns this database, without its lock. None if there is none."""
    path = Path(url.removeprefix("sqlite:///"))
    tables = ("answers", "phrasings", "reviews")
    if not path.is_file():
        return Added()
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=2)) as connection:
            connection.row_factory = sqlite3.Row
            rows = [[dict(row) for row in connection.execute(f"select * from {table} order by at")] for table in tables]
    except sqlite3.Error:
        return Added()
    return _added(*rows)


def _added(answers: Rows, phrasings: Rows, reviews: Rows) -> Added:
    return Added(
        answers=tuple(Written(**_only(row, Written)) for row in answers),
        phrasings=tuple(Meant(**_only(row, Meant)) for row in phrasings),
        checked=tuple(Checked(**_only(row, Checked)) for row in reviews),
    )


def _only(row: dict[str, Any], model: type[Model]) -> dict[str, Any]:
    return {name: row[name] for name in model.model_fields}
