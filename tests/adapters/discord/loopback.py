"""A Discord on this machine, as little of it as the real discord.py needs: a gateway that can be broken, and requests.

Field names and opcodes are those of Discord's documentation (events/gateway and reference); nothing is compressed.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any

from aiohttp import WSMsgType, web

from bot.adapters.discord import point_at

Payload = dict[str, Any]

ME: Payload = {
    "id": "1",
    "username": "milepost",
    "discriminator": "0",
    "avatar": None,
    "bot": True,
    "global_name": None,
}
APPLICATION: Payload = {
    "id": "1",
    "name": "milepost",
    "icon": None,
    "description": "",
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "",
    "flags": 0,
    "summary": "",
    "owner": ME,
    "team": None,
}
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, HELLO, ACK = 0, 1, 2, 6, 10, 11
INVALID = 9
PERMISSIONS = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16


def guild(id: int, channels: int = 2, roles: int = 1) -> Payload:
    """One that the bot is in, with text channels in which it may write."""
    everyone = {"id": str(id), "name": "@everyone", "permissions": str(PERMISSIONS), "position": 0, "color": 0}
    others = [everyone | {"id": str(id + 1000 + each), "name": f"role {each}"} for each in range(roles - 1)]
    return {
        "id": str(id),
        "name": f"Guild {id}",
        "owner_id": "9",
        "unavailable": False,
        "member_count": 300,
        "roles": [everyone, *others],
        "channels": [
            {"id": str(id + each), "type": 0, "name": f"room-{each}", "position": each, "permission_overwrites": []}
            for each in range(1, channels + 1)
        ],
        "members": [{"user": ME, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0}],
        "emojis": [],
        "features": [],
        "threads": [],
    }


@dataclass
class Loopback:
    """What it is told to be, and what it saw."""

    guilds: list[Payload] = field(default_factory=list)
    shards: int = 1
    remaining: int = 1000
    reset_after: int = 0
    closed: bool = False
    """No connection to the gateway is taken."""
    broken: bool = False
    """No request is answered."""
    ids: int = 10_000
    requests: list[tuple[str, str, Payload]] = field(default_factory=list)
    opened: Counter[int] = field(default_factory=Counter)
    """How often a connection began with each opcode."""
    sockets: dict[int, web.WebSocketResponse] = field(default_factory=dict)
    port: int = 0
    codes: list[int | None] = field(default_factory=list)
    """With which each connection was closed by the bot."""

    def posted(self, channel: int) -> list[Payload]:
        return [
            body for method, path, body in self.requests if (method, path) == ("POST", f"/channels/{channel}/messages")
        ]

    async def tell(self, event: str, data: Payload, shard: int = 0) -> None:
        """The bot hears of something."""
        await self.sockets[shard].send_json({"op": DISPATCH, "t": event, "s": 5, "d": data})

    async def answer(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix("/api/v10")
        if self.broken:
            return web.Response(status=503, text="away")
        body = await request.json() if request.content_type == "application/json" and request.can_read_body else {}
        self.requests.append((request.method, path, body))
        kind = {"Content-Type": "application/json"}
        return web.Response(body=json.dumps(self._given(request.method, path)).encode(), headers=kind)

    def _given(self, method: str, path: str) -> Any:
        if path == "/users/@me":
            return ME
        if path.startswith("/oauth2/applications"):
            return APPLICATION
        if path == "/gateway/bot":
            limit = {"total": 1000, "remaining": self.remaining, "reset_after": self.reset_after, "max_concurrency": 1}
            return {"shards": self.shards, "url": f"ws://127.0.0.1:{self.port}/gateway/", "session_start_limit": limit}
        if method == "POST" and path.endswith("/messages"):
            self.ids += 1
            return {"id": str(self.ids)}
        return [] if path.endswith("/commands") else {}

    async def gateway(self, request: web.Request) -> web.StreamResponse:
        if self.closed:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 41_250}})
        async for said in socket:
            if said.type is not WSMsgType.TEXT:
                break
            await self._hear(socket, said.json())
        self.codes.append(socket.close_code)
        return socket

    async def _hear(self, socket: web.WebSocketResponse, said: Payload) -> None:
        if said["op"] == HEARTBEAT:
            await socket.send_json({"op": ACK})
        elif said["op"] in {IDENTIFY, RESUME}:
            self.opened[said["op"]] += 1
            shard = said["d"]["shard"][0] if said["op"] == IDENTIFY else int(said["d"]["session_id"])
            self.sockets[shard] = socket
            await (self._begin(socket, shard) if said["op"] == IDENTIFY else self.tell("RESUMED", {}, shard))

    async def _begin(self, socket: web.WebSocketResponse, shard: int) -> None:
        mine = [each for each in self.guilds if (int(each["id"]) >> 22) % self.shards == shard]
        ready = {
            "v": 10,
            "user": ME,
            "guilds": [{"id": each["id"], "unavailable": True} for each in mine],
            "session_id": str(shard),
            "resume_gateway_url": f"ws://127.0.0.1:{self.port}/gateway/",
            "shard": [shard, self.shards],
            "application": {"id": "1", "flags": 0},
        }
        await socket.send_json({"op": DISPATCH, "t": "READY", "s": 1, "d": ready})
        for each in mine:
            await socket.send_json({"op": DISPATCH, "t": "GUILD_CREATE", "s": 2, "d": each})


async def until(seen: Callable[[], object], every: float = 0.005) -> None:
    """Waits for what somebody else does; `seen` may be asynchronous."""
    async with asyncio.timeout(60):
        while not (await found if isawaitable(found := seen()) else found):  # noqa: ASYNC110
            await asyncio.sleep(every)


@asynccontextmanager
async def loopback(guilds: Iterable[Payload] = ()) -> AsyncIterator[Loopback]:
    """With discord.py pointed at it. Whoever uses it puts the addresses back."""
    server = Loopback(guilds=list(guilds))
    app = web.Application()
    app.router.add_get("/gateway/", server.gateway)
    app.router.add_route("*", "/api/v10/{rest:.*}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.port = runner.addresses[0][1]
    point_at(f"http://127.0.0.1:{server.port}/api/v10", f"ws://127.0.0.1:{server.port}/gateway/")
    try:
        yield server
    finally:
        await runner.cleanup()
