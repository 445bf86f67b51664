"""Small routes and histories for the tests of planning."""

from collections.abc import Iterable

from bot.content.kinds import Span
from bot.content.milestones import Milestone
from bot.content.routes import Branch, Phase, Route
from bot.planning import Standing
from bot.store import History, State
from bot.store.progress import Step

Hours = float | tuple[float, float]


def milestones(*hours: Hours) -> dict[str, Milestone]:
    """`m1`, `m2` … with so many hours, or from so many to so many."""
    spans = [
        Span(low=each, high=each) if isinstance(each, int | float) else Span(low=each[0], high=each[1])
        for each in hours
    ]
    return {
        f"m{number}": Milestone(id=f"m{number}", title="M", do="Do it", check="You can", hours=span, sources=("s1",))
        for number, span in enumerate(spans, 1)
    }


def route(*phases: Iterable[str], branches: tuple[Branch, ...] = ()) -> Route:
    """Phases `p1`, `p2` … of these milestones; the branches are in the last one."""
    made = [
        Phase(id=f"p{number}", title="P", milestones=tuple(steps), branches=branches if number == len(phases) else ())
        for number, steps in enumerate(phases, 1)
    ]
    return Route(id="r", title="R", summary="One after the other", phases=tuple(made))


def standing(*hours: Hours, **states: State) -> Standing:
    """A route of one phase with milestones of these hours, in these states."""
    known = milestones(*hours)
    return Standing(known, route(known), None, states)


def history(*steps: tuple[str, str, State]) -> History:
    """What was said: (week, milestone, state), oldest first."""
    return History(steps=tuple(_step(number, *each) for number, each in enumerate(steps, 1)))


def with_undo(past: History, week: str) -> History:
    """The same, and its last step taken back, as the store records it."""
    (step,) = past.last_to_undo()
    undo = _step(len(past.steps) + 1, week, step.milestone, past.before(step))._replace(undoes=step.seq)
    return History(steps=(*past.steps, undo))


def _step(seq: int, week: str, milestone: str, state: State) -> Step:
    return Step(member_id="m", seq=seq, request_id=f"r{seq}", milestone=milestone, state=state, week=week, at=seq)
