"""What `milepost doctor` asks Slack: whether it takes our keys, grants the manifest's scopes, and lets us write."""

import re
from collections.abc import AsyncIterator, Sequence

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack.http import INSTALL
from bot.adapters.slack.keys import Keys
from bot.adapters.slack.manifest import SCOPES
from bot.adapters.slack.people import PLATFORM, People
from bot.adapters.slack.refusals import FAILURES, meaning
from bot.adapters.slack.sending import Sending
from bot.adapters.slack.workspaces import client_of
from bot.clock import SystemClock
from bot.core.model import Place
from bot.core.ports import Check, DeliveryError, Stopped
from bot.core.text import counted, plain
from bot.store import Installation

SECRET = re.compile(r"[0-9a-f]{32}")
"""What Slack's signing secrets look like."""

UNREACHED = Check(
    "Slack cannot be reached now. Look at this machine's network and at slack-status.com, then try again.",
    needs_you=True,
)


async def checked(keys: Keys, places: Sequence[Place], installed: Sequence[Installation] = ()) -> list[Check]:
    """Posts nothing, opens no socket and renews no token, so that it may run beside a Milepost that does."""
    if keys.client_id:
        return [await _http(keys), *await _several(keys, places, installed)]
    client = client_of(keys.base, keys.token)
    try:
        me = await client.auth_test()
    except FAILURES as error:
        return [_refused("SLACK_BOT_TOKEN", error, "Copy it anew from *OAuth & Permissions*, and restart.")]
    return [
        Check(f"Slack takes the bot token, in {me['team']}."),
        *_scopes(me),
        await (_socket(client, keys.app_token) if keys.app_token else _http(keys)),
        *[each async for each in _channels(client, me["team_id"], places)],
    ]


async def _several(keys: Keys, places: Sequence[Place], installed: Sequence[Installation]) -> list[Check]:
    """How many are well, and of each of the others what is amiss there."""
    now, found, well = SystemClock().now(), list[Check](), 0
    for each in installed:
        if each.expires_at and each.expires_at <= now:
            found.append(Check(f"In {plain(each.name, 80)}: the token has ended, and is renewed with its next use."))
            continue
        amiss = await _amiss(client_of(keys.base, each.token.get_secret_value()), each.space, places)
        found += [Check(f"In {plain(each.name, 80)}: {text}", needs_you=True) for text in amiss]
        well += not amiss
    if not installed:
        return [Check(f"No workspace has installed the app yet: open {INSTALL} at its address.", needs_you=True)]
    return [Check(f"All is well in {counted(well, 'workspace')} of {len(installed)}."), *found]


async def _amiss(client: AsyncWebClient, team: str, places: Sequence[Place]) -> list[str]:
    try:
        me = await client.auth_test()
    except FAILURES as error:
        return [_refused("its token", error, f"Install the app there again, at {INSTALL}.").text]
    told = [*_scopes(me), *[each async for each in _channels(client, team, places)]]
    return [each.text for each in told if each.needs_you]


def _refused(what: str, error: Exception, mend: str) -> Check:
    """A token that is refused is for an admin to mend; whatever else went wrong is no news of the token."""
    why = meaning(error)
    return Check(f"Slack refuses {what} ({why}). {mend}", needs_you=True) if isinstance(why, Stopped) else UNREACHED


def _scopes(me: AsyncSlackResponse) -> list[Check]:
    """Nothing where Slack does not say what it granted."""
    said = next((value for name, value in me.headers.items() if name.casefold() == "x-oauth-scopes"), "")
    granted = {each.strip() for each in said.split(",")} - {""}
    missing = sorted(SCOPES.keys() - granted)
    if not granted or not missing:
        return [Check("Every scope of the manifest is granted.")] if granted else []
    mend = "Add them under *OAuth & Permissions*, and install the app again."
    return [Check(f"The app lacks {', '.join(missing)}. {mend}", needs_you=True)]


async def _socket(client: AsyncWebClient, app_token: str) -> Check:
    """Asks for an address and leaves it: what is heard is heard by whoever connects."""
    try:
        await client.apps_connections_open(app_token=app_token)
    except FAILURES as error:
        mend = "It needs the scope connections:write, and Socket Mode turned on; copy it anew from *Basic Information*."
        return _refused("SLACK_APP_TOKEN", error, mend)
    return Check("Slack takes the app token: it can be heard by Socket Mode.")


async def _http(keys: Keys) -> Check:
    """Slack does not say whether a secret is right; one that was copied wrongly mostly shows."""
    if SECRET.fullmatch(keys.signing_secret):
        return Check(f"Slack is heard over HTTP on {keys.listen}; its secret looks right.")
    mend = "It is 32 digits and letters a to f; copy it anew from *Basic Information*, and restart."
    return Check(f"SLACK_SIGNING_SECRET is no signing secret. {mend}", needs_you=True)


async def _channels(client: AsyncWebClient, team: str, places: Sequence[Place]) -> AsyncIterator[Check]:
    """Those of /setup in this workspace."""
    sending = Sending(client, People(client))
    for place in places:
        if (place.platform, place.space) != (PLATFORM, team):
            continue
        try:
            access = await sending.access(place)
        except DeliveryError:
            yield Check(f"Slack does not say now whether I can write to {place.channel}.")
            continue
        can = "cannot" if access.mend else "can"
        yield Check(f"I {can} write to {access.name}. {access.mend}".strip(), bool(access.mend))
