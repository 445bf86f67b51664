"""A process that dies at once and is started again does not use up the day's thousand connections."""

from datetime import timedelta

import pytest

from bot.adapters.discord.identifies import OFTEN, TOO_OFTEN, USED_UP, Identifies, Limits, wait
from bot.clock import MovableClock
from bot.store import Database, Notes

DAY = 86_400


@pytest.mark.parametrize(("shards", "every"), [(1, 1), (1, 5), (1, 70), (1, 119), (10, 5), (100, 5)])
def test_a_crash_loop_uses_less_than_a_days_thousand(shards: int, every: int) -> None:
    """Over three days; `every` seconds it dies."""
    now, moments = 0, list[int]()
    while now < 3 * DAY:
        now += wait(moments, now, shards)
        moments = [*moments, now][-1000:]
        now += every
        assert sum(each > now - DAY for each in moments) * shards <= 1000


def test_a_few_restarts_wait_for_nothing() -> None:
    moments = list(range(0, 9 * 20, 20))
    assert wait(moments, 200) == 0
    assert wait([*moments, 199], 200) == 400


def test_what_a_clock_that_was_ahead_wrote_down_holds_nothing() -> None:
    assert wait([DAY * 400 + each for each in range(30)], 100) == 0


@pytest.fixture
def counted(database: Database, clock: MovableClock) -> Identifies:
    return Identifies(Notes(database), clock)


async def test_the_next_process_knows_how_often_the_one_before_connected(
    database: Database, clock: MovableClock, counted: Identifies
) -> None:
    for _ in range(OFTEN[600]):
        await counted.count(0)
    after = Identifies(Notes(database), clock)
    assert await after.to_wait(Limits(shards=1)) == (600, TOO_OFTEN)
    assert await after.to_wait(Limits(shards=2)) == (600, TOO_OFTEN), "whichever shard it is"
    clock.move_to(clock.now() + timedelta(minutes=10))
    assert (await after.to_wait(Limits(shards=1))).seconds == 0


async def test_processes_that_die_again_and_again_never_use_up_what_discord_allows(
    database: Database, clock: MovableClock
) -> None:
    """Each is started at once after the one before, tells Discord of its three shards, and dies; for a day."""
    ends, processes = clock.now() + timedelta(days=1), 0
    while clock.now() < ends:
        process = Identifies(Notes(database), clock)
        waits = await process.to_wait(Limits(shards=3))
        clock.move_to(clock.now() + timedelta(seconds=waits.seconds + 2))
        for shard in range(3):
            await process.count(shard)
        processes += 1
    assert 100 < processes * 3 <= 1000


async def test_what_discord_says_of_its_own_count_is_heeded(counted: Identifies) -> None:
    assert await counted.to_wait(Limits(shards=2, remaining=1, reset_after=120.5)) == (120.5, USED_UP)
    assert (await counted.to_wait(Limits(shards=2, remaining=2, reset_after=120.5))).seconds == 0
