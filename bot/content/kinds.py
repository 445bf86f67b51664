"""The small types that every kind of content is made of: ids, dates, ranges, and what a field says of the pack."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, StringConstraints, model_validator

from bot.core.model import Model

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
"""Lower-case words joined by hyphens. Permanent: progress and buttons hold it."""


@dataclass(frozen=True, slots=True)
class Declares:
    """Marks the id of a thing.

    A `local` id differs from the others of its list only, and is used as `FILE'S ID/ID`: a phase of a route. One that
    `repeats` may stand in other files too, and means the same there: a branch.
    """

    kind: str
    local: bool = False
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Uses:
    """Marks the id of a thing that must exist in the pack."""

    kind: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Marks text in which every figure is a `{{fact:ID}}`."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """Marks text that is compared with and never shown."""


FactId = Annotated[Id, Uses("fact")]
SourceId = Annotated[Id, Uses("source")]
EntryId = Annotated[Id, Uses("entry")]
MilestoneId = Annotated[Id, Uses("milestone")]
RouteId = Annotated[Id, Uses("route")]
BranchId = Annotated[Id, Uses("branch")]
PhaseName = Annotated[str, Uses("phase")]
"""A phase of a route: `default/foundations`."""

Typed = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True), Unseen()]
"""As people really type it."""

Title = Annotated[str, StringConstraints(min_length=1, max_length=75, strip_whitespace=True)]
"""At most 75 characters, so that it fits a button on both platforms."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
"""One sentence or two."""


def _in_calendar(text: str) -> str:
    first, _, second = text.partition("/")
    day_of(first)
    if second and int(second) <= int(first):
        raise ValueError("the second year is not after the first; swap the two")
    return text


PartialDate = Annotated[
    str,
    BeforeValidator(str),
    StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|/\d{4})?$"),
    AfterValidator(_in_calendar),
]
"""As exact as the guide is: `2026`, `2026-01`, `2026-02-15`, or two years `2025/2026`."""

Address = HttpUrl


class Span(Model):
    """From low to high; the two are equal for a single number."""

    low: float = Field(ge=0, allow_inf_nan=False)
    high: float = Field(ge=0, allow_inf_nan=False)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError("low is above high; swap the two")
        return self

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2

    def __add__(self, other: "Span") -> "Span":
        return Span(low=self.low + other.low, high=self.high + other.high)

    def __str__(self) -> str:
        return f"{self.low:g}" if self.low == self.high else f"{self.low:g}–{self.high:g}"


class Dated(Model):
    """What was said or written at a time, and perhaps looked at again on a day."""

    as_of: PartialDate
    checked_on: date | None = Field(None, description="when somebody last found it still true")

    @property
    def last_checked(self) -> PartialDate:
        return self.checked_on.isoformat() if self.checked_on else self.as_of


class Reviewed(Dated):
    """What somebody checked on a day, and will check again."""

    review_by: date

    @property
    def due_on(self) -> date:
        """From when on somebody should look at it again."""
        return self.review_by


def day_of(when: PartialDate) -> date:
    """The first day that it can mean."""
    year, *rest = when.partition("/")[0].split("-")
    month, day = (int(part) for part in (*rest, "1", "1")[:2])
    return date(int(year), month, day)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(when: PartialDate, review_by: date) -> int:
    """For how long it was thought to hold, at least a month; a year alone counts from its beginning."""
    last = when.rpartition("/")[2]
    first = day_of(last)
    months = (review_by.year - first.year) * 12 + review_by.month - first.month
    return max(months + ("-" not in last), 1)


def said_on(when: PartialDate) -> str:
    """`2026-01` as a member reads it: `Jan 2026`."""
    if "/" in when:
        return when.replace("/", "–")
    year, *rest = when.split("-")
    if not rest:
        return year
    month = date(int(year), int(rest[0]), 1).strftime("%b")
    return f"{int(rest[1])} {month} {year}" if len(rest) == 2 else f"{month} {year}"
