"""Discord says what time it is, for when the machine's clock jumped."""

from datetime import timedelta

import discord
import pytest
from aiohttp import web
from discord.http import Route

from bot.adapters.discord.adapter import Discord
from bot.adapters.discord.sending import Pen
from bot.clock import SystemClock
from bot.core.ports import Dated, DeliveryError


async def test_the_time_is_that_of_an_answer_and_no_answer_is_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async def gateway(request: web.Request) -> web.Response:
        return web.json_response({"url": "wss://gateway"})

    server = web.Application()
    server.router.add_get("/gateway", gateway)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{runner.addresses[0][1]}")
    pen = Pen(discord.Client(intents=discord.Intents.none()))
    told = await pen.time()
    assert told is not None
    assert abs(SystemClock().now() - told) < timedelta(minutes=1)
    await runner.cleanup()
    with pytest.raises(DeliveryError):
        await pen.time()


def test_the_watch_knows_that_it_can_be_asked() -> None:
    assert issubclass(Discord, Dated)
