"""The member's budget: which message takes a place of the local week in which it goes out. A pure function."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.calendar import week_of
from bot.store import KINDS, REPLY, InWeek, Member

ORDER = ("checkin", REPLY, "tip")
"""The most important first; the question whether to stop has the check-in's place."""


def fits(
    kind: str, about: str | None, week: str, member: Member, taken: Iterable[InWeek], ahead: Mapping[str, datetime]
) -> bool:
    """Whether one more message, about one week, may go out in another or the same, beside those that do.

    A place is left to everything more important that is still to come (`ahead` are the member's next slots), and to
    this week's own by one that comes late from the week before. A weekly kind never takes the place of one before it,
    sent or not. For whoever takes only one message at all a reply does not wait for the check-in.
    """
    mine, late, there = rank(kind), about != week, list(taken)
    used = sum(_counts(each, mine) for each in there)
    came = {rank(each.kind) for each in there if each.week == week}
    coming = {ORDER.index(other) for other, slot in ahead.items() if week_of(member.zone, slot) == week} - came
    to_come = sum(other < mine or (other == mine and late) for other in coming)
    if kind == REPLY:
        return used + (to_come if member.most > 1 else 0) < member.most
    return max(used + to_come, KINDS.index(ORDER[mine])) < member.most


def rank(kind: str) -> int:
    """0 is the most important."""
    return ORDER.index(kind) if kind in ORDER else 0


def _counts(each: InWeek, mine: int) -> bool:
    """What waits counts if it is more important; but a reply may wait for weeks, so it counts when it goes out."""
    return each.state != "pending" or (each.kind != REPLY and rank(each.kind) < mine)
