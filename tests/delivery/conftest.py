"""A pack whose answers cost no time, a clock on a Saturday in September, an installation that can be restarted."""

from collections.abc import AsyncIterator

import pytest

from bot.clock import MovableClock
from bot.content import Pack
from tests.delivery.weeks import Installation, Watched, light, utc


@pytest.fixture(scope="session")
def pack() -> Pack:
    return light()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(utc("2026-09-12T09:00"), speed=0)


@pytest.fixture
def platform(clock: MovableClock) -> Watched:
    return Watched(clock=clock)


@pytest.fixture
async def home(pack: Pack, database_url: str, clock: MovableClock, platform: Watched) -> AsyncIterator[Installation]:
    async with Installation.begun(pack, database_url, clock, platform) as made:
        yield made
