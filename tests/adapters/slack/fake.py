"""A Web API of Slack in this process, on loopback: it keeps what is posted, and refuses what Slack would refuse.

Errors are those of docs.slack.dev/reference/methods. It answers the unmodified slack_sdk over real HTTP.
"""

import json
import secrets
from base64 import b64encode
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.adapters.slack.limits import live, problems, view_problems

Payload = dict[str, Any]
TEAM, BOT = "T1", "UBOT"


@dataclass
class Fault:
    """The next call of a method goes wrong. `performed`: it is done, and its answer is lost."""

    status: int = 200
    error: str = ""
    retry_after: str = ""
    performed: bool = False
    dropped: bool = False


@dataclass
class Fake:
    """One workspace. `refused` is every request that Slack would not have taken; `granted` are scopes, with commas.

    Where there are `tokens`, each is of a workspace, and no other is taken; `team` is the one of the latest request.
    `grants` are what `oauth.v2.access` gives once for a code or a refresh token.
    """

    users: dict[str, Payload] = field(default_factory=dict)
    channels: dict[str, Payload] = field(default_factory=dict)
    messages: list[Payload] = field(default_factory=list)
    views: list[Payload] = field(default_factory=list)
    homes: dict[str, Payload] = field(default_factory=dict)
    files: list[Payload] = field(default_factory=list)
    calls: list[tuple[str, Payload]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    base: str = ""
    granted: str = ""
    socket: str = "ws://127.0.0.1:9/"
    tokens: dict[str, str] = field(default_factory=dict)
    grants: dict[str, Payload] = field(default_factory=dict)
    team: str = TEAM
    _count: int = 0

    def user(self, id: str, name: str, **more: Any) -> None:
        known = {"id": id, "name": name, "tz": "Europe/Berlin", "profile": {"display_name": name}}
        self.users[id] = known | more

    def direct(self, user: str) -> str:
        """The conversation of a user with the bot."""
        id = f"D{user}"
        self.channels.setdefault(id, {"id": id, "is_im": True, "members": [user, BOT]})
        return id

    def room(self, id: str, *, member: bool = True) -> str:
        self.channels.setdefault(id, {"id": id, "name": id.lower(), "is_member": member})
        return id

    def url(self, channel: str, user: str, message: str = "") -> str:
        return f"{self.base}actions/{channel}/{user}/{message or '-'}/{secrets.token_hex(4)}"

    def seen_by(self, user: str, channel: str) -> list[Payload]:
        return [each for each in self.messages if each["channel"] == channel and each.get("user") in (None, user)]

    def post(self, channel: str, body: Payload, user: str | None = None) -> Payload:
        self._count += 1
        kept = {name: body[name] for name in ("text", "blocks", "metadata", "thread_ts") if body.get(name)}
        made = {"channel": channel, "ts": f"1795245264.{self._count:06d}", "user": user, "team": self.team, **kept}
        self.messages.append(made)
        return made

    def called(self, method: str) -> list[Payload]:
        return [args for name, args in self.calls if name == method]

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Fake"]:
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/api/actions/{channel}/{user}/{message}/{id}", self._respond)
        app.router.add_route("*", "/api/upload/{id}", self._take_file)
        app.router.add_route("*", "/api/{method}", self._call)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.base = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _call(self, request: web.Request) -> web.Response:
        method, args = request.match_info["method"], await _arguments(request)
        self.calls.append((method, args))
        fault = self.faults[method].pop(0) if self.faults[method] else None
        if fault and not fault.performed:
            return _gone_wrong(request, fault)
        answer = self._stopped(request, method) or METHODS.get(method, _unknown)(self, args)
        if not answer.get("ok", True) and method != "conversations.info":  # where a channel is only asked about
            self.refused.append(f"{method}: {answer['error']}")
        headers = {"X-OAuth-Scopes": self.granted} if self.granted else {}
        return _gone_wrong(request, fault) if fault else web.json_response({"ok": True, **answer}, headers=headers)

    def _stopped(self, request: web.Request, method: str) -> Payload | None:
        """By the token, where there are several."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not self.tokens or method == "api.test":
            return None
        if method == "oauth.v2.access":
            ours = request.headers["Authorization"] == f"Basic {b64encode(b'1.2:secret').decode()}"
            return None if ours else {"ok": False, "error": "bad_client_secret"}
        self.team = self.tokens.get(token, "")
        return None if self.team else {"ok": False, "error": "invalid_auth"}

    async def _respond(self, request: web.Request) -> web.Response:
        body, where = await request.json(), request.match_info
        self.calls.append(("response_url", body))
        if fault := self.faults["response_url"].pop(0) if self.faults["response_url"] else None:
            return _gone_wrong(request, fault)
        self._check("response_url", body)
        shown = [each for each in self.messages if each["ts"] == where["message"]]
        if body.get("replace_original") and shown:
            shown[0].update(text=body["text"], blocks=body["blocks"])
        else:
            alone = body.get("response_type") != "in_channel"
            self.post(where["channel"], body, where["user"] if alone else None)
        return web.Response(text="ok")

    async def _take_file(self, request: web.Request) -> web.Response:
        await request.read()
        return web.Response(text="OK - 1")

    def _check(self, method: str, args: Payload, most: int = 50) -> bool:
        wrong = problems(args, most) + live(args)
        self.refused += [f"{method}: {each}" for each in wrong]
        return not wrong


def _gone_wrong(request: web.Request, fault: Fault) -> web.Response:
    if fault.dropped and request.transport:
        request.transport.abort()
    headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
    if fault.error:
        return web.json_response({"ok": False, "error": fault.error}, status=fault.status, headers=headers)
    return web.Response(status=fault.status, text="Service Unavailable", headers=headers)


async def _arguments(request: web.Request) -> Payload:
    if request.content_type == "application/json":
        return dict(await request.json())
    given = dict(request.query) | dict(await request.post())
    return {name: _decoded(value) for name, value in given.items()}


def _decoded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value[:1] in "[{" else value


def _post_message(fake: Fake, args: Payload) -> Payload:
    channel = fake.direct(args["channel"]) if args["channel"] in fake.users else args["channel"]
    place = fake.channels.get(channel)
    if place is None:
        return {"ok": False, "error": "channel_not_found"}
    if not (place.get("is_im") or place.get("is_member")):
        return {"ok": False, "error": "not_in_channel"}
    if not fake._check("chat.postMessage", args):
        return {"ok": False, "error": "invalid_blocks"}
    return {"channel": channel, "ts": fake.post(channel, args)["ts"]}


def _post_ephemeral(fake: Fake, args: Payload) -> Payload:
    if not fake._check("chat.postEphemeral", args):
        return {"ok": False, "error": "invalid_blocks"}
    return {"message_ts": fake.post(args["channel"], args, args["user"])["ts"]}


def _update(fake: Fake, args: Payload) -> Payload:
    shown = [each for each in fake.messages if each["ts"] == args["ts"] and each["channel"] == args["channel"]]
    if not shown or not fake._check("chat.update", args):
        return {"ok": False, "error": "message_not_found"}
    shown[0].update(text=args["text"], blocks=args["blocks"])
    return {"channel": args["channel"], "ts": args["ts"]}


def _open_view(fake: Fake, args: Payload) -> Payload:
    view = args["view"] | {"id": f"V{len(fake.views) + 1}", "trigger": args["trigger_id"]}
    if any(each["trigger"] == args["trigger_id"] for each in fake.views):
        return {"ok": False, "error": "exchanged_trigger_id"}
    if wrong := view_problems(args["view"]):
        return {"ok": False, "error": f"invalid_arguments {wrong}"}
    fake.views.append(view)
    return {"view": view}


def _update_view(fake: Fake, args: Payload) -> Payload:
    shown = [each for each in fake.views if each["id"] == args["view_id"] and not each.get("closed")]
    if not shown:
        return {"ok": False, "error": "not_found"}
    if wrong := view_problems(args["view"]):
        return {"ok": False, "error": f"invalid_arguments {wrong}"}
    shown[0].update(args["view"])
    return {"view": shown[0]}


def _publish(fake: Fake, args: Payload) -> Payload:
    if not fake._check("views.publish", args["view"], 100):
        return {"ok": False, "error": "invalid_arguments"}
    shown = fake.homes.get(args["user_id"], {})
    if args.get("hash", shown.get("hash")) != shown.get("hash"):
        return {"ok": False, "error": "hash_conflict"}
    fake.homes[args["user_id"]] = args["view"] | {"id": "VHOME", "hash": f"h{len(fake.calls)}"}
    return {"view": fake.homes[args["user_id"]]}


def _user(fake: Fake, args: Payload) -> Payload:
    found = fake.users.get(args["user"])
    return {"user": found} if found else {"ok": False, "error": "user_not_found"}


def _history(fake: Fake, args: Payload) -> Payload:
    every = [each for each in reversed(fake.messages) if each["channel"] == args["channel"] and not each.get("user")]
    begin, most = int(args.get("cursor") or 0), min(int(args.get("limit", 100)), 2)
    shown = [{**each, "metadata": each.get("metadata") if args.get("include_all_metadata") else None} for each in every]
    more = str(begin + most) if begin + most < len(every) else ""
    return {"messages": shown[begin : begin + most], "response_metadata": {"next_cursor": more}}


def _complete(fake: Fake, args: Payload) -> Payload:
    fake.files += [
        {"channel": args.get("channel_id"), "thread_ts": args.get("thread_ts"), **each} for each in args["files"]
    ]
    return {"files": args["files"]}


def _grant(fake: Fake, args: Payload) -> Payload:
    """docs.slack.dev/reference/methods/oauth.v2.access; each is given once."""
    given = str(args.get("code") or args.get("refresh_token"))
    grant = fake.grants.pop(given, None)
    if grant is None:
        return {"ok": False, "error": "invalid_code" if args.get("code") else "invalid_refresh_token"}
    fake.tokens[grant["access_token"]] = (grant.get("team") or {}).get("id", "E1")
    return {"token_type": "bot", "app_id": "A1", "scope": "chat:write", "bot_user_id": BOT, **grant}


def _unknown(fake: Fake, args: Payload) -> Payload:
    return {"ok": False, "error": "unknown_method"}


def _introduce(fake: Fake, args: Payload) -> Payload:
    return {"team_id": fake.team, "user_id": BOT, "bot_id": "B1", "user": "milepost", "team": "T"}


def _revoke(fake: Fake, args: Payload) -> Payload:
    fake.tokens = {token: team for token, team in fake.tokens.items() if team != fake.team}
    return {"revoked": True}


def _channel(fake: Fake, args: Payload) -> Payload:
    found = fake.channels.get(args["channel"])
    return {"channel": found} if found else {"ok": False, "error": "channel_not_found"}


METHODS: dict[str, Callable[[Fake, Payload], Payload]] = {
    "api.test": lambda fake, args: {},
    "apps.connections.open": lambda fake, args: {"url": fake.socket},
    "auth.revoke": _revoke,
    "auth.test": _introduce,
    "bots.info": lambda fake, args: {"bot": {"id": "B1", "app_id": "A1"}},
    "chat.postEphemeral": _post_ephemeral,
    "chat.postMessage": _post_message,
    "chat.update": _update,
    "conversations.history": _history,
    "conversations.info": _channel,
    "conversations.open": lambda fake, args: {"channel": {"id": fake.direct(args["users"])}},
    "files.completeUploadExternal": _complete,
    "files.getUploadURLExternal": lambda fake, args: {
        "upload_url": f"{fake.base}upload/{len(fake.calls)}",
        "file_id": f"F{len(fake.calls)}:{args['filename']}:{args.get('alt_txt', '')}",
    },
    "oauth.v2.access": _grant,
    "users.info": _user,
    "views.open": _open_view,
    "views.publish": _publish,
    "views.push": _open_view,
    "views.update": _update_view,
}
