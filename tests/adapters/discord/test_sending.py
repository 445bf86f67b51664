"""What the pen makes of each answer, by the real discord.py from a server here; each request is made once."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from discord.http import Route

from bot.adapters.discord import wire
from bot.adapters.discord.client import Client, Events
from bot.adapters.discord.sending import Pen
from bot.core.model import Card, Place
from bot.core.ports import DeliveryError, RetryLater, Stopped, Undeliverable, Unknown
from bot.core.reasons import closed

CARD = Card(title="How did it go?", text="A check-in.")
ADA = Place(platform="discord", space="1", channel="7", direct=True)
ME = {"id": "1", "username": "m", "discriminator": "0", "avatar": None, "bot": True}
SINCE = datetime(2026, 11, 21, tzinfo=UTC)
VIA = {"Via": "1.1 google"}
FLAGGED = "Your bot has been flagged by our anti-spam system for abusive behavior."

Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@dataclass
class Server:
    """Answers every request in a channel in one way."""

    answer: Answer
    heard: list[str] = field(default_factory=list)

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/users/@me":
            return await says(200, ME)(request)
        self.heard.append(request.method)
        return await self.answer(request)


def says(status: int, body: object, **headers: str) -> Answer:
    async def answer(_: web.BaseRequest) -> web.StreamResponse:
        if isinstance(body, str):
            return web.Response(status=status, text=body, headers=headers, content_type="text/html")
        kind = {"Content-Type": "application/json"}  # without a charset, as Discord does
        return web.Response(body=json.dumps(body).encode(), status=status, headers=headers | kind)

    return answer


def refuses(status: int, code: int, message: str = "No", **headers: str) -> Answer:
    return says(status, {"code": code, "message": message}, **headers)


async def resets(request: web.BaseRequest) -> web.StreamResponse:
    assert request.transport
    request.transport.abort()
    return web.Response()


async def closes(request: web.BaseRequest) -> web.StreamResponse:
    assert request.transport
    request.transport.close()
    return web.Response()


async def breaks_off(request: web.BaseRequest) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "100"})
    await response.prepare(request)
    await response.write(b'{"id": "1')
    assert request.transport
    request.transport.close()
    return response


async def breaks_off_whole(_: web.BaseRequest) -> web.StreamResponse:
    return web.Response(body=b'{"id": "1', headers={"Content-Type": "application/json"})


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    server = Server(says(200, {"id": "42"}))
    runner = web.ServerRunner(web.Server(server), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{runner.addresses[0][1]}")
    yield server
    await runner.cleanup()


@pytest.fixture
async def pen(server: Server) -> AsyncIterator[Pen]:
    async def nothing(*_: Any) -> None: ...

    client = Client(Events(nothing, nothing, nothing, None))  # type: ignore[arg-type]
    async with client:
        await client.http.static_login("token")
        yield Pen(client)


UNDELIVERABLE = [
    (403, 50007, True, True),
    (403, 50278, True, True),
    (404, 10013, False, True),
    (404, 10003, False, False),
    (403, 50001, True, False),
    (403, 50013, True, False),
    (400, 50035, False, False),
]


@pytest.mark.parametrize(("status", "code", "forbidden", "left_alone"), UNDELIVERABLE)
async def test_a_refusal_is_for_good_and_named_by_its_code(
    server: Server, pen: Pen, status: int, code: int, forbidden: bool, left_alone: bool
) -> None:
    server.answer = refuses(status, code, "Because")
    with pytest.raises(Undeliverable) as refused:
        await pen.send(ADA, CARD, "d1")
    assert refused.value.reason == f"{code}: Because"
    assert refused.value.forbidden is forbidden
    assert bool(closed(refused.value.reason)) is left_alone


STOPS = [
    (says(401, {"message": "401: Unauthorized", "code": 0}), None, False),
    (refuses(403, 40003), timedelta(days=1), True),
    (refuses(429, 40003, **VIA), timedelta(days=1), True),
    (refuses(403, 20026), timedelta(days=1), True),
    (refuses(403, 0, FLAGGED), timedelta(days=1), True),
]


@pytest.mark.parametrize(("answer", "after", "first_contacts"), STOPS)
async def test_what_is_about_the_whole_bot_stops_it(
    server: Server, pen: Pen, answer: Answer, after: timedelta | None, first_contacts: bool
) -> None:
    server.answer = answer
    with pytest.raises(Stopped) as stopped:
        await pen.send(ADA, CARD, "d1")
    assert (stopped.value.after, stopped.value.first_contacts) == (after, first_contacts)


def limited(after: float, *, whole: bool = False) -> dict[str, object]:
    return {"message": "You are being rate limited.", "retry_after": after, "global": whole}


WAITS = [
    (says(429, limited(2.5), **VIA, **{"X-RateLimit-Scope": "user"}), 2.5, "channel"),
    (says(429, limited(3), **VIA, **{"X-RateLimit-Scope": "shared"}), 3, "channel"),
    (says(429, limited(4, whole=True), **VIA, **{"X-RateLimit-Scope": "global"}), 4, "domain"),
    (says(429, limited(3600, whole=True), **VIA), 3600, "domain"),
    (says(429, limited(5)), 5, "domain"),  # it was not Discord that answered, but Cloudflare
    (says(429, "<html>banned</html>", **{"Retry-After": "600"}), 600, "domain"),
    (says(429, "<html>banned</html>"), 60, "domain"),
    (says(403, "<html>blocked</html>"), 60, "domain"),
    (says(429, limited(1e300), **VIA), 60, "channel"),
    (refuses(429, 20028, **VIA), 60, "channel"),
]


@pytest.mark.parametrize(("answer", "seconds", "scope"), WAITS)
async def test_a_wait_that_is_asked_for_is_the_senders_to_keep(
    server: Server, pen: Pen, answer: Answer, seconds: float, scope: str
) -> None:
    server.answer = answer
    with pytest.raises(RetryLater) as later:
        await pen.send(ADA, CARD, "d1")
    assert (later.value.after, later.value.scope) == (timedelta(seconds=seconds), scope)
    assert server.heard == ["POST"]


LOST = [says(each, "<html>sorry</html>") for each in (500, 502, 503, 504, 520, 524)]
LOST += [refuses(500, 0), resets, closes, breaks_off, breaks_off_whole, says(200, "fine"), says(200, {})]


@pytest.mark.parametrize("answer", LOST)
async def test_an_answer_that_is_none_leaves_the_outcome_unknown(server: Server, pen: Pen, answer: Answer) -> None:
    server.answer = answer
    with pytest.raises(Unknown):
        await pen.send(ADA, CARD, "d1")
    assert server.heard == ["POST"]


async def test_no_answer_in_time_leaves_the_outcome_unknown(
    server: Server, pen: Pen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_: web.BaseRequest) -> web.StreamResponse:
        await asyncio.Event().wait()
        return web.Response()

    server.answer = never
    monkeypatch.setattr(wire, "PATIENCE", 0.05)
    with pytest.raises(Unknown):
        await pen.send(ADA, CARD, "d1")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refuses(403, 50001), Undeliverable),
        (says(500, "sorry"), Unknown),
        (says(429, limited(9), **VIA), RetryLater),
        (breaks_off, Unknown),
        (refuses(401, 0), Stopped),
    ],
)
async def test_a_look_is_refused_like_a_message(
    server: Server, pen: Pen, answer: Answer, error: type[DeliveryError]
) -> None:
    server.answer = answer
    with pytest.raises(error):
        await pen.look(ADA, "d1", SINCE)
    assert server.heard == ["GET"]


async def test_after_a_global_wait_the_others_go_on(server: Server, pen: Pen) -> None:
    """discord.py would let every request wait for as long, and for ever if that wait was cut short."""
    server.answer = says(429, limited(3600, whole=True), **VIA)
    with pytest.raises(RetryLater):
        await pen.send(ADA, CARD, "d1")
    server.answer = says(200, {"id": "42"})
    assert await pen.send(ADA, CARD, "d1") == "42"
