"""What members live through, on the test platform and on Slack with the real slack-bolt."""

from collections.abc import AsyncIterator

import pytest

from bot.app import App
from tests.adapters.slack.world import Witness, in_slack
from tests.talking import Platform

QUICK = frozenset({"test_a_question", "test_a_week", "test_answers", "test_feedback", "test_the_quiz"})
"""Walked on Slack each time; the others by `make test-long`."""

ELSEWHERE = frozenset({"test_resources_and_announcements", "test_setting_up", "test_two_accounts"})
"""Walks between places that they name by hand."""

AT_ONCE = frozenset({"test_of_two_mentors_at_once_one_is_told_and_nothing_is_lost"})


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A module that makes an app of its own keeps its people on the test platform."""
    name = metafunc.module.__name__.rpartition(".")[2]
    there = name not in ELSEWHERE and metafunc.function.__name__ not in AT_ONCE and not hasattr(metafunc.module, "app")
    if "app" in metafunc.fixturenames:
        marks = () if name in QUICK else (pytest.mark.long,)
        platforms = ("test", pytest.param("slack", marks=marks)) if there else ("test",)
        metafunc.parametrize("on", platforms, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On Slack one engine is enough, and of the many cases of one test the first: what differs is in the core."""
    seen: set[object] = set()
    items[:] = [item for item in items if not (_on_slack(item) and _is_another_case(item, seen))]


def _on_slack(item: pytest.Item) -> bool:
    return getattr(getattr(item, "callspec", None), "params", {}).get("on") == "slack"


def _is_another_case(item: pytest.Item, seen: set[object]) -> bool:
    assert isinstance(item, pytest.Function)
    if item.callspec.params.get("databases") == "postgresql" or item.function in seen:
        return True
    seen.add(item.function)
    return False


@pytest.fixture
def on(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def platform(on: str) -> Platform:
    return Witness() if on == "slack" else Platform()


@pytest.fixture
async def app(app: App, platform: Platform) -> AsyncIterator[App]:
    """Where people are is there before anybody says a word."""
    if isinstance(platform, Witness):
        async with in_slack(app, platform):
            yield app
    else:
        yield app
