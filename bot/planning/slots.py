"""A member's next slots, after they chose something."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.calendar import next_slot
from bot.store import KINDS, Member


def next_slots(
    member: Member, now: datetime, last: Mapping[str, datetime] | None = None, grace: timedelta = timedelta(0)
) -> dict[str, datetime]:
    """When each kind is due next; none for a member who did not start. A pause moves them behind its end."""
    if member.state != "active":
        return {}
    start = max(now, datetime.fromtimestamp(member.paused_until or 0, UTC))
    return {kind: next_slot(member.rule(kind), start, (last or {}).get(kind), grace) for kind in KINDS}
