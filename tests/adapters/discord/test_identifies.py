"""A process that dies at once and is started again does not use up the day's thousand connections."""

import asyncio
from datetime import timedelta

import pytest

from bot.adapters.discord.identifies import OFTEN, Identifies, wait
from bot.app import App
from bot.clock import MovableClock, SystemClock
from bot.store import Database, Notes, Stops
from tests.talking import Someone

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
    return Identifies(Notes(database), Stops(database), clock, lambda: 1)


async def test_the_next_process_knows_how_often_the_one_before_connected(
    database: Database, clock: MovableClock, counted: Identifies
) -> None:
    for _ in range(OFTEN[600]):
        await counted.count(0)
    after = Identifies(Notes(database), Stops(database), clock, lambda: 1)
    assert await after.wait(0) == 600
    assert await after.wait(1) == 0
    clock.move_to(clock.now() + timedelta(minutes=10))
    assert await after.wait(0) == 0


async def test_whoever_waits_is_shown_by_the_doctor(app: App, database: Database) -> None:
    counted = Identifies(Notes(database), Stops(database), SystemClock(), lambda: 1)
    for _ in range(OFTEN[600]):
        await counted.count(0)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await counted.allowed()
    shown = (await Someone(app, "boss", admin=True).says("/doctor")).text
    assert "**connected too often**" in shown
    assert "its log says why" in shown
