"""A guild on a simulated Discord; and a Discord on this machine."""

from collections.abc import AsyncIterator

import pytest
import simcord
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord import Discord, Memory
from bot.adapters.discord import client as clients
from bot.app import App
from tests.adapters.discord.here import Guild
from tests.adapters.discord.lives import HOME
from tests.adapters.discord.loopback import Loopback, guild, loopback
from tests.adapters.discord.world import Unseen


@pytest.fixture
async def here(app: App) -> AsyncIterator[Guild]:
    adapter = Discord(app.dispatch, Memory(app.members, app.notes, app.stops, app.account.met), Unseen(), "token")
    app.serve(adapter)
    env = simcord.Env(adapter.client, shard_count=1, settle_timeout=60)
    await env.start()
    try:
        yield Guild(app, env, adapter)
        env.raise_errors()
    finally:
        await env.shutdown()


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Loopback]:
    """What takes seconds elsewhere takes none here."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    monkeypatch.setattr(clients, "APART", 0.0)
    monkeypatch.setattr("discord.shard.ExponentialBackoff.delay", lambda _: 0.02)
    async with loopback([guild(HOME)]) as server:
        yield server
