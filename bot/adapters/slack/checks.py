"""What `milepost doctor` asks Slack: whether it takes our keys, grants the manifest's scopes, and lets us write."""

import re
from collections.abc import AsyncIterator, Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.adapter import Keys
from bot.adapters.slack.manifest import SCOPES
from bot.adapters.slack.people import PLATFORM, People
from bot.adapters.slack.refusals import FAILURES, meaning
from bot.adapters.slack.sending import Sending
from bot.adapters.slack.workspaces import client_of
from bot.core.model import Place
from bot.core.ports import Check, DeliveryError, Stopped

SECRET = re.compile(r"[0-9a-f]{32}")
"""What Slack's signing secrets look like."""

UNREACHED = Check(
    "Slack cannot be reached now. Look at this machine's network and at slack-status.com, then try again.",
    needs_you=True,
)


async def checked(keys: Keys, places: Sequence[Place]) -> list[Check]:
    """Posts nothing and opens no socket, so that it may run beside a Milepost that does."""
    client = client_of(keys.base, keys.token)
    try:
        me = await client.auth_test()
    except FAILURES as error:
        return [_refused("SLACK_BOT_TOKEN", error, "Copy it anew from *OAuth & Permissions*, and restart.")]
    granted = next((value for name, value in me.headers.items() if name.casefold() == "x-oauth-scopes"), "")
    return [
        Check(f"Slack takes the bot token, in {me['team']}."),
        *_scopes({each.strip() for each in granted.split(",")} - {""}),
        await (_socket(client, keys.app_token) if keys.app_token else _http(keys)),
        *[each async for each in _channels(client, me["team_id"], places)],
    ]


def _refused(what: str, error: Exception, mend: str) -> Check:
    """A token that is refused is for an admin to mend; whatever else went wrong is no news of the token."""
    why = meaning(error)
    return Check(f"Slack refuses {what} ({why}). {mend}", needs_you=True) if isinstance(why, Stopped) else UNREACHED


def _scopes(granted: set[str]) -> list[Check]:
    """Nothing where Slack does not say what it granted."""
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
