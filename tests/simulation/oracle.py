"""The judge: it goes by what the platform posted and by what each member wanted, never by what Milepost believes."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.calendar import APART, GRACE
from bot.core.model import Card, Place
from bot.store import LEASE, SILENCE
from tests.delivery.strict import now

if TYPE_CHECKING:
    from tests.simulation.world import World

Row = dict[str, Any]
ENOUGH = timedelta(hours=3)
"""Of hindrance in the two days of a message, for it to be given up."""


@dataclass(frozen=True)
class State:
    """What members wanted from a monotonic moment on, and how far ahead the wall clock was."""

    since: float
    ahead: timedelta
    members: dict[str, Row]


@dataclass(frozen=True)
class Witness:
    """A message when it was handed over, and what held in the time of a lease before."""

    row: Row | None
    states: tuple[State, ...]
    at: float
    title: str

    def __str__(self) -> str:
        row = self.row
        return f"{row['id'][:6]} ({row['kind']} of {row['week']} for {row['member_id'][:4]})" if row else "a lost row"


@dataclass
class Oracle:
    world: "World"
    wrong: list[str] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    calls: dict[str, Witness] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    of_week: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    tips: Counter[tuple[str, str]] = field(default_factory=Counter)
    hindrances: list[tuple[datetime, timedelta]] = field(default_factory=list)
    chosen: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    """When each member changed something, by name."""

    def _accuses(self, what: str) -> None:
        self.wrong.append(what)
        self.world.says(f"WRONG: {what}")

    def broke(self, error: BaseException) -> None:
        self._accuses(f"{type(error).__name__}: {error}")

    def hindered(self, at: datetime, seconds: float) -> None:
        self.hindrances.append((at, timedelta(seconds=seconds)))

    async def observes(self) -> None:
        """After each commit."""
        self.notes({row["id"]: row for row in await self.world.store.rows("select * from members")})

    def notes(self, members: dict[str, Row]) -> None:
        last, ahead = self.states[-1] if self.states else None, self.world.wall() - self.world.begin
        ahead -= timedelta(seconds=now())
        if last is None or (last.members, last.ahead) != (members, ahead):
            self.states.append(State(now(), ahead, members))

    async def sees(self, place: Place, card: Card, id: str) -> Witness:
        rows = await self.world.store.rows("select * from outbox where id = ?", id)
        begun = now() - LEASE.total_seconds()
        kept = [s for s, end in zip(self.states, [*self.states[1:], None], strict=True) if not end or end.since > begun]
        self.calls[id] = Witness(rows[0] if rows else None, tuple(kept), now(), card.title)
        return self.calls[id]

    def posted(self, id: str, place: Place) -> None:
        """Each message by what held at some moment since it was claimed."""
        seen, row = self.calls[id], self.calls[id].row
        self.counts[id] += 1
        if self.counts[id] > 1:
            self._accuses(f"{seen} was posted {self.counts[id]} times")
        if row is None or row["member_id"] is None:
            gone = {each for state in seen.states for each in state.members} - self.states[-1].members.keys()
            if row is None and not gone:
                self._accuses(f"{id} is no message of anybody")
            return
        reasons = [self._why_not(row, place, moment, state) for moment, state in self._moments(seen)]
        if all(reasons):
            self._accuses(f"{seen}: {reasons[-1]}")
        self._counts(seen, row)

    def _moments(self, seen: Witness) -> Iterator[tuple[datetime, State]]:
        """The first and the last of each state, by the wall clock."""
        ends = [*(state.since for state in seen.states[1:]), seen.at]
        for state, end in zip(seen.states, ends, strict=True):
            for at in (max(state.since, seen.at - LEASE.total_seconds()), end):
                yield self.world.begin + timedelta(seconds=at) + state.ahead, state

    def _why_not(self, row: Row, place: Place, at: datetime, state: State) -> str:
        """Empty if it may be sent at this moment."""
        member = state.members.get(row["member_id"])
        if member is None:
            return "its member was deleted"
        if place.channel != f"@{member['name']}" or place.space != self.world.space_of(member["name"]):
            return f"foreign: it went to {place.channel}"
        local, slot = at.astimezone(ZoneInfo(member["zone"])), datetime.fromtimestamp(row["slot"], UTC)
        if not 8 <= local.hour < 21:
            return f"in the quiet hours: {local}"
        if not slot <= at <= slot + GRACE:
            return f"stale or early: its slot is {slot}, it came at {at}"
        if member["state"] != "active" or (member["paused_until"] or 0) > at.timestamp():
            return f"not wanted: {member['state']}, paused until {member['paused_until']}"
        if len([each for each in self._others(row) if each["id"] != row["id"]]) >= member["budget"]:
            return f"over the budget of {member['budget']}"
        return ""

    def _others(self, row: Row) -> list[Row]:
        """Messages of the same member and week that came before."""
        return self.of_week[row["member_id"], row["week"]]

    def _counts(self, seen: Witness, row: Row) -> None:
        if self.counts[row["id"]] > 1:
            return
        if row["kind"] in [each["kind"] for each in self._others(row)]:
            self._accuses(f"{seen}: a second {row['kind']} in one week")
        self._others(row).append(row)
        mine = [each for (member, _), rows in self.of_week.items() if member == row["member_id"] for each in rows]
        near = [each for each in mine if each is not row and each["kind"] == row["kind"]]
        if any(abs(each["slot"] - row["slot"]) < APART.total_seconds() for each in near):
            self._accuses(f"{seen}: two {row['kind']}s within four days")
        self.tips[row["member_id"], seen.title] += row["kind"] == "tip"
        if self.tips[row["member_id"], seen.title] > 1:
            self._accuses(f"{seen}: the same tip twice")

    async def judges(self) -> None:
        """At the end of everything, when it was calm for a while."""
        rows = await self.world.store.rows("select * from outbox where member_id is not null order by slot, id")
        for row in rows:
            if wrong := self._what_is_wrong(row):
                slot = datetime.fromtimestamp(row["slot"], UTC)
                self._accuses(f"{row['kind']} {row['id'][:6]} of {slot}: {wrong} ({row['state']}: {row['reason']})")
        for member in await self.world.store.rows("select * from members where state = 'active'"):
            for kind in ("checkin", "tip"):
                mine = [row for row in rows if row["member_id"] == member["id"] and _topic(row) == kind]
                self._looks_for_gaps(member, kind, [row["slot"] for row in mine])

    def _what_is_wrong(self, row: Row) -> str:
        count = self.counts[row["id"]]
        if row["state"] in ("pending", "sending") and row["due_at"] < self.world.wall().timestamp() - 3600:
            return "left lying"
        if (row["state"] == "sent") != (count > 0):
            return f"posted {count} times"
        if row["state"] == "dead" and row["id"] not in self.world.record.refused:
            return "dead without a refusal"
        if row["state"] in ("expired", "missed") and not self._excused(row):
            return "given up without need"
        return ""

    def _excused(self, row: Row) -> bool:
        begin = datetime.fromtimestamp(row["slot"], UTC) - timedelta(hours=1)
        end = begin + GRACE + timedelta(hours=1)
        within = [
            min(at + wait, end) - max(at, begin) for at, wait in self.hindrances if at < end and at + wait > begin
        ]
        return sum(within, timedelta()) + len(within) * timedelta(hours=1) >= ENOUGH

    def _looks_for_gaps(self, member: Row, kind: str, slots: list[int]) -> None:
        """Each week has a row, whatever became of it, unless the member chose something or is silent."""
        for slot, following in pairwise([*slots, int(self.world.wall().timestamp())]):
            begin, end = (datetime.fromtimestamp(at, UTC) for at in (slot, following))
            chose = any(begin - timedelta(days=7) <= at <= end for at in self.chosen[member["name"]])
            if end - begin > timedelta(days=7, hours=2) and not chose:
                self._accuses(f"lost: no {kind} of {member['name']} between {begin} and {end}")

    def calm(self, name: str, posted: list[datetime], wanted: str) -> None:
        """`wanted` is a weekday and an hour."""
        if [f"{at:%A %H:%M}".lower() for at in posted] != [wanted]:
            self._accuses(f"{name} wanted a check-in on {wanted} and got {[str(at) for at in posted]}")


def _topic(row: Row) -> str:
    """The question whether to stop has a check-in's place in the weeks."""
    return "checkin" if row["kind"] == SILENCE else str(row["kind"])
