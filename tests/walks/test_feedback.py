"""Under each answer members say whether it helped; what comes of it is theirs, and counts only among many."""

import json

import pytest

from bot.app import App
from bot.core.model import Button, Card
from bot.store import Database
from tests.talking import Someone
from tests.walks.reading import all_pages, labels, refused


async def votes(database: Database) -> list[tuple[str, str]]:
    return [(row["entry"], row["vote"]) for row in (await database.tables())["votes"]]


async def crowd(app: App, entry: str, *cast: str) -> None:
    for number, vote in enumerate(cast):
        await Someone(app, name=f"{entry}-{number}").does("rate", entry=entry, vote=vote)


@pytest.mark.parametrize("line", ["do I need a phd?", "/faq phd", "/ask do I need a phd"])
async def test_every_answer_can_be_rated_with_three_labelled_buttons(ada: Someone, line: str) -> None:
    card = await ada.says(line)
    assert [control.label for control in card.controls] == ["Helpful", "Not helpful", "Out of date"]


async def test_only_answers_can_be_rated(ada: Someone) -> None:
    for line in ("do I need an umbrella in Lisbon?", "/faq", "/help"):
        assert not (await ada.says(line)).controls, line


async def test_each_vote_is_answered_in_private_with_what_comes_of_it(ada: Someone) -> None:
    answer = await ada.says("/faq phd")
    assert (await ada.presses("Helpful", answer)).title == "Noted: helpful"
    card = await ada.presses("Not helpful", answer)
    assert labels(card) == ["Ask again", "All topics"]
    assert ada.form("ask") is not None
    assert (await ada.presses("All topics", card)).title.startswith("What I can answer")
    assert "mentors will check" in (await ada.presses("Out of date", answer)).text
    assert (await ada.replied("rate", entry="phd", vote="helpful")).private


async def test_a_member_has_one_vote_an_answer_and_can_change_it(ada: Someone, database: Database) -> None:
    for label, vote in (("Helpful", "helpful"), ("Helpful", "helpful"), ("Out of date", "outdated")):
        await ada.presses(label, await ada.says("/faq phd"))
        assert await votes(database) == [("phd", vote)]
    await ada.presses("Not helpful", await ada.says("/faq degree"))
    assert sorted(await votes(database)) == [("degree", "unhelpful"), ("phd", "outdated")]


async def test_a_vote_that_arrives_again_late_does_not_undo_a_later_one(ada: Someone, database: Database) -> None:
    await ada.does("rate", request_id="first", entry="phd", vote="helpful")
    await ada.does("rate", request_id="second", entry="phd", vote="outdated")
    await ada.does("rate", request_id="first", entry="phd", vote="helpful")
    assert await votes(database) == [("phd", "outdated")]


async def test_an_answer_that_there_is_not_cannot_be_rated(ada: Someone, database: Database) -> None:
    card = await ada.does("rate", entry="umbrella", vote="helpful")
    assert refused(card)
    assert "no longer given" in card.text
    assert refused(await ada.does("rate", entry="phd", vote="splendid"))
    assert await votes(database) == []


async def test_typing_the_command_says_where_the_buttons_are(ada: Someone, database: Database) -> None:
    assert "*Out of date*" in (await ada.says("/rate")).text
    assert await votes(database) == []


async def test_a_vote_is_exported_and_deleted_with_the_member(ada: Someone, database: Database) -> None:
    await ada.does("rate", entry="phd", vote="outdated")
    assert "- votes: 1 row" in (await ada.says("/mydata")).text
    card = await ada.says("/mydata export")
    assert card.file is not None
    (vote,) = json.loads(card.file.content)["votes"]
    assert (vote["entry"], vote["vote"]) == ("phd", "outdated")
    await ada.does("mydata", what="delete", sure="yes")
    assert await votes(database) == []


async def test_admins_see_counts_of_many_worst_first_and_no_split_of_few(app: App, boss: Someone) -> None:
    assert (await boss.says("/feedback")).title == "No votes yet"
    await crowd(app, "phd", "helpful", "helpful", "helpful", "helpful", "unhelpful")
    await crowd(app, "degree", "helpful", "unhelpful", "unhelpful", "unhelpful", "outdated", "outdated")
    await crowd(app, "salary", "unhelpful", "unhelpful", "unhelpful", "unhelpful")
    card = await boss.says("/feedback")
    assert card.title == "Votes on 3 answers"
    assert card.text.splitlines() == [
        "- **Do I need a degree?**: 1 helpful, 3 not helpful, 2 out of date; on the /review list",
        "- **Do I need a PhD?**: 4 helpful, 1 not helpful, 0 out of date",
        f"- **{app.library.pack.entries['salary'].title}**: fewer than 5 votes",
    ]


async def test_feedback_on_every_answer_is_paged(app: App, boss: Someone) -> None:
    for entry in app.library.pack.entries:
        await boss.does("rate", entry=entry, vote="helpful")
    pages = await all_pages(boss, await boss.says("/feedback"))
    assert sum(len(page.text.splitlines()) for page in pages) == len(app.library.pack.entries)


async def test_no_name_stands_in_what_admins_see(app: App, boss: Someone) -> None:
    await Someone(app, name="zelda").does("rate", entry="phd", vote="outdated")
    for line in ("/feedback", "/review entry.phd"):
        assert "zelda" not in (await boss.says(line)).words


def codes(card: Card) -> list[str]:
    return [button.code for button in (*card.buttons, *card.controls) if isinstance(button, Button)]


async def test_the_buttons_of_every_answer_fit(app: App, ada: Someone) -> None:
    for entry in app.library.pack.entries:
        assert all(len(code) <= 100 for code in codes(await ada.says(f"/faq {entry}")))
