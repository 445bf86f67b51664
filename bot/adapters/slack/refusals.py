"""What an error of Slack means for a message: nothing was posted and why, or it is not known.

The codes are those of docs.slack.dev/reference/methods/chat.postMessage and conversations.history.
"""

import asyncio
from datetime import timedelta

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.core.errors import CannotStart
from bot.core.ports import DeliveryError, RetryLater, Stopped, Undeliverable, Unknown

DOMAIN = frozenset(
    {
        "access_denied",
        "account_inactive",
        "app_uninstalled",
        "enterprise_is_restricted",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "team_not_found",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
"""Nothing of this token can be posted until an admin does something."""

BY_AN_ADMIN = frozenset(
    {
        "access_denied",
        "enterprise_is_restricted",
        "missing_scope",
        "no_permission",
        "org_login_required",
        "team_access_not_granted",
        "two_factor_setup_required",
    }
)
"""Of these, what an admin may lift while the token stays the same."""

UNSURE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"})
""""It's possible some aspect of the operation succeeded before the error was raised." """

HASTE = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})

UNREACHABLE = timedelta(seconds=15)
"""How long a connection that was never made is left alone."""


def code_of(error: SlackApiError) -> str:
    """`channel_not_found`; empty where the answer was no JSON."""
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def wait_of(error: SlackApiError) -> float | None:
    """The seconds that Slack asks to wait, if it does."""
    headers = getattr(error.response, "headers", None) or {}
    status = getattr(error.response, "status_code", None)
    if code_of(error) not in HASTE and status != 429:
        return None
    asked = next((value for name, value in headers.items() if name.casefold() == "retry-after"), "")
    return float(asked) if asked.isdigit() else 30.0


def meaning(error: Exception) -> DeliveryError:
    """The error that delivery understands."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return RetryLater(UNREACHABLE)
    if not isinstance(error, SlackApiError):
        return Unknown(type(error).__name__)
    code, wait = code_of(error), wait_of(error)
    if wait is not None:
        return RetryLater(timedelta(seconds=wait))
    if not code or code in UNSURE:
        return Unknown(code or "no JSON")
    return Stopped(code) if code in DOMAIN else Undeliverable(code)


def cannot_start(setting: str, stop: Stopped) -> CannotStart:
    """Slack does not take the token of this setting."""
    passing = stop.reason in BY_AN_ADMIN
    mend = "its admin may lift that" if passing else "copy it anew, and restart"
    return CannotStart(f"Slack refuses {setting} ({stop.reason}); {mend}", passing=passing)


FAILURES = (SlackApiError, aiohttp.ClientError, asyncio.TimeoutError, OSError)
"""What a request to Slack may raise."""
