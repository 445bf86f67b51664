"""A guild on a simulated Discord."""

from collections.abc import AsyncIterator

import pytest
import simcord

from bot.adapters.discord import Discord, Memory
from bot.app import App
from tests.adapters.discord.here import Guild
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
