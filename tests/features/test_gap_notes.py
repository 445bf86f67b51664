"""The note that an asker gets: it was asked for, so it needs no start; it comes by itself, so it fits their choices."""

from datetime import timedelta

import pytest

from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack
from bot.store import Database, Members
from tests.delivery.weeks import DAY, HOUR, WEEK, light
from tests.features.asking import LAPTOP, answers, notes, sends
from tests.talking import Platform, Someone
from tests.walks.reading import InChannel

MONDAY = timedelta(days=2)
"""From the tests' Saturday, 09:00 UTC."""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return light()


@pytest.fixture
def got(platform: Platform) -> "Got":
    return Got(platform)


class Got:
    """The titles that ada got unasked, replies as `reply`."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    @property
    def titles(self) -> list[str]:
        kinds = {"A mentor": "reply", "Check-in": "check-in"}
        cards = notes(self._platform, "ada")
        return [next((kind for start, kind in kinds.items() if card.title.startswith(start)), "tip") for card in cards]


async def replies(database: Database) -> list[tuple[str, str | None]]:
    rows = sorted((await database.tables())["outbox"], key=lambda row: row["slot"])
    return [(row["state"], row["reason"]) for row in rows if row["kind"] == "gap-reply"]


async def skip(app: App, clock: MovableClock, by: timedelta) -> None:
    await app.skip_to(clock.now() + by, clock)


async def answered(ada: Someone, boss: Someone, question: str = LAPTOP, **given: str) -> None:
    await sends(ada, question, sure="yes")
    await answers(boss, **given)


async def test_whoever_never_started_gets_it_at_once_and_once(
    app: App, ada: Someone, boss: Someone, clock: MovableClock, got: Got
) -> None:
    await answered(ada, boss)
    await app.deliver()
    assert got.titles == ["reply"]
    await skip(app, clock, 3 * WEEK)
    assert got.titles == ["reply"]


async def test_at_night_it_waits_for_the_morning_of_the_asker(
    app: App, ada: Someone, boss: Someone, clock: MovableClock, got: Got, platform: Platform
) -> None:
    await ada.says("/settings zone:Tokyo")
    clock.move_to(clock.now() + 4 * HOUR)
    await answered(ada, boss)
    await skip(app, clock, 9 * HOUR)
    assert got.titles == []
    await skip(app, clock, HOUR)
    assert got.titles == ["reply"]
    assert "late" not in notes(platform, "ada")[0].footer


@pytest.mark.parametrize("started", [True, False])
async def test_whoever_stopped_gets_nothing(
    app: App, ada: Someone, boss: Someone, clock: MovableClock, got: Got, database: Database, started: bool
) -> None:
    if started:
        await ada.says("/start")
    await answered(ada, boss)
    await ada.says("/stop")
    await skip(app, clock, 4 * WEEK)
    assert got.titles == []
    assert await replies(database) == [("cancelled", "stopped")]
    card = await sends(ada, "who feeds the owls")
    assert "You stopped my messages" in card.text
    await answers(boss, title="Owls")
    await skip(app, clock, DAY)
    assert (await replies(database))[1] == ("cancelled", "stopped since")


async def test_a_newcomer_who_stopped_and_resumes_has_not_started_but_is_replied_to(
    app: App, ada: Someone, boss: Someone, got: Got, database: Database
) -> None:
    await ada.says("/stop")
    resumed = await ada.says("/resume")
    assert (resumed.title, resumed.buttons[0].label) == ("Nothing is held back", "Start")
    member = await Members(database).of(ada.person)
    assert member is not None
    assert member.state == "new"
    await answered(ada, boss)
    await app.deliver()
    assert got.titles == ["reply"]


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_pause_holds_it_back_until_it_ends(
    app: App, ada: Someone, boss: Someone, clock: MovableClock, got: Got, when: str
) -> None:
    await ada.says("/start")
    if when == "before":
        await ada.says("/pause 6w")
    await answered(ada, boss)
    if when == "after":
        await ada.says("/pause 6w")
    await skip(app, clock, 6 * WEEK - HOUR)
    assert got.titles == []
    await skip(app, clock, 2 * HOUR)
    assert got.titles == ["reply"]


async def test_a_pause_that_ends_early_brings_it_within_a_day(
    app: App, ada: Someone, boss: Someone, clock: MovableClock, got: Got
) -> None:
    await answered(ada, boss)
    assert (await ada.says("/pause 6w")).title == "Paused"
    await skip(app, clock, 3 * DAY)
    assert got.titles == []
    await ada.says("/start")
    await skip(app, clock, DAY)
    assert "reply" in got.titles


async def test_what_is_over_the_budget_comes_in_the_next_local_week(
    app: App, ada: Someone, boss: Someone, clock: MovableClock, got: Got
) -> None:
    await ada.says("/less messages:1")
    for animal in ("owls", "bees", "cats"):
        await answered(ada, boss, f"who feeds the {animal}", title=f"On {animal}")
    await app.deliver()
    assert got.titles == ["reply"]
    await skip(app, clock, MONDAY - 2 * HOUR)
    assert got.titles == ["reply"]
    await skip(app, clock, HOUR)
    assert got.titles == ["reply"] * 2
    await skip(app, clock, WEEK)
    assert got.titles == ["reply"] * 3


async def test_it_leaves_a_place_to_the_check_in_and_takes_that_of_the_tip(
    app: App, ada: Someone, boss: Someone, clock: MovableClock, got: Got
) -> None:
    await ada.says("/start")
    await skip(app, clock, MONDAY)
    before = len(got.titles)
    for animal in ("owls", "bees"):
        await answered(ada, boss, f"who feeds the {animal}", title=f"On {animal}")
    await skip(app, clock, 6 * DAY)
    assert got.titles[before:] == ["reply", "check-in"]
    await skip(app, clock, WEEK)
    assert got.titles[before:] == ["reply", "check-in", "reply", "check-in"]


async def test_whoever_takes_no_messages_is_told_so_and_finds_it_in_their_inbox(
    app: App, ada: Someone, boss: Someone, clock: MovableClock, got: Got, database: Database
) -> None:
    await ada.says("/settings messages:0")
    assert "will wait for you under /inbox" in (await sends(ada)).text
    await answers(boss)
    await skip(app, clock, WEEK)
    assert got.titles == []
    assert await replies(database) == [("cancelled", "over the member's budget since")]
    assert (await ada.says("/inbox")).title.startswith("A mentor")


async def test_what_found_no_place_for_two_weeks_is_in_the_inbox_at_last(
    app: App, ada: Someone, boss: Someone, clock: MovableClock, got: Got, database: Database
) -> None:
    await ada.says("/less messages:1")
    for animal in ("owls", "bees", "cats", "dogs"):
        await answered(ada, boss, f"who feeds the {animal}", title=f"On {animal}")
    await skip(app, clock, 4 * WEEK)
    assert got.titles == ["reply"] * 3
    assert [state for state, _ in await replies(database)].count("expired") == 1
    assert (await ada.says("/inbox")).title.startswith("A mentor")


async def test_without_a_direct_conversation_nothing_is_sent_and_the_mentor_knows(
    app: App, boss: Someone, database: Database
) -> None:
    await sends(InChannel(app, name="eve"))
    card = await answers(boss)
    assert "0 people will be told." in card.text
    assert "finds the answer by asking again" in card.text
    await app.deliver()
    assert await replies(database) == [("dead", "no direct conversation")]


async def test_a_lost_reply_of_the_platform_does_not_send_it_twice(
    app: App, ada: Someone, boss: Someone, platform: Platform, got: Got
) -> None:
    await answered(ada, boss)
    platform.lose = 1
    for _ in range(3):
        await app.deliver()
    assert got.titles == ["reply"]
