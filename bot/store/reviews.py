"""What mentors found when they checked something of the pack again: one row a thing, the latest stands."""

from datetime import date
from typing import TYPE_CHECKING, Literal

from bot.core.model import Model
from bot.store.database import Database

if TYPE_CHECKING:
    from bot.store.additions import Written

Kind = Literal["fact", "entry", "certification", "resource"]


class Checked(Model):
    """What stands about one thing since it was last checked.

    `basis` is the date of what was checked, as the thing gave it then; `times` counts the checks, from 1; `at` is UTC
    seconds. Of what was changed only that is given which is not as it was; an answer's new text stands elsewhere.
    """

    kind: Kind
    id: str
    basis: str
    times: int
    checked_on: date
    at: int
    retired_on: date | None = None
    successor: str | None = None
    changed_on: date | None = None
    text: str | None = None
    low: float | None = None
    high: float | None = None
    link: str | None = None
    checked_by_name: str | None = None


class Reviews:
    """Written when nobody else was faster."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, checked: Checked, by: str, written: "Written | None" = None) -> bool:
        """Whether it was kept, together with an answer's new text; not if the same check was made by somebody before.

        `by` is a member's id.
        """
        row = checked.model_dump(exclude={"checked_by_name"})
        row |= {name: value.isoformat() for name, value in row.items() if isinstance(value, date)}
        async with self._database.transaction() as run:
            kept = bool(await run.keep_review(**row, checked_by=by))
            if kept and written:
                await run.keep_answer(**written.model_dump(), written_by=by, at=checked.at)
        return kept
