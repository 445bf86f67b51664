"""Processes that begin and end, and guilds that come and go: the real discord.py on a Discord here."""

import asyncio

import pytest

from bot.adapters.discord.adapter import FINISHED
from bot.adapters.discord.sending import LEFT
from bot.app import App
from bot.core.model import Reply, Request
from bot.core.ports import Undeliverable, Unknown
from bot.store import Database
from tests.adapters.discord.lives import HOME, NEWS, PLACE, pressed, ready, running
from tests.adapters.discord.loopback import IDENTIFY, INVALID, RESUME, Loopback, guild, until

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


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


async def test_an_event_that_cannot_be_read_ends_nothing(
    app: App, server: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(app, server) as adapter:
        await ready(app, adapter)
        await server.tell("INTERACTION_CREATE", {"id": "500", "type": 3, "member": {"secret": "hush"}})
        await server.tell("INTERACTION_CREATE", pressed(501, "settings"))
        await until(lambda: ("POST", "/interactions/501/t/callback") in [each[:2] for each in server.requests])
        assert server.opened[IDENTIFY] == 1
    (line,) = [each for each in caplog.records if each.levelname == "ERROR"]
    assert (line.getMessage(), line.__dict__["of"]) == ("an event cannot be read", "INTERACTION_CREATE")
    assert "hush" not in caplog.text


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
        await server.tell("INTERACTION_CREATE", pressed(601, "settings"))
        await until(lambda: "/interactions/601/t/callback" in [path for _, path, _ in server.requests])
        await until(lambda: not adapter._ear._working)
    answered = [path for _, path, _ in server.requests if path.endswith("/callback")]
    assert answered == ["/interactions/600/t/callback", "/interactions/601/t/callback"]
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
        assert await app.notes.text(f"discord identifies of shard {shard}")


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


async def test_a_guild_that_is_joined_during_an_outage_of_it_is_greeted_once_it_is_there(
    app: App, server: Loopback
) -> None:
    """Discord says so in its documentation of Guild Create; discord.py then calls it available, not joined."""
    other = 2 << 22

    async def posted() -> bool:
        await app.deliver()
        return bool(server.posted(other + 1))

    async with running(app, server) as adapter:
        await ready(app, adapter)
        await server.tell("GUILD_CREATE", {"id": str(other), "unavailable": True})
        await server.tell("GUILD_CREATE", guild(other))
        await until(posted)
