"""How fast one person, channel or platform may be served: some at once, and then one every few seconds."""

from collections import OrderedDict
from collections.abc import Callable, Hashable

from bot.clock import seconds

REMEMBERED = 10_000
"""People; whoever asked longest ago is forgotten first, and a forgotten one may ask as if for the first time."""


class Rate:
    """A token bucket for each person, as one number: when it will be full again (GCRA, in ITU-T I.371).

    In memory only: a restart fills every bucket. `every` may change at any time; what was taken before stays taken.
    """

    def __init__(
        self, burst: int = 20, every: float = 3.0, now: Callable[[], float] = seconds, remembered: int = REMEMBERED
    ) -> None:
        """`burst` requests at once, one more after each `every` seconds; `now` is monotonic, in seconds."""
        self.every = every
        self._burst = burst
        self._now = now
        self._remembered = remembered
        self._full_at: OrderedDict[Hashable, float] = OrderedDict()

    @property
    def _early(self) -> float:
        """How long before its bucket is full somebody may take a token."""
        return (self._burst - 1) * self.every

    def wait(self, who: Hashable) -> float:
        """The seconds until there is a token; 0 where there is one. Waited for exactly, they are enough."""
        full_at = self._full_at.get(who)
        if full_at is None:
            return 0.0
        earliest = full_at - self._early  # a float itself, so that no rounding error stays a wait
        return max(earliest - self._now(), 0.0)

    def take(self, who: Hashable) -> float:
        """0 where there is a token, which is taken; else the seconds until there is one, and nothing is taken."""
        if wait := self.wait(who):
            return wait
        now = self._now()
        self._fill(who, max(self._full_at.get(who, now), now) + self.every)
        return 0.0

    def hold(self, who: Hashable, wait: float) -> None:
        """No token for that many seconds, and then one, and not a burst."""
        until = self._now() + wait + self._early
        self._fill(who, max(self._full_at.get(who, until), until))

    def _fill(self, who: Hashable, full_at: float) -> None:
        self._full_at[who] = full_at
        self._full_at.move_to_end(who)
        if len(self._full_at) > self._remembered:
            self._full_at.popitem(last=False)
