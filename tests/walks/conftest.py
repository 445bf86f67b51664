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
    "test_resources_and_announcements",
    "test_setting_up",
    "test_two_accounts",
    "test_an_announcement_delivered_twice_is_posted_once",
    "test_asking_makes_nobody_a_member_and_keeps_no_question",
    "test_of_two_mentors_at_once_one_is_told_and_nothing_is_lost",
    "test_any_text_typed_after_any_command_is_answered",
}
"""Modules and tests that name the test platform's own people or places, or type more than the real ones let in."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A module that makes an app of its own keeps its people on the test platform."""
    if "app" not in metafunc.fixturenames:
        return
    module = metafunc.module.__name__.rpartition(".")[2]
    here_only = {module, metafunc.function.__name__} & HERE_ONLY or hasattr(metafunc.module, "app")
    metafunc.parametrize("on", ("test", *(() if here_only else WORLDS)), indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On the real platforms one engine is enough, and of the many cases of one test the first."""
    seen: set[object] = set()
    items[:] = [item for item in items if not _is_another_case(item, seen)]


def _is_another_case(item: pytest.Item, seen: set[object]) -> bool:
    given = getattr(getattr(item, "callspec", None), "params", {})
    if not isinstance(item, pytest.Function) or given.get("on") not in WORLDS:
        return False
    case = item.function, given["on"]
    if given.get("databases") == "postgresql" or case in seen:
        return True
    seen.add(case)
    return False


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
