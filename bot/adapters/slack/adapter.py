"""The ear and the pen on Slack: one app, by Socket Mode or by signed HTTP, and one client that never posts twice."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime

from aiohttp import WSMessage, WSMsgType
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from bot.adapters.slack import quiet
from bot.adapters.slack.hear import Hearing, Memory
from bot.adapters.slack.http import serve
from bot.adapters.slack.installing import Flow, States, flow
from bot.adapters.slack.keys import Keys, ids
from bot.adapters.slack.people import PLATFORM
from bot.adapters.slack.refusals import FAILURES, cannot_start, meaning
from bot.adapters.slack.render import typed
from bot.adapters.slack.sending import time_at
from bot.adapters.slack.tokens import Installed
from bot.adapters.slack.watch import Watch
from bot.adapters.slack.workspaces import Authorized, OneToken, Tokens, Workspace, Workspaces, client_of
from bot.core import pace
from bot.core.dispatch import Dispatch
from bot.core.errors import CannotStart
from bot.core.model import Card, Place
from bot.core.ports import Access, Stopped
from bot.store import Installations, NotWritten

log = logging.getLogger(__name__)

LINK_DISABLED = "link_disabled"
TURNED_OFF = "Socket Mode is turned off in the settings of the Slack app"
"""Slack's reason, and what it means (docs.slack.dev/apis/events-api/using-socket-mode)."""

NOT_HERE = "Milepost is not installed in this workspace any more. Ask whoever runs it to install it again."

FAREWELL = 10.0
"""Seconds that what was acknowledged has to be answered in, once Milepost is told to stop."""


class Slack:
    """The platform, in whichever workspaces there is a token for."""

    platform = PLATFORM
    pace = pace.SLACK

    def __init__(
        self, keys: Keys, mentor: Dispatch, memory: Memory, installations: Installations | None = None
    ) -> None:
        """`installations` keeps the tokens, where each workspace has its own."""
        quiet.configure()
        self._keys = keys
        self._memory = memory
        self._client = client_of(keys.base, keys.token)
        self._one = OneToken(self._client)
        self._installed = self._several(installations) if keys.client_id and installations else None
        self._tokens: Tokens = self._installed or self._one
        admins = ids(keys.admins)
        said = typed(each.name for each in mentor.commands)

        def made() -> Workspace:
            return Workspace(client_of(keys.base), admins, mentor, memory.knows, said)

        self._workspaces = Workspaces(self._tokens, made)
        self.hearing = Hearing(mentor, self._workspaces, memory)
        self.watch = Watch(self._workspaces, memory)
        self._turned_off = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled. Raises `CannotStart` for keys that Slack refuses, and when Socket Mode is turned off."""
        self._turned_off.clear()
        self._tokens.forget()  # another process may have served meanwhile
        team = "" if self._installed else await self._introduced()
        async with self._serving(self.app()):
            log.info("hearing Slack", extra={"team": team, "by": "socket" if self._keys.app_token else "http"})
            watching = asyncio.create_task(self.watch.run())
            try:
                await self._turned_off.wait()
            finally:
                watching.cancel()
                await asyncio.wait({watching})
        raise CannotStart(f"{TURNED_OFF}; turn it on there, and it goes on", passing=True)

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        return await (await self._workspaces.of(place.space)).sending.send(place, card, delivery_id)

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        return await (await self._workspaces.of(place.space)).sending.look(place, delivery_id, since)

    async def access(self, place: Place) -> Access:
        return await (await self._workspaces.of(place.space)).sending.access(place)

    async def time(self) -> datetime | None:
        return await time_at(self._client)

    def app(self) -> AsyncApp:
        """The Bolt app with every listener."""
        app = AsyncApp(
            name="milepost",  # else Bolt looks through the stack for a file to name itself after
            logger=quiet.BOLT,
            client=self._client,
            signing_secret=self._keys.signing_secret,
            user_facing_authorize_error_message=NOT_HERE,
            authorize=Authorized(self._tokens),  # type: ignore[arg-type]  # none is said where nothing is installed
            oauth_flow=self._flow(self._installed) if self._installed else None,
        )
        self.hearing.listen(app)
        return app

    def _several(self, installations: Installations) -> Installed:
        keys = self._keys
        rotator = AsyncTokenRotator(client_id=keys.client_id, client_secret=keys.client_secret, client=self._client)
        return Installed(installations, rotator)

    def _flow(self, installed: Installed) -> Flow:
        states = States(self._keys.client_secret, self._memory.first)
        return flow(self._keys, self._client, installed, states, self._memory.arrived)

    async def _introduced(self) -> str:
        """Which workspace it is. Waits for Slack and the database; a token that is refused is for an admin."""
        wait = 1.0
        while True:
            try:
                team = (await self._one.introduced()).team_id or ""
                await self._memory.arrived(team, "")
                return team
            except (*FAILURES, NotWritten) as error:
                if not isinstance(error, NotWritten) and isinstance(why := meaning(error), Stopped):
                    raise cannot_start("SLACK_BOT_TOKEN", why) from None
                wait = min(wait * 2, 60.0)
                log.warning("Slack is not heard yet", extra={"error": type(error).__name__, "again_in": wait})
            await asyncio.sleep(wait)

    @asynccontextmanager
    async def _serving(self, app: AsyncApp) -> AsyncIterator[None]:
        """Hears until the end; what was acknowledged by then is answered."""
        close = await (self._by_socket(app) if self._keys.app_token else serve(app, self._keys.listen))
        try:
            yield
        finally:
            with suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL):
                    await close()
                    await self.hearing.idle()

    async def _by_socket(self, app: AsyncApp) -> Callable[[], Awaitable[None]]:
        address = await self._socket_address()
        handler = AsyncSocketModeHandler(app, self._keys.app_token, quiet.SOCKET, self._client)
        handler.client.wss_uri = address
        handler.client.on_message_listeners.append(self._heed)
        async with AsyncExitStack() as closing:
            closing.push_async_callback(handler.close_async)
            await handler.connect_async()  # type: ignore[no-untyped-call]
            return closing.pop_all().aclose

    async def _heed(self, message: WSMessage) -> None:
        """Slack says goodbye before it closes; slack_sdk would connect again at once, for ever."""
        if message.type == WSMsgType.TEXT and LINK_DISABLED in message.data:
            said = json.loads(message.data)
            if (said.get("type"), said.get("reason")) == ("disconnect", LINK_DISABLED):
                self._turned_off.set()

    async def _socket_address(self) -> str | None:
        """Asked for once by us, since Bolt would ask for ever with a token that is refused."""
        try:
            opened = await self._client.apps_connections_open(app_token=self._keys.app_token)
        except FAILURES as error:
            if isinstance(why := meaning(error), Stopped):
                raise cannot_start("SLACK_APP_TOKEN", why) from None
            return None
        return str(opened["url"])
