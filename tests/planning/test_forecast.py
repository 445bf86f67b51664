"""When a member finishes: golden cases, and what may and may not move the day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar import weeks_before
from bot.planning import Forecast, Standing
from bot.planning.forecast import active_weeks, forecast, hours_by_week
from bot.store import History, State
from tests.planning.making import history, milestones, route, standing, with_undo

TODAY = date(2026, 11, 21)
WEEKS = weeks_before("2026-W47", 60)


def standing_after(past: History, *hours: float | tuple[float, float]) -> Standing:
    known = milestones(*hours)
    return Standing(known, route(known), None, past.states)


def ends(earliest: float, latest: float, *, pace: float, measured: bool) -> Forecast:
    """A forecast of so many weeks from today."""
    return Forecast(TODAY + timedelta(weeks=earliest), TODAY + timedelta(weeks=latest), pace, measured)


def test_a_newcomers_finish_is_what_is_left_at_the_hours_they_mean_to_spend() -> None:
    found = forecast(standing((20, 40), (40, 80)), history(), 6, TODAY)
    assert found == ends(10, 20, pace=6, measured=False)


def test_partly_done_counts_half() -> None:
    found = forecast(standing((20, 40), (40, 80), m2="partly"), history(), 10, TODAY)
    assert found == ends(4, 8, pace=10, measured=False)


def test_what_is_known_is_not_left_and_is_no_pace() -> None:
    known: list[tuple[str, str, State]] = [(week, f"m{number}", "known") for number, week in enumerate(WEEKS[-3:], 1)]
    past = history(*known)
    found = forecast(standing_after(past, 10, 10, 10, 30), past, 5, TODAY)
    assert found == ends(6, 6, pace=5, measured=False)


@pytest.mark.parametrize("states", [{"m1": "done", "m2": "known"}, {"m1": "done", "m2": "done"}])
def test_where_nothing_is_left_there_is_no_forecast(states: dict[str, State]) -> None:
    assert forecast(standing(5, 5, **states), history(), 6, TODAY) is None


def test_from_the_third_active_week_the_measured_pace_counts() -> None:
    past = history((WEEKS[-3], "m1", "done"), (WEEKS[-2], "m2", "done"))
    two = forecast(standing_after(past, 4, 8, 6, 30), past, 10, TODAY)
    assert two == ends(3.6, 3.6, pace=10, measured=False)
    past = history((WEEKS[-3], "m1", "done"), (WEEKS[-2], "m2", "done"), (WEEKS[-1], "m3", "done"))
    three = forecast(standing_after(past, 4, 8, 6, 30), past, 10, TODAY)
    assert three == ends(5, 5, pace=6, measured=True)


def test_the_pace_is_the_mean_of_the_last_six_active_weeks() -> None:
    hours = [100, 100, *[4, 8] * 3, 60]
    past = history(*((WEEKS[number - 9], f"m{number}", "done") for number in range(1, 9)))
    assert forecast(standing_after(past, *hours), past, 1, TODAY) == ends(10, 10, pace=6, measured=True)


@settings(deadline=None)
@given(
    done=st.integers(3, 20),
    left=st.integers(1, 30),
    each=st.integers(1, 20),
    spread=st.floats(0, 0.5),
    a_week=st.integers(1, 3),
    intended=st.floats(0.5, 80),
)
def test_who_goes_on_steadily_finishes_within_the_forecast(
    done: int, left: int, each: int, spread: float, a_week: int, intended: float
) -> None:
    span = (each * (1 - spread), each * (1 + spread))
    steps = range(done * a_week)
    past = history(*((WEEKS[step // a_week - done], f"m{step + 1}", "done") for step in steps))
    found = forecast(standing_after(past, *[span] * (done * a_week + left)), past, intended, TODAY)
    assert found is not None
    assert found.measured
    finish = TODAY + timedelta(days=7 * left / a_week)
    # A day's grace: dates have no fractions.
    assert found.earliest - timedelta(days=1) <= finish <= found.latest + timedelta(days=1)
    assert found.earliest <= found.latest
    if spread == 0:
        assert found.earliest == found.latest


@settings(deadline=None)
@given(st.lists(st.integers(0, 12), min_size=3, max_size=8))
def test_weeks_without_anything_do_not_change_the_pace(gaps: list[int]) -> None:
    """Illness, a pause, holidays: the finish moves by the days that passed, not by more."""
    numbers = range(1, len(gaps) + 1)
    busy = history(*((WEEKS[number], f"m{number}", "done") for number in numbers))
    rests = [sum(gaps[:number]) // 2 for number in numbers]
    rested = history(
        *((WEEKS[number + rest], f"m{number}", "done") for number, rest in zip(numbers, rests, strict=True))
    )
    hours = [*range(2, len(gaps) + 2), 50]
    before, after = (forecast(standing_after(past, *hours), past, 6, TODAY) for past in (busy, rested))
    assert before == after
    assert before is not None


THREE: list[tuple[str, str, State]] = [(WEEKS[-9], "m1", "done"), (WEEKS[-8], "m2", "done"), (WEEKS[-7], "m3", "done")]


@pytest.mark.parametrize("undone_in", [WEEKS[-5], WEEKS[-3]], ids=["in the same week", "two weeks later"])
def test_a_tick_that_was_taken_back_leaves_the_forecast_as_it_was(undone_in: str) -> None:
    hours = [6, 6, 6, 10, 20]
    past = history(*THREE)
    never = forecast(standing_after(past, *hours), past, 10, TODAY)
    ticked = history(*THREE, (WEEKS[-5], "m4", "done"))
    undone = with_undo(ticked, undone_in)
    assert undone.states["m4"] == "open"
    assert forecast(standing_after(undone, *hours), undone, 10, TODAY) == never


def test_a_tick_taken_back_does_not_take_the_rest_of_its_week_with_it() -> None:
    past = with_undo(history(("2026-W40", "m1", "done"), ("2026-W40", "m2", "done")), "2026-W41")
    known = milestones(4, 6)
    worked = hours_by_week(past, known, route(known), None)
    assert {week: hours for week, hours in worked.items() if hours} == {"2026-W40": 4}


def test_each_week_is_worth_what_was_finished_in_it() -> None:
    past = history(
        ("2026-W40", "m1", "partly"),
        ("2026-W41", "m1", "done"),
        ("2026-W41", "m2", "partly"),
        ("2026-W42", "m2", "stuck"),
        ("2026-W42", "m3", "known"),
        ("2026-W43", "m9", "done"),
    )
    known = milestones((2, 6), 10, 7) | {"m9": milestones(50)["m1"]}
    worked = hours_by_week(past, known, route(["m1", "m2", "m3"]), None)
    assert (worked["2026-W40"], worked["2026-W41"]) == (2, 2 + 5)
    assert worked.get("2026-W43", 0) == 0, "a milestone of another route brings this one no nearer"


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(WEEKS[-8:]),
            st.sampled_from(["m1", "m2", "m3"]),
            st.sampled_from(["known", "done", "partly", "stuck", "open"]),
        ),
        max_size=12,
    ),
    st.floats(0.5, 80),
)
def test_any_history_gives_a_forecast_ahead_as_long_as_something_is_left(
    said: list[tuple[str, str, State]], hours: float
) -> None:
    past = history(*sorted(said, key=lambda step: step[0]))
    here = standing_after(past, (0, 1), (3, 9), (5, 5), (2, 4))
    found = forecast(here, past, hours, TODAY)
    assert found is not None
    assert TODAY <= found.earliest <= found.latest
    assert found.pace > 0
    assert found.measured or found.pace == hours


def test_a_crawl_ends_within_a_century_instead_of_breaking_the_calendar() -> None:
    said: list[tuple[str, str, State]] = [(week, f"m{number}", "done") for number, week in enumerate(WEEKS[-3:], 1)]
    past = history(*said)
    found = forecast(standing_after(past, 0.001, 0.001, 0.001, 5000), past, 6, TODAY)
    assert found is not None
    assert found.latest.year < 2200


@pytest.mark.parametrize(
    ("latest", "text"),
    [
        (date(2026, 11, 30), "Nov 2026"),
        (date(2027, 3, 1), "Nov 2026 to Mar 2027"),
        (date(2027, 11, 1), "Nov 2026 to Nov 2027"),
    ],
)
def test_a_forecast_reads_as_months(latest: date, text: str) -> None:
    assert str(Forecast(date(2026, 11, 1), latest, 6, True)) == text


def test_a_week_is_active_with_an_answer_or_a_step_of_ones_own_and_counts_once() -> None:
    past = with_undo(
        history(
            ("2026-W40", "m1", "known"),
            ("2026-W41", "m1", "done"),
            ("2026-W41", "m2", "done"),
            ("2026-W43", "m3", "stuck"),
            ("2026-W20", "m4", "done"),
        ),
        "2026-W45",
    )
    last_eight = weeks_before("2026-W47", 8)
    assert active_weeks(past, [], last_eight) == 2, "neither the quiz nor an undo is a week of work"
    assert active_weeks(past, ["2026-W43", "2026-W46", "2026-W30"], last_eight) == 3
    assert active_weeks(history(), [], last_eight) == 0
