"""Discord: one client that hears and posts, without any privileged intent."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, NamedTuple

import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.adapters.discord.commands import definitions, digest
from bot.adapters.discord.hear import Ear
from bot.adapters.discord.homes import PLATFORM, People
from bot.adapters.discord.identifies import Identifies
from bot.adapters.discord.refusals import hearing
from bot.adapters.discord.sending import Pen
from bot.adapters.discord.wire import LOST, Interaction
from bot.clock import SystemClock
from bot.core.dispatch import Dispatch
from bot.core.errors import CannotStart, trace
from bot.core.model import Card, Place
from bot.core.pace import DISCORD
from bot.core.ports import Access
from bot.store import Members, Notes, Stops

log = logging.getLogger(__name__)

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
"""None is privileged: what mentions the bot and what is written to it directly carries its text."""

SHORTEST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds between two tries to log in."""

TOO_FEW_SHARDS = 4011
CLOSED = {
    4004: "the token was reset: copy the token anew from its application",
    TOO_FEW_SHARDS: "it wants more shards, and is asked how many when it is tried again",
}
"""What to do about a code with which Discord closes a connection and wants no other one."""
ASK = "see the close codes of its gateway"

FINISHED = 10.0
"""Seconds for what was acknowledged, once it has to end."""

Joined = Callable[[Place], Awaitable[None]]
Greet = Callable[[discord.Guild], Awaitable[None]]
Register = Callable[[], Awaitable[None]]
Identifying = Callable[[int], Awaitable[None]]
"""A shard is about to say who we are."""


class Client(discord.AutoShardedClient):
    """discord.py, keeping no messages, members or views."""

    ear: Ear

    def __init__(self, register: Register, greet: Greet, identifying: Identifying) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nothing is said aloud here
        super().__init__(
            intents=INTENTS,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            http_trace=hearing(),
        )
        self._register, self._greet, self._identifying = register, greet, identifying

    async def setup_hook(self) -> None:
        await self._register()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Five seconds lie between two shards, as Discord wants it."""
        await super().before_identify_hook(shard_id, initial=initial)
        await self._identifying(shard_id or 0)

    async def on_interaction(self, interaction: Interaction) -> None:
        await self.ear.interaction(interaction)

    async def on_message(self, message: discord.Message) -> None:
        await self.ear.message(message)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Also for those that were joined while nothing ran here."""
        await self._greet(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._greet(guild)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        error = sys.exception()
        log.error("an event broke", extra={"event": event_method}, exc_info=trace(error) if error else None)


class Memory(NamedTuple):
    """What outlasts a restart."""

    members: Members
    notes: Notes
    stops: Stops


class Discord:
    """The platform. `joined` greets a place of a guild, once."""

    platform = PLATFORM
    pace = DISCORD

    def __init__(
        self,
        mentor: Dispatch,
        memory: Memory,
        joined: Joined,
        token: str,
        guilds: tuple[int, ...] = (),
    ) -> None:
        """`guilds`: where the commands are registered while they are developed; else they are everywhere."""
        logging.getLogger("discord").setLevel(logging.WARNING)  # below that it logs what members write
        self._commands = definitions(mentor.commands)
        self._notes = memory.notes
        self._say_hello = joined
        self._token = token
        self._guilds = guilds
        self._identifies = Identifies(memory.notes, memory.stops, SystemClock(), lambda: self.client.shard_count or 1)
        self.client = Client(self._register, self._greet, self._identifies.count)
        self.client.ear = self._ear = Ear(self.client, mentor, People(self.client, memory.members.homes))
        self._pen = Pen(self.client)

    async def run(self) -> None:
        """Until cancelled; what was acknowledged by then is answered. Raises `CannotStart` for a wrong token."""
        if self.client.is_closed():  # it ran before
            self.client.clear()
            self._connect_anew()
        try:
            await self._log_in()
            await self._identifies.allowed()
            await self.client.connect()
        except discord.PrivilegedIntentsRequired:
            raise CannotStart("Discord refuses an intent that is free to all; is this the right token?") from None
        except discord.ConnectionClosed as error:
            why = CLOSED.get(error.code, ASK)
            what = f"Discord closed the connection for good ({error.code})"
            raise CannotStart(f"{what}; {why}", passing=error.code == TOO_FEW_SHARDS) from None
        finally:
            await self._ear.finish(FINISHED)
            await self.client.close()

    async def _log_in(self) -> None:
        """As often as it takes until Discord is there; once connected, discord.py itself sees to that."""
        wait = SHORTEST_WAIT
        while True:
            try:
                return await self.client.login(self._token)
            except discord.LoginFailure:
                raise CannotStart("Discord refuses DISCORD_TOKEN; copy the token anew from its application") from None
            except (*LOST, discord.HTTPException) as error:
                log.warning("Discord is not there", extra={"error": type(error).__name__, "again_in": wait})
            await self.client.http.close()
            self._connect_anew()
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    def _connect_anew(self) -> None:
        """What held the connections is closed, and is made only where there is none."""
        self.client.http.connector = discord.utils.MISSING

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        return await self._pen.send(place, card, delivery_id)

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        return await self._pen.look(place, delivery_id, since)

    async def access(self, place: Place) -> Access:
        return await self._pen.access(place)

    async def time(self) -> datetime | None:
        return await self._pen.time()

    async def _register(self) -> None:
        """The commands, where they are not registered as they are now."""
        application, payload = self.client.application_id, self._commands
        for guild in self._guilds or (None,):
            name = f"discord commands of {application} in {guild or 'all guilds'}"
            if await self._notes.marked(name) == digest(payload):
                continue
            try:
                await self._put(payload, guild)
            except discord.HTTPException as error:
                log.error("the commands could not be registered", extra={"status": error.status, "code": error.code})
            else:
                await self._notes.mark(name, digest(payload))

    async def _put(self, payload: list[dict[str, Any]], guild: int | None) -> None:
        http, application = self.client.http, self.client.application_id or 0
        if guild is None:
            await http.bulk_upsert_global_commands(application, payload)
        else:
            await http.bulk_upsert_guild_commands(application, guild, payload)

    async def _greet(self, guild: discord.Guild) -> None:
        """In the system channel, or the first one where the bot may write."""
        channels = ([guild.system_channel] if guild.system_channel else []) + guild.text_channels
        open_to_me = (each for each in channels if _may_write(each.permissions_for(guild.me)))
        if channel := next(open_to_me, None):
            await self._say_hello(Place(platform=PLATFORM, space=str(guild.id), channel=str(channel.id)))


def _may_write(may: discord.Permissions) -> bool:
    return may.view_channel and may.send_messages and may.embed_links


def point_at(api_base: str, gateway_url: str) -> None:
    """For rehearsals: another server in Discord's place. Settings let only this machine be named."""
    if api_base:
        Route.BASE = api_base.rstrip("/")
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)
