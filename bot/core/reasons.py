"""Why a message was not sent, or nothing is heard: what the outbox and the stops say, in words for members and admins.

A reason is kept as text: one of ours or a platform's code, perhaps with the platform's own words after it. Those of
ours stand in databases, so that they may be added to, and never reworded.
"""

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

ANOTHER_ACCOUNT = "another account since"
BATCH_TOO_LONG = "the batch took too long, or was told to wait"
CHANNEL_WAITS = "its channel has to wait"
CLOSED = "the member takes no messages"
DELETED = "deleted since"
DOMAIN_WAITS = "its domain has to wait"
DOWN = "Milepost was down"
HEARD_OF = "heard of since"
NOT_FOUND = "looked for and not found"
NO_TALK = "no direct conversation"
OVER = "over the member's budget"
OVER_SINCE = f"{OVER} since"
PAUSED = "paused"
PLANNED_ANEW = "planned anew"
QUIET_HOURS = "quiet hours"
SENT_ALREADY = "this week's was sent already"
STOPPED = "stopped"
STOPPED_OR_PAUSED = "stopped or paused since"
STOPPED_SINCE = "stopped since"
SWITCHED_OFF = "account_inactive"
"""Slack's own code for an account that is."""
TOLD_TO_STOP = "the platform stopped"
"""Then comes what it said."""
TOLD_TO_WAIT = "the platform asked to wait"
TOO_LATE = "too late to be of use"
UNDRAWABLE = "its card cannot be drawn any more"
UNSEEN = "may not look"
"""The outcome is unknown, and may not be looked up; then comes which right is missing."""

BECAUSE = {
    ANOTHER_ACCOUNT: "you parted the account that it was for",
    BATCH_TOO_LONG: "I was not fast enough",
    CHANNEL_WAITS: "I may not write there so fast",
    CLOSED: "one before it was refused",
    DOMAIN_WAITS: "I may not write there so fast",
    DOWN: "I was down",
    HEARD_OF: "I heard of you again",
    NOT_FOUND: "it did not arrive the first time",
    NO_TALK: "I had no direct conversation with you",
    OVER: "it was more than you take in a week",
    OVER_SINCE: "it was more than you take in a week",
    PAUSED: "you paused",
    PLANNED_ANEW: "you joined two accounts",
    QUIET_HOURS: "it is night where you are",
    SENT_ALREADY: "you had that week's already",
    STOPPED: "you stopped",
    STOPPED_OR_PAUSED: "you stopped or paused",
    STOPPED_SINCE: "you stopped",
    TOLD_TO_STOP: "I may not write there at the moment",
    TOLD_TO_WAIT: "the platform asked me to wait",
    TOO_LATE: "it would have come too late",
    UNDRAWABLE: "a newer version of me could not draw it",
}
"""What a member reads of a reason of ours; one that is not here is shown as it is."""

UNREACHABLE = {
    # Discord: codes of its API's errors.
    "50007": "you take no direct messages from me",
    "50278": "we are in no server together",
    "10007": "you are not in that server any more",
    "10013": "your account there is gone",
    # Slack: errors of chat.postMessage.
    "user_not_found": "your account there is gone",
    "channel_not_found": "our conversation there is gone",
    SWITCHED_OFF: "your account there is switched off",
}
"""With these codes a platform says that a member takes no messages: nothing more is sent until they act again, and this
they read of it. What an admin can mend, as a missing permission, is not here."""


class Fix(NamedTuple):
    """What to do about a failure. `needs_you` is false where it is over, or only the member can."""

    what: str
    needs_you: bool = True

    @property
    def state(self) -> Literal["note", "wrong"]:
        return "wrong" if self.needs_you else "note"


WRONG_TOKEN = Fix("The token is wrong or was reset. Put the right one into the settings and restart.")
SPAM = Fix("Discord took me for spam. Write to its support from the developer portal; the others go on.")
LEFT = Fix("They left the server. Nothing to do: they are written to again when they come back.", False)
GONE = Fix("Their account is gone. Nothing to do.", False)
NEW_TOKEN = Fix("The token was withdrawn or has ended. Install the app again; put in its new token, if it is set.")
KEPT_OUT = Fix("The workspace or its organisation keeps my app out. An admin there may lift that.")
NO_SCOPE = Fix("The app lacks a permission. Add its scopes and install it again.")

FIXES = {
    DOWN: Fix("It was off for too long. Nothing to do, if it runs now.", False),
    TOO_LATE: Fix("It waited past its time. Nothing to do, if nothing waits now.", False),
    UNDRAWABLE: Fix("An older version wrote it. Nothing to do: the next are new.", False),
    NO_TALK: Fix(
        "They began in a channel: choose one for check-ins in /setup, where I call them, or have them write to me once."
    ),
    # What keeps a platform from starting.
    "refuses DISCORD_TOKEN": Fix("Copy it anew from the application, under Bot, into the settings, and restart."),
    "refuses SLACK_APP_TOKEN": Fix("Copy it anew from Basic Information into the settings, and restart."),
    "Slack needs": Fix("Put one of them into the settings, and restart."),
    "SLACK_LISTEN": Fix("Stop who listens there, and it goes on by itself; or choose another port."),
    "Socket Mode is turned off": Fix("Turn it on there, and it goes on by itself."),
    "4004": Fix("The token was reset. Put the new one into the settings and restart."),
    "4011": Fix("Nothing to do: it is tried again with as many shards as it wants.", False),
    "closed the connection for good": Fix("Look for the number among the close codes of Discord's gateway."),
    # What stops a rate domain, or everything.
    TOLD_TO_WAIT: Fix("Nothing to do: it goes on by itself.", False),
    "refusals in 10 minutes": Fix("It goes on by itself; look below at what is refused, and mend that first."),
    "clock jumped ahead": Fix("Set the machine's clock right (is NTP on?); if it is right, it goes on by itself."),
    # Discord: opcodes and status codes.
    "refuses the token": WRONG_TOKEN,
    "401": WRONG_TOKEN,
    "40003": Fix("Too many new conversations at once. It goes on by itself; ask members to write to me first.", False),
    "quarantine": SPAM,
    "20026": SPAM,
    "removed from the server": Fix("Nothing is lost: invite me again, and it goes on.", False),
    # What lets nothing be heard.
    "no connection": Fix("It tries again by itself; what is due is sent all the same.", False),
    "connected too often": Fix("Milepost is started again and again: its log says why. It goes on by itself."),
    "no more connections": Fix("Does another process use this token, or crash? It goes on by itself."),
    # Discord: codes of what was not sent.
    "10007": LEFT,
    "10003": Fix("The channel is gone. Choose one with /setup, or /subscribe in another one."),
    "50001": Fix("I cannot see the channel. Give my role *View Channel*, or /subscribe elsewhere."),
    "50007": Fix("They take no direct messages from me. Ask them to allow those of this server.", False),
    "50013": Fix("I may not write there. Give my role *Send Messages* and *Embed Links*."),
    "10013": GONE,
    "50278": LEFT,
    # Slack: errors of chat.postMessage; what it says when a token is not renewed stands behind that.
    "token_not_renewed": Fix("Slack gives no new token. Install the app there again, and it goes on."),
    "app_uninstalled": Fix("The app was removed. Install it again, and put in its new token where one is set."),
    SWITCHED_OFF: Fix("Their account or my app is switched off. If it is the app, install it again."),
    "channel_not_found": Fix("The channel is gone, or private without me. /invite me, or /subscribe elsewhere."),
    **dict.fromkeys(("invalid_auth", "not_allowed_token_type", "not_authed", "team_not_found"), WRONG_TOKEN),
    **dict.fromkeys(("token_expired", "token_revoked"), NEW_TOKEN),
    **dict.fromkeys(("access_denied", "enterprise_is_restricted", "team_access_not_granted"), KEPT_OUT),
    "two_factor_setup_required": KEPT_OUT,
    "org_login_required": Fix("The workspace is moving into an organisation. Wait until that is done."),
    "user_not_found": GONE,
    "is_archived": Fix("The channel is archived. /subscribe in another one."),
    "messages_tab_disabled": Fix("Turn on the Messages Tab under App Home in the app's settings."),
    "missing_scope": NO_SCOPE,
    "no_permission": NO_SCOPE,
    "restricted_action": Fix("Only some may post there. Allow me in the channel's settings, or /subscribe elsewhere."),
    "restricted_action_read_only_channel": Fix("Nobody may post there. /subscribe in another channel."),
    "not_in_channel": Fix("I am not in the channel. /invite me there."),
    "not_installed": Fix("Milepost is not installed in that workspace. Install the app there, and it goes on."),
}
"""By a reason, or by the platform's code in it. A reason that is not here is shown as it is."""

UNKNOWN = Fix("I know no fix for this one; the platform's documentation may.")


def because(reason: str) -> str:
    """What a member reads of it; empty where we have no words for it."""
    ours, _, _ = reason.partition(":")
    return BECAUSE.get(ours) or closed(reason)


def closed(reason: str) -> str:
    """Why this member cannot be reached, as they read it; empty where the refusal was about something else."""
    return UNREACHABLE.get(_named(reason, UNREACHABLE), "")


def fix(reason: str) -> Fix:
    """What an admin does about it."""
    return FIXES.get(_named(reason, FIXES), UNKNOWN)


def _named(reason: str, names: Iterable[str]) -> str:
    """Of those that stand in it, the first of the table; empty where none does."""
    found = (name for name in names if re.search(rf"\b{re.escape(name)}\b", reason, re.IGNORECASE))
    return next(found, "")
