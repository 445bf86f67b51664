"""Where a member stands on a route: pure functions of the pack and the member's history."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from bot.content.kinds import Span
from bot.content.milestones import Milestone
from bot.content.routes import Phase, Route
from bot.store import State

MARKS: dict[State, str] = {"done": "✅", "known": "☑️", "partly": "◐", "stuck": "⚠️", "open": "◻️"}
"""How a list shows the state of a milestone."""

PER_WEEK = 3
"""Milestones in a week's plan at most: as many as can be answered with three taps."""


@dataclass(frozen=True, slots=True)
class PhaseShare:
    """How many of a phase's milestones are finished."""

    phase: Phase
    finished: int
    total: int

    @property
    def name(self) -> str:
        """The phase without what its title says in brackets, so that it fits a line of a phone."""
        return self.phase.title.partition(" (")[0]

    def __str__(self) -> str:
        state: State = "done" if self.finished == self.total else "partly" if self.finished else "open"
        return f"{MARKS[state]} **{self.name}**: {self.finished} of {self.total}"


@dataclass(frozen=True)
class Standing:
    """A route, a branch or none, and the state of each milestone."""

    milestones: Mapping[str, Milestone]
    route: Route
    branch: str | None
    states: Mapping[str, State]

    @property
    def steps(self) -> tuple[str, ...]:
        return self.route.steps(self.branch)

    def finished(self, step: str) -> bool:
        return self.states.get(step) in ("done", "known")

    def left(self, step: str) -> float:
        """The share of a milestone that is still to do: half when it is partly done."""
        return 0.0 if self.finished(step) else 0.5 if self.states.get(step) == "partly" else 1.0

    @property
    def _open(self) -> Iterator[str]:
        return (step for step in self.steps if not self.finished(step))

    @property
    def open_steps(self) -> tuple[str, ...]:
        return tuple(self._open)

    @property
    def phases(self) -> tuple[PhaseShare, ...]:
        shares = []
        for phase in self.route.phases:
            steps = tuple(phase.steps(self.branch))
            shares.append(PhaseShare(phase, sum(self.finished(step) for step in steps), len(steps)))
        return tuple(shares)

    @property
    def phase(self) -> Phase | None:
        """The phase of the next open milestone; none when the route is finished."""
        ahead = set(self.open_steps)
        return next((phase for phase in self.route.phases if not ahead.isdisjoint(phase.steps(self.branch))), None)

    def __str__(self) -> str:
        """`12 of 56 done (21%)`."""
        total = len(self.steps)
        finished = total - len(self.open_steps)
        return f"{finished} of {total} done ({100 * finished // max(total, 1)}%)"

    @property
    def hours_left(self) -> Span:
        """Hours of work to the end of the route, from a quick learner to a slow one."""
        parts = [(self.left(step), self.milestones[step].hours) for step in self.open_steps]
        return Span(low=sum(s * h.low for s, h in parts), high=sum(s * h.high for s, h in parts))

    @property
    def hours_done(self) -> float:
        """Hours that the finished part of the route is worth, counted in the middle of each range; known ones not."""
        worked = [step for step in self.steps if self.states.get(step) in ("done", "partly")]
        return sum((1 - self.left(step)) * self.milestones[step].hours.middle for step in worked)

    def week(self, hours: float) -> tuple[str, ...]:
        """The next milestones that fit into a week of so many hours: one at least, three at most.

        A milestone longer than the week is that week's only one, and the next week's again until it is finished.
        """
        chosen: list[str] = []
        spent = 0.0
        for step in islice(self._open, PER_WEEK):
            spent += self.left(step) * self.milestones[step].hours.middle
            if chosen and spent > hours:
                break
            chosen.append(step)
        return tuple(chosen)
