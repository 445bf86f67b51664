"""What mentors added to the pack: answers, phrasings, refusals, and what they checked again."""

from datetime import datetime
from typing import Any

from bot.core.model import Model
from bot.core.text import folded
from bot.store.database import Database, Queries, Rows
from bot.store.reviews import Checked


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
            return await _all(run)


async def keep_phrasing(run: Queries, meant: Meant, now: datetime) -> None:
    """In the transaction that closes a gap."""
    await run.keep_phrasing(folded=folded(meant.text), text=meant.text, entry=meant.entry, at=now)


async def added_beside(url: str) -> Added:
    """All additions, read beside whoever serves this database. None if there is none. Raises `StoreError`."""
    return await Database.glance(url, _all) or Added()


async def _all(run: Queries) -> Added:
    return _added(await run.added_answers(), await run.added_phrasings(), await run.reviews())


def _added(answers: Rows, phrasings: Rows, reviews: Rows) -> Added:
    return Added(
        answers=tuple(Written(**_only(row, Written)) for row in answers),
        phrasings=tuple(Meant(**_only(row, Meant)) for row in phrasings),
        checked=tuple(Checked(**_only(row, Checked)) for row in reviews),
    )


def _only(row: dict[str, Any], model: type[Model]) -> dict[str, Any]:
    return {name: row[name] for name in model.model_fields}
