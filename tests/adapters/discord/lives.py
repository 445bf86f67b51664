"""The adapter as a process would run it, on a Discord here, and what somebody does on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.adapters.discord import Discord, Memory
from bot.adapters.discord.connection import GATEWAY
from bot.adapters.discord.identifies import USED_UP
from bot.app import App
from bot.clock import SystemClock
from bot.core.model import Card, Place
from tests.adapters.discord.loopback import ME, Loopback, Payload, until

HOME = 1 << 22
NEWS = Card(title="News", text="Something new.")
PLACE = Place(platform="discord", space=str(HOME), channel=str(HOME + 1))


@asynccontextmanager
async def running(app: App, server: Loopback) -> AsyncIterator[Discord]:
    """A process of its own, up to the end of its gateway."""
    memory = Memory(app.members, app.notes, app.stops, app.account.met)
    adapter = Discord(app.dispatch, memory, app.setup, "token")
    adapter.client._connection.guild_ready_timeout = 0.02
    app.serve(adapter)
    task = asyncio.create_task(adapter.run())
    try:
        yield adapter
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def unheard(app: App) -> list[str]:
    standing = await app.stops.standing(SystemClock().now())
    return [each.reason for each in standing if each.domain == GATEWAY]


async def heard(app: App, *reasons: str) -> None:
    """Nothing stands in the way of it any more, or just this."""

    async def so() -> bool:
        return await unheard(app) == list(reasons)

    await until(so)


async def ready(app: App, adapter: Discord) -> None:
    """Connected, and what follows from it is done."""
    await until(adapter.client.is_ready)
    await heard(app)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    about = (
        "the connection is lost",
        "connected",
        "no connection yet",
        USED_UP,
        "Discord is not there",
        "Discord is there again",
    )
    return [each.message for each in caplog.records if each.message in about]


def pressed(id: int, code: str) -> Payload:
    """A button that ada pressed in a direct conversation."""
    ada = {"id": "7", "username": "ada", "discriminator": "0", "avatar": None, "global_name": "Ada"}
    message: Payload = {
        "id": "50", "channel_id": "70", "author": ME, "content": "", "timestamp": "2026-11-21T09:00:00+00:00",
        "edited_timestamp": None, "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [],
        "attachments": [], "embeds": [], "pinned": False, "type": 0, "components": [], "flags": 0,
    }  # fmt: skip
    return {
        "id": str(id), "application_id": "1", "type": 3, "token": "t", "version": 1, "user": ada, "channel_id": "70",
        "channel": {"id": "70", "type": 1, "recipients": [ada]}, "message": message, "entitlements": [],
        "data": {"custom_id": code, "component_type": 2}, "attachment_size_limit": 10_000_000,
    }  # fmt: skip
