"""Connections that are lost and come back: the real discord.py on a Discord here."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.adapters.discord.connection import LOST
from bot.adapters.discord.identifies import USED_UP
from bot.app import App
from tests.adapters.discord.lives import HOME, NEWS, PLACE, heard, ready, running, told
from tests.adapters.discord.loopback import IDENTIFY, INVALID, RESUME, Loopback, until
from tests.talking import Someone

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

BREAKS: list[Callable[[Loopback], Awaitable[Any]]] = [
    lambda server: server.sockets[0].close(code=4000),
    lambda server: server.sockets[0].close(code=1000),
    lambda server: server.sockets[0].close(code=4009),
    lambda server: server.sockets[0].send_json({"op": 7, "d": None}),
    lambda server: server.sockets[0].send_json({"op": INVALID, "d": True}),
]


@pytest.mark.parametrize("breaks", BREAKS)
async def test_a_connection_that_breaks_is_resumed_and_said_once(
    app: App, server: Loopback, caplog: pytest.LogCaptureFixture, breaks: Callable[[Loopback], Awaitable[Any]]
) -> None:
    async with running(app, server) as adapter:
        await ready(app, adapter)
        await breaks(server)
        await until(lambda: server.opened[RESUME])
        await ready(app, adapter)
        assert server.opened[IDENTIFY] == 1
    assert told(caplog) == ["connected", "the connection is lost", "connected"]


async def test_a_session_that_is_gone_is_begun_anew_and_counted(app: App, server: Loopback) -> None:
    async with running(app, server) as adapter:
        await ready(app, adapter)
        await server.sockets[0].send_json({"op": INVALID, "d": False})
        await until(lambda: server.opened[IDENTIFY] == 2)
        await ready(app, adapter)
    counted = await app.notes.text("discord identifies of shard 0")
    assert counted is not None
    assert counted.count(",") == 1


async def test_hours_without_a_gateway_are_said_once_and_what_is_due_is_sent(
    app: App, server: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(app, server) as adapter:
        await ready(app, adapter)
        server.closed = True
        await server.sockets[0].close(code=4000)
        await until(lambda: server.codes)
        await heard(app, LOST)
        for number in range(5):
            await asyncio.sleep(0.05)
            await adapter.send(PLACE, NEWS, f"d{number}")
        report = (await Someone(app, "boss", admin=True).says("/doctor")).text
        assert "Nothing is heard on Discord's gateway since" in report
        assert "what is due is sent all the same" in report
        assert len(server.posted(HOME + 1)) == 5
        server.closed = False
        await ready(app, adapter)
    assert told(caplog) == ["connected", "the connection is lost", "connected"]


async def test_a_process_that_begins_while_there_is_no_gateway_sends_and_connects_later(
    app: App, server: Loopback, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """discord.py waits five seconds between its first tries, and would fail after a thousand of them."""
    monkeypatch.setattr("discord.shard.asyncio.sleep", _short(asyncio.sleep))
    server.closed = True
    async with running(app, server) as adapter:
        await heard(app, LOST)
        await adapter.send(PLACE, NEWS, "d1")
        assert len(server.posted(HOME + 1)) == 1
        await until(lambda: told(caplog))
        server.closed = False
        await ready(app, adapter)
    assert server.opened[IDENTIFY] == 1
    assert told(caplog) == ["no connection yet", "connected"]


async def test_an_outage_of_everything_at_the_start_is_waited_for(
    app: App, server: Loopback, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.adapters.discord.opening.SHORTEST_WAIT", 0.01)
    monkeypatch.setattr("bot.adapters.discord.opening.LONGEST_WAIT", 0.01)
    monkeypatch.setattr("discord.http.asyncio.sleep", _short(asyncio.sleep))
    server.broken = True
    async with running(app, server) as adapter:
        await until(lambda: told(caplog))
        server.broken = False
        await ready(app, adapter)
    assert told(caplog) == ["Discord is not there", "Discord is there again", "connected"]


def _short(sleep: Callable[[float], Awaitable[None]]) -> Callable[[float], Awaitable[None]]:
    return lambda seconds: sleep(min(seconds, 0.002))


async def test_where_discord_allows_no_more_connections_it_is_waited_for_with_one_line(
    app: App, server: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    server.remaining, server.reset_after = 0, 300
    async with running(app, server) as adapter:
        await heard(app, USED_UP)
        await adapter.send(PLACE, NEWS, "d1")
        assert len(server.posted(HOME + 1)) == 1
        report = (await Someone(app, "boss", admin=True).says("/doctor")).text
        assert f"**{USED_UP}**" in report
    assert server.opened[IDENTIFY] == 0
    assert told(caplog) == [USED_UP]
