"""Lengths and moments as people type them: `7d`, `2h`, `3 weeks`, `2026-12-24`, `2026-12-24T18:00`."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from bot.clock import written
from bot.core.text import counted, plain

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LENGTH = re.compile(r"(\d{1,4})\s*(m|min|minutes?|h|hours?|d|days?|w|weeks?)", re.IGNORECASE)


def until(text: str, now: datetime, zone: str = "UTC") -> datetime:
    """The moment a length from now, or a date or date-time in the zone, means. Raises ValueError with what to type."""
    try:
        if found := _LENGTH.fullmatch(text.strip()):
            return now + timedelta(**{_UNITS[found.group(2)[0].casefold()]: int(found.group(1))})
        moment = written(text.strip())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(
            f"'{plain(text, 40)}' is no time; write a length such as 2w or 3d, or a date such as 2026-12-24"
        ) from None


def minute_of_day(text: str) -> int:
    """Minutes from midnight of `18:00`, `18`, `6pm` or `6:30 pm`. Raises ValueError with what to type."""
    found = re.fullmatch(r"(\d{1,2})(?::([0-5]\d))?\s*(am|pm)?", text.strip(), re.IGNORECASE)
    if found:
        hour, minute, half = int(found.group(1)), int(found.group(2) or 0), (found.group(3) or "").casefold()
        if (half and 1 <= hour <= 12) or (not half and hour <= 23):
            return (hour % 12 + (12 if half == "pm" else 0) if half else hour) * 60 + minute
    raise ValueError(f"'{plain(text, 20)}' is no time of day; write 18:00 or 6pm")


def dated(headers: Mapping[str, str]) -> datetime | None:
    """When a server answered, by the `Date` of its reply (RFC 9110, 6.6.1); none without a readable one."""
    written = next((value for name, value in headers.items() if name.casefold() == "date"), "")
    try:
        return parsedate_to_datetime(written).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def ago(then: int, now: datetime) -> str:
    """`just now`, `5 hours ago`, `3 days ago`; `then` is UTC seconds."""
    hours = int(now.timestamp() - then) // 3600
    if hours < 1:
        return "just now"
    return f"{counted(hours, 'hour')} ago" if hours < 48 else f"{counted(hours // 24, 'day')} ago"
