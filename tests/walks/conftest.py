"""What members live through, on the test platform and, in SQLite only, on Slack with the real slack-bolt."""

from collections.abc import AsyncIterator

import pytest

from bot.app import App
from tests.adapters.slack.world import Witness, in_slack
from tests.talking import Platform


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "app" in metafunc.fixturenames:
        metafunc.parametrize("on", ("test", "slack"), indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [item for item in items if not ({"on", "slack", "postgresql"} < _params(item))]


def _params(item: pytest.Item) -> set[object]:
    given = getattr(item, "callspec", None)
    return {*given.params, *(value for value in given.params.values() if isinstance(value, str))} if given else set()


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
