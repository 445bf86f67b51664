"""APScheduler runs the planner and the sender every few seconds; it is a clock, nothing more.

It never sees a member: what is due is in the database, so a missed tick is made up by the next one.
"""

import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import SystemClock

EVERY = 5
"""Seconds between two ticks."""

MOST_OFTEN = 1.0
"""Seconds between two ticks of a rehearsal, in which every second may be an hour."""


class Ticks:
    """Calls `tick` at once and then every few seconds, one call at a time; a fast clock is looked at more often."""

    def __init__(self, tick: Callable[[], Awaitable[object]], speed: float = 1) -> None:
        logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it would log each tick, twice
        logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)  # a tick may outlast others: no news
        logging.getLogger("apscheduler.executors").setLevel(logging.WARNING)  # nor that there was one
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            tick,
            "interval",
            seconds=max(EVERY / max(speed, 1), MOST_OFTEN),
            next_run_time=SystemClock().now(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
