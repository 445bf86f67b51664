"""The 32 cases of the delivery design's table, by their numbers and words: what is due when, as exact UTC instants.

What the design wants besides instants (pauses, jumping clocks, leases, two processes) is in delivery/test_time_rows.py.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.calendar import GRACE, WEEKDAYS, Weekly, due, next_slot, out_of_quiet_hours

Came = tuple[str | None, int, str]
"""After a downtime: the slot that is sent or none, how many were missed, and the next one."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}Z")


def rule(text: str) -> Weekly:
    """`Europe/Berlin Mon 09:00`."""
    zone, day, time = text.split()
    hour, minute = time.split(":")
    weekday = next(number for number, name in enumerate(WEEKDAYS) if name.startswith(day))
    return Weekly(zone, weekday, int(hour) * 60 + int(minute))


def following(text: str, now: str, last: str | None = None, grace: timedelta = timedelta(0)) -> Callable[[], str]:
    """The next slot of a rule at a moment, perhaps after a last one."""
    return lambda: _text(next_slot(rule(text), utc(now), utc(last) if last else None, grace))


def travelled(text: str, now: str, last: str) -> Callable[[], str]:
    """The next slot when the zone has just become that of the rule."""
    return following(text, now, last, GRACE)


def held(zone: str, moment: str) -> Callable[[], str]:
    """When what is ready at a moment may go out."""
    return lambda: _text(out_of_quiet_hours(zone, utc(moment)))


def down(**length: int) -> Callable[[], Came]:
    """What becomes of the slot of 8 June, Berlin Mon 09:00, when nobody serves for so long after it."""

    def came() -> Came:
        first = utc("2026-06-08T07:00")
        found = due(rule("Europe/Berlin Mon 09:00"), first, first + timedelta(**length))
        return _text(found.send) if found.send else None, len(found.missed), _text(found.next)

    return came


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"


CASES: list[tuple[str, Callable[[], str | Came], str | Came]] = [
    ("1 ordinary winter: Berlin Mon 09:00",
     following("Europe/Berlin Mon 09:00", "2026-01-08T12:00"), "2026-01-12T08:00"),
    ("2 ordinary summer: the UTC hour moves with DST, the wall hour does not",
     following("Europe/Berlin Mon 09:00", "2026-06-04T12:00"), "2026-06-08T07:00"),
    ("3 the week in which DST starts: Sun 09:00, 167 h after the last",
     following("Europe/Berlin Sun 09:00", "2026-03-22T08:00", "2026-03-22T08:00"), "2026-03-29T07:00"),
    ("4 the week in which DST ends: Sun 09:00, 169 h after the last",
     following("Europe/Berlin Sun 09:00", "2026-10-18T07:00", "2026-10-18T07:00"), "2026-10-25T08:00"),
    ("5 gap: Berlin Sun 02:30 does not exist: first instant after the gap",
     following("Europe/Berlin Sun 02:30", "2026-03-28T12:00"), "2026-03-29T01:00"),
    ("6 gap at midnight: Santiago Sun 00:00: 01:00 local, not a week later",
     following("America/Santiago Sun 00:00", "2026-09-05T12:00"), "2026-09-06T04:00"),
    ("7 gap at midnight: Cairo Fri 00:00: 01:00 local",
     following("Africa/Cairo Fri 00:00", "2026-04-23T12:00"), "2026-04-23T22:00"),
    ("8 overlap: Berlin Sun 02:30 happens twice: first pass only",
     following("Europe/Berlin Sun 02:30", "2026-10-24T12:00"), "2026-10-25T00:30"),
    ("9 overlap, asked between both passes: nothing more this week",
     following("Europe/Berlin Sun 02:30", "2026-10-25T01:00"), "2026-11-01T01:30"),
    ("10 DST of 30 minutes: Lord Howe Sun 02:15: 02:30 local",
     following("Australia/Lord_Howe Sun 02:15", "2026-10-03T00:00"), "2026-10-03T15:30"),
    ("11 offset of 45 minutes: Kathmandu Mon 09:00",
     following("Asia/Kathmandu Mon 09:00", "2026-01-10T00:00"), "2026-01-12T03:15"),
    ("12 a whole local day missing: Apia Fri 2011-12-30: the 31st 00:00 local",
     following("Pacific/Apia Fri 09:00", "2011-12-29T00:00"), "2011-12-30T10:00"),
    ("13 29 Feb as an ordinary day: Tokyo Tue",
     following("Asia/Tokyo Tue 09:00", "2028-02-25T00:00"), "2028-02-29T00:00"),
    ("14 year end: New York Thu 31 Dec 20:00 lies in 2027 in UTC",
     following("America/New_York Thu 20:00", "2026-12-31T12:00"), "2027-01-01T01:00"),
    ("15 travel east before the slot, the new slot still ahead",
     travelled("Asia/Tokyo Fri 09:00", "2026-06-10T15:00", "2026-06-05T13:00"), "2026-06-12T00:00"),
    ("16 travel east, the new local slot passed 3 h ago: due now, late, not lost",
     travelled("Asia/Tokyo Fri 09:00", "2026-06-12T03:00", "2026-06-05T13:00"), "2026-06-12T00:00"),
    ("17 travel west right after it was sent in Tokyo: not again 13 h later in New York",
     travelled("America/New_York Fri 09:00", "2026-06-12T00:30", "2026-06-12T00:00"), "2026-06-19T13:00"),
    ("18 there and back within an hour: the same next slot as before",
     travelled("America/New_York Fri 09:00", "2026-06-10T16:00", "2026-06-05T13:00"), "2026-06-12T13:00"),
    ("19 Sun to Mon one day after the last: min gap, next Monday",
     following("Europe/Berlin Mon 09:00", "2026-06-07T08:00", "2026-06-07T07:00"), "2026-06-15T07:00"),
    ("20 Mon to Sun: 6 days later is allowed",
     following("Europe/Berlin Sun 09:00", "2026-06-08T08:00", "2026-06-08T07:00"), "2026-06-14T07:00"),
    ("21 the member chooses Thu 09:00 on Thu 10:00: next week, never at once",
     following("Europe/Berlin Thu 09:00", "2026-06-11T08:00"), "2026-06-18T07:00"),
    ("22 down 10 min: sent late, 0 missed", down(minutes=10), ("2026-06-08T07:00", 0, "2026-06-15T07:00")),
    ("23 down 47 h 59: still sent", down(hours=47, minutes=59), ("2026-06-08T07:00", 0, "2026-06-15T07:00")),
    ("24 down 48 h 01: stale, not sent, missed", down(hours=48, minutes=1), (None, 1, "2026-06-15T07:00")),
    ("25 down 3 weeks + 1 h: the latest, three missed",
     down(weeks=3, hours=1), ("2026-06-29T07:00", 3, "2026-07-06T07:00")),
    ("26 down 3 weeks + 3 days: none sent, four missed", down(weeks=3, days=3), (None, 4, "2026-07-06T07:00")),
    ("27 back at 23:30 local with a fresh slot: held until 08:00 local",
     held("Europe/Berlin", "2026-06-08T21:30"), "2026-06-09T06:00"),
    ("28 back at 05:00 local: held until 08:00 the same day",
     held("Europe/Berlin", "2026-06-08T03:00"), "2026-06-08T06:00"),
    ("29 12:00 local: not quiet", held("Europe/Berlin", "2026-06-08T10:00"), "2026-06-08T10:00"),
    ("30 quiet end on a DST night: 08:00 summer time",
     held("Europe/Berlin", "2026-03-28T21:00"), "2026-03-29T06:00"),
    ("31 unpause on Tue after 5 weeks: no catch-up, next Monday",
     following("Europe/Berlin Mon 09:00", "2026-06-09T10:00", "2026-05-04T07:00"), "2026-06-15T07:00"),
    ("32 clock set back 2 h after planning: the next slot stays ahead",
     following("Europe/Berlin Mon 09:00", "2026-06-08T05:00", "2026-06-08T07:00"), "2026-06-15T07:00"),
]  # fmt: skip


@pytest.mark.parametrize(("found", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_time_table_of_the_design(found: Callable[[], str | Came], wanted: str | Came) -> None:
    assert found() == wanted


def test_every_case_of_the_design_stands_in_the_table_once_and_in_order() -> None:
    assert [int(words.split()[0]) for words, _, _ in CASES] == list(range(1, 33))
