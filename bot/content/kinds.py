"""The small types that every kind of content is made of: ids, dates, ranges."""

from datetime import date
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, HttpUrl, StringConstraints, model_validator

from bot.core.model import Model

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
"""Lower-case words joined by hyphens. Permanent: progress and buttons hold it."""

Title = Annotated[str, StringConstraints(min_length=1, max_length=75, strip_whitespace=True)]
"""At most 75 characters, so that it fits a button on both platforms."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
"""One sentence or two."""

PartialDate = Annotated[
    str,
    BeforeValidator(str),
    StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|/\d{4})?$"),
]
"""As exact as the guide is: `2026`, `2026-01`, `2026-02-15`, or two years `2025/2026`."""

Address = HttpUrl


class Span(Model):
    """From low to high; the two are equal for a single number."""

    low: float = Field(ge=0)
    high: float = Field(ge=0)

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


class Reviewed(Model):
    """What somebody checked on a day, and will check again."""

    as_of: PartialDate
    review_by: date


def said_on(when: PartialDate) -> str:
    """`2026-01` as a member reads it: `Jan 2026`."""
    if "/" in when:
        return when.replace("/", "–")
    year, *rest = when.split("-")
    if not rest:
        return year
    month = date(int(year), int(rest[0]), 1).strftime("%b")
    return f"{int(rest[1])} {month} {year}" if len(rest) == 2 else f"{month} {year}"
