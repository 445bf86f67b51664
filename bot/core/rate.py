"""How fast one person may ask: some at once, and then one every few seconds."""

from collections import OrderedDict
from collections.abc import Callable, Hashable

from bot.clock import seconds

REMEMBERED = 10_000
"""People; whoever asked longest ago is forgotten first, and a forgotten one may ask as if for the first time."""


class Rate:
    """A token bucket for each person, as one number: when it will be full again (GCRA, in ITU-T I.371).

    In memory only: a restart fills every bucket.
    """

    def __init__(
        self, burst: int = 20, every: float = 3.0, now: Callable[[], float] = seconds, remembered: int = REMEMBERED
    ) -> None:
        """`burst` requests at once, one more after each `every` seconds; `now` is monotonic, in seconds."""
        self._every = every
        self._early = (burst - 1) * every
        self._now = now
        self._remembered = remembered
        self._full_at: OrderedDict[Hashable, float] = OrderedDict()

    def take(self, who: Hashable) -> float:
        """0 where there is a token, which is taken; else the seconds until there is one, and nothing is taken."""
        now = self._now()
        full_at = max(self._full_at.get(who, now), now)
        if (wait := full_at - now - self._early) > 0:
            return wait
        self._full_at[who] = full_at + self._every
        self._full_at.move_to_end(who)
        if len(self._full_at) > self._remembered:
            self._full_at.popitem(last=False)
        return 0.0
