"""What a rehearsal showed, for whoever starts a term: one screen, and a picture."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.core.reasons import OVER, fix
from bot.core.text import unmarked
from bot.pictures import load_picture
from bot.rehearsal.changes import Change
from bot.rehearsal.figures import Figures, Late, NotSent
from bot.store import REPLY, SILENCE

BUSIEST, WIDEST = 6, 40
"""Hours that are shown, and the letters of the longest bar."""

MOST = 5
"""Reasons, and changes of clocks, that are shown: those that concern most; --json has all."""

KINDS = {
    "checkin": "check-ins",
    "tip": "tips",
    SILENCE: "“shall I stop?”",
    REPLY: "answers of mentors",
    "review": "weekly lists",
    "failures": "daily notes",
}


def lines(figures: Figures) -> list[str]:
    """What proves that it works comes first, then what one may want to change before the term."""
    return [*_head(figures), "", *_named(_summary(figures)), *_hours(figures), *_changes(figures), *_not_sent(figures)]


def _head(figures: Figures) -> Iterator[str]:
    start = f"{_moment(figures.start):%a %-d %b %Y, %H:%M} UTC"
    whole = figures.weeks >= figures.of
    lasts = _many(figures.of, "week") if whole else f"{figures.weeks:g} of {figures.of} weeks, then interrupted,"
    who = _many(figures.members, "invented member" if figures.invented else "member")
    where = f" on {figures.platforms[0]} (seed {figures.seed})" if figures.invented else ""
    yield f"{who}{where}, {lasts} from {start}: {figures.took:,.0f} s"
    copy = "" if figures.invented else "a copy of the database and "
    yield f"Rehearsed with {copy}a simulated platform. Nothing was sent, and nothing is changed."


def _summary(figures: Figures) -> Iterator[tuple[str, str]]:
    kinds = ", ".join(f"{KINDS.get(kind, kind)} {count:,}" for kind, count in figures.sent.items())
    yield "Sent", f"{sum(figures.sent.values()):,}" + (f": {kinds}" if kinds else "")
    proof = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in figures.proof.model_dump().items())
    yield "Proof" if figures.proof.whole else "DEFECT", f"{proof}; by the platform's own record"
    if figures.late:
        yield "Late", _late(figures.late)
    if busiest := figures.busiest:
        yield "Busiest slot", f"{_moment(busiest.at):%a %-d %b, %H:%M} UTC, {_many(busiest.messages, 'message')}"
        yield "", _late(busiest.late)
    if figures.held_over_a_night:
        yield "Held", f"{_many(figures.held_over_a_night, 'message')} until the morning, for the quiet hours"
    if figures.unreachable:
        yield (
            "Left alone",
            f"{_many(figures.unreachable, 'member')} whose conversation takes no messages, until they act",
        )
    if figures.waiting:
        yield "Waiting", f"{_many(figures.waiting, 'message')} at the end"


def _late(late: Late) -> str:
    return f"half within {late.p50:,.1f} s, 95 % within {late.p95:,.1f} s, all within {late.longest:,.1f} s"


def _hours(figures: Figures) -> Iterator[str]:
    """Each hour of the week as it is in its busiest week."""
    most: dict[tuple[int, int], tuple[int, datetime]] = {}
    for hour in figures.hours:
        at = _moment(hour.at)
        of_week = at.weekday(), at.hour
        most[of_week] = max(most.get(of_week, (0, at)), (hour.messages, at), key=lambda each: each[0])
    busiest = sorted(most.values(), key=lambda each: -each[0])[:BUSIEST]
    if busiest:
        yield from ("", "Busiest hours of the week (UTC), each in its busiest week")
    for count, at in busiest:
        bar = "█" * max(1, round(WIDEST * count / busiest[0][0]))
        yield f"  {at:%a %H}:00  {bar} {count:,} on {at:%-d %b}"


def _changes(figures: Figures) -> Iterator[str]:
    if figures.changes:
        yield from ("", "Clocks change, the local hour stays (who got none was silent, or is below)")
        most = sorted(figures.changes, key=_concerned, reverse=True)[:MOST]
        yield from (_change(each) for each in figures.changes if each in most)
        yield from _more(len(figures.changes), "change")


def _concerned(change: Change) -> int:
    return change.once + change.twice + change.none


def _change(change: Change) -> str:
    zones = change.zones[0] + (f" and {len(change.zones) - 1} more" if change.zones[1:] else "")
    way = "earlier" if change.minutes > 0 else "later"
    got = f"{_many(change.once, 'member')} got exactly one check-in"
    none = f", {change.none:,} none" if change.none else ""
    twice = f", {change.twice:,} TWO" if change.twice else ""
    day = datetime.fromisoformat(change.day)
    return f"  {day:%a %-d %b}  {zones}, {abs(change.minutes)} min {way} in UTC: {got}{none}{twice}"


def _not_sent(figures: Figures) -> Iterator[str]:
    if figures.not_sent:
        yield from ("", "Not sent, and when first")
    most = sorted(figures.not_sent, key=lambda each: each.messages, reverse=True)[:MOST]
    for each in (each for each in figures.not_sent if each in most):
        day = f"{_moment(each.first):%-d %b}".rjust(6)
        yield f"  {day}  {_many(each.messages, 'message')} to {_many(each.members, 'member')}: {each.reason}"
        yield from (f"          {mend}" for mend in _mend(each))
    yield from _more(len(figures.not_sent), "reason")


def _more(there: int, noun: str) -> Iterator[str]:
    if there > MOST:
        yield f"  and {_many(there - MOST, f'other {noun}')} (--json)"


def _mend(each: NotSent) -> Iterable[str]:
    if each.reason == OVER:
        return ["What they can still use is kept under /inbox, and their next message says so."]
    return [unmarked(fix(each.reason).what)] if each.state == "dead" else []


def _named(rows: Iterable[tuple[str, str]]) -> list[str]:
    """The texts under each other, behind their names."""
    listed = list(rows)
    width = max(len(name) for name, _ in listed)
    return [f"{name.ljust(width)}  {text}" for name, text in listed]


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def picture(figures: Figures) -> bytes:
    """A row for each ISO week in UTC."""
    weeks: dict[str, list[int]] = defaultdict(lambda: [0] * 168)
    for hour in figures.hours:
        at = _moment(hour.at)
        weeks[f"{at:%G-W%V}"][24 * at.weekday() + at.hour] = hour.messages
    title = f"Messages an hour (UTC) to {_many(figures.members, 'member')}"
    below = "One scale for all weeks; the number is the busiest hour of its week."
    return load_picture(title, sorted(weeks.items()), below)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
