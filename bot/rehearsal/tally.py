"""Compares the ledger with what the simulated platform took, message by message."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.calendar import QUIET_FROM, QUIET_UNTIL, weeks_before
from bot.rehearsal.figures import BusiestSlot, Hour, Late, NotSent, Proof, lateness
from bot.rehearsal.platform import Record
from bot.store import SILENCE
from bot.store.rehearsals import Recorded

HOUR = 3600
OVERNIGHT = 10 * HOUR
"""Seconds: nothing but a night delays a message so long, and a message of the late evening is delayed longer."""

ON_ITS_WAY = 1.0
"""Seconds, at most, from the last look at the clock to the platform."""


@dataclass
class _Ended:
    """What was not sent for one reason."""

    messages: int = 0
    members: set[str] = field(default_factory=set)
    first: int = 2**62


class Tally:
    """Fed with the outcome of each message. Moments are UTC seconds; the record counts from the start."""

    def __init__(self, record: Record, start: datetime, end: datetime) -> None:
        self._record = record
        self._start, self._end = start.timestamp(), end.timestamp()
        self.sent: Counter[str] = Counter()
        self.waiting = self.held = 0
        self._lost = self._at_night = self._stale = self._accounted = 0
        self._hours: Counter[int] = Counter()
        self._late: dict[int, array[float]] = defaultdict(lambda: array("d"))
        self._ended: dict[tuple[str, str], _Ended] = defaultdict(_Ended)
        self._explained: dict[str, set[str]] = defaultdict(set)

    def take(self, outcome: Recorded) -> None:
        """What was over before the start is not the rehearsal's."""
        posted = self._record.posted.get(outcome.id)
        if outcome.kind == SILENCE or outcome.state != "sent":
            self._explained[outcome.member_id or ""].add(outcome.week or "")
        if posted is not None:
            self._arrived(outcome, self._start + posted)
        elif outcome.slot < self._start and outcome.state not in ("pending", "sending"):
            return
        elif outcome.state in ("pending", "sending"):
            self.waiting += 1
            self._lost += outcome.expires_at + HOUR < self._end
        elif outcome.state == "sent":
            self._lost += 1
        else:
            self._not_sent(outcome)

    def _arrived(self, outcome: Recorded, at: float) -> None:
        self._accounted += outcome.state in ("sent", "sending")
        self.sent[outcome.kind] += 1
        self._hours[int(at) // HOUR] += 1
        self._stale += at - ON_ITS_WAY > outcome.expires_at
        if outcome.zone:
            local = datetime.fromtimestamp(at - ON_ITS_WAY, ZoneInfo(outcome.zone)).time()
            self._at_night += not QUIET_UNTIL <= local < QUIET_FROM
        delay = at - outcome.slot
        if delay > OVERNIGHT:
            self.held += 1
        else:
            self._late[outcome.slot].append(delay)

    def _not_sent(self, outcome: Recorded) -> None:
        ended = self._ended[outcome.state, outcome.reason or "no reason given"]
        ended.messages += 1
        ended.first = min(ended.first, outcome.slot)
        if outcome.member_id:
            ended.members.add(outcome.member_id)

    def proof(self, asked: Mapping[str, Sequence[str]], unplanned: int) -> Proof:
        """`asked` has the weeks that each member's check-ins were about, as the platform saw them.

        `unplanned` is how many slots were due and are not in the ledger.
        """
        left_out = sum(len(_between(weeks) - set(weeks) - self._explained[who]) for who, weeks in asked.items())
        twice = sum(len(weeks) - len(set(weeks)) for weeks in asked.values())
        strange = len(self._record.posted) - self._accounted
        return Proof(
            lost=self._lost + left_out + unplanned,
            doubled=self._record.doubled + twice + strange,
            at_night=self._at_night,
            stale=self._stale,
            too_fast=self._record.hasty,
        )

    def late(self) -> Late | None:
        return lateness([delay for delays in self._late.values() for delay in delays])

    def busiest(self) -> BusiestSlot | None:
        if not self._late:
            return None
        slot = max(self._late, key=lambda at: len(self._late[at]))
        late = lateness(self._late[slot])
        return BusiestSlot(at=_iso(slot), messages=len(self._late[slot]), late=late) if late else None

    def hours(self) -> tuple[Hour, ...]:
        """Those with messages, in order."""
        return tuple(Hour(at=_iso(hour * HOUR), messages=self._hours[hour]) for hour in sorted(self._hours))

    def not_sent(self) -> tuple[NotSent, ...]:
        """What happened first comes first."""
        ordered = sorted(self._ended.items(), key=lambda item: (item[1].first, item[0]))
        return tuple(
            NotSent(state=state, reason=why, messages=each.messages, members=len(each.members), first=_iso(each.first))
            for (state, why), each in ordered
        )


def _between(weeks: Sequence[str]) -> set[str]:
    """All weeks from the first to the last; `2026-W09` is before `2026-W10` as text too."""
    count = 1
    while (through := weeks_before(max(weeks), count))[0] > min(weeks):
        count += 4
    return {week for week in through if week >= min(weeks)}


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")
