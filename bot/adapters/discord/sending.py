"""The pen: posts what nobody asked for, finds it again, and says whether a channel can be written to."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import aiohttp
import discord
from discord.http import Route

from bot.adapters.discord import wire
from bot.adapters.discord.heard import marks
from bot.adapters.discord.render import address_of, calling, mark_of, message, nonce
from bot.core.model import Card, Place
from bot.core.ports import Access, RetryLater, Stopped, Undeliverable, Unknown
from bot.core.when import dated

PAGE = 100
"""Messages of a channel that are looked through at once."""

NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}
"""Permissions as discord.py names them, and as Discord shows them."""


class Pen:
    """Posts each delivery with a nonce made of its id, and with its mark in a button."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        drawn = message(card, address_of(place.space) if place.direct else "", mark_of(delivery_id))
        with _translated():
            if place.person:
                drawn = calling(drawn, place.person)
            params = wire.parameters(drawn, nonce=nonce(delivery_id), enforce_nonce=True)
            posted = await self._client.http.send_message(int(place.channel), params=params)
        return str(posted["id"])

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        """Where Discord shows no history, nothing would be found; so that is an unknown outcome."""
        if not place.direct and "Read Message History" in self._missing(place):
            raise Unknown
        after = discord.utils.time_snowflake(since)
        with _translated():
            while page := await self._client.http.logs_from(int(place.channel), PAGE, after=after):
                for each in page:
                    if mark_of(delivery_id) in marks(each["components"]):
                        return str(each["id"])
                after = max(int(each["id"]) for each in page)
        return None

    async def time(self) -> datetime | None:
        """What time it is at Discord, by the date of an answer for which it wants no token."""
        with _translated():
            async with aiohttp.ClientSession() as session, session.get(f"{Route.BASE}/gateway") as reply:
                return dated(reply.headers)

    async def access(self, place: Place) -> Access:
        channel = self._client.get_channel(int(place.channel)) if place.channel.isdecimal() else None
        name = f"#{channel}" if channel else "that channel"
        missing = self._missing(place)
        if not missing:
            return Access(name=name)
        return Access(name=name, mend=f"allow me {', '.join(missing)} there, in the channel's permissions.")

    def _missing(self, place: Place) -> list[str]:
        """The permissions that the bot lacks there; of a channel that it does not see, all."""
        channel = self._client.get_channel(int(place.channel)) if place.channel.isdecimal() else None
        if not isinstance(channel, discord.abc.GuildChannel):
            return list(NEEDED.values())
        may = channel.permissions_for(channel.guild.me)
        return [shown for name, shown in NEEDED.items() if not getattr(may, name)]


@contextmanager
def _translated() -> Iterator[None]:
    """Discord's refusals as the four that delivery knows."""
    try:
        yield
    except discord.RateLimited as error:
        raise RetryLater(timedelta(seconds=error.retry_after)) from error
    except wire.LOST as error:
        raise Unknown(type(error).__name__) from error
    except discord.HTTPException as error:
        if error.status == 429:
            raise RetryLater(timedelta(minutes=1)) from error
        if error.status == 401:
            raise Stopped("Discord refuses the token") from error
        raise Undeliverable(str(error.code), forbidden=error.status == 403) from error
