"""How a figure, a span and a date are read by a member."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bot.content.facts import Fact, Source, attribution
from bot.content.kinds import PartialDate, Span, said_on

DATES: TypeAdapter[str] = TypeAdapter(PartialDate)


def fact(**fields: Any) -> Fact:
    whole = {"id": "x", "statement": "So it is", "source": "s", "as_of": "2026", "review_by": date(2027, 1, 1)}
    return Fact.model_validate(whole | fields)


@pytest.mark.parametrize(
    ("fields", "read"),
    [
        ({"low": 95000, "high": 130000, "unit": "usd-per-year"}, "$95,000–130,000 a year"),
        ({"low": 180000, "high": 250000, "unit": "usd-per-year", "open_ended": True}, "$180,000–250,000+ a year"),
        ({"low": 150000, "high": 150000, "unit": "usd-per-year", "at_least": True}, "more than $150,000 a year"),
        ({"low": 49, "high": 49, "unit": "usd-per-month"}, "$49 a month"),
        ({"low": 200, "high": 1000, "unit": "usd"}, "$200–1,000"),
        ({"low": 12, "high": 18, "unit": "months"}, "12–18 months"),
        ({"low": 1.5, "high": 3, "unit": "months"}, "1.5–3 months"),
        ({"low": 1, "high": 1, "unit": "years", "open_ended": True}, "1+ year"),
        ({"low": 40, "high": 40, "unit": "percent-per-year"}, "40% a year"),
        ({"low": 60, "high": 80, "unit": "percent"}, "60–80%"),
        ({"low": 3, "high": 5, "unit": "projects"}, "3–5 projects"),
        ({"low": 0, "high": 2, "unit": "years"}, "0–2 years"),
        ({"low": 1, "high": 1, "unit": "months"}, "1 month"),
        ({"low": 1, "high": 1, "unit": "projects"}, "1 project"),
        ({}, "So it is"),
    ],
)
def test_a_fact_reads_as_a_person_would_write_it(fields: dict[str, Any], read: str) -> None:
    assert fact(**fields).value == read


quarters = st.integers(0, 4_000_000).map(lambda number: number / 4)


@given(st.tuples(quarters, quarters).map(sorted), st.sampled_from(["usd-per-year", "months", "percent"]), st.booleans())
def test_no_digit_of_a_figure_is_lost_or_added(ends: list[float], unit: str, open_ended: bool) -> None:
    low, high = ends
    value = fact(low=low, high=high, unit=unit, open_ended=open_ended).value
    numbers = [float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", value)]
    assert numbers == ([low] if low == high else [low, high])
    assert ("+" in value) == open_ended
    assert ("$" in value) == (unit == "usd-per-year")


@given(st.sets(st.sampled_from(["low", "high", "unit"]), min_size=1, max_size=2))
def test_part_of_a_figure_is_refused(given_fields: set[str]) -> None:
    whole = {"low": 1, "high": 2, "unit": "months"}
    with pytest.raises(ValidationError, match="needs low, high and unit"):
        fact(**{name: value for name, value in whole.items() if name in given_fields})


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_figure_that_is_no_number_is_refused(number: float) -> None:
    with pytest.raises(ValidationError):
        fact(low=number, high=number, unit="months")


def test_a_figure_names_who_said_it_and_when_and_what_we_added_up() -> None:
    source = Source(id="s", title="A guide", publisher="Somebody", short="Guide", published="2026-02-15")
    assert attribution(fact(as_of="2026-02-15"), source) == "Guide, 15 Feb 2026"
    assert attribution(fact(as_of="2026-02-15", derived=True), source) == "Guide, 15 Feb 2026, added up by us"


@given(st.tuples(quarters, quarters).map(sorted))
def test_a_span_holds_its_middle_and_reads_back(ends: list[float]) -> None:
    low, high = ends
    span = Span(low=low, high=high)
    assert span.low <= span.middle <= span.high
    assert span.middle - span.low == span.high - span.middle


@pytest.mark.parametrize(
    ("low", "high", "read"),
    [(2, 4, "2–4"), (3, 3, "3"), (1.5, 3, "1.5–3"), (0, 0.5, "0–0.5"), (1000, 1200, "1000–1200")],
)
def test_a_span_reads_as_a_person_would_write_it(low: float, high: float, read: str) -> None:
    assert str(Span(low=low, high=high)) == read


@given(quarters, quarters)
def test_a_span_upside_down_or_below_nothing_is_refused(one: float, other: float) -> None:
    low, high = sorted([one, other])
    with pytest.raises(ValidationError):
        Span(low=high + 0.25, high=low)
    with pytest.raises(ValidationError):
        Span(low=low - high - 0.25, high=high)


@given(st.dates(date(1000, 1, 1)))
def test_a_day_is_accepted_and_reads_as_that_day(day: date) -> None:
    text = DATES.validate_python(day.isoformat())
    read = said_on(text)
    assert datetime.strptime(f"{read} +0000", "%d %b %Y %z").date() == day
    assert not read.startswith("0")
    assert DATES.validate_python(day) == text  # YAML gives a date where nobody wrote quotes


@given(st.integers(1, 12), st.integers(1000, 9998))
def test_a_month_a_year_and_two_years_read_as_exactly_as_the_guide_gives_them(month: int, year: int) -> None:
    assert said_on(DATES.validate_python(f"{year}-{month:02}")) == date(year, month, 1).strftime("%b %Y")
    assert said_on(DATES.validate_python(year)) == str(year)
    assert said_on(DATES.validate_python(f"{year}/{year + 1}")) == f"{year}–{year + 1}"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "26",
            "January 2026",
            "2026-13",
            "2026-00",
            "2026-1",
            "2026-01-32",
            "2026-02-30",
            "2025-02-29",
            "0000-01",
        ),
        *(
            "2026/27",
            "2026/2025",
            "2026-01/2027",
            "2026-01-15T10:00",
            "2026-12-31T23:59:60Z",
            " 2026",
            "2026\n",
            "2026-02-30",
            "0000-01",
        ),
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        DATES.validate_python(text)
