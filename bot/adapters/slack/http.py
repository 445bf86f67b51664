"""Slack over HTTP: Bolt's ASGI application behind uvicorn, and at its door what a public address needs besides."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp

from bot.clock import Deadline
from bot.core.errors import CannotStart

log = logging.getLogger(__name__)

PATH = "/slack/events"
"""Where Slack delivers over HTTP: events, commands and everything that is pressed."""

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
"""Where a workspace installs the app by itself, and where Slack sends whoever allowed it."""

MOST = 1 << 20
"""Bytes of a body. It is read before its signature can be looked at; Slack's are some kilobytes."""

PATIENCE = 5.0
"""Seconds for a body to come."""

UNSIGNED = 401
"""What Bolt answers to a request whose signature is wrong or old."""

QUIET = timedelta(hours=1)
"""So long it is said once that there are such requests."""

LAST_REQUESTS = 3
"""Seconds that requests have to be acknowledged in, once Milepost is told to stop; Slack waits no longer itself."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Door:
    """An ASGI application: lets in what may be Slack's, and answers the rest itself."""

    def __init__(self, app: AsyncApp) -> None:
        self._slack = AsyncSlackRequestHandler(app, PATH)
        self._said: Deadline | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                body = await _read(receive)
        except TimeoutError:
            await _refuse(send, 408)
            return
        if body is None:
            await _refuse(send, 413)
            return

        async def read() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def heeding(message: Message) -> None:
            if message.get("status") == UNSIGNED and scope["path"] == PATH:
                self._warn()
            await send(message)

        try:
            await self._slack(scope, read, heeding)  # type: ignore[arg-type]  # Bolt has its own words for ASGI's types
        except ValueError:  # neither UTF-8 nor JSON: Bolt reads it before it looks at the signature
            await _refuse(send, 400)

    def _warn(self) -> None:
        """Anybody may knock; but with a wrong secret it is Slack that is refused, and tells members alone."""
        if self._said is None or self._said.passed:
            self._said = Deadline(QUIET)
            log.warning("a request was refused: is SLACK_SIGNING_SECRET right, and this machine's clock?")


class Server(uvicorn.Server):
    """Signals are heeded by whoever serves all platforms."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(app: AsyncApp, listen: str) -> Callable[[], Awaitable[None]]:
    """Gives what ends it, once what is in work is acknowledged. Raises `CannotStart`."""
    host, _, port = listen.rpartition(":")
    try:
        bound = socket.create_server((host, int(port)))
    except (OSError, OverflowError) as error:
        what = f"SLACK_LISTEN {listen} cannot be used ({error})"
        raise CannotStart(f"{what}; stop who listens there, or choose another port", passing=True) from None
    config = uvicorn.Config(
        Door(app),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=LAST_REQUESTS,
    )
    server = Server(config)
    serving = asyncio.create_task(server.serve([bound]))

    async def end() -> None:
        server.should_exit = True
        await serving

    return end


async def _read(receive: Receive) -> bytes | None:
    """None for more than anybody may send."""
    body = bytearray()
    while True:
        part = await receive()
        body += part.get("body", b"")
        if len(body) > MOST:
            return None
        if not part.get("more_body", False):
            return bytes(body)


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"connection", b"close")]})
    await send({"type": "http.response.body", "body": b""})
