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


WEEKS = {
    "test_any_life",
    "test_any_year",
    "test_choices",
    "test_inbox",
    "test_settings",
    "test_silence",
    "test_tips",
    "test_twelve_weeks",
    "test_weekly_list",
}
"""Modules whose members live through weeks. On PostgreSQL they are run by `--long` and by `make test-postgres`: their
queries are run there by the walks and by the tests of the store too."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Before those that are long are left out, since the hooks of a folder come first."""
    if config.getoption("--engine"):
        return
    for item in items:
        if isinstance(item, pytest.Function) and item.module.__name__.rpartition(".")[2] in WEEKS:
            case = getattr(item, "callspec", None)
            if case and case.params.get("databases") == "postgresql":
                item.add_marker(pytest.mark.long)
