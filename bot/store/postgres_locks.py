"""Which rate domains this process owns: PostgreSQL's advisory locks, held by one connection that shows it is alive."""

import asyncio
import hashlib
from typing import Any

import asyncpg

from bot.store.postgres_refusals import UNABLE

SILENCE = 15
"""Seconds without a word after which PostgreSQL ends the connection, and with it the locks: whoever is frozen, or cut
off, no longer owns anything. (`idle_session_timeout`, of PostgreSQL 14.)"""

SESSION = {
    "application_name": "milepost locks",
    "idle_session_timeout": str(SILENCE * 1000),
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
}


def key(name: str) -> int:
    """The number of an advisory lock: 64 bits with a sign."""
    return int.from_bytes(hashlib.sha256(f"milepost|{name}".encode()).digest()[:8], signed=True)


class Locks:
    """Session locks: they end with the connection, however the process ends."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Any = None
        self._held: set[str] = set()
        self._asking = asyncio.Lock()

    async def hold(self, domain: str) -> bool:
        """Whether the domain's lock is held: taken now if it is free, or shown by a living connection.

        A connection that was lost is made again at once, so that a short break passes unnoticed if nobody came in.
        """
        async with self._asking:
            for _ in range(2):
                try:
                    return await self._hold(domain)
                except UNABLE:
                    self._drop()
            return False

    async def _hold(self, domain: str) -> bool:
        if self._connection is None or self._connection.is_closed():
            self._drop()
            self._connection = await asyncpg.connect(self._url, server_settings=SESSION, timeout=5, command_timeout=5)
        if domain in self._held:
            await self._connection.execute("select 1")
        elif await self._connection.fetchval("select pg_try_advisory_lock($1)", key(domain)):
            self._held.add(domain)
        return domain in self._held

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._connection = None
        self._held.clear()

    async def close(self) -> None:
        """The locks are free when this returns."""
        async with self._asking:
            try:
                if self._connection is not None and not self._connection.is_closed():
                    await self._connection.execute("select pg_advisory_unlock_all()")
                    await self._connection.close(timeout=5)
            except UNABLE:
                pass
            self._drop()
