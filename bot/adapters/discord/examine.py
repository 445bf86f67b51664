"""Whether Discord would let Milepost work: asked beside a running one, without a connection to the gateway."""

import asyncio
from collections.abc import AsyncIterator, Iterable

import discord

from bot.adapters.discord.sending import missing
from bot.adapters.discord.wire import LOST
from bot.core.ports import Check
from bot.core.text import counted, listed, plain

PATIENCE = 20.0
"""Seconds for all questions."""

REFUSED = "Discord refuses DISCORD_TOKEN. Copy the token anew from its application, under Bot, and restart."
AWAY = "Discord cannot be reached from here, so it is not looked at."
LET_IN = "invite me with the link in the README"


async def examine(token: str, guilds: Iterable[int], channels: Iterable[tuple[str, str, str]]) -> list[Check]:
    """`guilds`: where the commands are registered, if not everywhere. `channels`: topic, guild and channel of each."""
    try:
        async with asyncio.timeout(PATIENCE), discord.Client(intents=discord.Intents.none()) as client:
            await client.login(token)
            return [each async for each in _examined(client, guilds, channels)]
    except discord.LoginFailure:
        return [Check(REFUSED, needs_you=True)]
    except LOST:
        return [Check(AWAY)]
    except discord.HTTPException as error:
        return [Check(f"Discord refuses to say how it is ({error.code}).", needs_you=True)]


async def _examined(
    client: discord.Client, guilds: Iterable[int], channels: Iterable[tuple[str, str, str]]
) -> AsyncIterator[Check]:
    about = await client.application_info()
    yield Check(f"Discord takes the token of {plain(about.name, 60)}; it needs no privileged intent.")
    joined = [each.name async for each in client.fetch_guilds(limit=200)]
    where = f"In {counted(len(joined), 'server')}: {listed([plain(each, 40) for each in joined[:5]])}."
    yield Check(where) if joined else Check(f"In no server: {LET_IN}.", needs_you=True)
    for guild in tuple(guilds) or (None,):
        yield await _commands(client, guild)
    for topic, space, channel in channels:
        yield await _channel(client, topic, int(space), int(channel))


async def _commands(client: discord.Client, guild: int | None) -> Check:
    """Milepost registers them all at once, so that there are all or none."""
    application = client.application_id or 0
    where = f" in the server {guild}" if guild else ""
    try:
        if guild:
            found = await client.http.get_guild_commands(application, guild)
        else:
            found = await client.http.get_global_commands(application)
    except discord.Forbidden:
        return Check(f"The commands{where} cannot be seen: {LET_IN}.", needs_you=True)
    if not found:
        return Check(f"No commands are registered{where}: start milepost run, and look into its log.", needs_you=True)
    return Check(f"{counted(len(found), 'command')} registered{where}.")


async def _channel(client: discord.Client, topic: str, space: int, id: int) -> Check:
    """What is missing in a channel of `/setup`, and how to mend it."""
    try:
        guild = await client.fetch_guild(space, with_counts=False)
        channel = await guild.fetch_channel(id)
        me = await guild.fetch_member(client.user.id if client.user else 0)
    except (discord.NotFound, discord.Forbidden) as error:
        return Check(f"The channel for {topic} ({id}) is gone or hidden ({error.code}): choose one with /setup.", True)
    name = f"#{plain(channel.name, 60)}"
    if lacks := missing(channel, me):
        return Check(f"{name} ({topic}): allow me {listed(lacks)}, in the channel's permissions.", needs_you=True)
    return Check(f"{name} ({topic}) can be written to.")
