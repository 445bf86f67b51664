"""Two workspaces, a browser and Slack itself, as Milepost's HTTP server meets them from outside."""

import asyncio
import hashlib
import hmac
import itertools
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
from pydantic import SecretStr

from bot.adapters.slack import Slack
from bot.app import App
from bot.clock import SystemClock
from bot.settings import Settings
from bot.wiring import ADAPTERS
from tests.adapters.slack.fake import Fake, Payload

SECRET = "s"
PAGE = "https://slack.com/oauth/v2/authorize"


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return f"127.0.0.1:{bound.getsockname()[1]}"


def signed(body: str, secret: str = SECRET, late: int = 0) -> dict[str, str]:
    """docs.slack.dev/authentication/verifying-requests-from-slack"""
    at = str(int(SystemClock().now().timestamp()) - late)
    digest = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": f"v0={digest}",
        "Content-Type": "application/json",
    }


class Outside:
    """What people and Slack do; each act returns when the bot has done everything that it wants to do about it."""

    def __init__(self, fake: Fake, app: App, slack: Slack, listen: str) -> None:
        self.fake = fake
        self.app = app
        self.slack = slack
        self._base = f"http://{listen}/slack"
        self._numbers = itertools.count(1)

    def token(self, team: str) -> str:
        """The token that works in a workspace."""
        return next(token for token, of in self.fake.tokens.items() if of == team)

    async def begins(self) -> tuple[str, dict[str, str]]:
        """Opens the install page: gives the state that Slack is sent, and the browser's cookie."""
        status, headers, _ = await self.get("install")
        assert (status, headers["Location"].partition("?")[0]) == (302, PAGE)
        state = parse_qs(urlsplit(headers["Location"]).query)["state"][0]
        return state, {"Cookie": headers["Set-Cookie"].partition(";")[0]}

    async def installs(self, team: str, grant: Payload | None = None) -> tuple[int, str]:
        """Goes all the way; gives the last page."""
        number = next(self._numbers)
        about = {"team": {"id": team, "name": f"{team} & friends"}, "authed_user": {"id": "UOLIVIA"}}
        self.fake.grants[f"code{number}"] = {"access_token": f"xoxb-{team}-{number}", **about, **(grant or {})}
        state, cookie = await self.begins()
        return await self.comes_back(cookie, code=f"code{number}", state=state)

    async def comes_back(self, cookie: dict[str, str], **query: str) -> tuple[int, str]:
        status, _, page = await self.get(f"oauth_redirect?{urlencode(query)}", cookie)
        return status, page

    async def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], str]:
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(f"{self._base}/{path}", headers=headers, allow_redirects=False) as answer,
        ):
            return answer.status, dict(answer.headers), await answer.text()

    async def types(self, team: str, user: str, command: str, text: str, channel: str = "") -> None:
        body = {
            "command": command,
            "text": text,
            "user_id": user,
            "team_id": team,
            "channel_id": channel or self.fake.direct(user),
            "response_url": self.fake.url(channel or self.fake.direct(user), user),
            "trigger_id": f"{team}.{next(self._numbers)}",
        }
        await self._deliver(urlencode(body), "application/x-www-form-urlencoded")

    async def happens(self, team: str, event: Payload, at: float | None = None) -> None:
        when = SystemClock().now().timestamp() if at is None else at
        about = {"type": "event_callback", "team_id": team, "event_id": f"Ev{next(self._numbers)}", "event": event}
        await self._deliver(json.dumps({**about, "event_time": int(when)}), "application/json")

    async def removes(self, team: str, at: float | None = None) -> None:
        """Slack tells of it twice, and takes no token from then on."""
        self.fake.tokens = {token: of for token, of in self.fake.tokens.items() if of != team}
        await self.happens(team, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT"]}}, at)
        await self.happens(team, {"type": "app_uninstalled"}, at)

    def posted(self, team: str) -> list[str]:
        """The titles of what was posted with the workspace's token."""
        return [each["blocks"][0]["text"]["text"] for each in self.fake.messages if each["team"] == team]

    async def _deliver(self, body: str, kind: str) -> None:
        headers = signed(body) | {"Content-Type": kind}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self._base}/events", data=body, headers=headers) as answer,
        ):
            assert answer.status == 200, await answer.text()
        for _ in range(20):
            await asyncio.sleep(0)
        await self.slack.hearing.idle()


@asynccontextmanager
async def outside(app: App) -> AsyncIterator[Outside]:
    """Milepost serves as `milepost run` does; Ada is a member of T1, Bob of T2, and Olivia is an admin of both."""
    async with Fake(tokens={"xoxb-nobody": "T0"}).serving() as fake:
        for user in ("UADA", "UBOB"):
            fake.user(user, user[1:].lower(), tz="Europe/Berlin")
        fake.user("UOLIVIA", "olivia", is_admin=True)
        listen = free_port()
        settings = Settings(
            slack_client_id="1.2",
            slack_client_secret=SecretStr("secret"),
            slack_signing_secret=SecretStr(SECRET),
            slack_api_base=fake.base,
            slack_listen=listen,
            slack_workspaces="T1,T2",
        )
        slack = ADAPTERS["slack"](settings, app)
        assert isinstance(slack, Slack)
        app.serve(slack)
        serving = asyncio.create_task(slack.run())
        await asyncio.sleep(0)
        try:
            yield Outside(fake, app, slack, listen)
        finally:
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving
