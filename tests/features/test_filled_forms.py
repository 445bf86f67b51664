"""A form that changes something opens with what it would change; sent as it is, it changes nothing."""

from typing import Any

import pytest

from bot.adapters.discord.forms import modal as discord_modal
from bot.adapters.discord.forms import submitted
from bot.adapters.slack.forms import Where, filled
from bot.adapters.slack.forms import modal as slack_modal
from bot.app import App
from bot.content import Pack
from bot.core.model import Button, Card, Form
from bot.store import Database
from tests.delivery.weeks import light
from tests.features.asking import args_of, sends
from tests.talking import Someone
from tests.walks.reading import InChannel, labels, refused

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

SALARY = "fact.salary-us-entry-s0"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return light()


async def opened(who: Someone, command: str, **args: str) -> Form:
    form = who.form(command, **args)
    assert form
    return await who.app.dispatch.filled(form, who.person)


async def pressed(who: Someone, label: str, card: Card | None = None) -> dict[str, str]:
    """What the fields hold of the form behind a button of the last card."""
    shown = card or who.last
    assert shown
    (button,) = [each for each in shown.buttons if isinstance(each, Button) and each.label == label]
    return await who.opens(button.command, **button.args)


async def kept(database: Database, *but: str) -> dict[str, Any]:
    """Everything but signs of life."""
    return {name: rows for name, rows in (await database.tables()).items() if name not in ("accounts", "once", *but)}


async def test_the_settings(ada: Someone, database: Database) -> None:
    await ada.says("/start zone:Berlin hours:8 time:19:15")
    now = await pressed(ada, "Change them")
    assert now == {"zone": "Europe/Berlin", "weekday": "thursday", "time": "19:15", "hours": "8", "messages": "2"}
    before = await kept(database)
    await ada.does("settings", **now)
    assert await kept(database) == before
    assert "hours a week" in str((await ada.does("settings", **now | {"hours": "5"})).facts)
    assert (await pressed(ada, "Change them")) == now | {"hours": "5"}


async def test_a_zone_that_follows_a_profile_goes_on_to_when_the_form_is_sent_as_it_is(
    ada: Someone, database: Database
) -> None:
    await ada.says("/start")
    (row,) = (await database.tables())["members"]
    async with database.transaction() as run:
        await run.change_member(**row | {"zone": "Europe/Berlin", "zone_follows": True})
    await ada.does("settings", **await ada.opens("settings", form="zone,weekday,time,hours,messages"))
    (row,) = (await database.tables())["members"]
    assert (row["zone"], bool(row["zone_follows"])) == ("Europe/Berlin", True)
    await ada.does("settings", zone="Lima")
    (row,) = (await database.tables())["members"]
    assert (row["zone"], bool(row["zone_follows"])) == ("America/Lima", False)


async def test_hours_and_note_of_a_week(ada: Someone) -> None:
    await ada.says("/start")
    await ada.does("checkin", answer="done", hours="4.5", note="Slow, but *mine*.")
    assert await pressed(ada, "Add hours and a note") == {"hours": "4.5", "note": "Slow, but *mine*."}


async def test_a_note_and_hours_that_are_emptied_are_gone_and_fields_that_came_empty_say_nothing(
    ada: Someone, database: Database
) -> None:
    await ada.says("/start")
    await ada.does("checkin", answer="done", hours="4.5", note="Slow, but *mine*.")
    form = await opened(ada, "checkin", form="hours,note")
    nothing = {"hours": "", "note": ""}
    await ada.does("checkin", **nothing)
    assert await pressed(ada, "Add hours and a note") == {"hours": "4.5", "note": "Slow, but *mine*."}
    card = await ada.does("checkin", **form.given | {"note": " "})
    assert "mine" not in card.words
    assert await pressed(ada, "Add hours and a note") == {"hours": "4.5", "note": ""}
    await ada.does("checkin", **form.given | nothing)
    assert await pressed(ada, "Add hours and a note") == nothing
    assert "mine" not in str(await database.tables())


async def test_mentors_can_be_taken_back_but_not_a_day_or_an_hour(boss: Someone) -> None:
    await boss.does("setup", people="21,22", weekday="monday", time="17:00")
    form = await opened(boss, "setup", form="people,weekday,time")
    mia = Someone(boss.app, name="mia", roles=("21",))
    assert not refused(await mia.says("/gaps"))
    await boss.does("setup", **form.given | {"people": "", "weekday": "", "time": ""})
    assert await pressed(boss, "Who mentors") == {"people": ""}
    assert await pressed(boss, "How newcomers begin") == {"zone": "", "weekday": "monday", "time": "17:00"}
    assert refused(await mia.says("/gaps"))


@pytest.mark.parametrize("claimed", ["zone,weekday", "people,nothing,form", ",", "note"])
async def test_nothing_is_erased_by_a_form_that_nobody_opened(boss: Someone, claimed: str) -> None:
    await boss.does("setup", people="21", weekday="monday", zone="Berlin")
    await boss.does("setup", held=claimed, weekday="", zone="")
    assert await pressed(boss, "Who mentors") == {"people": "21"}
    assert await pressed(boss, "How newcomers begin") == {"zone": "Europe/Berlin", "weekday": "monday", "time": ""}


async def test_every_platform_says_which_fields_came_filled(ada: Someone) -> None:
    await ada.says("/start")
    await ada.does("checkin", answer="done", note="Mine.")
    form = await opened(ada, "checkin", form="hours,note")
    questions = ada.app.dispatch.commands.named("checkin").questions
    modal = discord_modal(form, questions)
    rows = [{"component": {**each["component"], "value": ""}} for each in modal["components"]]
    view = slack_modal(form, Where("U1"))
    state = {each["block_id"]: {"x": {"type": "plain_text_input", "value": None}} for each in view["blocks"]}
    sent = [
        submitted({"custom_id": modal["custom_id"], "components": rows}),
        filled(view | {"state": {"values": state}})[:2],
    ]
    for command, args in sent:
        assert ada.app.dispatch.commands.named(command).parse(args).erased == {"note"}


async def test_a_form_of_channels_that_is_sent_as_it_is_takes_none_away(boss: Someone, app: App) -> None:
    for name in ("news", "town-hall"):
        await InChannel(app, name="boss", admin=True, channel=name).says("/subscribe")
    now = await boss.opens("setup", form="checkins,announcements,mentors")
    card = await boss.does("setup", **now)
    assert next(each.value for each in card.facts if each.name == "Announcements") == "news\ntown-hall"
    await boss.does("setup", announcements="town-hall")
    assert (await boss.opens("setup", form="announcements")) == {"announcements": "town-hall"}


async def test_what_admins_set_up(boss: Someone, database: Database) -> None:
    await boss.says("/setup")
    assert await pressed(boss, "Who mentors") == {"people": ""}
    assert await pressed(boss, "How many messages") == {"messages": "5"}
    chosen = {"checkins": "12", "mentors": "13", "people": "21,22", "zone": "Berlin", "time": "17:00", "messages": "1"}
    await boss.does("setup", **chosen)
    assert await pressed(boss, "Channels") == {"checkins": "12", "announcements": "", "mentors": "13"}
    assert await pressed(boss, "Who mentors") == {"people": "21,22"}
    assert await pressed(boss, "How newcomers begin") == {"zone": "Europe/Berlin", "weekday": "", "time": "17:00"}
    assert await pressed(boss, "How many messages") == {"messages": "1"}


async def test_a_draft_as_its_mentor_wrote_it_and_nobody_elses(boss: Someone, app: App, ada: Someone) -> None:
    await sends(ada)
    card = await boss.says("/gaps")
    wrote = {"title": "Which laptop?", "text": "Any *one*.\nAsk @ada.", "source": "me, 2026"}
    await boss.does("answer", **args_of(card, "Answer"), **wrote)
    assert await pressed(boss, "Edit") == wrote
    mia = Someone(app, name="mia", admin=True)
    assert set((await pressed(mia, "Answer", card)).values()) == {""}


async def test_a_thing_to_review_and_sent_as_it_is_it_is_not_changed(boss: Someone, database: Database) -> None:
    await boss.does("review", thing=SALARY)
    now = await pressed(boss, "Change")
    assert (now["low"], now["high"]) == ("95000", "130000")
    assert now["text"].startswith("Entry level in the United States")
    before = await kept(database)
    same = await boss.does("change", thing=SALARY, seen="0", **now)
    assert refused(same)
    assert "says that already" in same.text
    assert await kept(database) == before
    await boss.does("change", thing=SALARY, seen="0", **now | {"low": "100000"})
    again = await boss.opens("change", thing=SALARY, form="low,high,text")
    assert again == now | {"low": "100000"}
    await boss.does("change", thing=SALARY, **again | {"text": "Entry *level* here"})
    assert (await boss.opens("change", thing=SALARY, form="text"))["text"] == "Entry *level* here"


async def test_every_platform_shows_what_is_held(boss: Someone) -> None:
    chosen = {"checkins": "12", "people": "21,22", "weekday": "monday", "zone": "Berlin", "messages": "1"}
    await boss.does("setup", **chosen)
    form = await opened(boss, "setup", form="checkins,people,weekday,zone,messages")
    questions = boss.app.dispatch.commands.named("setup").questions
    known = {"12": "channel", "21": "role"}
    shown = {
        each["component"]["custom_id"]: each["component"]
        for each in discord_modal(form, questions, "", known)["components"]
    }
    assert shown["checkins"]["default_values"] == [{"id": "12", "type": "channel"}]
    assert shown["people"]["default_values"] == [{"id": "21", "type": "role"}, {"id": "22", "type": "user"}]
    assert [each["value"] for each in shown["weekday"]["options"] if each["default"]] == ["monday"]
    assert (shown["zone"]["value"], shown["messages"]["value"]) == ("Europe/Berlin", "1")
    gone = discord_modal(form, questions)["components"][0]["component"]
    assert "default_values" not in gone, "a channel that is gone cannot be shown"
    blocks = {block["block_id"]: block["element"] for block in slack_modal(form, Where("U1"), ("zone",))["blocks"]}
    assert blocks["checkins"]["initial_conversation"] == "12"
    assert blocks["people"]["initial_users"] == ["21", "22"]
    assert blocks["weekday"]["initial_option"] in blocks["weekday"]["options"]
    assert blocks["zone"]["initial_option"]["value"] == "Europe/Berlin"
    assert blocks["messages"]["initial_value"] == "1"


async def test_questions_that_wait_are_offered_to_mentors_by_their_words(ada: Someone, boss: Someone) -> None:
    await sends(ada)
    (found,) = await boss.offered("answer", "question", "LAPTOP")
    assert "laptop" in found.label
    assert await boss.offered("gaps", "question", "no such words") == []
    assert await ada.offered("answer", "question", "") == []
    assert labels(await boss.does("gaps", question=found.value)) == labels(await boss.does("gaps", question="laptop"))
    card = await boss.does("answer", title="Lost?", text="No.")
    assert card.text.endswith("What you wrote:\nLost?\nNo.")
