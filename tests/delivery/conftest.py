"""A pack whose answers cost no time, a clock on a Saturday in September, an installation that can be restarted."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.clock import MovableClock
from bot.content import Pack, find, load
from tests.delivery.weeks import Installation, Watched, utc


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The shipped pack without its answers, which nothing here asks for."""
    whole = load(find("ml-engineer"))
    manifest = whole.manifest.model_copy(update={"refusals": ()})
    return replace(whole, manifest=manifest, entries=dict([*whole.entries.items()][:2]))


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(utc("2026-09-12T09:00"), speed=0)


@pytest.fixture
def platform(clock: MovableClock) -> Watched:
    return Watched(clock=clock)


@pytest.fixture
async def home(pack: Pack, database_url: str, clock: MovableClock, platform: Watched) -> AsyncIterator[Installation]:
    made = await Installation.begin(pack, database_url, clock, platform)
    yield made
    await made.database.close()
