"""A member's week: the check-in comes, is answered with taps, can be changed until Sunday, and is then closed."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack
from bot.core.model import Button, Card
from bot.store import Database
from tests.delivery.weeks import DAY, WEEK, light, utc
from tests.talking import Platform, Someone

THURSDAY = utc("2026-11-26T17:00")
SUNDAY_ENDS = utc("2026-11-29T23:00")
"""The clock of these tests begins on Saturday 21 November; Ada lives in Berlin, an hour ahead of UTC."""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return light()


@pytest.fixture
async def delivered(app: App, ada: Someone, platform: Platform, clock: MovableClock) -> Card:
    """The first check-in, of Thursday 18:00, with three milestones in it."""
    await ada.says("/start zone:Berlin hours:80")
    await app.skip_to(THURSDAY, clock)
    card = platform.posted[-1][1]
    assert card.title == "Check-in for week 2026-W48"
    return card


def milestones(pack: Pack) -> list[str]:
    return list(pack.route(None).steps(None)[:3])


def line(card: Card, title: str) -> str:
    """The first line of a card that names a milestone."""
    return next(text for text in card.text.splitlines() if title in text)


def labels(card: Card) -> list[str]:
    return [button.label for button in card.buttons]


async def states(database: Database) -> dict[str, str]:
    """The present state of each milestone, by its rows."""
    return {row["milestone"]: row["state"] for row in (await database.tables())["progress"]}


async def test_done_is_one_tap_and_the_card_changes_in_place_to_the_next_milestone(
    delivered: Card, ada: Someone, pack: Pack, database: Database
) -> None:
    first, second, _ = milestones(pack)
    button = delivered.buttons[0]
    assert isinstance(button, Button)
    reply = await ada.replied(button.command, **button.args)
    assert reply.in_place
    assert reply.card.title == delivered.title
    assert line(reply.card, pack.milestones[first].title).startswith("✅")
    assert pack.milestones[second].title in reply.card.text.splitlines()[-1]
    assert await states(database) == {first: "done"}


async def test_after_the_last_milestone_it_says_when_the_route_is_finished(
    delivered: Card, ada: Someone, pack: Pack, database: Database
) -> None:
    card = delivered
    for answer in ("Done", "Partly", "Stuck"):
        assert "you finish your route" not in card.text
        card = await ada.presses(answer, card)
    assert "you finish your route" in card.text
    assert "20" in card.text.split("you finish your route")[1], "a year"
    assert "Done" not in labels(card)
    assert await states(database) == dict(zip(milestones(pack), ("done", "partly", "stuck"), strict=True))
    assert "Stuck is where learning happens" in card.text


async def test_hours_and_a_note_are_added_to_the_week_that_was_asked_about(
    delivered: Card, ada: Someone, database: Database
) -> None:
    card = delivered
    for _ in range(3):
        card = await ada.presses("Done", card)
    button = card.buttons[0]
    assert isinstance(button, Button)
    form = ada.form(button.command, **button.args)
    assert form is not None
    assert [question.name for question in form.questions] == ["hours", "note"]
    card = await ada.does(form.command, **form.given, hours="4.5", note="Loops at last *click*")
    assert "You spent 4.5 hours" in card.text
    assert "Loops at last \\*click\\*" in card.text
    (row,) = (await database.tables())["checkins"]
    assert (row["week"], row["hours"], row["note"]) == ("2026-W48", 4.5, "Loops at last *click*")


async def test_an_answer_may_be_changed_until_the_week_closes(
    delivered: Card, ada: Someone, app: App, clock: MovableClock, pack: Pack, database: Database
) -> None:
    first = milestones(pack)[0]
    await ada.presses("Done", delivered)
    clock.move_to(SUNDAY_ENDS - DAY / 86400)
    card = await ada.presses("Partly", delivered)
    assert card.title == delivered.title
    assert (await states(database))[first] == "partly"


@pytest.mark.parametrize("later", [0 * DAY, DAY, 12 * WEEK])
async def test_a_closed_week_refuses_its_old_buttons_and_nothing_is_changed(
    delivered: Card, ada: Someone, clock: MovableClock, pack: Pack, database: Database, later: Any
) -> None:
    await ada.presses("Done", delivered)
    before = await _kept(database)
    clock.move_to(SUNDAY_ENDS + later)
    for button in ("Done", "Partly", "Stuck"):
        card = await ada.presses(button, delivered)
        assert "2026-W48 is closed" in card.text
    for changed in ({"hours": "3"}, {"note": "too late"}):
        assert "is closed" in (await ada.does("checkin", week="2026-W48", **changed)).text
    assert await _kept(database) == before
    card = await ada.says("/checkin")
    assert card.title != delivered.title


async def test_the_week_closes_at_the_members_own_midnight(
    app: App, ada: Someone, clock: MovableClock, platform: Platform
) -> None:
    await ada.says("/start zone:Honolulu")
    await app.skip_to(utc("2026-11-27T04:00"), clock)
    card = platform.posted[-1][1]
    clock.move_to(utc("2026-11-30T09:59"))
    assert (await ada.presses("Done", card)).title == card.title
    clock.move_to(utc("2026-11-30T10:00"))
    assert "is closed" in (await ada.presses("Done", card)).text


@pytest.mark.parametrize("week", ["2026-W60", "2026-W00", "1999-W01", "9999-W52", "2026-W49", "2026-48", "next"])
async def test_a_week_that_is_not_ones_own_is_refused_clearly(
    delivered: Card, ada: Someone, database: Database, week: str
) -> None:
    before = await _kept(database)
    card = await ada.does("checkin", week=week, answer="done")
    assert card.title in ("That did not work", "That does not fit yet")
    assert await _kept(database) == before


async def test_a_milestone_that_left_the_pack_is_refused_clearly(
    delivered: Card, ada: Someone, database: Database
) -> None:
    card = await ada.does("checkin", step="flash-programming", week="2026-W48", answer="done")
    assert "no longer in the pack" in card.text
    assert await states(database) == {}


async def test_a_checkin_answered_early_is_not_asked_again_in_that_week_but_in_the_next(
    app: App, ada: Someone, clock: MovableClock, platform: Platform
) -> None:
    await ada.says("/start zone:Berlin")
    await app.skip_to(utc("2026-11-24T12:00"), clock)
    await ada.says("/checkin done 5")
    await app.skip_to(THURSDAY + WEEK, clock)
    titles = [title for title in platform.titles("@ada") if title.startswith("Check-in")]
    assert titles == ["Check-in for week 2026-W49"]


async def test_a_part_answered_early_is_on_the_card_that_comes(
    app: App, ada: Someone, clock: MovableClock, platform: Platform, pack: Pack
) -> None:
    await ada.says("/start zone:Berlin hours:80")
    await app.skip_to(utc("2026-11-24T12:00"), clock)
    card = await ada.says("/checkin")
    await ada.presses("Done", card)
    await app.skip_to(THURSDAY, clock)
    arrived = platform.posted[-1][1]
    assert arrived.title == "Check-in for week 2026-W48"
    assert line(arrived, pack.milestones[milestones(pack)[0]].title).startswith("✅")
    button = arrived.buttons[0]
    assert isinstance(button, Button)
    assert button.args["step"] == milestones(pack)[1]


async def test_what_was_stuck_comes_again_next_week_and_what_is_done_does_not(
    delivered: Card, app: App, ada: Someone, clock: MovableClock, platform: Platform, pack: Pack
) -> None:
    first, second, third = milestones(pack)
    card = delivered
    for answer in ("Done", "Stuck", "Done"):
        card = await ada.presses(answer, card)
    await app.skip_to(THURSDAY + WEEK, clock)
    text = platform.posted[-1][1].text
    assert pack.milestones[second].title in text
    assert pack.milestones[first].title not in text
    assert pack.milestones[third].title not in text


@pytest.mark.parametrize("hours", ["-1", "169", "nan", "inf", "many", "1e400"])
async def test_hours_that_no_week_has_are_refused_and_nothing_is_changed(
    delivered: Card, ada: Someone, database: Database, hours: str
) -> None:
    before = await _kept(database)
    card = await ada.does("checkin", answer="done", hours=hours)
    assert card.title in ("That did not work", "That does not fit yet")
    assert "Nothing was changed" in card.text
    assert await _kept(database) == before


REPEATED: Mapping[str, tuple[str, dict[str, str]]] = {
    "one milestone": ("checkin", {"step": "git-workflow", "answer": "done", "week": "2026-W47"}),
    "the whole week": ("checkin", {"answer": "partly", "hours": "3", "note": "tired"}),
    "a tick": ("done", {"milestone": "sql"}),
    "an undo": ("undo", {}),
    "a tip": ("tip", {}),
    "the quiz": ("quiz", {"answers": "aaaaaaaa"}),
    "a pause": ("pause", {"length": "2w"}),
    "settings": ("settings", {"zone": "Tokyo", "messages": "1"}),
    "less": ("less", {}),
    "stop": ("stop", {}),
    "a route": ("route", {"choose": "edirae"}),
    "a resource": ("resource", {"title": "Maps", "link": "https://example.org/maps", "why": "It is good."}),
    "an announcement": ("announce", {"title": "Hello", "text": "All of you"}),
}


@pytest.mark.parametrize("what", REPEATED)
async def test_a_request_that_the_platform_delivers_twice_changes_nothing_the_second_time(
    app: App, boss: Someone, database: Database, what: str
) -> None:
    await boss.says("/start zone:Berlin")
    await boss.says("/subscribe")
    await boss.says("/done pandas")
    await boss.says("/done numpy")
    command, args = REPEATED[what]
    first = await boss.does(command, request_id="the same", **args)
    before = await database.tables()
    again = await boss.does(command, request_id="the same", **args)
    assert await database.tables() == before
    assert again.title == first.title


async def test_an_announcement_delivered_twice_is_posted_once(
    app: App, boss: Someone, platform: Platform, clock: MovableClock
) -> None:
    await boss.says("/subscribe")
    for _ in range(2):
        await boss.does("announce", request_id="the same", title="Hello", text="All of you")
        await app.deliver()
    assert [card.title for _, card, _ in platform.posted] == ["Hello"]
    await boss.does("announce", title="Hello", text="All of you")
    await app.deliver()
    assert [card.title for _, card, _ in platform.posted] == ["Hello", "Hello"]


async def test_a_repeated_answer_does_not_undo_what_was_said_since(
    delivered: Card, ada: Someone, pack: Pack, database: Database
) -> None:
    """A platform may repeat a request minutes later, when the member has gone on."""
    step = milestones(pack)[0]
    about = {"step": step, "week": "2026-W48"}
    await ada.does("checkin", request_id="first", answer="done", note="easy", **about)
    await ada.does("checkin", request_id="second", answer="stuck", note="not so easy", **about)
    await ada.does("checkin", request_id="first", answer="done", note="easy", **about)
    assert (await states(database))[step] == "stuck"
    assert (await database.tables())["checkins"][0]["note"] == "not so easy"


async def _kept(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Everything remembered, but for when an account was last seen."""
    tables = await database.tables()
    return tables | {"accounts": [row | {"used_at": 0} for row in tables["accounts"]]}
