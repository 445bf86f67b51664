"""Discord: one client that hears and posts, without any privileged intent."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, Protocol

import discord

from bot.adapters.discord.client import Client, Events, keep_quiet
from bot.adapters.discord.commands import definitions, digest, named, note, registered
from bot.adapters.discord.connection import Connection
from bot.adapters.discord.hear import Ear
from bot.adapters.discord.identifies import Identifies
from bot.adapters.discord.opening import Opening
from bot.adapters.discord.people import PLATFORM, Meet, People
from bot.adapters.discord.sending import Pen
from bot.clock import SystemClock
from bot.core.dispatch import Dispatch
from bot.core.model import Card, Place
from bot.core.pace import DISCORD
from bot.core.ports import Access
from bot.store import Members, Notes, Stops

log = logging.getLogger(__name__)

FINISHED = 10.0
"""Seconds for what was acknowledged, once it has to end."""


class Hello(Protocol):
    """How new guilds are greeted, each once ever."""

    async def new(self, platform: str, spaces: Iterable[str]) -> list[str]:
        """Those of the spaces that were never greeted."""

    async def joined(self, place: Place) -> None:
        """Says hello there."""


class Memory(NamedTuple):
    """What outlasts a restart; `meet` remembers somebody in a space."""

    members: Members
    notes: Notes
    stops: Stops
    meet: Meet


class Discord:
    """The platform."""

    platform = PLATFORM
    pace = DISCORD

    def __init__(
        self,
        mentor: Dispatch,
        memory: Memory,
        hello: Hello,
        token: str,
        guilds: tuple[int, ...] = (),
    ) -> None:
        """`guilds`: where the commands are registered while they are developed; else they are everywhere."""
        keep_quiet()
        self._commands = definitions(mentor.commands)
        self._notes = memory.notes
        self._hello = hello
        self._guilds = guilds
        self._connection = Connection(memory.stops, SystemClock())
        identifies = Identifies(memory.notes, SystemClock())
        self.client = Client(Events(self._register, self._greet, identifies.count, self._connection))
        self.client.ear = self._ear = Ear(self.client, mentor, People(self.client, memory.members.homes, memory.meet))
        self._pen = Pen(self.client)
        self._opening = Opening(self.client, token, identifies, self._connection)

    async def run(self) -> None:
        """Until cancelled; what was acknowledged by then is answered. Raises `CannotStart` for a wrong token."""
        self._ear.begin()
        try:
            await self._opening.connect()
        finally:
            await self._ear.finish(FINISHED)
            await self.client.close()

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        return await self._pen.send(place, card, delivery_id)

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        return await self._pen.look(place, delivery_id, since)

    async def access(self, place: Place) -> Access:
        return await self._pen.access(place)

    async def time(self) -> datetime | None:
        return await self._pen.time()

    async def _register(self) -> None:
        """The commands, where they are not registered as they are now, or somebody took some away."""
        http, application, payload = self.client.http, self.client.application_id or 0, self._commands
        for guild in self._guilds or (None,):
            name = note(application, guild)
            try:
                same = await self._notes.text(name) == digest(payload)
                if same and named(await registered(http, application, guild)) == named(payload):
                    continue
                await self._put(payload, guild)
            except discord.HTTPException as error:
                log.error("the commands could not be registered", extra={"status": error.status, "code": error.code})
            else:
                await self._notes.keep_text(name, digest(payload))

    async def _put(self, payload: list[dict[str, Any]], guild: int | None) -> None:
        http, application = self.client.http, self.client.application_id or 0
        if guild is None:
            await http.bulk_upsert_global_commands(application, payload)
        else:
            await http.bulk_upsert_guild_commands(application, guild, payload)

    async def _greet(self, guilds: Iterable[discord.Guild]) -> None:
        """In the system channel, or the first one where the bot may write; without one, after a later start."""
        known = {str(each.id): each for each in guilds}
        for space in await self._hello.new(PLATFORM, known):
            if channel := _open(known[space]):
                await self._hello.joined(Place(platform=PLATFORM, space=space, channel=str(channel.id)))


def _open(guild: discord.Guild) -> discord.TextChannel | None:
    channels = ([guild.system_channel] if guild.system_channel else []) + guild.text_channels
    return next((each for each in channels if _may_write(each.permissions_for(guild.me))), None)


def _may_write(may: discord.Permissions) -> bool:
    return may.view_channel and may.send_messages and may.embed_links
