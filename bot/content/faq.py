"""Questions with one answer each (`faq/*.md`), and how members ask them (`phrasings/*.txt`, one a line)."""

from datetime import date
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from bot.content.kinds import (
    Dated,
    Declares,
    EntryId,
    FactId,
    Figures,
    Id,
    Title,
    Typed,
    Uses,
    day_of,
    months_later,
)
from bot.content.slots import SlotName, SlotValue
from bot.core.model import Model

MONTHS = 24
"""How long an answer stands before somebody looks at it again, unless it says so itself."""

NARROWING_ID = 30
"""Characters of the id of an entry that narrows: a button holds it beside what it was narrowed to."""


class Instead(Model):
    """The entry that answers this one for somebody."""

    to: SlotValue
    entry: EntryId


class Entry(Dated):
    """The first line of the body is the short answer. `{{fact:ID}}` in it becomes the figure with source and date.

    When a question says whom it is about, and the entry `narrows` by that, the facts of its `topic` that are about them
    are shown in place of the body.
    """

    id: Annotated[Id, Declares("entry")]
    title: Title
    facts: tuple[FactId, ...] = Field((), description="facts shown below the answer besides those in the body")
    related: tuple[EntryId, ...] = Field((), max_length=4)
    topic: Annotated[Id, Uses("topic")] | None = Field(None, description="whose facts answer it when it is narrowed")
    narrows: tuple[SlotName, ...] = Field((), max_length=2, description="asked for in this order")
    instead: tuple[Instead, ...] = Field((), description="entries that answer a follow-up: {to: student, entry: ID}")
    review_by: date | None = Field(None, description="two years after `as_of` where it is not given")
    by_mentor: bool = Field(False, description="a mentor of the community wrote it, and names the source in the text")
    body: Annotated[str, Figures()] = Field(min_length=1)

    @field_validator("narrows")
    @classmethod
    def _can_be_narrowed(cls, narrows: tuple[SlotName, ...], given: ValidationInfo) -> tuple[SlotName, ...]:
        if narrows and not given.data.get("topic"):
            raise ValueError("what narrows needs a topic; name one, or take narrows out")
        if narrows and len(given.data.get("id", "")) > NARROWING_ID:
            raise ValueError(f"the id of what narrows has at most {NARROWING_ID} characters; shorten it")
        return narrows

    @property
    def due_on(self) -> date:
        """From when on somebody should look at it again."""
        return self.review_by or months_later(day_of(self.last_checked), MONTHS)


class Phrasings(Model):
    """What members type when they mean the entry that the file is named after."""

    id: Annotated[EntryId, Declares("phrasings")]
    lines: tuple[Typed, ...] = Field(min_length=1)


class Refusals(Model):
    """`refusals.txt`: questions that must be declined, as people type them."""

    id: str
    lines: tuple[Typed, ...]
