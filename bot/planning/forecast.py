"""When a member finishes, from what is left and the pace of the last weeks. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.content.milestones import Milestone
from bot.content.routes import Route
from bot.planning.standing import Standing
from bot.store import History

MEASURED_WEEKS = 6
"""The pace is the mean of at most this many last active weeks."""

ENOUGH_WEEKS = 3
"""Until so many active weeks exist, the pace is what the member means to spend."""

ACTIVE_OF = 8
"""The rhythm that is shown: active weeks of the last eight. It never falls to zero over one missed week."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """From the earliest to the latest day. `pace` is hours of milestones a week; `measured` says where it is from."""

    earliest: date
    latest: date
    pace: float
    measured: bool

    @property
    def basis(self) -> str:
        return "from your last weeks" if self.measured else f"at {self.pace:g} hours a week"

    def __str__(self) -> str:
        if (self.earliest.year, self.earliest.month) == (self.latest.year, self.latest.month):
            return f"{self.earliest:%b %Y}"
        return f"{self.earliest:%b %Y} to {self.latest:%b %Y}"


def forecast(standing: Standing, history: History, hours: float, today: date) -> Forecast | None:
    """None when nothing is left."""
    left = standing.hours_left
    if not left.high:
        return None
    worked = hours_by_week(history, standing.milestones, standing.route, standing.branch)
    recent = [worked[week] for week in sorted(worked)][-MEASURED_WEEKS:]
    measured = len(recent) >= ENOUGH_WEEKS and sum(recent) > 0
    pace = sum(recent) / len(recent) if measured else hours
    weeks = (left.low / pace, left.high / pace)
    earliest, latest = (today + timedelta(days=min(7 * count, 36_500)) for count in weeks)
    return Forecast(earliest, latest, pace, measured)


def hours_by_week(
    history: History, milestones: Mapping[str, Milestone], route: Route, branch: str | None
) -> dict[str, float]:
    """What each active week brought on this route, in hours of milestones; an undone step brings nothing."""
    worked: dict[str, float] = {}
    before = Standing(milestones, route, branch, {})
    states: dict[str, str] = {}
    for step in history.kept:
        states[step.milestone] = step.state
        after = Standing(milestones, route, branch, dict(states))  # type: ignore[arg-type]
        gained = after.hours_done - before.hours_done
        if step.state != "known":
            worked[step.week] = worked.get(step.week, 0.0) + gained
        before = after
    return {week: max(hours, 0.0) for week, hours in worked.items()}


def active_weeks(history: History, answered: Sequence[str], last_weeks: Sequence[str]) -> int:
    """In how many of these weeks the member answered a check-in or recorded a step."""
    active = {step.week for step in history.kept if step.state != "known"} | set(answered)
    return len(active & set(last_weeks))
