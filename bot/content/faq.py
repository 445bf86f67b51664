"""Questions with one answer each (`faq/*.md`), and how members ask them (`phrasings/*.txt`, one a line)."""

from datetime import date
from typing import Annotated

from pydantic import Field

from bot.content.kinds import Dated, Declares, EntryId, FactId, Figures, Id, Title, Typed, day_of, months_later
from bot.core.model import Model

MONTHS = 24
"""How long an answer stands before somebody looks at it again, unless it says so itself."""


class Entry(Dated):
    """The first line of the body is the short answer. `{{fact:ID}}` in it becomes the figure with source and date."""

    id: Annotated[Id, Declares("entry")]
    title: Title
    facts: tuple[FactId, ...] = Field((), description="facts shown below the answer besides those in the body")
    related: tuple[EntryId, ...] = Field((), max_length=4)
    review_by: date | None = Field(None, description="two years after `as_of` where it is not given")
    body: Annotated[str, Figures()] = Field(min_length=1)

    @property
    def due_on(self) -> date:
        """From when on somebody should look at it again."""
        return self.review_by or months_later(day_of(self.last_checked), MONTHS)


class Phrasings(Model):
    """What members type when they mean the entry that the file is named after."""

    id: Annotated[EntryId, Declares("phrasings")]
    lines: tuple[Typed, ...] = Field(min_length=6)


class Refusals(Model):
    """`refusals.txt`: questions that must be declined, as people type them."""

    id: str
    lines: tuple[Typed, ...]
