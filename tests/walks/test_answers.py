"""Asking in plain words and reading by topic; help for those who do not know what to type."""

import pytest

from bot.content import Pack
from bot.core.model import Button
from bot.store import Database
from tests.talking import Someone
from tests.walks.reading import all_pages, labels, refused, whole


async def test_help_names_every_command_that_the_member_may_use_and_no_other(ada: Someone, boss: Someone) -> None:
    commands = list(ada.app.dispatch.commands)
    for who in (ada, boss):
        text = (await who.says("/help")).text
        shown = {each.name for each in commands if f"`/{each.name}`" in text}
        assert shown == {each.name for each in commands if who.admin or each.who == "member"}
        text = await whole(who, await who.presses("What each command does"))
        assert all(each.summary in text for each in commands if each.name in shown)


async def test_help_on_a_command_shows_how_to_type_it_and_each_argument(ada: Someone) -> None:
    for line in ("/help settings", "/help /settings", "/help SETTINGS"):
        card = await ada.says(line)
        assert card.title == "/settings"
        assert "`/settings zone:New York time:18:00`" in card.text
        assert all(f"**{name}**" in card.text for name in ("zone", "weekday", "time", "hours", "messages"))


@pytest.mark.parametrize("line", ["/help setings", "/setings zone:Berlin"])
async def test_a_misspelt_command_is_answered_with_the_nearest_one(ada: Someone, line: str) -> None:
    card = await ada.says(line)
    assert refused(card)
    assert "/settings" in card.text


async def test_a_vague_question_offers_a_few_topics_and_pressing_one_answers_it(ada: Someone, pack: Pack) -> None:
    vague = ("money", "months", "is it hard", "projects", "certificates", "maths", "what about frameworks", "europe")
    cards = [await ada.says(question) for question in vague]
    unsure = [card for card in cards if card.title == "Did you mean…"]
    assert unsure, "the bot is sure of every one of these words"
    for card in unsure:
        *offered, human = card.buttons
        assert human.label == "Send it to a human"
        assert 1 <= len(offered) <= 3
        for button in offered:
            assert isinstance(button, Button)
            title = (await ada.presses(button.label, card)).title
            assert title.partition(" · ")[0] == pack.entries[button.args["topic"]].title


@pytest.mark.parametrize("question", ["do I need an umbrella in Lisbon tomorrow", "🤷", "asdf qwer zxcv", "?"])
async def test_what_the_guides_do_not_say_is_declined_and_never_guessed(
    ada: Someone, pack: Pack, question: str
) -> None:
    card = await ada.says(question)
    assert card.title == "I don't have that"
    assert card.title not in {entry.title for entry in pack.entries.values()}
    assert "MyAICareer" not in card.text


async def test_a_text_of_ten_thousand_characters_is_told_its_limit(ada: Someone) -> None:
    card = await ada.says("why " * 2500)
    assert "1,000" in card.text
    assert card.title != "Something broke"


async def test_asking_without_a_question_opens_a_form_for_it(ada: Someone) -> None:
    form = ada.form("ask")
    assert form is not None
    assert [question.name for question in form.questions] == ["question"]
    assert ada.form("ask", question="why?") is None


async def test_asking_makes_nobody_a_member_and_keeps_no_question(ada: Someone, database: Database) -> None:
    before = await database.tables()
    await ada.says("how much maths do I need?")
    tables = await database.tables()
    assert [name for name, rows in tables.items() if rows != before[name]] == ["conversations"]
    assert [row["entry"] for row in tables["conversations"]] == ["maths-how-much"]


async def test_every_topic_is_read_by_its_id_and_by_its_title(ada: Someone, pack: Pack) -> None:
    contents = await whole(ada, await ada.says("/faq"))
    for entry in pack.entries.values():
        assert f"`{entry.id}`" in contents
        for line in (f"/faq {entry.id}", f"/faq {entry.title.upper()}"):
            assert (await ada.says(line)).title == entry.title


async def test_every_answer_says_when_it_was_checked_and_who_said_each_figure(ada: Someone, pack: Pack) -> None:
    for entry in pack.entries.values():
        card = await ada.says(f"/faq {entry.id}")
        text = await whole(ada, card)
        assert "checked " in card.footer
        assert "{{" not in text
        assert all(pack.figure(fact) in text for fact in pack.facts_in(entry))


async def test_an_answer_shows_eight_lines_at_most_and_the_rest_behind_a_button(ada: Someone, pack: Pack) -> None:
    several = 0
    for entry in pack.entries.values():
        pages = await all_pages(ada, await ada.says(f"/faq {entry.id}"))
        several += len(pages) > 1
        for page in pages:
            assert 1 <= len([line for line in page.text.splitlines() if line.strip()]) <= 8
            assert len(page.buttons) <= 5
    assert several


async def test_the_beginning_of_a_topic_offers_those_that_begin_so(ada: Someone, pack: Pack) -> None:
    card = await ada.says("/faq how long")
    assert "How long" in " ".join(labels(card))
    assert (await ada.presses(labels(card)[0])).title == labels(card)[0]
    found = [choice.label for choice in await ada.offered("faq", "topic", "how long")]
    begin = [entry.title for entry in pack.entries.values() if entry.title.casefold().startswith("how long")]
    assert set(found[: len(begin)]) == set(begin)


async def test_an_unknown_topic_gets_a_clear_line_or_the_nearest(ada: Someone, pack: Pack) -> None:
    card = await ada.says("/faq xyzzyplugh")
    assert refused(card)
    assert "/faq" in card.text
    card = await ada.says("/faq portfolio projects to show")
    assert card.title == "Which topic?"
    assert set(labels(card)) <= {entry.title for entry in pack.entries.values()}
