"""What Discord answers about an application: a server here, which the real discord.py asks."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

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


COMMANDS: list[Json] = [{"name": "ask", "type": 1}, {"name": "Save as FAQ", "type": 3}]
SESSIONS: Json = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}


HIDDEN = "hidden"
"""What is said of a channel that the bot may not see."""


@asynccontextmanager
async def answering() -> AsyncIterator[tuple[str, Json]]:
    """Its address, and what it says to each path; to another one that it is unknown."""
    answers: Json = {
        "/users/@me": ME,
        "/oauth2/applications/@me": APPLICATION,
        "/users/@me/guilds": [GUILD],
        "/applications/1/commands": COMMANDS,
        "/gateway/bot": {"url": "ws://", "shards": 1, "session_start_limit": {**SESSIONS}},
        "/guilds/5": GUILD,
        "/guilds/5/members/1": MEMBER,
        "/channels/7": CHANNEL,
    }

    async def answer(request: web.BaseRequest) -> web.Response:
        found = answers.get(request.path)
        status = 401 if request.headers["Authorization"] == "Bot wrong" else 200 if found is not None else 404
        status = 403 if found == HIDDEN else status
        body = found if status == 200 else {"code": 50001 if status == 403 else 10003, "message": "No"}
        return web.Response(status=status, body=json.dumps(body).encode(), headers={"Content-Type": "application/json"})

    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", answers
    await runner.cleanup()
