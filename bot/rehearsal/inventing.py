"""Invents members: where they live, what they choose, who goes silent, and whom nothing reaches. One seed, one crowd.

The shares are guesses at a community whose members live all over the world, and no figure depends on one alone.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from bot.core.model import Person
from bot.planning import next_slots
from bot.store import Member
from bot.store.rehearsals import Arrival

Chosen = TypeVar("Chosen")
Shares = dict[Chosen, float]

ZONES: Shares[str] = {
    "Asia/Kolkata": 14, "America/New_York": 12, "Europe/Berlin": 10, "Europe/London": 8, "America/Los_Angeles": 7,
    "UTC": 6, "Africa/Lagos": 6, "America/Sao_Paulo": 5, "America/Chicago": 5, "Europe/Paris": 4, "Asia/Singapore": 3,
    "Africa/Cairo": 3, "Asia/Karachi": 3, "Africa/Nairobi": 2, "Europe/Istanbul": 2, "Asia/Tokyo": 2, "Asia/Dhaka": 2,
    "Australia/Sydney": 2, "America/Santiago": 1, "America/Mexico_City": 1, "Asia/Kathmandu": 1,
    "Pacific/Auckland": 0.6, "Australia/Lord_Howe": 0.2, "Pacific/Kiritimati": 0.2,
}  # fmt: skip
"""UTC are those who never named their city."""

WEEKDAYS: Shares[int] = {3: 64, 0: 8, 1: 6, 2: 5, 4: 4, 5: 6, 6: 7}
"""Most keep Thursday, the default."""

MINUTES: Shares[int] = {18 * 60: 66, 9 * 60: 7, 8 * 60: 4, 12 * 60: 4, 17 * 60 + 30: 3, 19 * 60: 6, 20 * 60: 6,
                        20 * 60 + 30: 2, 8 * 60 + 30: 2}  # fmt: skip
"""Most keep 18:00, the default."""

BUDGETS: Shares[int] = {2: 78, 1: 12, 3: 4, 5: 4, 0: 2}

SILENT = 0.25
"""Share of those who stop answering in some week of the rehearsal."""

PUBLIC = 0.005
"""Share of those who began in a channel and never wrote directly."""

REFUSALS: dict[str, Shares[str]] = {
    "discord": {
        "50007: Cannot send messages to this user": 0.01,
        "10003: Unknown Channel": 0.003,
        "50013: Missing Permissions": 0.002,
    },
    "slack": {"account_inactive": 0.01, "channel_not_found": 0.003, "missing_scope": 0.002},
}
"""Shares of those who cannot be written to from some moment of the rehearsal on; what they sum up to is small."""


@dataclass
class Invention:
    """Times in seconds after the start. `silent_from` is by member; `refusing` by channel, with the reason."""

    platform: str
    arrivals: list[Arrival] = field(default_factory=list)
    silent_from: dict[str, float] = field(default_factory=dict)
    refusing: dict[str, tuple[float, str]] = field(default_factory=dict)


def invent(count: int, platform: str, start: datetime, lasts: timedelta, seed: int) -> Invention:
    """So many members who all start at once."""
    made, chance, seconds = Invention(platform), random.Random(seed), lasts.total_seconds()
    for number in range(count):
        member = _member(f"{number:07d}", start, chance)
        channel = None if chance.random() < PUBLIC else f"dm-{number:07d}"
        person = Person(platform=platform, space="simulated", id=member.id, name=member.name)
        made.arrivals.append(
            Arrival(member=member, person=person, channel=channel, slots=next_slots(member, {}, now=start))
        )
        if chance.random() < SILENT:
            made.silent_from[member.id] = chance.random() * seconds
        reason = _refusal(platform, chance.random())
        if channel and reason:
            made.refusing[channel] = chance.random() * seconds, reason
    return made


def _member(id: str, start: datetime, chance: random.Random) -> Member:
    began = int(start.timestamp())
    return Member(
        id=id,
        name=f"Member {id}",
        zone=_one_of(ZONES, chance),
        weekday=_one_of(WEEKDAYS, chance),
        minute=_one_of(MINUTES, chance),
        budget=_one_of(BUDGETS, chance),
        state="active",
        created_at=began,
        started_at=began,
    )


def _one_of(shares: Shares[Chosen], chance: random.Random) -> Chosen:
    (chosen,) = chance.choices(list(shares), list(shares.values()))
    return chosen


def _refusal(platform: str, drawn: float) -> str | None:
    for reason, share in REFUSALS[platform].items():
        drawn -= share
        if drawn < 0:
            return reason
    return None


def parted(arrivals: Sequence[Arrival], size: int = 1_000) -> Iterator[Sequence[Arrival]]:
    """As many as go into one transaction."""
    for first in range(0, len(arrivals), size):
        yield arrivals[first : first + size]
