"""The pages on which a workspace installs Milepost by itself: slack_bolt's OAuth flow, in our words."""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from html import escape
from typing import Any

from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation as Granted
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import quiet
from bot.adapters.slack.http import INSTALL, REDIRECT
from bot.adapters.slack.keys import Keys
from bot.adapters.slack.manifest import SCOPES
from bot.adapters.slack.refusals import FAILURES
from bot.adapters.slack.tokens import Installed
from bot.clock import Clock, SystemClock
from bot.core.errors import UserError

log = logging.getLogger(__name__)

VALID_FOR = 600
"""Seconds between the first page and the last."""

WRONG = {
    "access_denied": "You did not allow it, so nothing was installed.",
    "invalid_browser": "This page was loaded again, or in another browser than the one in which you began.",
    "invalid_state": "More than ten minutes went by, or this address was used already.",
    "missing_code": "Slack did not send what is needed to install me.",
    "invalid_code": "Slack did not take the code that it sent, or could not be reached.",
}
"""What went wrong, by Bolt's and Slack's word for it."""

NOT_LET_IN = "The workspace {} is not among those that may install me. Whoever runs me adds it to SLACK_WORKSPACES."
WHOLE_ORGANISATION = "I am installed in one workspace at a time, not in a whole organisation. Choose a workspace."
NOT_KEPT = "I could not write that down just now."

Arrived = Callable[[str, str], Awaitable[None]]
"""Takes a workspace in which Milepost was just installed, and by whom."""


class NotTaken(BoltError):
    """An installation that we refuse."""


class States(AsyncOAuthStateStore):
    """What ties the last page to the first. It carries its own end and signature, so that asking for one writes
    nothing; that it was used is remembered by `first`, which says so of an event once."""

    def __init__(self, secret: str, first: Callable[[str], Awaitable[bool]], clock: Clock | None = None) -> None:
        self._secret = secret.encode()
        self._first = first
        self._clock = clock or SystemClock()

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        ends = int(self._clock.now().timestamp()) + VALID_FOR
        named = f"{secrets.token_urlsafe(16)}.{ends}"
        return f"{named}.{self._sign(named)}"

    async def async_consume(self, state: str) -> bool:
        named, _, signature = state.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(named).encode()):
            return False
        ends = int(named.rpartition(".")[2])
        return self._clock.now().timestamp() <= ends and await self._first(f"slack install {named}")

    def _sign(self, named: str) -> str:
        return hmac.new(self._secret, named.encode(), hashlib.sha256).hexdigest()


class Flow(AsyncOAuthFlow):
    """Bolt's, which also survives a Slack that cannot be reached, and looks who it is that comes in."""

    def __init__(
        self, keys: Keys, client: AsyncWebClient, settings: AsyncOAuthSettings, installed: Installed, arrived: Arrived
    ) -> None:
        super().__init__(client=client, logger=quiet.BOLT, settings=settings)
        self._keys = keys
        self._installed = installed
        self._arrived = arrived

    async def run_installation(self, code: str) -> Granted | None:
        try:
            return await super().run_installation(code)
        except FAILURES as error:
            log.warning("an installation broke off", extra={"error": type(error).__name__})
            return None

    async def store_installation(self, request: AsyncBoltRequest, installation: Granted) -> None:
        """Raises `BoltError`, whose text is shown. A token that is not kept is given back, since nobody can use it."""
        team = installation.team_id or ""
        whole = installation.is_enterprise_install or not team
        if whole or not self._keys.may_install(team):
            with suppress(*FAILURES):
                await self.client.auth_revoke(token=installation.bot_token)
            raise NotTaken(WHOLE_ORGANISATION if whole else NOT_LET_IN.format(team))
        try:
            await self._installed.async_save(installation)
            await self._arrived(team, installation.user_id)
        except UserError:
            raise BoltError(NOT_KEPT) from None
        log.info("installed", extra={"team": team})


def flow(keys: Keys, client: AsyncWebClient, installed: Installed, states: States, arrived: Arrived) -> Flow:
    settings = AsyncOAuthSettings(
        client_id=keys.client_id,
        client_secret=keys.client_secret,
        scopes=sorted(SCOPES),
        install_path=INSTALL,
        redirect_uri_path=REDIRECT,
        install_page_rendering_enabled=False,
        installation_store=installed,
        state_store=states,
        state_expiration_seconds=VALID_FOR,
        callback_options=AsyncCallbackOptions(_success, _failure),
    )
    return Flow(keys, client, settings, installed, arrived)


async def _success(args: AsyncSuccessArgs) -> BoltResponse:
    granted = args.installation
    return _page(
        args,
        200,
        f"Milepost is in {granted.team_name or 'your workspace'}",
        "In Slack, an admin types /mentor setup and chooses the channels; everybody types /ask and a question.",
        (f"https://slack.com/app_redirect?app={granted.app_id}&team={granted.team_id}", "Open Slack"),
    )


async def _failure(args: AsyncFailureArgs) -> BoltResponse:
    log.warning("not installed", extra={"why": args.reason if args.reason in WRONG else "Slack said another reason"})
    what = WRONG.get(args.reason) or (str(args.error) if args.error else f"Slack says: {args.reason[:80]}")
    status = 400 if isinstance(args.error, NotTaken) else args.suggested_status_code
    return _page(args, status, "Milepost was not installed", what, (INSTALL, "Begin again"))


def _page(
    args: AsyncSuccessArgs | AsyncFailureArgs, status: int, title: str, text: str, link: tuple[str, str]
) -> BoltResponse:
    address, label = map(escape, link)
    body = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><h1>{escape(title)}</h1><p>{escape(text)}</p>"
        f'<p><a href="{address}">{label}</a></p></html>'
    )
    headers: dict[str, str | Sequence[str]] = {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'",
        "Referrer-Policy": "no-referrer",
        "Set-Cookie": args.settings.state_utils.build_set_cookie_for_deletion(),
    }
    return BoltResponse(status=status, body=body, headers=headers)
