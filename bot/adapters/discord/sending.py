"""The pen: posts what nobody asked for, finds it again, and says whether a channel can be written to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import aiohttp
import discord
from discord.http import Route

from bot.adapters.discord import wire
from bot.adapters.discord.heard import marks
from bot.adapters.discord.refusals import ONCE, refusal
from bot.adapters.discord.render import address_of, calling, mark_of, message, nonce
from bot.adapters.discord.rights import NEEDED, missing
from bot.core.model import Card, Place
from bot.core.ports import Access, Undeliverable, Unknown
from bot.core.text import listed
from bot.core.when import dated

PAGE = 100
"""Messages of a channel that are looked through at once."""

LEFT = "removed from the server"


class Pen:
    """Posts each delivery with a nonce made of its id, and with its mark in a button."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        if self._left(place):
            raise Undeliverable(LEFT)
        drawn = message(card, address_of(place.space) if place.direct else "", mark_of(delivery_id))
        if place.person:
            await self._expect(place.space, place.person)
            drawn = calling(drawn, place.person)
        params = wire.parameters(drawn, nonce=nonce(delivery_id), enforce_nonce=True)
        sent = {"files": params.files, "form": params.multipart} if params.files else {"json": params.payload}
        async with _translated():
            posted = await self._request("POST", place, **sent)
            return str(posted["id"])

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        """Where Discord shows no history, nothing would be found; so that is an unknown outcome.

        Of a channel that is not there any more, Discord says so itself.
        """
        if self._left(place):
            raise Undeliverable(LEFT)
        if self._channel(place) and "Read Message History" in self._missing(place):
            raise Unknown
        after = discord.utils.time_snowflake(since)
        async with _translated():
            while page := await self._request("GET", place, params={"limit": PAGE, "after": after}):
                for each in page:
                    if mark_of(delivery_id) in marks(each["components"]):
                        return str(each["id"])
                after = max(int(each["id"]) for each in page)
        return None

    async def _request(self, method: str, place: Place, **more: Any) -> Any:
        route = Route(method, "/channels/{channel_id}/messages", channel_id=int(place.channel))
        return await self._client.http.request(route, trace_request_ctx=ONCE, **more)

    async def _expect(self, space: str, person: str) -> None:
        """Nobody is called by name where they are not any more: then Discord says 10007 (unknown member)."""
        route = Route("GET", "/guilds/{guild_id}/members/{user_id}", guild_id=int(space), user_id=int(person))
        async with _translated():
            await self._client.http.request(route, trace_request_ctx=ONCE)

    async def time(self) -> datetime | None:
        """What time it is at Discord, by the date of an answer for which it wants no token."""
        async with _translated(), aiohttp.ClientSession() as session, session.get(f"{Route.BASE}/gateway") as reply:
            return dated(reply.headers)

    async def access(self, place: Place) -> Access:
        channel = self._channel(place)
        if channel is None:
            return Access(name="that channel", mend="it is gone, or kept from me; choose another one.")
        name = f"#{channel}"
        missing = self._missing(place)
        if not missing:
            return Access(name=name)
        return Access(name=name, mend=f"allow me {listed(missing)} there, in the channel's permissions.")

    def _left(self, place: Place) -> bool:
        """Whether the bot was removed from the guild. One that is out of order is known all the same."""
        known = not self._client.is_ready() or self._client.get_guild(int(place.space))
        return not place.direct and not known

    def _channel(self, place: Place) -> discord.abc.GuildChannel | discord.Thread | None:
        """The channel of a guild, if it is seen."""
        found = self._client.get_channel(int(place.channel)) if place.channel.isdecimal() else None
        return found if isinstance(found, discord.abc.GuildChannel | discord.Thread) else None

    def _missing(self, place: Place) -> list[str]:
        """The permissions that the bot lacks there; of a channel that it does not see, all."""
        channel = self._channel(place)
        return missing(channel, channel.guild.me) if channel else list(NEEDED.values())


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    """Discord's refusals as the four that delivery knows. What cannot be read leaves the outcome unknown."""
    try:
        async with asyncio.timeout(wire.PATIENCE):
            yield
    except (*wire.LOST, ValueError, LookupError, TypeError) as error:
        raise Unknown(type(error).__name__) from error
    except discord.HTTPException as error:
        body = {"code": error.code, "message": error.text}
        raise refusal(error.status, error.response.headers, body) from error
