"""What helps somebody who is typing is worth having only at once; a slow store costs them the help and nothing else."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import TypeVar

from bot.core.errors import trace

log = logging.getLogger(__name__)

SOON = 0.5
"""Seconds: both platforms take an answer to whoever types for three."""

Found = TypeVar("Found")


class Soon:
    """Gives what is found in time. What takes longer is left to finish, since a store is not interrupted."""

    def __init__(self, within: float | None = None) -> None:
        self._within = SOON if within is None else within
        self._late = set[asyncio.Task[object]]()

    async def or_else(self, instead: Found, work: Awaitable[Found]) -> Found:
        """What comes of the work; never raises."""
        task = asyncio.ensure_future(work)
        self._late.add(task)
        task.add_done_callback(self._done)
        await asyncio.wait({task}, timeout=self._within)
        return task.result() if task.done() and not task.cancelled() and not task.exception() else instead

    def _done(self, task: "asyncio.Task[object]") -> None:
        self._late.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.warning("no help for whoever types", exc_info=trace(error))
