"""From nothing to a connection: as often as it takes until Discord is there, and not more often than it allows."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import discord

from bot.adapters.discord.client import Client
from bot.adapters.discord.connection import Connection
from bot.adapters.discord.identifies import Identifies, Limits
from bot.adapters.discord.wire import LOST
from bot.core.errors import CannotStart

log = logging.getLogger(__name__)

Given = TypeVar("Given")

FAILED = (*LOST, discord.HTTPException)
"""What may pass by itself: Discord is not there, or not well."""

SHORTEST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds between two tries."""

TOO_FEW_SHARDS = 4011
CLOSED = {
    4004: "the token was reset: copy the token anew from its application",
    TOO_FEW_SHARDS: "it wants more shards, and is asked how many when it is tried again",
}
"""What to do about a code with which Discord closes a connection and wants no other one."""
ASK = "see the close codes of its gateway"


class Opening:
    """Once connected, discord.py itself sees to it that we are again after each loss."""

    def __init__(self, client: Client, token: str, identifies: Identifies, connection: Connection) -> None:
        self._client = client
        self._token = token
        self._identifies = identifies
        self._connection = connection

    async def connect(self) -> None:
        """Until the client is closed. Raises `CannotStart` for a wrong token."""
        if self._client.is_closed():
            await self._open_again()
        try:
            await self._insist(self._log_in)
            await self._wait()
            await self._client.connect()
        except discord.PrivilegedIntentsRequired:
            raise CannotStart("Discord refuses an intent that is free to all; is this the right token?") from None
        except discord.LoginFailure:
            raise CannotStart("Discord refuses DISCORD_TOKEN; copy the token anew from its application") from None
        except discord.ConnectionClosed as error:
            why = CLOSED.get(error.code, ASK)
            what = f"Discord closed the connection for good ({error.code})"
            raise CannotStart(f"{what}; {why}", passing=error.code == TOO_FEW_SHARDS) from None

    async def _open_again(self) -> None:
        """It served before, and lost its domain to another process which gave it back, or could not go on."""
        self._client.clear()
        self._forget_connector()
        await self._client._async_setup_hook()  # in the queue of its events stands that it was closed

    async def _log_in(self) -> None:
        """Its own failures leave it without a session."""
        try:
            await self._client.login(self._token)
        except FAILED:
            await self._client.http.close()
            self._forget_connector()
            raise

    def _forget_connector(self) -> None:
        """It is closed, and is made anew only where there is none."""
        self._client.http.connector = discord.utils.MISSING

    async def _wait(self) -> None:
        """Discord is asked again after each wait. Sending needs none of it, and goes on."""
        while True:
            limits = await self._insist(self._limits)
            self._client.shard_count = limits.shards
            await self._connection.opening(range(limits.shards))
            seconds, reason = await self._identifies.to_wait(limits)
            if not seconds:
                return
            await self._connection.wait(reason, seconds)

    async def _limits(self) -> Limits:
        try:
            shards, _, told = await self._client.http.get_bot_gateway()
        except discord.GatewayNotFound as error:
            raise ConnectionError("no gateway") from error
        return Limits(shards, told["total"], told["remaining"], told["reset_after"] / 1000)

    async def _insist(self, ask: Callable[[], Awaitable[Given]]) -> Given:
        wait, known = SHORTEST_WAIT, False
        while True:
            try:
                given = await ask()
            except FAILED as error:
                if not known:
                    log.warning("Discord is not there", extra={"error": type(error).__name__})
                known = True
            else:
                if known:
                    log.warning("Discord is there again")
                return given
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
