"""When the clocks of a zone change, and whether whoever lives there got exactly one check-in all the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.calendar import Weekly, next_slot, week_of
from bot.core.model import Model
from bot.store.rehearsals import Resident

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


class Change(Model):
    """Zones whose clocks are put forward on one day, or back where `minutes` are below zero.

    Their members' first check-in afterwards comes at another hour of UTC: `once` got exactly one in that week, `twice`
    more; who got `none` was silent by then, or is among what was not sent. Who never got any is not counted.
    """

    day: str
    minutes: int
    zones: tuple[str, ...]
    once: int
    twice: int
    none: int


def changes(
    residents: Iterable[Resident], asked: Mapping[str, Sequence[str]], start: datetime, end: datetime
) -> tuple[Change, ...]:
    """By their day in UTC. `asked` has the weeks that each member's check-ins were about."""
    living = defaultdict(list)
    for each in residents:
        if asked.get(each.member_id):
            living[each.zone].append(each)
    counts: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    zones = defaultdict(set)
    for zone, members in living.items():
        for at, minutes in transitions(zone, start, end):
            change = at.date().isoformat(), minutes
            zones[change].add(zone)
            counts[change].update(_checkins_after(at, members, asked, end))
    return tuple(_change(change, sorted(zones[change]), counts[change]) for change in sorted(zones))


def _change(change: tuple[str, int], zones: Sequence[str], counts: Counter[int]) -> Change:
    day, minutes = change
    twice = sum(times for count, times in counts.items() if count > 1)
    return Change(day=day, minutes=minutes, zones=tuple(zones), once=counts[1], twice=twice, none=counts[0])


def _checkins_after(
    at: datetime, members: Iterable[Resident], asked: Mapping[str, Sequence[str]], end: datetime
) -> Iterator[int]:
    """How many check-ins each of them got in the week of their first slot after the change."""
    for each in members:
        slot = next_slot(Weekly(each.zone, each.weekday, each.minute), at)
        if slot < end - DAY:  # else it may still be on its way
            yield asked[each.member_id].count(week_of(each.zone, slot))


def transitions(zone: str, start: datetime, end: datetime) -> Iterator[tuple[datetime, int]]:
    """When the zone's clocks change, and by how many minutes."""
    moment = start
    while moment < end:
        following = min(moment + DAY, end)
        if moved := _offset(zone, following) - _offset(zone, moment):
            yield _between(zone, moment, following), int(moved.total_seconds()) // 60
        moment = following


def _between(zone: str, before: datetime, after: datetime) -> datetime:
    offset = _offset(zone, before)
    while after - before > SECOND:
        middle = before + (after - before) / 2
        before, after = (middle, after) if _offset(zone, middle) == offset else (before, middle)
    return after


def _offset(zone: str, moment: datetime) -> timedelta:
    return moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
