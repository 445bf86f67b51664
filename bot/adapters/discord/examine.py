"""Whether Discord would let Milepost work: asked beside a running one, without a connection to the gateway."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, NamedTuple

import discord
from discord.http import Route

from bot.adapters.discord.commands import Payload, digest, named, note, registered
from bot.adapters.discord.rights import IN_THREADS, NEEDED, in_channel
from bot.adapters.discord.wire import LOST
from bot.core.ports import Check
from bot.core.text import counted, listed, plain

PATIENCE = 10.0
"""Seconds for each question; they are asked side by side."""

TOKEN = "Token"
COPY = "In the developer portal, under Bot, reset the token, copy it as DISCORD_TOKEN, and restart."
NETWORK = "Look at this machine's network and at discordstatus.com, then try again."

PRIVILEGED = {
    "gateway_presence": "Presence",
    "gateway_guild_members": "Server Members",
    "gateway_message_content": "Message Content",
}
"""Intents by the flags of the application, each of which exists once more as `…_limited`."""

FEW = 0.1
"""Of the connections of a day: fewer that are left are worth a word."""

NAMED = 5
"""Servers and commands that are named; the others are counted."""

Marked = Callable[[str], Awaitable[str | None]]
"""What is noted under a name, if anything."""


class Expected(NamedTuple):
    """Where what is registered: `guilds` are those of the setting, if the commands are not everywhere.

    No commands where nobody knows which there should be.
    """

    commands: list[Payload]
    marked: Marked
    guilds: Sequence[int] = ()


async def examine(token: str, expected: Expected, channels: Iterable[tuple[str, str, str]]) -> list[Check]:
    """`channels`: topic, guild and channel of each."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            async with asyncio.timeout(PATIENCE):
                await client.login(token)
        except discord.LoginFailure:
            return [Check("Discord refuses it.", COPY, "wrong", TOKEN)]
        except LOST:
            return [Check("Discord cannot be reached from here.", NETWORK, "wrong", TOKEN)]
        except discord.HTTPException as error:
            return [_refused(TOKEN, error)]
        return await Examination(client, expected).checks(channels)


def invitation(application: int) -> str:
    """The link by which somebody adds the application to a server, with what it needs there and no more."""
    needed = discord.Permissions(**dict.fromkeys(NEEDED | IN_THREADS, True))
    return discord.utils.oauth_url(application, permissions=needed)


class Examination:
    """Of one application, which has logged in."""

    def __init__(self, client: discord.Client, expected: Expected) -> None:
        assert client.application
        self._client = client
        self._about = client.application
        self._expected = expected
        self._invite = f"Add it with {invitation(self._about.id)}"

    async def checks(self, channels: Iterable[tuple[str, str, str]]) -> list[Check]:
        by_guild = defaultdict[str, list[tuple[str, int]]](list)
        for topic, guild, channel in channels:
            by_guild[guild].append((topic, int(channel)))
        asked = await asyncio.gather(
            _answered("Servers", self._servers()),
            *(_answered("Commands", self._commands(each)) for each in self._expected.guilds or (None,)),
            _answered("Connections", self._connections()),
            *(_answered("Channels", self._channels(int(guild), each)) for guild, each in by_guild.items()),
        )
        name = f"{plain(self._about.name, 60)} ({self._about.id})"
        accepted = Check(f"Discord takes it: it is that of {name}.", name=TOKEN)
        return [accepted, *self._portal(), *(each for some in asked for each in some)]

    def _portal(self) -> list[Check]:
        """What is set in the developer portal."""
        flags = self._about.flags
        on = [name for flag, name in PRIVILEGED.items() if getattr(flags, flag) or getattr(flags, f"{flag}_limited")]
        found = [Check("No privileged one is needed, and none is on.", name="Intents")]
        if on:
            mend = "In the developer portal, under Bot, switch off what nothing else of yours needs."
            found = [Check(f"On, though I need none: {listed(on)}.", mend, "note", "Intents")]
        if self._about.interactions_endpoint_url:
            mend = "In the developer portal, under General Information, clear the Interactions Endpoint URL."
            found.append(Check("Commands and buttons are sent to a web address, not to me.", mend, "wrong", "Portal"))
        if self._about.bot_require_code_grant:
            mend = "In the developer portal, under Bot, switch off Requires OAuth2 Code Grant."
            found.append(Check("Nobody can add me to a server.", mend, "wrong", "Portal"))
        return found

    async def _servers(self) -> list[Check]:
        joined = [plain(each["name"], 40) for each in await self._client.http.get_guilds(200)]
        if not joined:
            return [Check("I am in none.", self._invite, "wrong", "Servers")]
        return [Check(f"I am in {counted(len(joined), 'server')}: {_some(joined)}.", name="Servers")]

    async def _commands(self, guild: int | None) -> list[Check]:
        """Those of this version, those that were registered last, and those that Discord has: all three agree."""
        where, mine = f" in the server {guild}" if guild else "", self._expected.commands
        if not mine:
            return []
        try:
            found = named(await registered(self._client.http, self._about.id, guild))
        except (discord.Forbidden, discord.NotFound):
            mend = f"{self._invite}{', or take it out of DISCORD_GUILDS' if guild else ''}"
            return [Check(f"They cannot be seen{where}.", mend, "wrong", "Commands")]
        known = await self._expected.marked(note(self._about.id, guild))
        if not found and known is None:
            return [Check(f"None is registered yet{where}.", "Milepost does so when it starts.", "note", "Commands")]
        wrong = [f"{_some(sorted(each))} {how}" for each, how in self._differing(found) if each]
        if not wrong and known not in (None, digest(mine)):
            wrong = ["they are those of another version"]
        if wrong:
            mend = "Restart Milepost, which registers them anew."
            return [Check(f"Not as they should be{where}: {listed(wrong)}.", mend, "wrong", "Commands")]
        return [Check(f"All {len(found)} are registered{where}.", name="Commands")]

    def _differing(self, found: set[str]) -> tuple[tuple[set[str], str], tuple[set[str], str]]:
        mine = named(self._expected.commands)
        return (mine - found, "not registered"), (found - mine, "no longer known")

    async def _connections(self) -> list[Check]:
        """How often Milepost may still say who it is; Discord revokes the token of whoever does so too often."""
        told: dict[str, Any] = await self._client.http.request(Route("GET", "/gateway/bot"))
        limit, shards = told["session_start_limit"], told["shards"]
        left, total = limit["remaining"], limit["total"]
        text = f"{left:,} of {total:,} are left for the next hours."
        if left >= total * FEW:
            return [Check(text, name="Connections")]
        mend = "Look into the log for why they are so many."
        return [Check(text, mend, "wrong" if left < shards else "note", "Connections")]

    async def _channels(self, space: int, channels: Sequence[tuple[str, int]]) -> list[Check]:
        try:
            guild = await self._client.fetch_guild(space, with_counts=False)
            me = await guild.fetch_member(self._about.id if self._client.user is None else self._client.user.id)
        except (discord.NotFound, discord.Forbidden):
            return [Check(f"I am not in the server {space}.", self._invite, "wrong", "Channels")]
        asked = (_answered("Channel", in_channel(guild, me, topic, id)) for topic, id in channels)
        return [each for some in await asyncio.gather(*asked) for each in some]


async def _answered(name: str, asking: Awaitable[list[Check]]) -> list[Check]:
    try:
        async with asyncio.timeout(PATIENCE):
            return await asking
    except LOST:
        return [Check("Discord does not answer now; try again in a minute.", state="note", name=name)]
    except discord.HTTPException as error:
        return [_refused(name, error)]


def _refused(name: str, error: discord.HTTPException) -> Check:
    """A refusal that nobody foresaw; its words are Discord's."""
    mend = f"Discord says: {plain(error.text, 200) or 'nothing'}"
    return Check(f"Discord refuses to say how it is ({error.status}, {error.code}).", mend, "wrong", name)


def _some(names: Sequence[str]) -> str:
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    return listed([*names[:NAMED], *more])
