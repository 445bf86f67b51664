"""discord.py's client, made to keep little: no messages, members or views, and no task or object of ours for a guild.

What it does keep are the guilds with their channels and roles, since permissions follow from them.
"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, NamedTuple

import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.adapters.discord.connection import Connection
from bot.adapters.discord.hear import Ear
from bot.adapters.discord.refusals import hearing
from bot.adapters.discord.wire import Interaction
from bot.core.errors import trace

log = logging.getLogger(__name__)

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
"""None is privileged: what mentions the bot and what is written to it directly carries its text."""

APART = 5.0
"""Seconds between two shards that say who we are, as Discord wants it of a bot with a `max_concurrency` of 1."""

DOUBLINGS = 6
"""Of the longest wait between two tries to connect again, from a second on: 64. discord.py would go on to 17 minutes,
as long as nobody would be heard after an outage of some hours."""


class Events(NamedTuple):
    """Who is told of what happens."""

    register: Callable[[], Awaitable[None]]
    greet: Callable[[Iterable[discord.Guild]], Awaitable[None]]
    identifying: Callable[[int], Awaitable[None]]
    """A shard is about to say who we are."""
    connection: Connection


class _AgainError(Exception):
    """A connection could not be made."""


class Client(discord.AutoShardedClient):
    """Tells of guilds by the shard: after a start there would else be a task for each of them."""

    ear: Ear

    def __init__(self, events: Events) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nothing is said aloud here
        super().__init__(
            intents=INTENTS,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            http_trace=hearing(),
        )
        self._connection.parsers = {name: _passing_over(name, read) for name, read in self._connection.parsers.items()}
        self._to = events
        self._launching = False
        self._parse_ready = self._connection.parsers["READY"]
        self._connection.parsers["READY"] = self._begin_session
        self._parse_guild_create = self._connection.parsers["GUILD_CREATE"]
        self._connection.parsers["GUILD_CREATE"] = self._come_to_know

    async def setup_hook(self) -> None:
        await self._to.register()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        if not initial:
            await asyncio.sleep(APART)
        await self._to.identifying(shard_id or 0)

    async def launch_shard(self, gateway: URL, shard_id: int, *, initial: bool = False) -> None:
        """Until it is connected. discord.py calls itself after each failure, each time one call deeper."""
        if self._launching:
            raise _AgainError
        self._launching = True
        try:
            while not await self._launched(gateway, shard_id, initial):
                initial = False
        finally:
            self._launching = False

    async def _launched(self, gateway: URL, shard_id: int, initial: bool) -> bool:
        try:
            await super().launch_shard(gateway, shard_id, initial=initial)
        except _AgainError as again:
            self._to.connection.failed(shard_id, again.__context__)
            return False
        if shard := self.get_shard(shard_id):
            shard._parent._backoff._max = DOUBLINGS
        return True

    def _begin_session(self, ready: Any) -> None:
        """discord.py would go on to know the guilds that it was removed from while it was not connected."""
        still = {int(each["id"]) for each in ready["guilds"]}
        for guild in self.guilds:
            if guild.shard_id == ready["shard"][0] and guild.id not in still:
                self._connection._remove_guild(guild)
        self._parse_ready(ready)

    def _come_to_know(self, guild: Any) -> None:
        """Whichever was not known was joined, also during an outage of it: then discord.py would not say so."""
        known = self.get_guild(int(guild["id"]))
        self._parse_guild_create(guild)
        if not known and (joined := self.get_guild(int(guild["id"]))):
            self.dispatch("new_guild", joined)

    async def on_shard_ready(self, shard_id: int) -> None:
        """Also those guilds are known now that were joined while nothing ran here."""
        await self._to.connection.back(shard_id)
        await self._to.greet([each for each in self.guilds if each.shard_id == shard_id])

    async def on_shard_resumed(self, shard_id: int) -> None:
        await self._to.connection.back(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        await self._to.connection.lost(shard_id)

    async def on_new_guild(self, guild: discord.Guild) -> None:
        await self._to.greet([guild])

    async def on_interaction(self, interaction: Interaction) -> None:
        await self.ear.interaction(interaction)

    async def on_message(self, message: discord.Message) -> None:
        await self.ear.message(message)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        error = sys.exception()
        log.error("an event broke", extra={"of": event_method}, exc_info=trace(error) if error else None)


def _passing_over(event: str, read: Callable[[Any], None]) -> Callable[[Any], None]:
    """An event that discord.py cannot read would end the connection, and Milepost with it."""

    def readable(data: Any) -> None:
        try:
            read(data)
        except Exception as error:  # whatever Discord sends, and whatever discord.py makes of it
            log.error("an event cannot be read", extra={"of": event}, exc_info=trace(error))

    return readable


def keep_quiet() -> None:
    """discord.py logs what members write, and each try to connect with a traceback; what counts we log ourselves."""
    logging.getLogger("discord").setLevel(logging.WARNING)
    logging.getLogger("discord.shard").setLevel(logging.CRITICAL)


def point_at(api_base: str, gateway_url: str) -> None:
    """For rehearsals: another server in Discord's place. Settings let only this machine be named."""
    if api_base:
        Route.BASE = api_base.rstrip("/")
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)
