"""A member's next slots, after they chose something."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.calendar import next_slot
from bot.clock import moment
from bot.store import KINDS, Member


def next_slots(
    member: Member, last: Mapping[str, datetime], *, now: datetime, grace: timedelta = timedelta(0)
) -> dict[str, datetime]:
    """When each kind is due next; none for a member who did not start.

    With a `grace`, a slot that has just passed is due now, but never one from before the start or the end of a pause.
    """
    if member.state != "active":
        return {}
    begun = moment(max(member.paused_until or 0, member.started_at or 0))
    start = max(now - grace, begun)
    return {kind: next_slot(member.rule(kind), start, last.get(kind)) for kind in KINDS}
