"""Dated, scoped, sourced statements: the only home of a figure."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.content.kinds import Address, Declares, Id, Line, PartialDate, Reviewed, SourceId, Title, said_on
from bot.core.model import Model

Level = Literal["entry", "mid", "senior"]
Region = Literal["us", "europe", "remote"]
Background = Literal["beginner", "software-engineer", "data-scientist", "student"]
Unit = Literal[
    "usd-per-year",
    "usd-per-month",
    "usd",
    "months",
    "years",
    "percent",
    "percent-per-year",
    "projects",
    "steps",
    "minutes",
]

_WRITTEN: dict[str, str] = {
    "usd-per-year": "${} a year",
    "usd-per-month": "${} a month",
    "usd": "${}",
    "months": "{} months",
    "years": "{} years",
    "percent": "{}%",
    "percent-per-year": "{}% a year",
    "projects": "{} projects",
    "steps": "{} steps",
    "minutes": "{} minutes",
}


class Source(Model):
    """Who says it: one of the guides the pack was made from."""

    id: Annotated[Id, Declares("source")]
    title: Title
    publisher: Title
    short: str = Field(max_length=24, description="how a figure names it: 'MyAICareer'")
    published: PartialDate
    url: Address | None = None
    lost: tuple[Line, ...] = Field(
        (), description="what was missing from the saved page; nothing may be attributed to it"
    )


class Sources(Model):
    sources: tuple[Source, ...] = Field(min_length=1)


class Scope(Model):
    """Whom the figure is about. What is not given is not restricted (or the source does not say)."""

    level: Level | None = None
    region: Region | None = None
    background: Background | None = None
    other: str | None = Field(None, max_length=60, description="a population in words: 'FAANG'")


class Fact(Reviewed):
    """One position of one source. Figures that disagree are facts of their own; they are never averaged."""

    id: Annotated[Id, Declares("fact")]
    statement: Line = Field(description="what is claimed, in our own words")
    low: float | None = Field(None, allow_inf_nan=False)
    high: float | None = Field(None, allow_inf_nan=False)
    unit: Unit | None = None
    open_ended: bool = Field(False, description="the source writes a plus behind the figure")
    at_least: bool = Field(False, description="the source gives only a lower bound ('exceeding')")
    scope: Scope = Scope()
    source: SourceId
    derived: bool = Field(False, description="added up by us from the source's own numbers")
    withdrawn_on: date | None = Field(None, description="from when on it no longer holds; it has no figure then")
    successor: Line | None = Field(None, description="what holds instead")

    @model_validator(mode="after")
    def _whole_figure(self) -> Self:
        figure = (self.low, self.high, self.unit)
        if any(part is None for part in figure) and any(part is not None for part in figure):
            raise ValueError("a figure needs low, high and unit (low = high for a single number)")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("low is above high; swap the two")
        if self.withdrawn_on and self.low is not None:
            raise ValueError("what is withdrawn has no figure; take out low, high and unit")
        return self

    @property
    def value(self) -> str:
        """The figure as written in an answer, `$180,000–250,000+ a year`; the statement when there is none."""
        if self.withdrawn_on:
            return f"withdrawn {self.withdrawn_on:%-d %b %Y}" + (f"; now: {self.successor}" if self.successor else "")
        if self.low is None or self.high is None or self.unit is None:
            return self.statement
        figure = _number(self.low) if self.low == self.high else f"{_number(self.low)}–{_number(self.high)}"
        written = _WRITTEN[self.unit].format(figure + ("+" if self.open_ended else ""))
        if figure == "1" and self.unit in ("months", "years", "projects", "steps", "minutes"):
            written = written.removesuffix("s")
        return f"more than {written}" if self.at_least else written


class Topic(Model):
    """A file of facts about one thing."""

    topic: Annotated[Id, Declares("topic")]
    title: Title
    differ: Line | None = Field(None, description="why the sources disagree, in one line")
    facts: tuple[Fact, ...] = Field(min_length=1)


def attribution(fact: Fact, source: Source) -> str:
    """Who said it and when: `MyAICareer, Jan 2026`."""
    said = f"{source.short}, {said_on(fact.as_of)}" + (", added up by us" if fact.derived else "")
    return f"was said by {said}" if fact.withdrawn_on else said


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"
