"""A member who asks faster than they may: nothing is changed, and the ways out stay open."""

import pytest

from bot.app import App
from bot.core.rate import Rate
from bot.store import Database
from tests.talking import Someone

SLOWER = "A little slower, please"


@pytest.fixture
def rate() -> Rate:
    """One request each, and no time passes."""
    return Rate(1, 3.0, now=lambda: 0.0)


async def test_a_refused_request_changes_nothing(app: App, database: Database) -> None:
    ada = Someone(app)
    await ada.says("/start")
    before = await database.tables()
    for line in ("/settings hours:9", "/done git-workflow", "how much maths do I need?", "/mydata delete sure:yes"):
        assert (await ada.says(line)).title == SLOWER
    assert await database.tables() == before


async def test_one_word_that_ends_messages_needs_no_slash(app: App) -> None:
    assert [app.dispatch.meant(word) for word in ("stop", "Pause", "less!")] == [
        ("stop", {}),
        ("pause", {}),
        ("less", {}),
    ]
    assert app.dispatch.meant("when should I stop learning?")[0] == "ask"


async def test_what_ends_messages_is_never_refused(app: App) -> None:
    ada = Someone(app)
    await ada.says("/start")
    assert (await ada.says("/progress")).title == SLOWER
    for _ in range(30):
        assert [(await ada.says(line)).title for line in ("/less", "/Pause 2w", "/stop")].count(SLOWER) == 0
    assert (await ada.says("/progress")).title == SLOWER


async def test_every_control_of_an_unasked_message_is_always_taken(app: App) -> None:
    assert {each.name for each in app.dispatch.commands if each.always} == {"less", "pause", "stop"}


async def test_one_members_hurry_is_not_anothers(app: App) -> None:
    ada, bo = Someone(app), Someone(app, name="bo")
    assert [(await ada.says("/about")).title == SLOWER for _ in range(3)] == [False, True, True]
    assert (await bo.says("/about")).title != SLOWER
