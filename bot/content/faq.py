"""Questions with one answer each (`faq/*.md`), and how members ask them (`phrasings/*.txt`, one a line)."""

from typing import Annotated

from pydantic import Field

from bot.content.kinds import Declares, EntryId, FactId, Figures, Id, PartialDate, Title, Typed
from bot.core.model import Model


class Entry(Model):
    """The first line of the body is the short answer. `{{fact:ID}}` in it becomes the figure with source and date."""

    id: Annotated[Id, Declares("entry")]
    title: Title
    facts: tuple[FactId, ...] = Field((), description="facts shown below the answer besides those in the body")
    related: tuple[EntryId, ...] = Field((), max_length=4)
    as_of: PartialDate
    body: Annotated[str, Figures()] = Field(min_length=1)


class Phrasings(Model):
    """What members type when they mean the entry that the file is named after."""

    id: Annotated[EntryId, Declares("phrasings")]
    lines: tuple[Typed, ...] = Field(min_length=6)


class Refusals(Model):
    """`refusals.txt`: questions that must be declined, as people type them."""

    id: str
    lines: tuple[Typed, ...]
