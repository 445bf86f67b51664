"""Who somebody on Discord is: their space, which a direct conversation does not say, and how to write to them."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable

import discord

from bot.adapters.discord.wire import LOST
from bot.core.model import Person

log = logging.getLogger(__name__)

PLATFORM = "discord"

Homes = Callable[[str, str], Awaitable[dict[str, str | None]]]
"""The spaces in which a user of a platform is known, the first first, and their direct conversation."""

REMEMBERED = 10_000
"""Conversations that were opened; of another person it is asked again, and Discord gives the same."""

User = discord.User | discord.Member


class Nowhere(Exception):
    """Somebody wrote directly, is known nowhere, and may belong to any of several communities."""


class People:
    """Gives the person behind a user. Of whoever wrote in a guild, the guild is their space."""

    def __init__(self, client: discord.Client, homes: Homes) -> None:
        self._client = client
        self._homes = homes
        self._opened: OrderedDict[int, str] = OrderedDict()

    def at_hand(self, user: User, space: str) -> Person:
        """What is known without any wait. `space` is empty where it is not said."""
        guilds = self._client.guilds
        only = str(guilds[0].id) if len(guilds) == 1 else ""
        roles = tuple(str(role.id) for role in user.roles) if isinstance(user, discord.Member) else ()
        admin = isinstance(user, discord.Member) and _permissions(user).manage_guild
        return Person(
            platform=PLATFORM, space=space or only, id=str(user.id), name=user.display_name, admin=admin, roles=roles
        )

    async def person(self, user: User, space: str, *, writes: bool = False) -> Person:
        """With `writes`, the direct conversation is opened too. Raises `Nowhere` where the space cannot be known."""
        known = await self._homes(PLATFORM, str(user.id))
        person = self.at_hand(user, space or next(iter(known), ""))
        if not person.space:
            raise Nowhere
        direct = next((channel for channel in known.values() if channel), "")
        if writes and not direct:
            direct = await self._open(user.id)
        return person.model_copy(update={"direct": direct})

    async def _open(self, user_id: int) -> str:
        """The channel of the conversation with them, which their own click opens; empty where Discord refuses."""
        if user_id not in self._opened:
            try:
                channel = await self._client.http.start_private_message(user_id)
            except (discord.HTTPException, *LOST) as error:
                code = error.code if isinstance(error, discord.HTTPException) else 0
                log.warning("no direct conversation", extra={"code": code, "error": type(error).__name__})
                return ""
            self._opened[user_id] = str(channel["id"])
            if len(self._opened) > REMEMBERED:
                self._opened.popitem(last=False)
        return self._opened[user_id]


def _permissions(member: discord.Member) -> discord.Permissions:
    """With an interaction Discord says what the member may; else their roles say it."""
    return member.resolved_permissions or member.guild_permissions
