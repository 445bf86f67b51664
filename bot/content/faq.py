"""Questions with one answer each: `faq/*.md`, front matter and a body in Markdown."""

from pydantic import Field

from bot.content.kinds import Id, PartialDate, Title
from bot.core.model import Model


class Entry(Model):
    """The first line of the body is the short answer. `{{fact:ID}}` in it becomes the figure with source and date."""

    id: Id
    title: Title
    phrasings: tuple[str, ...] = Field(min_length=6, description="as people really type it")
    facts: tuple[Id, ...] = Field((), description="facts shown below the answer besides those in the body")
    related: tuple[Id, ...] = Field((), max_length=4)
    as_of: PartialDate
    body: str = Field(min_length=1)
