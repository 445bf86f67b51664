"""What time it is. Wall time decides what is due and can be moved; monotonic time cannot."""

import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Protocol


def seconds() -> float:
    """Monotonic time, in seconds since some moment: for pacing, and for how long something took."""
    return time.perf_counter()


def elapsed() -> float:
    """Seconds since some moment that nobody can set, and that count while the machine is suspended, too.

    That is CLOCK_BOOTTIME; where the system has none, monotonic time, which may stand still in a suspension.
    """
    return time.clock_gettime(time.CLOCK_BOOTTIME) if sys.platform == "linux" else time.monotonic()


class Clock(Protocol):
    """Wall time in UTC, always aware."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """Starts at a moment, runs `speed` times as fast as real time, and can be moved forward. Speed 0 stands still."""

    def __init__(self, start: datetime, speed: float = 1.0) -> None:
        self._start = start.astimezone(UTC)
        self.speed = speed
        self._began = seconds()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(seconds() - self._began) * self.speed)

    def __str__(self) -> str:
        """Where it is and how it goes on: `2026-03-28 00:00 UTC, 3600 times as fast as real time`."""
        pace = {0.0: "standing still", 1.0: "as fast as real time"}
        return f"{self.now():%Y-%m-%d %H:%M} UTC, {pace.get(self.speed, f'{self.speed:g} times as fast as real time')}"

    def move_to(self, moment: datetime) -> None:
        """Forward only: a clock that goes back would show the past as the future."""
        if moment > self.now():
            self._start = moment.astimezone(UTC)
            self._began = seconds()


class Deadline:
    """A moment in real time, whatever the wall clock says; nobody moves it, and a suspended machine is late for it."""

    def __init__(self, after: timedelta, now: Callable[[], float] = elapsed) -> None:
        self._now = now
        self._at = now() + after.total_seconds()

    @property
    def passed(self) -> bool:
        return self._now() >= self._at


@lru_cache(maxsize=1024)
def moment(seconds: float) -> datetime:
    """Of UTC seconds, as the database keeps them. Many members have the same."""
    return datetime.fromtimestamp(seconds, UTC)


def written(text: str) -> datetime:
    """A date, or a date and time, as ISO 8601 writes them, with its zone or without one.

    Raises ValueError also for 24:00, which some versions of Python read as the next day, and for a leap second, which
    POSIX time does not have: 23:59:60.
    """
    if re.search(r"[T ]24", text):
        raise ValueError("the last minute of a day is 23:59")
    return datetime.fromisoformat(text)


def moved(text: str) -> MovableClock:
    """`2026-03-28T00:00:00Z`, or with a speed, `2026-03-28T00:00:00Z x3600`. Raises ValueError with what is wrong."""
    found = re.fullmatch(r"(\S+)(?:\s+x(\d+(?:\.\d+)?))?", text.strip())
    try:
        start = _in_utc(written(found.group(1))) if found else None
    except (ValueError, OverflowError):
        start = None
    if found is None or start is None:
        raise ValueError(
            f"'{text}' is no clock; write a date and time such as 2026-03-28T00:00:00Z, optionally ' x3600'"
        )
    return MovableClock(start, float(found.group(2) or 1))


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
