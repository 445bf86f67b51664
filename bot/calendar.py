"""When a member's next slot is: zones, daylight saving, quiet hours, weeks. Pure functions.

The rules: a slot is a wall time in an IANA zone; in an overlap the first pass counts, in a gap the first instant after
it. Two slots are at least four days apart. A slot missed by no more than 48 hours is caught up, once. Nothing unasked
is sent from 21:00 to 08:00 local time. These constants are choices, not platform limits.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

GRACE = timedelta(hours=48)
APART = timedelta(days=4)

LATE = timedelta(minutes=15)
"""A message that goes out later than this after its slot says so."""

QUIET_FROM, QUIET_UNTIL = time(21), time(8)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


REMEMBERED = 1024
"""Many members have the same zone and slot, and then the same answer."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """Once a week at a wall time. `weekday` 0 is Monday; `minute` counts from local midnight, 23:59 is the last.

    Raises ValueError where there is no such day or time; 24:00 is none.
    """

    zone: str
    weekday: int
    minute: int

    def __post_init__(self) -> None:
        if not (0 <= self.weekday <= 6 and 0 <= self.minute < 24 * 60):
            raise ValueError(f"no time of a week: day {self.weekday}, minute {self.minute}")

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {self.minute // 60:02d}:{self.minute % 60:02d} ({self.zone})"


@dataclass(frozen=True, slots=True)
class Due:
    """What a due schedule row comes to: the slot to send now (or none), those let go, and the next one."""

    send: datetime | None
    missed: tuple[datetime, ...]
    next: datetime


@lru_cache(maxsize=2000)
def known(zone: str) -> bool:
    """Whether there are rules for a zone of this name."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def instant(zone: str, day: date, minute: int) -> datetime:
    """The UTC instant of a wall time."""
    wall = datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(zone))
    at = wall.astimezone(UTC)
    if at.astimezone(wall.tzinfo).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return at
    return _end_of_gap(wall)


def _end_of_gap(wall: datetime) -> datetime:
    """The transition lies between the readings of the wall time with the offsets after and before it."""
    zone = wall.tzinfo
    early, late = wall.replace(fold=1).astimezone(UTC), wall.replace(fold=0).astimezone(UTC)
    offset_before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = (early + (late - early) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset_before:
            early = middle
        else:
            late = middle
    return late


@lru_cache(maxsize=REMEMBERED)
def next_slot(rule: Weekly, now: datetime, last: datetime | None = None, grace: timedelta = timedelta(0)) -> datetime:
    """The first slot after `now - grace` that is at least four days after the last one.

    `grace` is 48 hours after a change of zone (a slot just passed is still due), none after a choice of the member.
    """
    after = now - grace
    day = after.astimezone(ZoneInfo(rule.zone)).date() - timedelta(days=2)
    day += timedelta(days=(rule.weekday - day.weekday()) % 7)
    while True:
        slot = instant(rule.zone, day, rule.minute)
        if slot > after and (last is None or slot - last >= APART):
            return slot
        day += timedelta(days=7)


def nearest_slot(rule: Weekly, moment: datetime) -> datetime:
    """What became of a slot when the rules of its zone changed: the rule's slot that is nearest to where it was."""
    return next_slot(rule, moment - timedelta(days=3, hours=12))


def due(rule: Weekly, first: datetime, now: datetime) -> Due:
    """What to do at `now` about a row whose slot `first` has come: only the latest slot is sent, if not stale."""
    passed = [first]
    while (following := next_slot(rule, passed[-1], passed[-1])) <= now:
        passed.append(following)
    if now - passed[-1] <= GRACE:
        return Due(passed[-1], tuple(passed[:-1]), following)
    return Due(None, tuple(passed), following)


@lru_cache(maxsize=REMEMBERED)
def out_of_quiet_hours(zone: str, moment: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours it lies in; again, where a gap in the zone took that end."""
    local = moment.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return moment
    day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return out_of_quiet_hours(zone, instant(zone, day, QUIET_UNTIL.hour * 60))


@lru_cache(maxsize=REMEMBERED)
def week_of(zone: str, moment: datetime) -> str:
    """The member's local ISO week: `2026-W48`."""
    year, week, _ = moment.astimezone(ZoneInfo(zone)).isocalendar()
    return f"{year}-W{week:02d}"


@lru_cache(maxsize=REMEMBERED)
def week_ends(zone: str, week: str) -> datetime:
    """When a local ISO week is over: its Sunday 24:00. Raises ValueError if there is no such week."""
    year, number = week.split("-W")
    monday = date.fromisocalendar(int(year), int(number), 1)
    return instant(zone, monday + timedelta(days=7), 0)


def weeks_before(week: str, count: int) -> tuple[str, ...]:
    """The ISO weeks up to and with `week`, oldest first."""
    year, number = week.split("-W")
    monday = date.fromisocalendar(int(year), int(number), 1)
    days = (monday - timedelta(days=7 * back) for back in reversed(range(count)))
    return tuple(f"{day.isocalendar().year}-W{day.isocalendar().week:02d}" for day in days)


@lru_cache(maxsize=REMEMBERED)
def shown(moment: datetime, zone: str) -> str:
    """`Thu 26 Nov 2026, 18:00 Europe/Berlin`: never a time without its zone."""
    return f"{moment.astimezone(ZoneInfo(zone)):%a %-d %b %Y, %H:%M} {zone}"
