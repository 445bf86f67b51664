"""The week on one page, and the desk: each says what there is to do, to whom it may concern."""

from datetime import timedelta

import pytest

from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack
from bot.store import Database
from tests.talking import Platform, Someone
from tests.walks.reading import facts, labels


async def test_a_stranger_reads_what_the_mentor_does_and_is_remembered_by_nobody(
    ada: Someone, database: Database, pack: Pack
) -> None:
    card = await ada.says("/home")
    assert card.text.startswith(pack.manifest.summary)
    assert labels(card)[0] == "Start"
    assert (await database.tables())["members"] == []


async def test_the_week_is_ticked_and_unticked_in_place(ada: Someone) -> None:
    await ada.says("/start zone:Berlin")
    card = await ada.says("/home")
    assert card.text.splitlines() == [
        "Step 1 of 9: **Starting without code**",
        "0 of 2 done here, 0 of 78 in all",
        "",
        "◻️ **First steps in Python**, 40–80 hours",
    ]
    assert labels(card) == ["Done: First steps in Python", "Check in"]
    assert [each.label for each in card.controls] == ["Settings", "Pause 2 weeks"]
    ticked = await ada.presses("Done")
    assert "✅ **First steps in Python**" in ticked.text
    assert labels(ticked)[:2] == ["Done: Small programs of your own", "Undo: First steps in Python"]
    assert (await ada.presses("Done", card)).text == ticked.text, "a second tap on an old page changes nothing"
    assert (await ada.presses("Undo", ticked)).text == card.text
    assert (await ada.presses("Undo", ticked)).text == card.text


async def test_what_comes_next_is_said_with_its_zone_or_why_nothing_does(ada: Someone) -> None:
    await ada.says("/done sql")
    assert facts(await ada.says("/home"))["Next from me"] == "None before /start."
    await ada.presses("Start")
    assert "Check-in: Thu 26 Nov 2026, 18:00 UTC" in facts(await ada.says("/home"))["Next from me"]
    assert (await ada.presses("Pause")).title == "Paused"
    assert facts(await ada.says("/home"))["Next from me"] == "You paused until Sat 5 Dec 2026, 09:00 UTC."
    await ada.presses("Resume")
    assert "Check-in" in facts(await ada.says("/home"))["Next from me"]
    await ada.says("/stop")
    assert facts(await ada.says("/home"))["Next from me"] == "None: you stopped. /resume begins again."
    assert (await ada.presses("Resume")).title == "Welcome back"


async def test_whoever_is_silent_reads_why_nothing_comes_and_looking_is_no_sign_of_life(
    ada: Someone, app: App, clock: MovableClock
) -> None:
    await ada.says("/start")
    for _ in range(6):
        await app.skip_to(clock.now() + timedelta(weeks=1), clock)
        await ada.says("/home")
    card = await ada.says("/home")
    assert "I asked whether to stop and heard nothing" in facts(card)["Next from me"]
    assert "Go on" in labels(card)
    await ada.presses("Go on")
    assert "Check-in" in facts(await ada.says("/home"))["Next from me"]


async def test_a_check_in_is_seen_on_the_page(ada: Someone) -> None:
    await ada.says("/start")
    await ada.says("/checkin done 5")
    card = await ada.says("/home")
    assert card.footer == "You checked in this week. 5 hours."
    assert "Change your check-in" in labels(card)
    assert (await ada.presses("Change")).title.startswith("Check-in for week")


async def test_a_finished_route_leaves_nothing_to_tick(ada: Someone, pack: Pack) -> None:
    await ada.says("/start")
    await ada.says("/home")
    for step in pack.route(None).steps(None):
        await ada.does("done", milestone=step)
    card = await ada.says("/home")
    assert card.text.startswith("You have finished your route.")
    assert not [label for label in labels(card) if label.startswith("Done")]


async def test_whoever_finished_their_route_is_told_that_no_check_in_comes_and_none_comes(
    ada: Someone, app: App, pack: Pack, clock: MovableClock, platform: Platform
) -> None:
    await ada.says("/start")
    assert "Check-in: Thu" in (await ada.says("/nudges")).text
    for step in pack.route(None).steps(None):
        await ada.does("done", milestone=step)
    none = "Check-in: none, since you finished your route"
    assert none in (await ada.says("/nudges")).text
    assert none in str((await ada.says("/home")).facts)
    await app.skip_to(clock.now() + timedelta(weeks=2), clock)
    assert platform.posted
    assert not [card.title for _, card, _ in platform.posted if "Check-in" in card.title]


async def test_a_milestone_that_is_gone_is_told(ada: Someone) -> None:
    assert "no longer in the pack" in (await ada.does("home", tick="latin")).text


async def test_the_road_is_a_bar_and_a_line_for_each_phase(ada: Someone) -> None:
    await ada.says("/done sql")
    card = await ada.does("home", part="road")
    assert card.text.startswith("▱▱▱▱▱▱▱▱▱▱ 1 of 78 done (1%)\n\n")
    assert "◐ **Foundations: Python, maths, data, Git**: 1 of 16" in card.text


async def test_the_desk_says_what_waits_most_urgent_first_to_mentors_and_admins(
    ada: Someone, boss: Someone, app: App
) -> None:
    assert "is for mentors" in (await ada.says("/desk")).text
    await app.beat()
    card = await boss.says("/desk")
    assert card.text.startswith("- Set up: no channel yet for check-ins, announcements and mentors.")
    assert "- No question waits for a human." in card.text
    assert "- Deliveries: nothing needs you." in card.text
    await ada.does("human", question="which saddle fits?", sure="yes")
    card = await boss.says("/desk")
    assert "**1 question** waits for an answer, the oldest since Sat 21 Nov 2026, 09:00 UTC." in card.text
    assert labels(card)[:2] == ["Set up", "Answer questions"]
    assert (await boss.presses("Answer")).text.startswith("“which saddle fits?”")


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_a_mentor_has_no_admins_lines(app: App, boss: Someone, database: Database) -> None:
    mia = Someone(app, name="mia")
    await boss.does("setup", people=mia.person.id)
    card = await mia.says("/desk")
    assert "Set up" not in card.text
    assert "Deliveries" not in card.text
    assert "to review" in card.text
