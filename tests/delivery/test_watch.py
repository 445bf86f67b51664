"""A machine's clock that is set while Milepost runs, and a machine that sleeps."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.app import App
from bot.clock import Deadline, SystemClock, elapsed
from bot.core.ports import RetryLater
from bot.delivery.watch import ALONE, Watch
from bot.store import Database, Stops
from tests.delivery.weeks import DAY, HOUR, WEEK, Installation, Watched, utc

NOON = utc("2026-09-12T12:00")
ON_SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@dataclass
class Machine(SystemClock):
    """Its wall clock, which is set at will, and the seconds since it was started."""

    wall: datetime = NOON
    up: float = 1000.0

    def now(self) -> datetime:
        return self.wall

    def passes(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.up += seconds


@dataclass
class Dating(Watched):
    """A platform that says what time it is, or does not answer."""

    says: datetime | None = None
    asked: int = 0

    async def time(self) -> datetime | None:
        self.asked += 1
        if self.says is None:
            raise RetryLater(HOUR)
        return self.says


@pytest.fixture
def machine() -> Machine:
    return Machine()


def watch(machine: Machine, database: Database, *platforms: Watched) -> Watch:
    return Watch(machine, database, Stops(database), {each.platform: each for each in platforms}, lambda: machine.up)


async def told(watched: Watch, machine: Machine, seconds: float) -> list[bool]:
    """What each tick of so many seconds says."""
    answers = []
    for _ in range(int(seconds / 5)):
        machine.passes(5)
        answers.append(await watched.holds())
    return answers


async def test_a_clock_that_goes_on_is_never_asked_about(machine: Machine, database: Database) -> None:
    platform = Dating()
    watched = watch(machine, database, platform)
    assert not any(await told(watched, machine, 600))
    machine.passes(299)
    machine.wall += timedelta(minutes=5)  # set a little; five minutes are nothing
    assert not await watched.holds()
    assert platform.asked == 0


@pytest.mark.parametrize("asleep", [HOUR, 40 * DAY])
async def test_a_machine_that_slept_goes_on_at_once(machine: Machine, database: Database, asleep: timedelta) -> None:
    platform = Dating()
    watched = watch(machine, database, platform)
    await watched.holds()
    machine.passes(asleep.total_seconds())
    assert not await watched.holds()
    assert platform.asked == 0


async def test_a_jump_that_the_platform_confirms_is_the_time(machine: Machine, database: Database) -> None:
    watched = watch(machine, database, Dating(says=NOON + 2 * HOUR))
    await watched.holds()
    machine.wall += 2 * HOUR
    assert not await watched.holds()


@pytest.mark.parametrize("jump", [2 * HOUR, 365 * DAY])
async def test_a_jump_that_the_platform_denies_holds_until_the_clock_is_set_right(
    machine: Machine, database: Database, jump: timedelta
) -> None:
    platform = Dating(says=NOON)
    watched = watch(machine, database, platform)
    await watched.holds()
    machine.wall += jump
    assert all(await told(watched, machine, 2 * ALONE))
    machine.wall -= jump
    assert not await watched.holds()


@ON_SQLITE
async def test_where_nobody_can_be_asked_a_jump_is_believed_after_ten_minutes(
    machine: Machine, database: Database
) -> None:
    watched = watch(machine, database, Dating(), Watched(platform="mute"))
    await watched.holds()
    machine.wall += 365 * DAY
    assert await told(watched, machine, ALONE + 10) == [True] * 120 + [False] * 2


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
async def test_the_servers_clock_is_asked_too(machine: Machine, database: Database) -> None:
    """The server has the real time, which is not the machine's of this test."""
    watched = watch(machine, database)
    await watched.holds()
    machine.wall += 2 * HOUR
    assert all(await told(watched, machine, 2 * ALONE))
    machine.wall = SystemClock().now()
    assert not await watched.holds()


async def test_a_clock_that_jumps_back_holds_nothing_up(machine: Machine, database: Database) -> None:
    watched = watch(machine, database, Dating())
    await watched.holds()
    machine.wall -= 30 * DAY
    assert not await watched.holds()
    assert not any(await told(watched, machine, 60))


@ON_SQLITE
async def test_while_it_is_held_nothing_is_planned_or_sent_and_the_doctor_says_why(
    home: Installation, platform: Watched
) -> None:
    """The whole bot, on a machine whose clock a wrong hand sets ahead by a year, and then right again."""
    machine, platform = Machine(wall=home.clock.now()), Dating(says=home.clock.now())
    app = home.app = App(home.pack, home.database, machine)
    app.serve(platform)
    await home.someone().says("/start")
    await app.deliver()
    before = await home.database.tables()
    machine.wall += 365 * DAY
    assert await app.deliver() == 0
    after = await home.database.tables()
    assert (after["schedule"], after["outbox"], platform.posted) == (before["schedule"], before["outbox"], [])
    report = await home.someone("boss", admin=True).says("/doctor")
    assert "Nothing is planned or sent since" in report.text
    machine.wall -= 365 * DAY
    await app.deliver()
    machine.wall = utc("2026-09-13T18:00")
    platform.says = machine.wall
    assert await app.deliver() == 1


async def test_a_clock_that_was_set_back_plans_and_sends_nothing_twice(home: Installation, platform: Watched) -> None:
    """Case 32 of the table, and further back: the slot moved on and its key is unique."""
    await home.someone().says("/start")
    await home.skip(utc("2026-09-17T18:00"))
    slots, posted = (await home.database.tables())["schedule"], len(platform.posted)
    for back in (2 * HOUR, 3 * DAY, 5 * WEEK):
        home.clock._start = utc("2026-09-17T18:00") - back
        await home.restart()
        await home.app.deliver()
        assert (await home.database.tables())["schedule"] == slots
        assert len(platform.posted) == posted
    await home.skip(utc("2026-09-18T18:00"))
    assert len(platform.posted) == posted
    assert platform.doubles == 0


def test_after_a_sleep_a_lease_is_over_so_that_a_message_is_looked_for_before_it_is_sent() -> None:
    """What was claimed and not sent is given back, and what was on its way is looked for with the next tick."""
    machine = Machine()
    leased = Deadline(timedelta(seconds=30), lambda: machine.up)
    assert not leased.passed
    machine.passes(3600)
    assert leased.passed


def test_the_seconds_that_nobody_sets_go_on() -> None:
    first = elapsed()
    assert elapsed() >= first > 0
