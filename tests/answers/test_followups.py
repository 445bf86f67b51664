"""`And in Europe?`: for ten minutes, in the same place, the same person need not say again what it is about."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack
from bot.content.pack import Matching
from bot.store import Conversations, Database, Said
from tests.talking import Someone
from tests.walks.reading import InChannel, labels, whole

SENIOR = "how much does a senior earn in the US"


async def test_a_follow_up_changes_what_it_names_and_keeps_the_rest(ada: Someone, pack: Pack) -> None:
    title = pack.entries["salary"].title
    assert (await ada.says(SENIOR)).title == f"{title} · Senior, United States"
    for line, scope in (
        ("And in Europe?", "Senior, Europe"),
        ("and remote", "Senior, Remote"),
        ("what about juniors?", "Entry, Remote"),
        ("and with 3 years of experience?", "Mid, Remote"),
        ("in India", "Mid, Elsewhere"),
        ("US?", "Mid, United States"),
    ):
        assert (await ada.says(line)).title == f"{title} · {scope}"
    assert "$130,000–180,000 a year (MyAICareer, Jan 2026)" in (await ada.says("US?")).text


async def test_a_button_and_a_typed_command_can_be_followed_up_too(ada: Someone, pack: Pack) -> None:
    await ada.says("/salary senior")
    await ada.presses("Remote")
    assert (await ada.says("and in the US?")).title == f"{pack.entries['salary'].title} · Senior, United States"
    await ada.says("/faq salary")
    assert (await ada.says("for seniors")).title == f"{pack.entries['salary'].title} · Senior"


async def test_who_asks_how_long_is_led_to_the_answer_for_where_they_start(ada: Someone, pack: Pack) -> None:
    await ada.says("/faq how-long")
    for line, id in (
        ("and for a software engineer?", "how-long-swe"),
        ("what about data scientists?", "how-long-ds"),
        ("and if I start from zero?", "how-long-from-zero"),
        ("ok and for a developer", "how-long-swe"),
    ):
        assert (await ada.says(line)).title == pack.entries[id].title


async def test_where_the_guides_make_no_difference_the_answer_says_so_and_offers_the_nearest(
    ada: Someone, pack: Pack
) -> None:
    await ada.says("/faq gpus-tpus")
    card = await ada.says("and remote")
    assert card.title == "No difference there"
    assert "no difference by region" in card.text
    assert pack.entries["gpus-tpus"].title in card.text
    assert labels(card)[0] == pack.entries["gpus-tpus"].title
    assert (await ada.presses(labels(card)[1])).title == labels(card)[1]


async def test_a_question_of_its_own_is_never_taken_for_a_follow_up(ada: Someone, pack: Pack) -> None:
    await ada.says(SENIOR)
    assert (await ada.says("Do I need a PhD?")).title == pack.entries["phd"].title
    await ada.says(SENIOR)
    assert (await ada.says("what is the ML job market like in Europe?")).title == pack.entries["europe-market"].title
    await ada.says(SENIOR)
    for line in ("what about the weather in Berlin?", "and do I need a visa for Germany?"):
        assert not (await ada.says(line)).title.startswith(pack.entries["salary"].title)


async def test_what_the_matcher_finds_is_answered_or_offered_where_the_last_answer_knows_no_difference(
    ada: Someone, pack: Pack
) -> None:
    await ada.says("/faq phd")
    card = await ada.says("And in Europe?")
    assert pack.entries["europe-market"].title in (card.title, *labels(card))


async def test_a_follow_up_is_understood_for_ten_minutes(ada: Someone, pack: Pack, clock: MovableClock) -> None:
    await ada.says(SENIOR)
    clock.move_to(clock.now() + timedelta(minutes=10))
    assert (await ada.says("and remote")).title == f"{pack.entries['salary'].title} · Senior, Remote"
    clock.move_to(clock.now() + timedelta(minutes=10, seconds=1))
    assert not (await ada.says("and remote")).title.startswith(pack.entries["salary"].title)


async def test_a_follow_up_is_understood_after_a_restart(
    ada: Someone, pack: Pack, database: Database, clock: MovableClock, cache: Path
) -> None:
    await ada.says(SENIOR)
    again = Someone(App(pack, database, clock, cache))
    assert (await again.says("and remote")).title == f"{pack.entries['salary'].title} · Senior, Remote"


async def test_neither_another_person_nor_another_place_goes_on_with_it(app: App, ada: Someone, pack: Pack) -> None:
    await ada.says(SENIOR)
    for other in (Someone(app, name="eve"), InChannel(app, name="ada"), InChannel(app, name="ada", space="t")):
        assert not (await other.says("and remote")).title.startswith(pack.entries["salary"].title)
    assert (await ada.says("and remote")).title.endswith("Senior, Remote")


async def test_an_answer_that_the_pack_has_no_longer_is_not_followed_up(
    ada: Someone, database: Database, clock: MovableClock
) -> None:
    await Conversations(database).keep(ada.person, ada.place, Said(entry="gone", slots={}), clock.now())
    assert (await ada.says("and remote")).title == "I don't have that"
    assert (await ada.says("/why")).title == "Which answer?"


async def test_the_same_question_delivered_twice_changes_nothing(ada: Someone, database: Database) -> None:
    await ada.does("ask", request_id="once", question=SENIOR)
    before = await database.tables()
    await ada.does("ask", request_id="once", question=SENIOR)
    assert await database.tables() == before


@pytest.mark.parametrize("line", ["and remote", "And in Europe?", "for seniors"])
async def test_the_question_itself_is_never_kept(ada: Someone, database: Database, line: str) -> None:
    await ada.says(SENIOR)
    await ada.says(line)
    assert line.casefold() not in str(await database.tables()).casefold()
    assert "how much" not in str(await database.tables())


async def test_what_is_narrowed_is_the_same_with_a_button_and_in_words(ada: Someone) -> None:
    asked = await whole(ada, await ada.says(SENIOR))
    assert asked == await whole(ada, await ada.says("/salary senior us"))


async def test_whom_an_unsure_question_was_about_is_not_lost_with_the_tap_that_chooses(
    pack: Pack, database: Database, clock: MovableClock, cache: Path
) -> None:
    unsure = pack.manifest.model_copy(update={"matching": Matching(answer=0.999, suggest=0.001)})
    ada = Someone(App(replace(pack, manifest=unsure), database, clock, cache))
    card = await ada.says("what salary can a junior expect in Germany?")
    assert card.title == "Did you mean…"
    assert (await ada.presses(pack.entries["salary"].title)).title.endswith("Entry, Europe")


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_an_answer_comes_even_where_nothing_can_be_written(ada: Someone, pack: Pack, database: Database) -> None:
    async with database.reading() as run:
        await run._connection.execute("pragma query_only=1")
    assert (await ada.says("Do I need a PhD?")).title == pack.entries["phd"].title
    async with database.reading() as run:
        await run._connection.execute("pragma query_only=0")
