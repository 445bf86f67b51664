"""The kitchen of the core's tests, on Slack, with somebody in it who takes questions."""

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.core.commands import Arguments, Commands, command, commands_of
from bot.core.commands import asked as asking
from bot.core.dispatch import Dispatch
from bot.core.model import Card, File, Request
from tests.adapters.slack.acting import Stage, on_slack
from tests.adapters.slack.fake import Fake
from tests.core.making import Kitchen


class AskArguments(Arguments):
    question: str = asking("Your question", default="")


class SaveArguments(Arguments):
    title: str = asking("Title")
    text: str = asking("Text", long=True)
    source: str = asking("Source", default="")


class Waiter:
    """Notes what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    @command("ask", "Ask", private=False)
    async def ask(self, request: Request, args: AskArguments) -> Card:
        self.asked.append(args.question)
        return Card(title="Tea is a drink")

    @command("bill", "What it costs")
    async def bill(self, request: Request, args: Arguments) -> Card:
        return Card(title="Your bill", file=File(content=b"3", filename="bill.csv"))

    @command("save", "Save", who="mentor")
    async def save(self, request: Request, args: SaveArguments) -> Card:
        return Card(title=args.title)


@pytest.fixture
def waiter() -> Waiter:
    return Waiter()


@pytest.fixture
def asked(waiter: Waiter) -> list[str]:
    return waiter.asked


@pytest.fixture
def mentor(waiter: Waiter) -> Dispatch:
    return Dispatch(Commands([*commands_of(Kitchen()), *commands_of(waiter)]))


@pytest.fixture
async def stage(mentor: Dispatch) -> AsyncIterator[Stage]:
    async with on_slack(mentor) as made:
        yield made


@pytest.fixture
def fake(stage: Stage) -> Fake:
    return stage.fake


@pytest.fixture
def nothing_is_refused(fake: Fake) -> Iterator[None]:
    """Whatever a test does, the bot asks nothing of Slack that Slack would not take."""
    yield
    assert fake.refused == []
