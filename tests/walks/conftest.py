"""What members live through, on the test platform; a share of it also on real ones, in SQLite."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack
from bot.store import Database
from tests.adapters.discord.world import Witness as OnDiscord
from tests.adapters.discord.world import on_discord
from tests.talking import Platform

World = Callable[..., AbstractAsyncContextManager[Any]]

WORLDS: dict[str, tuple[type[Platform], World]] = {"discord": (OnDiscord, on_discord)}
"""What posts there, and how people and the app get there."""

EVERYWHERE = {
    "test_a_week",
    "test_feedback",
    "test_resources_and_announcements",
    "test_the_quiz",
    "test_the_road",
    "test_what_a_member_chooses",
}
"""Walks that are taken on every platform."""

HERE_ONLY = {
    "test_a_posted_resource_is_announced_and_stands_first_under_its_milestone",
    "test_a_subscription_is_a_place_of_its_own",
    "test_a_vote_is_exported_and_deleted_with_the_member",
    "test_an_announcement_delivered_twice_is_posted_once",
    "test_channels_of_the_same_name_in_two_spaces_both_get_the_message",
    "test_resuming_ends_a_pause_and_a_stop_and_keeps_the_progress",
}
"""But for those that name the test platform's own people, spaces or places."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "app" in metafunc.fixturenames:
        everywhere = metafunc.module.__name__.rpartition(".")[2] in EVERYWHERE
        here_only = metafunc.function.__name__ in HERE_ONLY
        metafunc.parametrize("on", ("test", *WORLDS) if everywhere and not here_only else ("test",), indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [item for item in items if _wanted(getattr(item, "callspec", None))]


def _wanted(given: Any) -> bool:
    return given is None or given.params.get("on") not in WORLDS or given.params.get("databases") != "postgresql"


@pytest.fixture
def on(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def platform(on: str) -> Platform:
    return WORLDS[on][0]() if on in WORLDS else Platform()


@pytest.fixture
async def app(
    on: str, pack: Pack, database: Database, clock: MovableClock, platform: Platform, cache: Path
) -> AsyncIterator[App]:
    made = App(pack, database, clock, cache)
    made.serve(platform)
    if on in WORLDS:
        async with WORLDS[on][1](made, platform):
            yield made
    else:
        yield made
