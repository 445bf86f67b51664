"""The App Home: drawn when it is opened and when what it shows has changed, for members, mentors and strangers."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack
from bot.core.model import Person, Place, Request
from bot.core.rate import Rate
from bot.store import Database
from bot.wiring import slack_memory
from tests.adapters.slack.acting import ADA, BOB, OLIVIA, Stage, on_slack, titles
from tests.adapters.slack.fake import Fake, Fault, Payload
from tests.adapters.slack.limits import elements

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture
async def stage(app: App) -> AsyncIterator[Stage]:
    async with on_slack(app.dispatch, slack_memory(app)) as made:
        yield made
        assert made.fake.refused == []


def headers(view: Payload) -> list[str]:
    return [block["text"]["text"] for block in view["blocks"] if block["type"] == "header"]


def labels(view: Payload) -> list[str]:
    return [each["text"]["text"] for each in elements(view["blocks"])]


def published(fake: Fake) -> int:
    return len(fake.called("views.publish"))


async def begins(stage: Stage, user: str) -> Payload:
    """Somebody starts and looks at their page."""
    await stage.types(user, "C1", "/mentor", "start")
    await stage.opens_home(user)
    return stage.fake.homes[user]


async def sends_on(app: App, user: str, question: str) -> None:
    person = Person(platform="slack", space="T1", id=user, name="ada", direct=user)
    place = Place(platform="slack", space="T1", channel=user, direct=True)
    args = {"question": question, "sure": "yes"}
    await app.dispatch.answer(Request(id="r", command="human", args=args, person=person, place=place))


async def test_a_stranger_sees_what_the_mentor_does_and_is_made_no_member(app: App, stage: Stage) -> None:
    await stage.opens_home(ADA)
    assert headers(stage.fake.homes[ADA]) == ["Milepost, a mentor for your learning"]
    assert labels(stage.fake.homes[ADA])[0] == "Start"
    assert not await app.account.knows(Person(platform="slack", space="T1", id=ADA, name="ada"))


async def test_starting_on_the_page_turns_it_into_ones_week(stage: Stage) -> None:
    await stage.opens_home(ADA)
    await stage.presses_in(ADA, stage.fake.homes[ADA], "Start")
    assert titles(stage.fake.views) == ["Welcome. We have begun"]
    week, road = headers(stage.fake.homes[ADA])
    assert (week, road) == ("Your week", "Your road")
    assert stage.fake.messages == []


async def test_a_tick_updates_the_page_at_once_and_says_nothing_else(stage: Stage) -> None:
    home = await begins(stage, ADA)
    before = len(stage.fake.messages)
    await asyncio.gather(*(stage.presses_in(ADA, home, "Done: First steps") for _ in range(3)))
    home = stage.fake.homes[ADA]
    assert "✅ *First steps in Python*" in str(home)
    await asyncio.gather(*(stage.presses_in(ADA, home, "Undo: First steps") for _ in range(2)))
    assert "◻️ *First steps in Python*" in str(stage.fake.homes[ADA])
    assert (len(stage.fake.messages), stage.fake.views) == (before, [])


async def test_the_page_says_what_comes_next_with_its_zone_and_pauses(stage: Stage) -> None:
    home = await begins(stage, ADA)
    assert "Check-in: Thu 26 Nov 2026, 18:00 Europe/Berlin" in str(home)
    await stage.presses_in(ADA, home, "Pause 2 weeks")
    assert titles(stage.fake.views) == ["Paused"]
    home = stage.fake.homes[ADA]
    assert "You paused until Sat 5 Dec 2026, 10:00 Europe/Berlin." in str(home)
    await stage.presses_in(ADA, home, "Resume")
    assert "You paused" not in str(stage.fake.homes[ADA])


async def test_what_is_pressed_on_the_page_is_answered_on_top_of_it_and_goes_on_there(stage: Stage) -> None:
    home = await begins(stage, ADA)
    before = len(stage.fake.messages)
    await stage.presses_in(ADA, home, "Check in")
    (window,) = stage.fake.views
    assert titles([window])[0].startswith("Check-in for week")
    await stage.presses_in(ADA, window, "Done")
    assert "✅ Done:" in str(stage.fake.views[0])
    await stage.presses_in(ADA, window, "Add hours")
    await stage.submits(ADA, stage.fake.views[-1], hours="5")
    assert "You spent 5 hours." in str(stage.fake.views[0])
    assert "You checked in this week. 5 hours." in str(stage.fake.homes[ADA])
    assert len(stage.fake.messages) == before


async def test_settings_are_changed_in_a_form_that_then_shows_them(stage: Stage) -> None:
    home = await begins(stage, ADA)
    await stage.presses_in(ADA, home, "Settings")
    (form,) = stage.fake.views
    answer = await stage.submits(ADA, form, hours="8")
    assert '"response_action": "update"' in answer.body
    assert titles(stage.fake.views) == ["Your settings are changed"]
    assert "8 hours a week" in str(stage.fake.homes[ADA])


@pytest.mark.parametrize("lost", ["views.open", "views.update"])
async def test_an_answer_without_a_window_comes_directly(stage: Stage, lost: str) -> None:
    home = await begins(stage, ADA)
    stage.fake.faults[lost] = [Fault(error="expired_trigger_id")]
    await stage.presses_in(ADA, home, "Check in")
    assert titles(stage.fake.seen_by(ADA, "DUADA"))[0].startswith("Check-in for week")


async def test_the_picture_of_ones_progress_comes_in_the_direct_conversation(stage: Stage) -> None:
    home = await begins(stage, ADA)
    await stage.presses_in(ADA, home, "As a picture")
    assert titles(stage.fake.views) == ["Your progress"]
    assert [each["channel"] for each in stage.fake.files] == ["DUADA"]


async def test_it_is_published_only_where_it_differs(stage: Stage) -> None:
    await begins(stage, ADA)
    assert published(stage.fake) == 1
    await stage.opens_home(ADA)
    await stage.types(ADA, "C1", "/mentor", "help")
    assert published(stage.fake) == 1
    await stage.types(ADA, "C1", "/mentor", "done first-steps-in-python")
    await stage.types(ADA, "C1", "/mentor", "settings hours:9")
    assert "9 hours a week" in str(stage.fake.homes[ADA])
    assert published(stage.fake) == 2


async def test_after_a_restart_what_slack_still_shows_is_not_published_again(app: App, stage: Stage) -> None:
    await begins(stage, ADA)
    async with on_slack(app.dispatch, slack_memory(app)) as other:
        other.fake.homes = stage.fake.homes
        await other.opens_home(ADA)
        assert published(other.fake) == 0


async def test_whoever_never_opened_it_gets_none(stage: Stage) -> None:
    await stage.types(BOB, "C1", "/mentor", "start")
    await stage.opens_home(ADA, tab="messages")
    assert published(stage.fake) == 0


async def test_a_page_that_somebody_else_changed_meanwhile_is_drawn_anew(stage: Stage) -> None:
    home = await begins(stage, ADA)
    stage.fake.homes[ADA] = {**home, "hash": "newer"}
    await stage.types(ADA, "C1", "/mentor", "settings hours:9")
    assert "9 hours a week" in str(stage.fake.homes[ADA])
    assert stage.fake.refused == ["views.publish: hash_conflict"]
    stage.fake.refused.clear()


async def test_what_changes_by_itself_is_shown_and_is_no_sign_of_life(
    app: App, stage: Stage, clock: MovableClock, database: Database
) -> None:
    await begins(stage, ADA)
    accounts = (await database.tables())["accounts"]
    clock.move_to(clock.now() + timedelta(minutes=1))
    await stage.opens_home(ADA)
    await stage.slack.watch.refresh()
    assert ((await database.tables())["accounts"], published(stage.fake)) == (accounts, 1)
    await app.skip_to(clock.now().replace(day=26, hour=17, minute=1), clock)
    await stage.slack.watch.refresh()
    assert "Thu 3 Dec 2026, 18:00 Europe/Berlin" in str(stage.fake.homes[ADA])


async def test_an_admin_has_a_desk_with_what_waits(app: App, stage: Stage) -> None:
    await stage.opens_home(OLIVIA)
    hello, desk = headers(stage.fake.homes[OLIVIA])
    assert (hello[:8], desk) == ("Milepost", "Your desk")
    assert "Set up: no channel yet for check-ins, announcements and mentors." in str(stage.fake.homes[OLIVIA])
    await sends_on(app, ADA, "which saddle fits?")
    await stage.slack.watch.refresh()
    assert "*1 question* waits for an answer" in str(stage.fake.homes[OLIVIA])


async def test_the_page_takes_no_turn_from_whoever_looks_at_it(
    pack: Pack, database: Database, clock: MovableClock, cache: Path
) -> None:
    app = App(pack, database, clock, cache, Rate(burst=1))
    async with on_slack(app.dispatch, slack_memory(app)) as stage:
        for _ in range(3):
            await stage.opens_home(OLIVIA)
        assert headers(stage.fake.homes[OLIVIA]) == ["Milepost, a mentor for your learning", "Your desk"]
