"""A real process that is told to end while its database lets everybody wait."""

import asyncio
import sqlite3
import sys
from pathlib import Path

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.adapters.discord.lives import HOME, pressed
from tests.adapters.discord.loopback import IDENTIFY, guild, loopback, until
from tests.processes import environment

pytestmark = [pytest.mark.long, pytest.mark.parametrize("databases", ["sqlite"], indirect=True)]


async def test_sigterm_ends_a_process_once_it_did_what_it_had_promised(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    async with loopback([guild(HOME)]) as server:
        told = environment(
            DATABASE_URL=database_url,
            DISCORD_TOKEN="token",
            DISCORD_API_BASE=str(Route.BASE),
            DISCORD_GATEWAY_URL=str(DiscordWebSocket.DEFAULT_GATEWAY),
        )
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", cwd=tmp_path, env=told)
        await until(lambda: server.opened[IDENTIFY])
        other = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("begin immediate")
        await server.tell("INTERACTION_CREATE", pressed(500, "settings"))
        await until(lambda: ("POST", "/interactions/500/t/callback") in [each[:2] for each in server.requests])
        process.terminate()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(process.wait(), 0.3)
        assert not server.codes, "the gateway is open still"
        other.execute("rollback")
        other.close()
        assert await process.wait() == 0
        answers = [body for method, path, body in server.requests if path.endswith("/messages/@original")]
        assert [each["embeds"][0]["title"] for each in answers] == ["Your settings"]
        await until(lambda: server.codes)
        assert server.codes == [1000]
