"""Where a member stands on a route, and what the next week holds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.kinds import Span
from bot.content.routes import Branch
from bot.planning import Standing
from bot.store import State
from tests.planning.making import Hours, milestones, route, standing

BRANCHES = (Branch(id="llms", title="L", milestones=("m4", "m1")), Branch(id="vision", title="V", milestones=("m5",)))


@pytest.mark.parametrize(
    ("hours", "states", "week", "chosen"),
    [
        ([2, 2, 2, 2], {}, 6, ["m1", "m2", "m3"]),
        ([1, 1, 1, 1], {}, 40, ["m1", "m2", "m3"]),
        ([3, 3, 3], {}, 6, ["m1", "m2"]),
        ([3, 3.5, 1], {}, 6, ["m1"]),
        ([40, 1], {}, 6, ["m1"]),
        ([40, 1], {"m1": "partly"}, 6, ["m1"]),
        ([8, 2], {"m1": "partly"}, 6, ["m1", "m2"]),
        ([2, 2, 2, 2], {"m1": "done", "m2": "known"}, 6, ["m3", "m4"]),
        ([2, 2], {"m1": "stuck", "m2": "open"}, 6, ["m1", "m2"]),
        ([(1, 3), (2, 6)], {}, 6, ["m1", "m2"]),
        ([2, 2], {"m1": "done", "m2": "known"}, 6, []),
        ([2, 2], {}, 0.5, ["m1"]),
    ],
)
def test_a_week_holds_what_fits_one_at_least_and_three_at_most(
    hours: list[Hours], states: dict[str, State], week: float, chosen: list[str]
) -> None:
    assert list(standing(*hours, **states).week(week)) == chosen


STATES: st.SearchStrategy[State] = st.sampled_from(["known", "done", "partly", "stuck", "open"])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 50), st.floats(0, 50)).map(lambda pair: (min(pair), max(pair))), max_size=8),
    st.dictionaries(st.sampled_from([f"m{number}" for number in range(1, 9)]), STATES),
    st.floats(0.5, 80),
)
def test_a_week_is_the_next_steps_in_order_as_many_as_fit(
    hours: list[tuple[float, float]], states: dict[str, State], week: float
) -> None:
    here = standing(*hours, **states)
    open_steps = [step for step in here.steps if states.get(step) not in ("done", "known")]
    chosen = list(here.week(week))
    assert chosen == open_steps[: len(chosen)]
    assert bool(chosen) == bool(open_steps)
    assert len(chosen) <= 3

    def worth(steps: list[str]) -> float:
        return sum((0.5 if states.get(each) == "partly" else 1) * here.milestones[each].hours.middle for each in steps)

    assert len(chosen) <= 1 or worth(chosen) <= week
    following = open_steps[: len(chosen) + 1]
    assert len(chosen) == 3 or following == chosen or worth(following) > week


def test_hours_left_go_from_the_quick_to_the_slow_and_partly_done_is_half_left() -> None:
    here = standing((1, 3), (4, 8), (10, 20), (100, 100), m1="done", m2="partly", m4="known")
    assert here.hours_left == Span(low=2 + 10, high=4 + 20)
    assert here.hours_done == 2 + 3, "what was known before is no work of theirs"


@pytest.mark.parametrize(("state", "left"), [("open", 4), ("stuck", 4), ("partly", 2), ("done", 0), ("known", 0)])
def test_only_finished_milestones_leave_nothing(state: State, left: float) -> None:
    here = standing(4, m1=state)
    assert here.hours_left == Span(low=left, high=left)
    assert here.finished("m1") == (left == 0)


@pytest.mark.parametrize(
    ("branch", "steps"),
    [(None, ["m1", "m2", "m3"]), ("llms", ["m1", "m2", "m3", "m4"]), ("vision", ["m1", "m2", "m3", "m5"])],
)
def test_a_branch_adds_its_milestones_each_once(branch: str | None, steps: list[str]) -> None:
    here = Standing(milestones(1, 1, 1, 1, 1), route(["m1", "m2"], ["m3"], branches=BRANCHES), branch, {})
    assert list(here.steps) == steps


def test_phases_are_counted_each_for_itself_and_the_present_one_is_that_of_the_next_open_step() -> None:
    road = route(["m1", "m2"], ["m3"], [], branches=BRANCHES)
    here = Standing(milestones(1, 1, 1, 1, 1), road, None, {"m1": "done", "m2": "known", "m3": "partly"})
    assert [(share.finished, share.total) for share in here.phases] == [(2, 2), (0, 1), (0, 0)]
    assert here.phase is not None
    assert here.phase.id == "p2"


def test_who_skips_ahead_is_still_in_the_phase_with_the_first_open_step() -> None:
    here = Standing(milestones(1, 1, 1), route(["m1"], ["m2", "m3"]), None, {"m2": "done"})
    assert here.phase is not None
    assert here.phase.id == "p1"


def test_at_the_end_no_phase_and_no_hours_are_left() -> None:
    here = standing(2, 3, m1="done", m2="known")
    assert (here.phase, here.open_steps, here.hours_left) == (None, (), Span(low=0, high=0))


def test_progress_on_milestones_of_another_route_changes_nothing_here() -> None:
    here = standing(2, m9="done")
    assert (here.hours_done, here.open_steps) == (0, ("m1",))
