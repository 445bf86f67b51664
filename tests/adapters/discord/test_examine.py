"""`milepost doctor` asks Discord: each line says what to do, by the real discord.py from a server here."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from discord.http import Route

from bot.adapters.discord.examine import AWAY, REFUSED, examine
from bot.core.ports import Check

Json = dict[str, Any]
ME: Json = {"id": "1", "username": "m", "discriminator": "0", "avatar": None, "bot": True}
APPLICATION: Json = {"id": "1", "name": "Mentor", "description": "", "icon": None, "bot_public": True}
APPLICATION |= {"bot_require_code_grant": False, "verify_key": "k", "team": None, "owner": ME, "flags": 0}
EVERYONE: Json = {
    "id": "5",
    "name": "@everyone",
    "permissions": "117760",
    "position": 0,
    "color": 0,
    "hoist": False,
}
EVERYONE |= {"managed": False, "mentionable": False}
GUILD: Json = {
    "id": "5",
    "name": "Learners",
    "owner_id": "9",
    "roles": [EVERYONE],
    "owner": False,
    "permissions": "0",
}
GUILD |= {"features": [], "emojis": [], "stickers": [], "verification_level": 0, "premium_tier": 0}
GUILD |= {"default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0, "nsfw_level": 0}
GUILD |= {"premium_progress_bar_enabled": False, "preferred_locale": "en-US", "afk_timeout": 0}
CHANNEL: Json = {
    "id": "7",
    "guild_id": "5",
    "type": 0,
    "name": "general",
    "position": 0,
    "permission_overwrites": [],
}
MEMBER: Json = {
    "user": ME,
    "roles": [],
    "joined_at": "2026-01-01T00:00:00+00:00",
    "deaf": False,
    "mute": False,
    "flags": 0,
}


@pytest.fixture
async def says(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[dict[str, Any]]:
    """What the server says to each path; to another one that it is unknown."""
    answers: Json = {
        "/users/@me": ME,
        "/oauth2/applications/@me": APPLICATION,
        "/users/@me/guilds": [GUILD],
        "/applications/1/commands": [{"name": "ask"}, {"name": "start"}],
        "/guilds/5": GUILD,
        "/guilds/5/members/1": MEMBER,
        "/channels/7": CHANNEL,
    }

    async def answer(request: web.BaseRequest) -> web.Response:
        found = answers.get(request.path)
        status = 401 if request.headers["Authorization"] == "Bot wrong" else 200 if found is not None else 404
        body = found if status == 200 else {"code": 10003, "message": "No"}
        return web.Response(status=status, body=json.dumps(body).encode(), headers={"Content-Type": "application/json"})

    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{runner.addresses[0][1]}")
    yield answers
    await runner.cleanup()


async def examined(token: str = "token", guilds: tuple[int, ...] = ()) -> list[Check]:
    return await examine(token, guilds, [("announcements", "5", "7")])


async def test_all_is_well(says: dict[str, Any]) -> None:
    assert await examined() == [
        Check("Discord takes the token of Mentor; it needs no privileged intent."),
        Check("In 1 server: Learners."),
        Check("2 commands registered."),
        Check("#general (announcements) can be written to."),
    ]


async def test_what_is_missing_in_a_channel_is_named(says: dict[str, Any]) -> None:
    says["/guilds/5"] = GUILD | {"roles": [EVERYONE | {"permissions": str(117760 - (1 << 14) - (1 << 15))}]}
    *_, channel = await examined()
    assert channel.needs_you
    assert "allow me Embed Links and Attach Files, in the channel's permissions" in channel.text


async def test_a_channel_that_is_gone_and_a_server_without_commands_need_somebody(says: dict[str, Any]) -> None:
    del says["/channels/7"]
    says["/applications/1/commands"] = []
    says["/users/@me/guilds"] = []
    urgent = [each.text for each in await examined() if each.needs_you]
    assert [each.split(":")[0] for each in urgent] == [
        "In no server",
        "No commands are registered",
        "The channel for announcements (7) is gone or hidden (10003)",
    ]


async def test_a_refused_token_is_one_line(says: dict[str, Any]) -> None:
    assert await examined("wrong") == [Check(REFUSED, needs_you=True)]


async def test_without_a_network_it_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", "http://127.0.0.1:9")
    assert await examined() == [Check(AWAY)]
