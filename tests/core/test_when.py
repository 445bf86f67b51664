"""Lengths, moments and times of day as people type them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.when import dated, minute_of_day, until

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("7d", timedelta(days=7)),
        ("2h", timedelta(hours=2)),
        ("3w", timedelta(weeks=3)),
        ("90m", timedelta(minutes=90)),
        ("90 min", timedelta(minutes=90)),
        (" 3 Weeks ", timedelta(weeks=3)),
        ("1 day", timedelta(days=1)),
        ("12 hours", timedelta(hours=12)),
        ("1 MINUTE", timedelta(minutes=1)),
        ("9999w", timedelta(weeks=9999)),
    ],
)
def test_a_length_counts_from_now(text: str, length: timedelta) -> None:
    assert until(text, NOW) == NOW + length


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2026-12-24", "UTC", "2026-12-24T00:00Z"),
        ("2026-12-24", "Europe/Berlin", "2026-12-23T23:00Z"),
        ("2026-07-01T18:00", "Europe/Berlin", "2026-07-01T16:00Z"),
        ("2026-07-01 18:00", "America/New_York", "2026-07-01T22:00Z"),
        ("2026-07-01T18:00Z", "America/New_York", "2026-07-01T18:00Z"),
        ("2026-07-01T18:00+05:45", "UTC", "2026-07-01T12:15Z"),
        ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30Z"),  # twice: the first
    ],
)
def test_a_date_is_meant_where_the_member_is_unless_it_says_where(text: str, zone: str, moment: str) -> None:
    found = until(text, NOW, zone)
    assert found == datetime.fromisoformat(moment)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "soon", "2", "w", "-2w", "2 months", "1.5w", "2w3d", "12345d", "2026-02-29", "24.12.2026"),
        *("2026-12-31T23:59:60", "2026-12-31T23:59:60Z", "2026-12-31T24:00", "2026-13-01", "2w\x00", "٢", "²w"),
        *("0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "x" * 10_000),
    ],
)
def test_what_is_no_time_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="2w or 3d") as error:
        until(text, NOW)
    assert len(str(error.value)) < 200


def test_the_first_and_the_last_day_there_is_are_refused_where_they_are_none_in_utc() -> None:
    with pytest.raises(ValueError, match="no time"):
        until("0001-01-01", NOW, "Asia/Tokyo")
    with pytest.raises(ValueError, match="no time"):
        until("9999-12-31T23:59", NOW, "America/New_York")


@settings(deadline=None)
@given(
    st.text(max_size=30) | st.from_regex(r"\d{1,5} ?[mhdwMHDW][a-z]{0,6}", fullmatch=True),
    st.sampled_from(["UTC", "Asia/Tokyo"]),
)
def test_any_text_is_a_moment_in_utc_or_a_value_error(text: str, zone: str) -> None:
    try:
        moment = until(text, NOW, zone)
    except ValueError:
        return
    assert moment.tzinfo is UTC


@settings(deadline=None)
@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_moment_can_be_typed(moment: datetime) -> None:
    assert until(moment.isoformat(), NOW, "Asia/Tokyo") == moment


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        *(("18:00", 1080), ("18", 1080), ("6pm", 1080), ("6:30 pm", 1110), ("06:05", 365), (" 6 AM ", 360)),
        *(("12am", 0), ("12pm", 720), ("12:30am", 30), ("0:00", 0), ("0", 0), ("23:59", 1439), ("11:59PM", 1439)),
    ],
)
def test_a_time_of_day_is_minutes_from_midnight(text: str, minute: int) -> None:
    assert minute_of_day(text) == minute


@pytest.mark.parametrize(
    "text",
    [
        *("", "24:00", "24", "25:00", "18:60", "23:59:60", "18:00:00", "0am", "13pm", "18pm", "noon", "-1", "6 p.m."),
        *("18:0", "1800", "18h", "18.00", "6pm tomorrow", "９９", "x" * 10_000),
    ],
)
def test_what_is_no_time_of_day_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="18:00 or 6pm") as error:
        minute_of_day(text)
    assert len(str(error.value)) < 120


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 1439), st.sampled_from(["%H:%M", "%I:%M%p", "%I:%M %p"]))
def test_every_minute_of_the_day_can_be_typed_both_ways(minute: int, form: str) -> None:
    typed = (NOW.replace(hour=0) + timedelta(minutes=minute)).strftime(form)
    assert minute_of_day(typed) == minute
    assert minute_of_day(typed.lower()) == minute


@pytest.mark.parametrize(
    ("headers", "moment"),
    [
        ({"Date": "Sat, 21 Nov 2026 09:00:00 GMT"}, NOW),
        ({"content-type": "x", "date": "Sat, 21 Nov 2026 10:00:00 +0100"}, NOW),
        ({}, None),
        ({"Date": ""}, None),
        ({"Date": "yesterday"}, None),
        ({"Date": "Sat, 32 Nov 2026 09:00:00 GMT"}, None),
    ],
)
def test_a_reply_tells_the_time_of_its_server_or_does_not(headers: dict[str, str], moment: datetime | None) -> None:
    assert dated(headers) == moment
