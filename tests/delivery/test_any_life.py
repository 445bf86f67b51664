"""Twenty weeks of any member: whatever they change and whatever fails, the rules of what is sent unasked hold."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.calendar import week_of
from bot.clock import MovableClock
from bot.core.ports import RetryLater, Undeliverable, Unknown
from bot.store import Member, Members
from tests.conftest import Databases
from tests.delivery.weeks import DAY, HOUR, WEEK, Died, Installation, Watched, light, utc

Move = str | tuple[str, dict[str, str]]
"""What fails, or what the member says."""

BEGIN = utc("2026-09-12T09:00")
WEEKS = 20

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""A life takes a second and shrinking one takes minutes: add Phase.shrink to look into a failure."""

zones = st.sampled_from([
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Honolulu",
    "Pacific/Kiritimati", "America/Santiago", "Africa/Cairo", "UTC",
])  # fmt: skip
weekdays = st.sampled_from(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
times = st.builds("{:02d}:{:02d}".format, st.integers(8, 20), st.integers(0, 59))
budgets = st.integers(0, 3).map(str)

said = st.one_of(
    st.builds(lambda **args: ("settings", args), zone=zones),
    st.builds(lambda **args: ("settings", args), weekday=weekdays),
    st.builds(lambda **args: ("settings", args), time=times),
    st.builds(lambda **args: ("settings", args), messages=budgets),
    st.builds(lambda **args: ("settings", args), zone=zones, weekday=weekdays, time=times),
    st.builds(lambda days: ("pause", {"length": f"{days}d"}), st.integers(1, 30)),
    st.sampled_from([("pause", {"length": "1m"}), ("resume", {}), ("stop", {}), ("less", {}), ("start", {})]),
    st.sampled_from([("checkin", {"answer": "done"}), ("tip", {}), ("done", {"milestone": "sql"}), ("undo", {})]),
)
failures = st.sampled_from(["restart", "outage", "dies before", "dies after", "lost", "unknown", "later", "refused"])
moves = st.tuples(st.integers(1, 24 * 12), st.one_of(said, said, failures))
lives = st.lists(moves, min_size=3, max_size=16)
starts = st.fixed_dictionaries({"zone": zones, "weekday": weekdays, "time": times, "messages": st.sampled_from("123")})


@dataclass
class Life:
    """A member, what happened, and the judge of everything that was posted to them."""

    home: Installation
    platform: Watched
    seen: int = 0
    sent: list[tuple[str, datetime]] = field(default_factory=list)
    """Kind and slot of each message."""
    weeks: list[str] = field(default_factory=list)
    """The local week in which each was sent."""

    async def member(self) -> Member:
        found = await Members(self.home.database).of(self.home.someone().person)
        assert found is not None
        return found

    async def judge(self, member: Member) -> None:
        """Each new message, by what the member wanted while the clock ran."""
        rows = {row["id"]: row for row in (await self.home.database.tables())["outbox"]}
        assert self.platform.doubles == 0, "sent twice"
        for each in self.platform.arrivals[self.seen :]:
            row = rows[each.id]
            slot = datetime.fromtimestamp(row["slot"], ZoneInfo("UTC"))
            local = each.at.astimezone(ZoneInfo(member.zone))
            assert 8 <= local.hour < 21, f"{each.kind} at {local}"
            assert slot <= each.at <= slot + 2 * DAY, f"{each.kind} of {slot} came at {each.at}"
            assert member.state == "active", f"{each.kind} for a member who is {member.state}"
            assert not member.paused(each.at), f"{each.kind} in a pause"
            assert member.started_at is not None
            assert slot.timestamp() >= member.started_at, f"{each.kind} of the time before the start"
            week = week_of(member.zone, each.at)
            assert self.weeks.count(week) < member.most, f"over the budget of {member.most} in {week}"
            about = [old.kind for old in self.platform.arrivals[: self.seen] if rows[old.id]["week"] == row["week"]]
            assert each.kind not in about, f"a second {each.kind} about {row['week']}"
            self.weeks.append(week)
            self.sent.append((each.kind, slot))
            self.seen += 1

    async def runs_to(self, moment: datetime) -> None:
        """Milepost serves; a process that dies is started again. Nothing the member wants changes meanwhile."""
        member = await self.member()
        for _ in range(3):
            try:
                await self.home.skip(moment)
                break
            except Died:
                self.platform.dies = None
                await self.home.restart()
                await self.home.app.deliver()
        assert self.home.clock.now() >= moment
        await self.judge(member)

    async def fails(self, how: str, hours: int) -> None:
        self.platform.blind = None
        match how:
            case "outage":
                member = await self.member()
                await self.home.sleep(timedelta(hours=2 * hours))
                await self.judge(member)
            case "restart":
                await self.home.restart()
            case "dies before":
                self.platform.dies = "before"
            case "dies after":
                self.platform.dies = "after"
            case "lost":
                self.platform.lose = 1
            case "unknown":
                self.platform.refuse.append(Unknown("no answer"))
            case "later":
                self.platform.refuse.append(RetryLater(hours * HOUR / 6))
            case "refused":
                self.platform.refuse.append(Undeliverable("not now"))


@asynccontextmanager
async def lived(databases: Databases, start: dict[str, str], life: list[tuple[int, Move]]) -> AsyncIterator[Life]:
    clock = MovableClock(BEGIN, speed=0)
    platform = Watched(clock=clock)
    with databases.fresh() as url:
        async with Installation.begun(light(), url, clock, platform) as home:
            being = Life(home, platform)
            await home.someone().does("start", **start)
            for hours, move in life:
                await being.runs_to(clock.now() + hours * HOUR)
                if isinstance(move, str):
                    await being.fails(move, hours)
                else:
                    await home.someone().does(move[0], **move[1])
            yield being


@settings(max_examples=7, deadline=None, phases=PHASES)
@given(start=starts, life=lives)
def test_whatever_happens_the_rules_hold(
    databases: Databases, start: dict[str, str], life: list[tuple[int, Move]]
) -> None:
    """No doubles, nothing stale, nothing at night, nothing in a pause, within the budget, one check-in a week."""
    asyncio.run(_rules(databases, start, life))


async def _rules(databases: Databases, start: dict[str, str], life: list[tuple[int, Move]]) -> None:
    async with lived(databases, start, life) as being:
        await being.runs_to(max(BEGIN + WEEKS * WEEK, being.home.clock.now() + WEEK))
        rows = (await being.home.database.tables())["outbox"]
        now = being.home.clock.now().timestamp()
    for kind in ("checkin", "tip"):
        slots = [slot for each, slot in being.sent if each == kind]
        assert all(later - earlier >= 4 * DAY for earlier, later in pairwise(slots)), f"{kind}s too near"
    tips = Counter(each.card.title for each in being.platform.got("tip"))
    assert set(tips.values()) <= {1}, "the same tip twice"
    assert [row for row in rows if row["state"] == "pending" and row["due_at"] < now - 1] == [], "left lying"


@settings(max_examples=3, deadline=None, phases=PHASES)
@given(start=starts, life=lives, zone=zones, weekday=weekdays, time=times)
def test_after_whatever_happened_a_calm_member_gets_every_checkin_at_their_hour(
    databases: Databases,
    start: dict[str, str],
    life: list[tuple[int, Move]],
    zone: str,
    weekday: str,
    time: str,
) -> None:
    chosen = {"zone": zone, "weekday": weekday, "time": time, "messages": "2"}
    asyncio.run(_calm(databases, start, life, chosen))


async def _calm(
    databases: Databases, start: dict[str, str], life: list[tuple[int, Move]], chosen: dict[str, str]
) -> None:
    async with lived(databases, start, life) as being:
        platform = being.platform
        platform.dies, platform.lose, platform.refuse = None, 0, []
        await being.home.someone().does("resume")
        await being.home.someone().does("settings", **chosen)
        await being.runs_to(being.home.clock.now() + 2 * WEEK)
        before = len(platform.arrivals)
        await being.runs_to(being.home.clock.now() + 6 * WEEK)
    calm = platform.arrivals[before:]
    local = [each.at.astimezone(ZoneInfo(chosen["zone"])) for each in calm if each.kind == "checkin"]
    assert [f"{at:%A %H:%M}".lower() for at in local] == [f"{chosen['weekday']} {chosen['time']}"] * 6
    assert len({week_of(chosen["zone"], at) for at in local}) == 6
    assert len([each for each in calm if each.kind == "tip"]) == 6
