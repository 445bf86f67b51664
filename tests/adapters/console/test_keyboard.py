"""At the keyboard: plain words, commands, numbered buttons, forms, other people, and a clock that can be moved."""

from pathlib import Path

import pytest
from PIL import Image

from bot.adapters.console import Somebody
from bot.store import Database
from tests.adapters.console.conftest import Talk

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

BOSS = Somebody("boss", admin=True)
RESOURCE = ("A book", "https://example.org/book", "Short and right.")


def saved(shown: str) -> Path:
    """The one file that was put somewhere."""
    (line,) = [line for line in shown.splitlines() if line.startswith("Saved: ")]
    return Path(line.removeprefix("Saved: "))


def content(path: Path) -> bytes:
    return path.read_bytes()


async def test_plain_words_are_a_question_and_the_reply_stands_alone(talk: Talk) -> None:
    shown = await talk("how much maths do I need?")
    assert shown[0].splitlines()[:2] == ["How much maths do I need?", "-------------------------"]
    assert "**" not in "".join(shown)


async def test_the_conversation_ends_with_the_input_or_with_quit(talk: Talk) -> None:
    assert await talk() == []
    assert len(await talk("/about", "/quit", "/about")) == len(await talk("/about"))
    assert await talk("", "   ") == []


async def test_a_number_presses_the_button_of_the_last_message_and_counts_on_over_all_of_them(talk: Talk) -> None:
    shown = await talk("/help", "1", "2")
    assert any(message.startswith("Question 1 of 8") for message in shown)
    assert any(message.startswith("Question 2 of 8") for message in shown)


@pytest.mark.parametrize("line", ["9", "0", "00", "²", "٣", "1" * 5000, "99999999999999999999"])
async def test_a_number_without_a_button_gets_a_line_and_the_talk_goes_on(talk: Talk, line: str) -> None:
    shown = await talk("/compare", line, "/about")
    assert any(message.startswith("Machine Learning Engineer\n") for message in shown)
    assert "Something broke" not in "\n".join(shown)


async def test_a_number_before_any_button_gets_a_line(talk: Talk) -> None:
    assert await talk("1") == ["There is no button 1 on the last message."]


async def test_an_empty_line_leaves_what_a_form_holds_and_a_dash_erases_it(talk: Talk) -> None:
    begun = ("/start", "/checkin done 4", "1")
    shown = "\n".join(await talk(*begun, "", "slow week", "1", "", "-"))
    assert "Leave a line empty to skip it; a dash erases what is there; a line that begins with / cancels." in shown
    assert "A note to yourself: private (may be empty) (now: slow week)" in shown
    after = shown.rpartition("(now: slow week)")[2]
    assert "You spent 4 hours." in after
    assert "Note:" not in after
    assert "Note: -" in (await talk(*begun, "", "-"))[-1]


async def test_a_link_is_pressed_by_its_number_and_shows_its_address(talk: Talk) -> None:
    shown = await talk("/subscribe", "/resource", *RESOURCE, "", "1", who=BOSS)
    assert shown[-1] == "https://example.org/book"


async def test_a_form_asks_one_thing_after_the_other_and_then_runs_the_command(talk: Talk, database: Database) -> None:
    shown = await talk("/resource", *RESOURCE, "sql, pandas", who=BOSS)
    prompts = [message.split(":")[0] for message in shown[1:5]]
    assert shown[0].startswith("Post a resource. ")
    assert prompts == ["Title", "Link", "Why it is worth reading", "Milestones"]
    assert shown[4].endswith("(may be empty)")
    (row,) = (await database.tables())["resources"]
    assert (row["title"], row["url"], row["why"]) == RESOURCE
    assert row["milestones"] == '["sql", "pandas"]'


async def test_a_form_does_not_ask_for_what_was_given_already(talk: Talk, database: Database) -> None:
    shown = await talk("/resource title:A book link:https://example.org/book", "Short.", "", who=BOSS)
    assert "Title" not in shown[1]
    assert (await database.tables())["resources"][0]["title"] == "A book"


async def test_a_slash_line_in_a_form_cancels_it_and_is_obeyed(talk: Talk, database: Database) -> None:
    shown = await talk("/resource", "A book", "/about", who=BOSS)
    assert "Cancelled; nothing was changed." in shown
    assert any(message.startswith("Machine Learning Engineer\n") for message in shown)
    assert (await database.tables())["resources"] == []


async def test_quit_leaves_in_the_middle_of_a_form_too(talk: Talk) -> None:
    shown = await talk("/resource", "A book", "/quit", "/about", who=BOSS)
    assert shown[-1] == "Cancelled; nothing was changed."


async def test_the_end_of_input_in_a_form_changes_nothing(talk: Talk, database: Database) -> None:
    shown = await talk("/resource", "A book", who=BOSS)
    assert shown[-1] == "Cancelled; nothing was changed."
    assert (await database.tables())["resources"] == []


async def test_a_wrong_answer_in_a_form_is_told_by_field(talk: Talk) -> None:
    shown = await talk("/resource", "A book", "not a link", "Short.", "", who=BOSS)
    assert "- link: a web address that begins with https://" in shown[-1]


async def test_a_form_offers_its_choices_by_name(talk: Talk, database: Database) -> None:
    shown = await talk("/settings", "2", "Berlin", "Monday", "7pm", "8", "1")
    assert any("monday, tuesday, wednesday" in message for message in shown)
    (row,) = (await database.tables())["members"]
    assert (row["zone"], row["weekday"], row["minute"], row["budget"]) == ("Europe/Berlin", 0, 19 * 60, 1)


async def test_another_person_is_another_member_and_an_admin_only_when_said(talk: Talk, database: Database) -> None:
    shown = await talk("/start", "/as grace", "/start", "/subscribe", "/as boss admin", "/subscribe", "/as", "/as a b")
    assert "You are grace now." in shown
    assert "You are boss, an admin now." in shown
    assert any("/subscribe is for admins" in message for message in shown)
    assert shown[-2:] == ["Type /as NAME, or /as NAME admin."] * 2
    tables = await database.tables()
    assert {row["name"] for row in tables["members"]} == {"you", "grace"}
    assert len(tables["subscriptions"]) == 1


async def test_buttons_do_not_pass_from_one_person_to_another(talk: Talk) -> None:
    shown = await talk("/help", "/as grace", "1")
    assert shown[-1] == "There is no button 1 on the last message."


async def test_a_message_for_somebody_else_leaves_ones_own_buttons_alone(talk: Talk, database: Database) -> None:
    await talk("/start", "/as grace", "/help", "/skip 7d", "1")
    tables = await database.tables()
    names = {row["id"]: row["name"] for row in tables["members"]}
    assert {names[row["member_id"]] for row in tables["progress"]} <= {"you"}
    assert [row for row in tables["checkins"] if names[row["member_id"]] == "grace"] == []


async def test_skipping_delivers_what_falls_due_on_the_way_with_its_local_time(talk: Talk) -> None:
    shown = "\n\n".join(await talk("/start", "/settings zone:Berlin", "/skip 7d"))
    assert "For Sun 22 Nov 2026, 18:00 Europe/Berlin" in shown
    assert "For Thu 26 Nov 2026, 18:00 Europe/Berlin" in shown
    assert shown.index("For Sun 22") < shown.index("For Thu 26")
    assert shown.endswith("It is Sat 28 Nov 2026, 09:00 UTC now.")
    assert "Less  [" in shown


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/skip", "write a length such as 2w"),
        ("/skip yesterday", "write a length such as 2w"),
        ("/skip 2020-01-01", "forward"),
        ("/skip 2h", "It is Sat 21 Nov 2026, 11:00 UTC now."),
        ("/skip 3w", "It is Sat 12 Dec 2026, 09:00 UTC now."),
        ("/skip 2026-12-24T18:00+01:00", "It is Thu 24 Dec 2026, 17:00 UTC now."),
    ],
)
async def test_the_clock_moves_forward_by_a_length_or_to_a_date(talk: Talk, line: str, told: str) -> None:
    (shown,) = await talk(line)
    assert told in shown


@pytest.mark.parametrize("line", ["/skip 9999-12-31T23:59:59", "/skip 9999w", "/skip 9999999d"])
async def test_a_skip_beyond_all_plans_leaves_a_bot_that_still_answers(talk: Talk, line: str) -> None:
    shown = await talk(line, "/skip 2w", "/pause 2w", "/plan")
    assert "Something broke" not in "\n".join(shown)


async def test_the_progress_picture_is_saved_and_its_path_is_shown(talk: Talk, tmp_path: Path) -> None:
    shown = "\n".join(await talk("/done sql", "/progress"))
    path = saved(shown)
    assert path.parent.parent == tmp_path
    with Image.open(path) as picture:
        picture.load()
    assert "[picture: Progress by phase." in shown


async def test_an_export_is_saved_whole(talk: Talk) -> None:
    shown = "\n".join(await talk("/done sql", "/mydata export"))
    assert b'"milestone": "sql"' in content(saved(shown))


async def test_windows_line_ends_are_no_part_of_what_was_typed(talk: Talk, database: Database) -> None:
    await talk("/resource\r", *(f"{line}\r" for line in RESOURCE), "sql\r", who=BOSS)
    (row,) = (await database.tables())["resources"]
    assert (row["title"], row["url"], row["why"]) == RESOURCE
