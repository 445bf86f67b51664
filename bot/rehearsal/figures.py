"""What a rehearsal showed, as figures; `milepost simulate --json` prints just these."""

from collections.abc import Sequence
from math import ceil

from bot.core.model import Model
from bot.rehearsal.changes import Change


class Late(Model):
    """Seconds between a slot and the message. What was held over a night is not among them."""

    p50: float
    p95: float
    longest: float


class BusiestSlot(Model):
    """The slot at which most is due; `at` is its moment in UTC."""

    at: str
    messages: int
    late: Late


class Hour(Model):
    """Messages in one hour of UTC."""

    at: str
    messages: int


class NotSent(Model):
    """Messages that were not sent, for one reason; `first` is for when the first of them was meant."""

    state: str
    reason: str
    messages: int
    members: int
    first: str


class Proof(Model):
    """By the record of the simulated platform, which knows nothing of the ledger. All of it has to be 0."""

    lost: int
    """Due and never planned; sent, as the ledger has it, and never came; neither sent nor ended; or a week left out."""
    doubled: int
    at_night: int
    stale: int
    too_fast: int
    """Requests above the platform's official limits."""

    @property
    def whole(self) -> bool:
        return not any(self.model_dump().values())


class Figures(Model):
    """Moments are ISO 8601 in UTC; `weeks` is what was reached, `of` what was asked for."""

    invented: bool
    seed: int | None
    platforms: tuple[str, ...]
    members: int
    start: str
    weeks: float
    of: int
    took: float
    """Real seconds."""
    sent: dict[str, int]
    proof: Proof
    late: Late | None
    busiest: BusiestSlot | None
    hours: tuple[Hour, ...]
    held_over_a_night: int
    not_sent: tuple[NotSent, ...]
    waiting: int
    unreachable: int
    """Members who are left alone at the end, since their conversation takes no messages."""
    changes: tuple[Change, ...]


def lateness(seconds: Sequence[float]) -> Late | None:
    """Nearest ranks; none of nothing."""
    if not seconds:
        return None
    ranked = sorted(seconds)
    p50, p95 = (round(ranked[ceil(share * len(ranked)) - 1], 2) for share in (0.5, 0.95))
    return Late(p50=p50, p95=p95, longest=round(ranked[-1], 2))
