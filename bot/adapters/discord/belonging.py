"""What somebody is in a guild, which a direct conversation does not say: asked of Discord anew each time.

So whoever is made a mentor is one from then on, and whoever is one no more is refused with the next thing they do.
"""

import asyncio
from collections.abc import Iterable

import discord

from bot.adapters.discord.render import BUTTON, CHOSEN, ROW, STYLES, Payload, address_of
from bot.adapters.discord.wire import LOST
from bot.core.model import CODE_LIMIT, Card, pressed
from bot.core.text import one_line, shortened

PATIENCE = 0.8
"""Seconds. A form has to open within three of being asked for."""

MOST_ASKED = 10
"""Of a bot in more guilds nobody can be looked for in all of them."""

SHOWN = 5
"""Buttons in a row."""

UNSURE = Card(
    title="I cannot see who you are just now",
    text="Discord does not say in time what you may do in your community. Nothing was changed; try again in a minute.",
)
WHICH = Card(
    title="Which community is this about?",
    text="I am in several of yours. I remember the one that you choose here.",
)
WHERE_FROM = Card(
    title="Where do you belong?",
    text="I cannot tell which community you are in. Use /start or /settings in yours once; then write to me here.",
)


class UnsureError(Exception):
    """Discord did not say it, or not in time."""


class Belonging:
    """Members are not kept, and no privileged intent is needed to ask for one."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def member(self, space: str, user_id: int) -> discord.Member | None:
        """Their roles in a guild; none if they are not in it. Raises `UnsureError`."""
        guild = self._client.get_guild(int(space))
        if guild is None:
            raise UnsureError
        try:
            async with asyncio.timeout(PATIENCE):
                return await guild.fetch_member(user_id)
        except discord.NotFound:
            return None
        except (discord.HTTPException, *LOST) as error:
            raise UnsureError from error

    async def shared(self, user_id: int) -> list[discord.Guild]:
        """The guilds that they are in, too; none of a bot that is in too many."""
        guilds = self._client.guilds
        if len(guilds) > MOST_ASKED:
            return []
        asked = (self.member(str(each.id), user_id) for each in guilds)
        found = await asyncio.gather(*asked, return_exceptions=True)
        return [guild for guild, member in zip(guilds, found, strict=True) if isinstance(member, discord.Member)]


def choice(guilds: Iterable[discord.Guild], code: str) -> Payload:
    """A button for each guild, which does what was asked for there; what is too long for it is asked for again."""
    named = sorted(guilds, key=lambda each: each.name.casefold())[:SHOWN]
    buttons = [
        {"type": BUTTON, "style": STYLES["plain"], "label": _named(each), "custom_id": _chosen(code, each)}
        for each in named
    ]
    return {"components": [{"type": ROW, "components": buttons}]}


def _named(guild: discord.Guild) -> str:
    return shortened(one_line(guild.name), 75) or str(guild.id)


def _chosen(code: str, guild: discord.Guild) -> str:
    suffix = address_of(str(guild.id)) + CHOSEN
    return (code if len(code + suffix) <= CODE_LIMIT else pressed(code)[0]) + suffix
