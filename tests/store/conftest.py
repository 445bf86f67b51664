"""The pack whose answers cost no time: nothing here asks for them."""

import pytest

from bot.content import Pack
from tests.delivery.weeks import light


@pytest.fixture(scope="session")
def pack() -> Pack:
    return light()
