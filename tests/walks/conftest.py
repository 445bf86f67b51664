"""What members live through: on the test platform, and on Discord and Slack with the real discord.py and slack-bolt."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from bot.app import App
from tests.adapters.discord.world import on_discord
from tests.adapters.slack.world import in_slack
from tests.talking import Platform, Witness

WORLDS: dict[str, Callable[[App, Witness], AbstractAsyncContextManager[object]]] = {
    "discord": on_discord,
    "slack": in_slack,
}
"""How people and the app get there."""

HERE_ONLY = {
    "test_channels_of_the_same_name_in_two_spaces_both_get_the_message": "the real ones have one space here",
    "test_a_subscription_is_a_place_of_its_own": "admins are in a channel on Discord, since commands for them are",
    "test_any_text_is_completed_without_a_breakdown": "what is offered while somebody types is asked for directly",
    "test_of_two_mentors_at_once_one_is_told_and_nothing_is_lost": "people act one after the other on the real ones",
    "test_a_channel_that_cannot_be_written_to_is_not_taken_and_the_mend_is_said": "the test platform's own words",
    "test_whoever_has_a_named_role_mentors": "Slack has no roles, and Discord's are in tests/adapters/discord",
    "test_another_process_hears_of_it_with_its_next_tick": "the other process is on no platform",
    "test_the_same_name_in_another_space_is_another_member": "the other space is the test platform's",
}
"""Modules and tests that stay on the test platform, and why."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test without an app has no people."""
    if "app" not in metafunc.fixturenames:
        return
    module = metafunc.module.__name__.rpartition(".")[2]
    here_only = {module, metafunc.function.__name__} & HERE_ONLY.keys()
    metafunc.parametrize("on", ("test", *(() if here_only else WORLDS)), indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The real platforms are on SQLite, with the first of many cases; what is there is elsewhere on PostgreSQL only."""
    seen: set[object] = set()
    there = {item.function for item in items if isinstance(item, pytest.Function) and _given(item, "on") in WORLDS}
    both = {item.function for item in items if isinstance(item, pytest.Function) and _is(item, "test", "postgresql")}
    items[:] = [item for item in items if not _is_left_out(item, there & both, seen)]


def _is_left_out(item: pytest.Item, elsewhere: set[object], seen: set[object]) -> bool:
    if not isinstance(item, pytest.Function):
        return False
    if _given(item, "on") not in WORLDS:
        return item.function in elsewhere and _is(item, "test", "sqlite")
    case = item.function, _given(item, "on")
    if _given(item, "databases") == "postgresql" or case in seen:
        return True
    seen.add(case)
    return False


def _is(item: pytest.Function, on: str, engine: str) -> bool:
    return (_given(item, "on"), _given(item, "databases")) == (on, engine)


def _given(item: pytest.Function, fixture: str) -> object:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get(fixture) if callspec else None


@pytest.fixture
def on(request: pytest.FixtureRequest) -> str:
    """The platform that the walk is taken on."""
    return str(getattr(request, "param", "test"))


@pytest.fixture
def platform(on: str) -> Platform:
    return Witness(on) if on in WORLDS else Platform()


@pytest.fixture
async def app(app: App, platform: Platform, on: str) -> AsyncIterator[App]:
    """Where people are is there before anybody says a word."""
    if not isinstance(platform, Witness):
        yield app
        return
    async with WORLDS[on](app, platform):
        yield app
