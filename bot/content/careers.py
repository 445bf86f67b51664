"""Roads into the career and beside it: certifications, paths, stories, comparisons, sibling careers."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.content.facts import Background
from bot.content.kinds import Declares, FactId, Id, Line, Reviewed, RouteId, SourceId, Title
from bot.core.model import Model
from bot.core.text import listed


class Certification(Reviewed):
    """`unverified`: believed closed, but no notice was found; never recommended without saying so."""

    id: Annotated[Id, Declares("certification")]
    title: Title
    provider: Title
    shows: Line = Field(description="what holding it is meant to show")
    facts: tuple[FactId, ...] = Field((), description="cost and time as facts")
    sources: tuple[SourceId, ...] = Field(min_length=1)
    status: Literal["offered", "retired", "unverified"] = "offered"
    retired_on: date | None = None
    successors: tuple[Title, ...] = ()
    note: Line | None = None

    @model_validator(mode="after")
    def _an_end_has_a_date_and_a_successor(self) -> Self:
        if (self.status == "retired") != (self.retired_on is not None):
            raise ValueError("status: retired and retired_on belong together; give both or neither")
        if self.status == "retired" and not self.successors:
            raise ValueError("a retired certification names its successors")
        return self

    @property
    def ending(self) -> str:
        """What became of it; nothing while it is offered."""
        if self.status == "unverified":
            return "believed closed; status unverified"
        if self.retired_on is None:
            return ""
        return f"retired on {self.retired_on:%-d %b %Y}; instead: {listed(list(self.successors))}"


class Certifications(Model):
    certifications: tuple[Certification, ...] = Field(min_length=1)


class Path(Model):
    """From a start to the job: months and cost, as facts."""

    id: Annotated[Id, Declares("path")]
    title: Title
    background: Background
    facts: tuple[FactId, ...] = Field(min_length=1)
    advice: Line
    route: RouteId = Field(description="the route to try first")


class Paths(Model):
    paths: tuple[Path, ...] = Field(min_length=1)


class Story(Model):
    """Somebody who made the change, retold in our own words."""

    id: Annotated[Id, Declares("story")]
    name: Title
    was: Title
    background: Background
    story: tuple[Line, ...] = Field(min_length=1, max_length=4)
    lesson: Line
    facts: tuple[FactId, ...] = Field(min_length=1)
    source: SourceId


class Stories(Model):
    stories: tuple[Story, ...] = Field(min_length=1)


class Aspect(Model):
    """One row of a comparison."""

    about: Title
    engineer: Line = Field(description="the machine learning engineer's side")
    other: Line
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Comparison(Model):
    id: Annotated[Id, Declares("comparison")]
    title: Title
    other: Title
    aspects: tuple[Aspect, ...] = Field(min_length=1, max_length=6)
    facts: tuple[FactId, ...] = ()
    choose: Line = Field(description="how to choose between the two")


class Comparisons(Model):
    comparisons: tuple[Comparison, ...] = Field(min_length=1)


class Career(Model):
    """A sibling career: what its own guide promises."""

    id: Annotated[Id, Declares("career")]
    title: Title
    in_a_line: Line
    facts: tuple[FactId, ...] = Field(min_length=1)
    source: SourceId


class Careers(Model):
    careers: tuple[Career, ...] = Field(min_length=1)
