"""One rate domain, a Discord token or a Slack app in one workspace: how fast, and whether at all, it is sent to."""

import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from math import inf

from bot.clock import seconds
from bot.core.pace import UNPACED, Pace
from bot.core.ports import RetryLater, Stopped, Undeliverable
from bot.core.rate import Rate
from bot.core.reasons import TOLD_TO_WAIT
from bot.store import StopKind

log = logging.getLogger(__name__)

LONGEST = 5.0
"""Seconds that claimed messages wait for their domain; rather than longer, they are given back."""

SHORTEST_WAIT = timedelta(seconds=1)
"""Platforms sometimes ask to wait for no time at all."""

CLEAN = 60.0
"""Seconds without a refusal after which a domain is a little faster."""

LEAST = 0.25
"""Of its first rate: so slow a domain gets, however often it is refused."""

SMALLEST_BATCH = 10

WINDOW = timedelta(minutes=10)
FORBIDDEN = 200
"""More refusals than this within the window stop a domain: 2 % of the 10,000 for which Discord shuts an address out."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Why nothing is sent, and until when in monotonic seconds."""

    reason: str
    until: float


class Domain:
    """The buckets and the breakers of one rate domain. All times are monotonic, in seconds."""

    def __init__(self, name: str, pace: Pace | None, now: Callable[[], float] = seconds) -> None:
        self.name = name
        self.paced = pace is not None
        self._pace = pace or UNPACED
        self._now = now
        self._rate = Rate(self._pace.burst, 1 / self._pace.rate, now)
        self._channels = Rate(1, self._pace.channel_every, now)
        self._clean_since = now()
        self._forbidden: deque[float] = deque(maxlen=FORBIDDEN + 1)
        self._stops: dict[bool, Stop] = {}
        self.proven = False
        self.news: dict[StopKind, tuple[str, float]] = {}
        """Why, and for how many seconds, it has to wait: what is not kept yet."""

    @property
    def at_once(self) -> int:
        """One until the platform has taken one, so that a bad token costs one request."""
        return self._pace.at_once if self.proven else 1

    @property
    def batch(self) -> int:
        """How many are claimed together: after a death each of them is looked for."""
        return max(self._pace.at_once, SMALLEST_BATCH)

    @property
    def rate(self) -> float:
        """Messages a second, as of now."""
        return 1 / self._rate.every

    def stopped(self, *, first_contacts: bool = False) -> Stop | None:
        """Why nothing is sent; or, with `first_contacts`, nothing to those who never got a message."""
        stop = self._stops.get(first_contacts)
        if stop and stop.until <= self._now():
            del self._stops[first_contacts]
            log.warning("a rate domain goes on", extra={"domain": self.name, "first_contacts": first_contacts})
            return None
        return stop

    def wait(self) -> float:
        """Seconds until a message may go out; infinite where only a restart helps."""
        stop = self.stopped()
        return max(self._rate.wait(self.name), stop.until - self._now() if stop else 0.0)

    def wait_in(self, channel: str) -> float:
        """The same for one channel, its domain apart."""
        return self._channels.wait(channel)

    def take(self, channel: str = "") -> bool:
        """Counts a request that is made now, perhaps for a channel; false where it has to wait, and is not counted."""
        if self.wait() or self.wait_in(channel):
            return False
        self._rate.take(self.name)
        self._grow()
        if channel and self._pace.channel_every:
            self._channels.take(channel)
        return True

    def _grow(self) -> None:
        """A minute in which nothing was sent says nothing: one send earns one step."""
        if self._pace.gain and self._now() - self._clean_since >= CLEAN:
            self._clean_since = self._now()
            self._rate.every = 1 / min(self.rate + self._pace.gain, self._pace.most)

    @contextmanager
    def hearing(self, channel: str = "") -> Iterator[None]:
        """Heeds what the platform answers to the request within, and lets it through."""
        try:
            yield
        except RetryLater as error:
            self._hold(error, channel)
            raise
        except Stopped as error:
            self._stop(error)
            raise
        except Undeliverable as error:
            self.proven = True
            if error.forbidden:
                self._count_forbidden()
            raise
        self.proven = True

    def _hold(self, error: RetryLater, channel: str) -> None:
        """Where there is no pace there is no domain either: whoever was refused waits alone."""
        if not self.paced:
            return
        wait = max(error.after, SHORTEST_WAIT).total_seconds()
        if error.scope == "channel" and channel:
            self._channels.hold(channel, wait)
            return
        held = self._rate.wait(self.name) > self._rate.every
        if self._pace.gain and not held:  # of several on their way at once the first refusal counts
            self._rate.every = 1 / max(self.rate / 2, self._pace.rate * LEAST)
        if wait > LONGEST:
            self.news["wait"] = (TOLD_TO_WAIT, wait)
        self._clean_since = self._now() + wait
        self._rate.hold(self.name, wait)
        log.warning("a rate domain has to wait", extra={"domain": self.name, "seconds": wait, "rate": self.rate})

    def _stop(self, error: Stopped) -> None:
        """Of several reasons the one that lasts longest is kept, and each stop is logged once."""
        until = self._now() + (error.after.total_seconds() if error.after is not None else inf)
        known = self.stopped(first_contacts=error.first_contacts)
        if not known:
            about = {"domain": self.name, "why": error.reason, "first_contacts": error.first_contacts}
            log.error("a rate domain stopped", extra=about | {"seconds": until - self._now()})
        if not known or until > known.until:
            self._stops[error.first_contacts] = Stop(error.reason, until)
            self.news["first contacts" if error.first_contacts else "all"] = (error.reason, until - self._now())

    def recall(self, kind: StopKind, reason: str, left: float) -> None:
        """What was kept holds on, for as many seconds as are left."""
        if kind == "wait":
            self._rate.hold(self.name, left)
            return
        known, until = self.stopped(first_contacts=kind == "first contacts"), self._now() + left
        if not known or until > known.until:
            self._stops[kind == "first contacts"] = Stop(reason, until)

    def resume(self) -> None:
        """What had no end is over: there is another token."""
        for first_contacts in [each for each, stop in self._stops.items() if stop.until == inf]:
            del self._stops[first_contacts]
            log.warning("a rate domain goes on", extra={"domain": self.name, "first_contacts": first_contacts})

    def _count_forbidden(self) -> None:
        self._forbidden.append(self._now())
        full = len(self._forbidden) > FORBIDDEN
        if full and self._now() - self._forbidden[0] <= WINDOW.total_seconds():
            self._stop(Stopped(f"more than {FORBIDDEN} refusals in {WINDOW.seconds // 60} minutes", WINDOW))
