"""What holds of every slot, zone, week and wake-up; the cases of the design's table are in test_time_table."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.calendar import (
    APART,
    GRACE,
    QUIET_FROM,
    QUIET_UNTIL,
    Weekly,
    due,
    instant,
    next_slot,
    out_of_quiet_hours,
    shown,
    week_ends,
    week_of,
    weeks_before,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


BERLIN = "Europe/Berlin"
MONDAY, FRIDAY = Weekly(BERLIN, 0, 9 * 60), Weekly(BERLIN, 4, 9 * 60)
FIRST = at("2026-06-08T07:00Z")


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (partial(next_slot, MONDAY, FIRST), "2026-06-15T07:00Z"),
        (partial(next_slot, MONDAY, FIRST + GRACE, None, GRACE), "2026-06-15T07:00Z"),
        (partial(next_slot, MONDAY, FIRST + GRACE - timedelta(seconds=1), None, GRACE), "2026-06-08T07:00Z"),
        (partial(next_slot, FRIDAY, FIRST, FIRST), "2026-06-12T07:00Z"),
        (partial(next_slot, replace(FRIDAY, minute=8 * 60 + 30), FIRST, FIRST), "2026-06-19T06:30Z"),
    ],
    ids=["chosen at the slot", "48 h after", "a second less", "four days apart", "half an hour less"],
)
def test_the_bounds_of_the_next_slot(found: Callable[[], datetime], wanted: str) -> None:
    assert found() == at(wanted)


def test_after_exactly_48_hours_a_slot_is_still_sent_and_a_second_later_not() -> None:
    assert due(MONDAY, FIRST, FIRST + GRACE).send == FIRST
    assert due(MONDAY, FIRST, FIRST + GRACE + timedelta(seconds=1)).send is None


@pytest.mark.parametrize(("weekday", "minute"), [(7, 0), (-1, 0), (0, 24 * 60), (0, -1)])
def test_a_day_or_a_time_that_there_is_not_is_refused(weekday: int, minute: int) -> None:
    with pytest.raises(ValueError, match="no time of a week"):
        Weekly(BERLIN, weekday, minute)


ZONES = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
TRICKY = ["Pacific/Apia", "Australia/Lord_Howe", "Africa/Casablanca", "America/Santiago", "Asia/Beirut", "Africa/Cairo"]
zones = st.sampled_from(TRICKY) | st.sampled_from(ZONES)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
rules = st.builds(Weekly, zones, st.integers(0, 6), st.integers(0, 24 * 60 - 1))
graces = st.sampled_from([timedelta(0), GRACE])


def first_to_reach(zone: str, wall: datetime) -> datetime:
    """The first instant at which the zone's wall shows this time or a later one, found by looking at every minute."""
    place, start = ZoneInfo(zone), int((wall.replace(tzinfo=UTC) - timedelta(hours=15)).timestamp())
    minutes = (datetime.fromtimestamp(start + 60 * count, UTC) for count in range(29 * 60))
    return next(moment for moment in minutes if moment.astimezone(place).replace(tzinfo=None) >= wall)


@settings(max_examples=150, deadline=None)
@given(zones, st.dates(date(2000, 1, 1), date(2037, 12, 31)), st.integers(0, 24 * 60 - 1))
@example("Africa/Cairo", date(2026, 4, 24), 30)
@example("Pacific/Apia", date(2011, 12, 30), 0)
@example("Australia/Lord_Howe", date(2026, 4, 5), 105)
@example("Antarctica/Troll", date(2026, 10, 25), 90)
def test_a_wall_time_is_the_first_instant_that_shows_it_or_lies_behind_the_gap(
    zone: str, day: date, minute: int
) -> None:
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001
    assert instant(zone, day, minute) == first_to_reach(zone, wall)


@settings(deadline=None)
@given(rules, moments, graces, st.none() | st.timedeltas(timedelta(days=-30), timedelta(days=8)))
def test_the_next_slot_is_the_first_that_lies_ahead_and_far_enough_from_the_last(
    rule: Weekly, now: datetime, grace: timedelta, since: timedelta | None
) -> None:
    last = None if since is None else now + since
    slot = next_slot(rule, now, last, grace)
    assert slot > now - grace
    assert last is None or slot - last >= APART
    today = slot.astimezone(ZoneInfo(rule.zone)).date()
    weeks = [today + timedelta(days=count) for count in range(-35, 1)]
    every = {instant(rule.zone, day, rule.minute) for day in weeks if day.weekday() == rule.weekday}
    assert not [each for each in every if now - grace < each < slot and (last is None or each - last >= APART)]


@settings(deadline=None)
@given(rules, moments)
@example(Weekly(BERLIN, 6, 150), at("2026-03-28T12:00Z"))
@example(Weekly(BERLIN, 6, 150), at("2026-10-24T12:00Z"))
def test_a_slot_shows_the_wanted_wall_time_except_in_a_gap_and_in_an_overlap_the_first(
    rule: Weekly, now: datetime
) -> None:
    local = next_slot(rule, now).astimezone(ZoneInfo(rule.zone))
    if (local.weekday(), local.hour * 60 + local.minute) == (rule.weekday, rule.minute):
        assert local.fold == 0
    else:
        before = (local.astimezone(UTC) - timedelta(seconds=1)).astimezone(ZoneInfo(rule.zone))
        assert before.utcoffset() != local.utcoffset(), "not the wanted time, and no gap either"


@settings(deadline=None)
@given(zones, moments)
@example("Pacific/Apia", at("2011-12-30T08:00Z"))
def test_nothing_comes_out_of_the_quiet_hours_into_quiet_hours(zone: str, moment: datetime) -> None:
    ready = out_of_quiet_hours(zone, moment)
    assert QUIET_UNTIL <= ready.astimezone(ZoneInfo(zone)).time() < QUIET_FROM
    assert ready >= moment
    awake = QUIET_UNTIL <= moment.astimezone(ZoneInfo(zone)).time() < QUIET_FROM
    assert (ready == moment) == awake


@pytest.mark.parametrize(
    ("local", "held_until"),
    [
        ("2026-06-08T20:59:59+02:00", "2026-06-08T20:59:59+02:00"),
        ("2026-06-08T21:00:00+02:00", "2026-06-09T08:00:00+02:00"),
        ("2026-06-09T07:59:59+02:00", "2026-06-09T08:00:00+02:00"),
        ("2026-06-09T08:00:00+02:00", "2026-06-09T08:00:00+02:00"),
    ],
)
def test_the_quiet_hours_begin_at_nine_and_end_at_eight_to_the_second(local: str, held_until: str) -> None:
    assert out_of_quiet_hours(BERLIN, at(local)) == at(held_until)


@settings(deadline=None)
@given(rules, moments, st.timedeltas(timedelta(0), timedelta(weeks=12)))
def test_of_the_passed_slots_only_the_latest_is_sent_and_only_when_it_is_fresh(
    rule: Weekly, now: datetime, down: timedelta
) -> None:
    first = next_slot(rule, now)
    found = due(rule, first, first + down)
    passed = [*found.missed, *([found.send] if found.send else [])]
    assert passed[0] == first
    assert passed[-1] <= first + down < found.next
    assert (found.send is not None) == (first + down - passed[-1] <= GRACE)
    assert all(later - earlier >= APART for earlier, later in pairwise([*passed, found.next]))


@settings(max_examples=150, deadline=None)
@given(rules, moments, st.lists(st.tuples(st.integers(0, 30 * 24 * 60), st.none() | zones), min_size=1, max_size=12))
def test_over_outages_and_travels_nothing_old_is_sent_and_nothing_twice(
    rule: Weekly, now: datetime, story: list[tuple[int, str | None]]
) -> None:
    """Each chapter: so many minutes pass unseen; the member may have moved before the bot looks again."""
    slot, sent = next_slot(rule, now), list[datetime]()
    for minutes, moved_to in story:
        now += timedelta(minutes=minutes)
        if moved_to:
            rule = replace(rule, zone=moved_to)
            slot = next_slot(rule, now, sent[-1] if sent else None, GRACE)
        if slot > now:
            continue
        found = due(rule, slot, now)
        slot = found.next
        if found.send:
            assert timedelta(0) <= now - found.send <= GRACE
            sent.append(found.send)
    assert all(later - earlier >= APART for earlier, later in pairwise([*sent, slot]))


@settings(deadline=None)
@given(zones, moments, st.integers(1, 60))
def test_a_week_ends_where_the_next_begins(zone: str, moment: datetime, count: int) -> None:
    week = week_of(zone, moment)
    over = week_ends(zone, week)
    assert moment < over <= moment + timedelta(days=8)
    assert week_of(zone, over - timedelta(seconds=1)) == week
    following = week_of(zone, over)
    assert weeks_before(following, 2) == (week, following)
    assert weeks_before(week, count)[-1] == week
    assert len(set(weeks_before(week, count))) == count
    assert list(weeks_before(week, count)) == sorted(weeks_before(week, count))


@pytest.mark.parametrize(
    ("zone", "moment", "week"),
    [
        (BERLIN, "2026-11-21T09:00Z", "2026-W47"),
        ("Pacific/Auckland", "2026-11-22T11:30Z", "2026-W48"),  # Monday already
        ("Pacific/Honolulu", "2026-11-23T09:30Z", "2026-W47"),  # Sunday still
        ("UTC", "2027-01-01T00:00Z", "2026-W53"),
        ("UTC", "2024-12-30T00:00Z", "2025-W01"),
    ],
)
def test_the_week_is_the_members_own_iso_week(zone: str, moment: str, week: str) -> None:
    assert week_of(zone, at(moment)) == week


def test_weeks_go_back_over_a_year_of_53_weeks() -> None:
    assert weeks_before("2027-W02", 4) == ("2026-W52", "2026-W53", "2027-W01", "2027-W02")


@pytest.mark.parametrize("week", ["2026-W54", "2027-W53", "2026-W00", "2026", "", "next week", "2026-W", "0000-W01"])
def test_a_week_that_there_is_not_is_a_value_error(week: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the caller says it in its own words
        week_ends(BERLIN, week)


@settings(deadline=None)
@given(zones, moments)
def test_a_moment_is_never_shown_without_its_zone(zone: str, moment: datetime) -> None:
    text = shown(moment, zone)
    assume("/" in zone)
    local, _, named = text.rpartition(" ")
    assert named == zone
    # The locale of the tests is C, so the names are English.
    assert datetime.strptime(local, "%a %d %b %Y, %H:%M") == (  # noqa: DTZ007
        moment.astimezone(ZoneInfo(zone)).replace(second=0, tzinfo=None)
    )


def test_a_moment_is_shown_in_words() -> None:
    assert shown(at("2026-11-05T17:00Z"), BERLIN) == "Thu 5 Nov 2026, 18:00 Europe/Berlin"
    assert str(Weekly(BERLIN, 3, 18 * 60 + 5)) == "Thursday 18:05 (Europe/Berlin)"
