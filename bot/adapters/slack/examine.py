"""What `milepost doctor` asks Slack: whether it takes our keys, grants the manifest's scopes, and lets us write.

Slack does not tell an app whether its App Home and its shortcuts are as the manifest says.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.http import INSTALL
from bot.adapters.slack.manifest import SCOPES
from bot.adapters.slack.people import PLATFORM, People
from bot.adapters.slack.refusals import FAILURES, meaning
from bot.adapters.slack.sending import Sending
from bot.adapters.slack.workspaces import client_of
from bot.clock import SystemClock
from bot.core.model import Place
from bot.core.ports import Check, DeliveryError, Stopped
from bot.core.text import counted, listed, plain
from bot.store import Installation

PATIENCE = 10.0
"""Seconds for each question; they are asked side by side."""

SECRET = re.compile(r"[0-9a-f]{32}")
"""What Slack's signing secrets look like."""

APP = re.compile(r"xapp-\d+-(A[0-9A-Z]+)-")
"""An app-level token names its app."""

AT_ONCE = 10
"""Workspaces that are asked side by side."""

TOKEN, APP_TOKEN, SIGNING, WORKSPACES = "Bot token", "App token", "Signing secret", "Workspaces"
COPY = "Copy SLACK_BOT_TOKEN anew from OAuth & Permissions (it begins with xoxb-), and restart."
COPY_APP = (
    "In Basic Information, App-Level Tokens, make one with connections:write, copy it as SLACK_APP_TOKEN, and restart."
)
COPY_SECRET = (
    "They are 32 digits and letters a to f: copy SLACK_SIGNING_SECRET anew from Basic Information, and restart."
)
NETWORK = "Look at this machine's network and at slack-status.com, then try again."


Channels = Sequence[tuple[str, str, str]]
"""Topic, workspace and channel of each that was set up."""


@dataclass(frozen=True, slots=True)
class Listening:
    """How Slack is heard: by Socket Mode where there is an app token, else over HTTP."""

    app_token: str = ""
    signing_secret: str = ""
    listen: str = ""


async def examine(client: AsyncWebClient, listening: Listening, channels: Channels) -> list[Check]:
    """Posts nothing and opens no socket, so that it may run beside a Milepost that does."""
    secret = [_http(listening)] if listening.signing_secret and not listening.app_token else []
    return secret + await _workspace(client, listening, channels, COPY)


async def examine_each(
    installed: Sequence[Installation], base: str, listening: Listening, channels: Channels
) -> list[Check]:
    """How many workspaces are well, and what is amiss in each of the others. Renews no token."""
    if not installed:
        mend = f"Open {INSTALL} at the address at which Slack reaches Milepost."
        return [_http(listening), Check("None has installed the app yet.", mend, "wrong", WORKSPACES)]
    now, at_once = SystemClock().now(), asyncio.Semaphore(AT_ONCE)

    async def asked(each: Installation) -> list[Check]:
        if each.expires_at and each.expires_at <= now:
            return [Check("It has ended, and is renewed with its next use.", state="note", name=TOKEN)]
        async with at_once:
            client = client_of(base, each.token.get_secret_value())
            found = await _workspace(client, listening, channels, f"Install the app there again, at {INSTALL}.")
        return [check for check in found if check.state != "well"]

    amiss = await asyncio.gather(*map(asked, installed))
    well = Check(f"All is well in {amiss.count([])} of {len(installed)}.", name=WORKSPACES)
    named = zip((plain(each.name, 40) for each in installed), amiss, strict=True)
    return [_http(listening), well, *(_of(name, check) for name, checks in named for check in checks)]


def _of(workspace: str, check: Check) -> Check:
    return check._replace(name=workspace, text=f"{check.name}: {check.text}")


async def _workspace(client: AsyncWebClient, listening: Listening, channels: Channels, mend: str) -> list[Check]:
    """`mend` is what to do about a token that is refused."""
    try:
        async with asyncio.timeout(PATIENCE):
            me: Any = await client.auth_test()
    except FAILURES as error:
        return [_refused(TOKEN, error, mend)]
    if not me.get("bot_id"):
        return [Check("It is a person's token, not the bot's.", mend, "wrong", TOKEN)]
    granted = next((value for name, value in me.headers.items() if name.casefold() == "x-oauth-scopes"), "")
    here = [(topic, channel) for topic, space, channel in channels if space == me["team_id"]]
    asked = [_socket(client, listening.app_token, me["bot_id"])] if listening.app_token else []
    found = await asyncio.gather(*asked, *(_channel(client, me["team_id"], *each) for each in here))
    taken = f"Slack takes it: I am {plain(me['user'], 40)} in {plain(me['team'], 60)}."
    return [Check(taken, name=TOKEN), *_scopes({each.strip() for each in granted.split(",")} - {""}), *found]


def _refused(what: str, error: Exception, mend: str) -> Check:
    """A token that is refused is for an admin to mend; whatever else went wrong is no news of the token."""
    why = meaning(error)
    if isinstance(why, Stopped):
        return Check(f"Slack refuses it ({why}).", mend, "wrong", what)
    return Check("Slack cannot be reached from here.", NETWORK, "wrong", what)


def _scopes(granted: set[str]) -> list[Check]:
    """Nothing where Slack does not say what it granted."""
    if not granted:
        return []
    if missing := sorted(SCOPES.keys() - granted):
        without = "\n".join(f"{each}: without it I cannot {SCOPES[each]}." for each in missing)
        mend = f"{without}\nAdd what is missing under OAuth & Permissions, and install the app again."
        return [Check(f"{listed(missing)} {'is' if len(missing) == 1 else 'are'} missing.", mend, "wrong", "Scopes")]
    if more := sorted(granted - SCOPES.keys()):
        mend = "They may be taken away under OAuth & Permissions."
        return [Check(f"All are granted; not needed: {listed(more)}.", mend, "note", "Scopes")]
    return [Check(f"All {counted(len(SCOPES), 'scope')} of the manifest are granted.", name="Scopes")]


async def _socket(client: AsyncWebClient, app_token: str, bot: str) -> Check:
    """Asks for an address and leaves it: what is heard is heard by whoever connects."""
    try:
        async with asyncio.timeout(PATIENCE):
            await client.apps_connections_open(app_token=app_token)
    except FAILURES as error:
        return _refused(APP_TOKEN, error, COPY_APP)
    named = APP.match(app_token)
    if named and await _app_of(client, bot) not in (None, named.group(1)):
        mend = "Copy both from one app: it hears nothing of the other's workspace."
        return Check("It is of another app than the bot token.", mend, "wrong", APP_TOKEN)
    return Check("Slack takes it: I can be heard by Socket Mode.", name=APP_TOKEN)


async def _app_of(client: AsyncWebClient, bot: str) -> str | None:
    """None where Slack does not say it now."""
    try:
        async with asyncio.timeout(PATIENCE):
            found: Any = await client.bots_info(bot=bot)
    except FAILURES:
        return None
    return str(found["bot"]["app_id"]) if "app_id" in found["bot"] else None


def _http(listening: Listening) -> Check:
    """Slack does not say whether a secret is right; one that was copied wrongly mostly shows."""
    if SECRET.fullmatch(listening.signing_secret):
        return Check(f"It looks right; Slack is heard over HTTP on {listening.listen}.", name=SIGNING)
    return Check("It is not one of Slack's.", COPY_SECRET, "wrong", SIGNING)


async def _channel(client: AsyncWebClient, team: str, topic: str, channel: str) -> Check:
    """One of /setup."""
    try:
        async with asyncio.timeout(PATIENCE):
            access = await Sending(client, People(client)).access(Place(platform=PLATFORM, space=team, channel=channel))
    except (DeliveryError, TimeoutError):
        return Check(f"For {topic}: Slack does not say now whether I can write there.", state="note", name=channel)
    if access.mend:
        return Check(f"For {topic}: I cannot write there.", access.mend, "wrong", access.name)
    return Check(f"For {topic}: I can write there.", name=access.name)
