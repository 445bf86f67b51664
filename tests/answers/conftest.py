"""The shipped pack's answers without a database, and the words that name whom a question is about."""

import pytest

from bot.answers import Library
from bot.answers.slots import Reader
from bot.content import Pack


@pytest.fixture(scope="session")
def library(pack: Pack) -> Library:
    return Library(pack)


@pytest.fixture(scope="session")
def reader(pack: Pack) -> Reader:
    return Reader(pack.slots)
