"""Who somebody on Discord is: their space, which a direct conversation does not say, and how to write to them."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress

import discord

from bot.adapters.discord.belonging import Belonging
from bot.adapters.discord.wire import LOST
from bot.core.model import Person, Place
from bot.store import NotWritten

log = logging.getLogger(__name__)

PLATFORM = "discord"

Homes = Callable[[str, str], Awaitable[dict[str, str | None]]]
"""The spaces in which a user of a platform is known, the first first, and their direct conversation."""

Meet = Callable[[Person, Place], Awaitable[None]]

REMEMBERED = 10_000
"""Conversations that were opened; of another person it is asked again, and Discord gives the same."""

User = discord.User | discord.Member


class Nowhere(Exception):
    """Somebody wrote directly, is known nowhere, and may belong to any of several communities."""


class People:
    """Gives the person behind a user. Of whoever wrote in a guild, the guild is their space.

    `meet` remembers somebody in a space.
    """

    def __init__(self, client: discord.Client, homes: Homes, meet: Meet) -> None:
        self._client = client
        self._homes = homes
        self._meet = meet
        self._belonging = Belonging(client)
        self._opened: OrderedDict[int, str] = OrderedDict()

    def at_hand(self, user: User, space: str) -> Person:
        """What is known without any wait. `space` is empty where it is not said."""
        guilds = self._client.guilds
        only = str(guilds[0].id) if len(guilds) == 1 else ""
        person = Person(platform=PLATFORM, space=space or only, id=str(user.id), name=user.display_name)
        return _as(user, person)

    async def person(self, user: User, space: str, *, writes: bool = False, rights: bool = False) -> Person:
        """With `writes`, the direct conversation is opened too; with `rights`, what they may is known in any case.

        Raises `Nowhere` where the space cannot be known, and `UnsureError`.
        """
        known = await self._homes(PLATFORM, str(user.id))
        person = self.at_hand(user, space or next(iter(known), ""))
        if not person.space:
            raise Nowhere
        if rights and not isinstance(user, discord.Member):
            member = await self._belonging.member(person.space, user.id)
            person = _as(member, person) if member else person
        direct = next((channel for channel in known.values() if channel), "")
        if writes and not direct:
            direct = await self._open(user.id)
        return person.model_copy(update={"direct": direct})

    async def shared(self, user: User) -> list[discord.Guild]:
        """The guilds in which both of us are, if they can be known."""
        return await self._belonging.shared(user.id)

    async def remember(self, user: User, place: Place) -> None:
        """They chose this space for what they write directly."""
        with suppress(NotWritten):  # then they are asked again
            await self._meet(self.at_hand(user, place.space), place)

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


def _as(user: User, person: Person) -> Person:
    """With what a guild says of them."""
    if not isinstance(user, discord.Member):
        return person
    roles = tuple(str(role.id) for role in user.roles)
    return person.model_copy(update={"roles": roles, "admin": _permissions(user).manage_guild})


def _permissions(member: discord.Member) -> discord.Permissions:
    """With an interaction Discord says what the member may; else their roles say it."""
    return member.resolved_permissions or member.guild_permissions
