"""Of several processes on one database exactly one serves a rate domain; the others stand by and take over."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.store.database import Database

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two looks: how long a take-over takes after the other process died."""


class Ownership:
    """A rate domain is what a platform counts requests by: one Discord token, one Slack app in one workspace."""

    def __init__(self, database: Database, every: float = EVERY) -> None:
        self._database = database
        self._every = every

    async def of(self, domain: str) -> bool:
        """Asked before each batch that is sent."""
        return await self._database.owns(domain)

    async def serve(self, domain: str, work: Callable[[], Awaitable[None]]) -> None:
        """Works as long as the domain is this process's own; stands by before that, and again if it is lost."""
        while True:
            if not await self.of(domain):
                log.info("standing by", extra={"domain": domain})
                await self._until(domain, owned=True)
            log.info("serving", extra={"domain": domain})
            working = asyncio.ensure_future(work())
            losing = asyncio.create_task(self._until(domain, owned=False))
            try:
                await asyncio.wait((working, losing), return_when=asyncio.FIRST_COMPLETED)
                if working.done():
                    return working.result()
                log.warning("not ours any more", extra={"domain": domain})
            finally:
                working.cancel()
                losing.cancel()
                await asyncio.gather(working, losing, return_exceptions=True)

    async def _until(self, domain: str, *, owned: bool) -> None:
        """Asking is also what keeps the domain: a process that no longer asks is taken for dead."""
        while await self.of(domain) is not owned:  # noqa: ASYNC110 - the other end is another process
            await asyncio.sleep(self._every)
