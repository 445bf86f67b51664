"""Connections that are lost and come back, and processes that begin and end: the real discord.py on a Discord here."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord import Discord, Memory
from bot.adapters.discord import client as clients
from bot.adapters.discord.adapter import FINISHED
from bot.adapters.discord.connection import GATEWAY, LOST
from bot.adapters.discord.identifies import USED_UP
from bot.adapters.discord.sending import LEFT
from bot.app import App
from bot.clock import SystemClock
from bot.core.model import Card, Place, Reply, Request
from bot.core.ports import Undeliverable, Unknown
from bot.store import Database
from tests.adapters.discord.loopback import IDENTIFY, INVALID, ME, RESUME, Loopback, Payload, guild, loopback, until
from tests.talking import Someone

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

HOME = 1 << 22
NEWS = Card(title="News", text="Something new.")
PLACE = Place(platform="discord", space=str(HOME), channel=str(HOME + 1))

Start = Callable[[], Awaitable[Discord]]


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Loopback]:
    """What takes seconds elsewhere takes none here."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    monkeypatch.setattr(clients, "APART", 0.0)
    monkeypatch.setattr("discord.shard.ExponentialBackoff.delay", lambda _: 0.02)
    async with loopback([guild(HOME)]) as server:
        yield server


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
    counted = await app.notes.marked("discord identifies of shard 0")
    assert counted is not None
    assert counted.count(",") == 1


async def test_a_guild_that_removed_the_bot_meanwhile_is_known_no_more(app: App, server: Loopback) -> None:
    async with running(app, server) as adapter:
        await ready(app, adapter)
        server.guilds.clear()
        await server.sockets[0].send_json({"op": INVALID, "d": False})
        await until(lambda: not adapter.client.guilds)
        with pytest.raises(Undeliverable, match=LEFT):
            await adapter.send(PLACE, NEWS, "d1")


async def test_while_no_request_is_answered_what_is_heard_is_let_go_and_what_comes_after_it_is_not(
    app: App, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.discord.wire.PATIENCE", 0.05)
    async with running(app, server) as adapter:
        await ready(app, adapter)
        server.broken = True
        await server.tell("INTERACTION_CREATE", pressed(500, f"done?milestone=sql@{HOME:x}"))
        with pytest.raises(Unknown):
            await adapter.send(PLACE, NEWS, "d1")
        await until(lambda: not adapter._ear._working)
        server.broken = False
        await server.tell("INTERACTION_CREATE", pressed(501, f"done?milestone=sql@{HOME:x}"))
        await until(lambda: ("POST", "/interactions/501/t/callback") in [each[:2] for each in server.requests])
        assert server.opened[IDENTIFY] == 1


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
        assert "Nothing is heard on discord gateway since" in report
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
        await asyncio.sleep(0.1)
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


async def test_a_process_that_gave_its_domain_away_serves_again_when_it_gets_it_back(
    app: App, server: Loopback
) -> None:
    async with running(app, server) as adapter:
        await ready(app, adapter)
    again = asyncio.create_task(adapter.run())
    await until(lambda: server.opened[IDENTIFY] == 2)
    await ready(app, adapter)
    await server.tell("INTERACTION_CREATE", pressed(500, "settings"))
    await until(lambda: ("POST", "/interactions/500/t/callback") in [each[:2] for each in server.requests])
    again.cancel()
    await asyncio.gather(again, return_exceptions=True)


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


async def test_what_was_acknowledged_is_finished_before_the_gateway_is_closed(app: App, server: Loopback) -> None:
    """With a store that takes its time; SIGTERM cancels what runs, as here."""
    answer, goes_on = app.dispatch.answer, asyncio.Event()

    async def slowly(request: Request) -> Reply:
        await goes_on.wait()
        return await answer(request)

    app.dispatch.answer = slowly  # type: ignore[method-assign]
    async with running(app, server) as adapter:
        await ready(app, adapter)
        await server.tell("INTERACTION_CREATE", pressed(500, "settings"))
        await until(lambda: any(path.endswith("/callback") for _, path, _ in server.requests))
        asyncio.get_running_loop().call_later(0.1, goes_on.set)
        before = len(server.requests)
        assert not server.codes
    edited = [path for method, path, _ in server.requests[before:] if method == "PATCH"]
    assert edited == ["/webhooks/1/t/messages/@original"]
    assert server.codes == [1000]
    assert FINISHED == 10


async def test_the_same_interaction_again_after_a_resume_changes_nothing_twice(
    app: App, server: Loopback, database: Database
) -> None:
    async with running(app, server) as adapter:
        await ready(app, adapter)
        for _ in range(2):
            await server.tell("INTERACTION_CREATE", pressed(600, f"done?milestone=sql@{HOME:x}"))
            await server.sockets[0].close(code=4000)
            before = server.opened[RESUME]
            await until(lambda before=before: server.opened[RESUME] > before)  # type: ignore[misc]
        await until(lambda: sum(path.endswith("/callback") for _, path, _ in server.requests) == 2)
        await until(lambda: not adapter._ear._working)
    tables = await database.tables()
    assert [row["milestone"] for row in tables["progress"]] == ["sql"]
    assert [(row["space"], row["user_id"]) for row in tables["accounts"]] == [(str(HOME), "7")]


async def test_each_shard_that_says_who_it_is_is_counted(app: App, server: Loopback) -> None:
    server.shards = 2
    server.guilds.append(guild(2 << 22))
    async with running(app, server) as adapter:
        await ready(app, adapter)
        assert sorted(each.id for each in adapter.client.guilds) == [HOME, 2 << 22]
    assert server.opened[IDENTIFY] == 2
    for shard in range(2):
        assert await app.notes.marked(f"discord identifies of shard {shard}")


async def test_one_hello_for_each_guild_over_restarts_and_removals(app: App, server: Loopback) -> None:
    """Also in one that was joined while nothing ran here; an outage of a guild is no removal."""

    async def greeted() -> bool:
        return not await app.setup.new("discord", [str(HOME)])

    async def hellos() -> int:
        await app.deliver()
        return len(server.posted(HOME + 1))

    for _ in range(2):
        async with running(app, server) as adapter:
            await ready(app, adapter)
            await until(greeted)
            assert await hellos() == 1
            await server.tell("GUILD_DELETE", {"id": str(HOME), "unavailable": True})
            await server.tell("GUILD_CREATE", guild(HOME))
            await server.tell("GUILD_DELETE", {"id": str(HOME)})
            await until(lambda: not adapter.client.get_guild(HOME))
            back = guild(HOME)
            del back["unavailable"]
            await server.tell("GUILD_CREATE", back)
            await until(lambda: adapter.client.get_guild(HOME))
            assert await hellos() == 1
