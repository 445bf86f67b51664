"""What Discord's refusals mean, and requests that are made once, so that each refusal is heard.

discord.py would try again by itself: after a 429 once it has slept as long as Discord says, which may be hours and for
which all other requests wait too, and after a 500 five times.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp

from bot.core.ports import DeliveryError, RetryLater, Stopped, Undeliverable, Unknown
from bot.core.text import shortened

ONCE = "once"
"""As `trace_request_ctx` of a request: it raises a `DeliveryError` where discord.py would try again."""

TOO_MANY_CONVERSATIONS, QUARANTINED = 40003, 20026
"""The second is not in Discord's documentation; its words are in issue 2669 of discord/discord-api-docs."""

FLAGGED = "flagged by our anti-spam"

FIRST_CONTACTS = timedelta(days=1)
A_WHILE = timedelta(minutes=1)
"""For a 429 that says no time, and for an answer that is not Discord's own: something before it shut us out."""


def refusal(status: int, headers: Mapping[str, str], body: Mapping[str, Any]) -> DeliveryError:
    """`body` is Discord's JSON; empty where the answer was something else."""
    code, words = body.get("code", 0), str(body.get("message", ""))
    if status == 401:
        return Stopped("Discord refuses the token")
    if code == QUARANTINED or FLAGGED in words:
        return Stopped(f"quarantine ({QUARANTINED})", FIRST_CONTACTS, first_contacts=True)
    if code == TOO_MANY_CONVERSATIONS:
        return Stopped(str(code), FIRST_CONTACTS, first_contacts=True)
    if status >= 500:
        return Unknown(str(status))
    if status == 429 or not body:
        return _wait(headers, body)
    return Undeliverable(shortened(f"{code}: {words}", 100), forbidden=status == 403)


def _wait(headers: Mapping[str, str], body: Mapping[str, Any]) -> RetryLater:
    """Without `Via` it was no server of Discord that answered, but Cloudflare, which means the whole address."""
    whole = body.get("global") or headers.get("X-RateLimit-Scope") == "global" or not headers.get("Via")
    try:
        after = timedelta(seconds=float(body.get("retry_after") or headers["Retry-After"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        after = A_WHILE
    return RetryLater(after, "domain" if whole else "channel")


def hearing() -> aiohttp.TraceConfig:
    """For discord.py's own session."""
    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(_heed)
    return trace


async def _heed(_: aiohttp.ClientSession, context: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
    response = end.response
    if context.trace_request_ctx != ONCE or response.status < 400:
        return
    body = await _json(response)
    if response.status == 429 or response.status >= 500 or not body:
        raise refusal(response.status, response.headers, body)


async def _json(response: aiohttp.ClientResponse) -> dict[str, Any]:
    try:
        body = json.loads(await response.text())
    except (ValueError, aiohttp.ClientError):
        return {}
    return body if isinstance(body, dict) else {}
