"""The clock that can be moved, and how it is written."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.clock import MovableClock, SystemClock, moved, written

NOON = datetime(2026, 3, 28, 12, tzinfo=UTC)


def test_the_machines_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_a_clock_of_speed_zero_stands_still_until_it_is_moved() -> None:
    clock = MovableClock(NOON, speed=0)
    assert (clock.now(), clock.now()) == (NOON, NOON)
    clock.move_to(NOON + timedelta(days=7))
    assert clock.now() == NOON + timedelta(days=7)


def test_a_clock_never_goes_back() -> None:
    clock = MovableClock(NOON, speed=0)
    clock.move_to(NOON - timedelta(seconds=1))
    assert clock.now() == NOON


def test_a_fast_clock_runs_on_from_where_it_was_moved_to() -> None:
    clock = MovableClock(NOON, speed=1e9)
    first = clock.now()
    assert NOON <= first < clock.now()
    far = clock.now() + timedelta(days=365_000)
    clock.move_to(far)
    assert far <= clock.now()


def test_moments_in_other_zones_become_utc() -> None:
    clock = MovableClock(datetime.fromisoformat("2026-03-28T14:00:00+02:00"), speed=0)
    assert (clock.now(), clock.now().tzinfo) == (NOON, UTC)
    clock.move_to(datetime.fromisoformat("2026-03-28T20:00:00-05:00"))
    assert (clock.now(), clock.now().tzinfo) == (datetime(2026, 3, 29, 1, tzinfo=UTC), UTC)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2026-03-28T12:00:00Z x0", NOON),
        ("  2026-03-28T12:00:00Z   x0  ", NOON),
        ("2026-03-28T14:00:00+02:00 x0", NOON),
        ("2026-03-28T12:00 x0", NOON),
        ("2026-03-28 x0", datetime(2026, 3, 28, tzinfo=UTC)),
    ],
)
def test_a_clock_is_written_as_a_moment_and_a_speed(text: str, start: datetime) -> None:
    assert moved(text).now() == start


def test_a_clock_without_a_speed_runs_as_time_does_and_with_one_as_much_faster() -> None:
    clock = moved("2026-03-28T12:00:00Z")
    first = clock.now()
    assert first - NOON < timedelta(minutes=5)
    assert any(clock.now() > first for _ in range(100_000))
    quick = moved("2026-03-28T12:00:00Z x100000000.5")
    assert quick.now() < quick.now()


def test_a_moment_without_a_zone_is_utc_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert moved("2026-03-28T12:00 x0").now() == NOON
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    "text",
    [
        *("", "now", "tomorrow", "x3600", "2026-03-28T12:00:00Z x", "2026-03-28T12:00:00Z 3600", "2026-13-01"),
        *("2026-02-29T00:00:00Z", "2026-12-31T23:59:60Z", "2026-12-31T24:00:00Z", "2026-03-28T12:00:00Z x-1"),
        *("2026-03-28T12:00:00Z xnan", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-05:00"),
    ],
)
def test_what_is_no_clock_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="2026-03-28T00:00:00Z"):
        moved(text)


@pytest.mark.parametrize(
    "text", ["2026-12-31T24:00", "2026-12-31 24:00:00Z", "2026-12-31T2400", "2026-12-31T23:59:60Z"]
)
def test_the_end_of_a_day_and_a_leap_second_are_no_times_whatever_python_thinks(text: str) -> None:
    with pytest.raises(ValueError, match=r"23:59|second|isoformat"):
        written(text)


@settings(deadline=None)
@given(
    st.text(max_size=40)
    | st.from_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?( x\d{1,9})?", fullmatch=True)
)
@example("0001-01-01T00:00:00+00:01")
def test_any_text_is_a_clock_or_a_value_error(text: str) -> None:
    try:
        clock = moved(text)
    except ValueError:
        return
    assert clock.now().tzinfo is UTC
