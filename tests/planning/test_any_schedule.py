"""Any member's weeks in the calendar alone, without a database: travels, choices, pauses, outages and bad moments."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.calendar import GRACE, QUIET_FROM, QUIET_UNTIL, due, next_slot, out_of_quiet_hours, week_of
from bot.planning import next_slots
from bot.store import Member

DAY = timedelta(days=1)
TRICKY = ["Pacific/Apia", "Australia/Lord_Howe", "Africa/Casablanca", "America/Santiago", "Asia/Beirut", "Africa/Cairo"]
zones = st.sampled_from(TRICKY) | st.sampled_from(sorted(zone for zone in available_timezones() if "/" in zone))
beginnings = st.datetimes(datetime(2005, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
chosen = st.fixed_dictionaries({"weekday": st.integers(0, 6), "minute": st.integers(8 * 60, 21 * 60 - 1)})
changes = st.one_of(
    st.fixed_dictionaries({"zone": zones}), chosen, st.fixed_dictionaries({"paused_days": st.integers(1, 40)})
)
chapters = st.tuples(st.integers(1, 20 * 24 * 60), st.booleans(), st.none() | changes)
"""Minutes that pass, whether somebody serves meanwhile, and what the member changes at the end."""


@dataclass
class Weeks:
    """One member's check-ins as the planner and the sender treat them, and the judge of each."""

    member: Member
    now: datetime
    slot: datetime | None = None
    waiting: tuple[datetime, datetime] | None = None
    sent: list[datetime] = field(default_factory=list)
    weeks: set[str] = field(default_factory=set)

    def passes(self, until: datetime, *, serving: bool) -> None:
        """Whoever serves does what is due when it is due; after an outage all of it is looked at once."""
        while serving and (event := self._next()) <= until:
            self.now = max(self.now, event)
            self._tick()
        self.now = until
        self._tick()

    def _next(self) -> datetime:
        ahead = [moment for moment in (self.slot, self.waiting and self.waiting[1]) if moment]
        return min(ahead, default=datetime.max.replace(tzinfo=UTC))

    def _tick(self) -> None:
        if self.slot and self.slot <= self.now:
            self._plan(self.slot)
        if self.waiting and self.waiting[1] <= self.now:
            self._send(*self.waiting)

    def _plan(self, first: datetime) -> None:
        found = due(self.member.rule("checkin"), first, self.now)
        fresh = [slot for slot in (*found.missed, found.send) if slot and self.now - slot <= GRACE]
        assert fresh[-1:] == ([found.send] if found.send else []), "lost within the grace, or stale"
        self.slot = found.next
        if found.send and (week := week_of(self.member.zone, found.send)) not in self.weeks:
            self.weeks.add(week)  # the planner's rule: one check-in per local ISO week
            self.waiting = found.send, out_of_quiet_hours(self.member.zone, max(self.now, found.send))

    def _send(self, slot: datetime, ready: datetime) -> None:
        """Looked at once more right before it goes out."""
        self.waiting = None
        if self.now > slot + GRACE:
            return
        if (awake := out_of_quiet_hours(self.member.zone, self.now)) != self.now:
            self.waiting = slot, awake
            return
        assert ready <= self.now
        assert QUIET_UNTIL <= self.now.astimezone(ZoneInfo(self.member.zone)).time() < QUIET_FROM
        assert timedelta(0) <= self.now - slot <= GRACE
        assert not self.member.paused(self.now)
        self.sent.append(slot)

    def changes(self, **change: object) -> None:
        """As /settings and /pause do; a pause calls off what waits."""
        if days := change.pop("paused_days", None):
            assert isinstance(days, int)
            change["paused_until"] = int((self.now + days * DAY).timestamp())
            if self.waiting:
                self.weeks.discard(week_of(self.member.zone, self.waiting[0]))
            self.waiting = None
        grace = GRACE if "zone" in change else timedelta(0)
        self.member = self.member.model_copy(update=change)
        last = [*self.sent, *([self.waiting[0]] if self.waiting else [])]
        known = {"checkin": last[-1]} if last else {}
        self.slot = next_slots(self.member, known, now=self.now, grace=grace)["checkin"]


def begun(zone: str, now: datetime, rule: dict[str, Any]) -> Weeks:
    at = int(now.timestamp())
    weeks = Weeks(Member(id="m", name="ada", zone=zone, state="active", created_at=at, started_at=at, **rule), now)
    weeks.changes()
    return weeks


@settings(max_examples=200, deadline=None)
@given(zones, beginnings, chosen, st.lists(chapters, min_size=1, max_size=12))
@example("Asia/Tokyo", datetime(2026, 6, 10, tzinfo=UTC), {"weekday": 4, "minute": 540}, [
    (2 * 24 * 60 + 30, True, {"zone": "America/New_York"}), (9 * 24 * 60, True, None),
])  # fmt: skip
def test_whatever_a_member_does_nothing_is_stale_at_night_in_a_pause_or_twice_in_a_week(
    zone: str, now: datetime, rule: dict[str, int], story: list[tuple[int, bool, dict[str, object] | None]]
) -> None:
    weeks = begun(zone, now, rule)
    for minutes, serving, change in story:
        weeks.passes(weeks.now + timedelta(minutes=minutes), serving=serving)
        if change:
            weeks.changes(**change)
    assert weeks.sent == sorted(set(weeks.sent))
    assert all(later - earlier >= 4 * DAY for earlier, later in zip(weeks.sent, weeks.sent[1:], strict=False))


@settings(max_examples=100, deadline=None)
@given(zones, beginnings, chosen, st.lists(st.tuples(st.integers(1, 36 * 60), st.integers(0, 9 * 24 * 60))))
def test_outages_of_a_day_and_a_half_lose_nothing(
    zone: str, now: datetime, rule: dict[str, int], outages: list[tuple[int, int]]
) -> None:
    """36 hours, and at most 11 of the night and an hour of a change of clocks, are within the grace of 48."""
    weeks = begun(zone, now, rule)
    for outage, served in outages:
        weeks.passes(weeks.now + timedelta(minutes=outage), serving=False)
        weeks.passes(weeks.now + timedelta(minutes=12 * 60 + served), serving=True)
    weeks.passes(weeks.now + 3 * DAY, serving=True)
    every, slot = [], next_slot(weeks.member.rule("checkin"), now)
    while slot <= weeks.now:
        every.append(slot)
        slot = next_slot(weeks.member.rule("checkin"), slot)
    still = [weeks.waiting[0]] if weeks.waiting else []
    assert weeks.sent + still == every
    assert len({week_of(zone, slot) for slot in every}) == len(every)
