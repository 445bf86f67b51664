"""A pack that is learnt in no time, since mentors teach it much."""

import pytest

from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack
from bot.store import Database
from tests.talking import Platform


@pytest.fixture
def app(pack: Pack, database: Database, clock: MovableClock, platform: Platform) -> App:
    """What is learnt here is not kept: it would take the shipped pack's place in the tests' cache."""
    made = App(pack, database, clock)
    made.serve(platform)
    return made
