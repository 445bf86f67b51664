"""Eight taps place a member on a route and say why; whatever was answered, there is a starting point."""

from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import App
from bot.content import Pack
from bot.core.model import Button
from bot.store import Database
from tests.talking import Someone
from tests.walks.reading import labels, refused

OPTIONS = ("abcde", "abcde", "abcd", "abcde", "abcde", "abcde", "abcde", "abcde")
"""The letters that each question of the shipped pack offers."""

answers = st.tuples(*[st.sampled_from(letters) for letters in OPTIONS]).map("".join)
every_example = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def test_these_tests_answer_with_the_letters_of_the_shipped_quiz(pack: Pack) -> None:
    offered = tuple("".join(option.id for option in question.options) for question in pack.quiz.questions)
    assert offered == OPTIONS


async def member(database: Database, name: str) -> dict[str, object]:
    return next(row for row in (await database.tables())["members"] if row["name"] == name)


async def states(database: Database, name: str) -> dict[str, str]:
    """The latest state of each milestone that the member ever touched."""
    id = (await member(database, name))["id"]
    rows = [row for row in (await database.tables())["progress"] if row["member_id"] == id]
    return {row["milestone"]: row["state"] for row in sorted(rows, key=lambda row: row["seq"])}


async def test_eight_taps_lead_to_a_starting_point_and_nothing_is_kept_before_the_last(
    ada: Someone, database: Database, pack: Pack
) -> None:
    card = await ada.says("/quiz")
    assert pack.quiz.intro in card.text
    for number, question in enumerate(pack.quiz.questions, 1):
        assert card.title == f"Question {number} of 8"
        assert question.text in card.text
        assert labels(card) == [option.label for option in question.options]
        assert (await database.tables())["members"] == []
        card = await ada.presses(labels(card)[0])
    assert card.title == "Your starting point"
    assert "This week's plan" in labels(card)
    assert (await member(database, "ada"))["state"] == "active"
    assert (await ada.presses("This week's plan")).title.startswith("Your plan for ")


@every_example
@given(letters=answers)
async def test_whatever_is_answered_gives_a_valid_placement_and_says_why(
    app: App, database: Database, pack: Pack, letters: str
) -> None:
    card = await Someone(app, name=letters).does("quiz", answers=letters)
    chosen = [
        next(option for option in question.options if option.id == letter)
        for question, letter in zip(pack.quiz.questions, letters, strict=True)
    ]
    assert card.title == "Your starting point"
    assert all(f"- {option.because}" in card.text for option in chosen)
    row = await member(database, letters)
    route = pack.routes[str(row["route"])]
    assert f"Your route: **{route.title}**" in card.text
    assert row["branch"] in (None, *(branch.id for branch in route.branches))
    assert row["hours"] == next(option.hours for option in chosen if option.hours)
    known = {step for option in chosen for step in option.knows}
    assert await states(database, letters) == dict.fromkeys(known, "known")
    assert "schedule" in await database.tables()
    slots = [slot for slot in (await database.tables())["schedule"] if slot["member_id"] == row["id"]]
    assert {slot["kind"] for slot in slots} == {"checkin", "tip"}


@every_example
@given(letters=answers, before=answers)
async def test_the_same_answers_give_the_same_place_whatever_was_answered_before(
    app: App, letters: str, before: str
) -> None:
    fresh, again = Someone(app, name=f"fresh {letters}"), Someone(app, name=f"again {before} {letters}")
    await again.does("quiz", answers=before)
    first, second = await fresh.does("quiz", answers=letters), await again.does("quiz", answers=letters)
    assert first.text.splitlines()[2:] == second.text.splitlines()[2:]
    assert first.text.split(".")[0] == second.text.split(".")[0]


async def test_a_retake_keeps_the_members_own_ticks_and_takes_back_what_it_only_assumed(
    ada: Someone, database: Database
) -> None:
    await ada.does("quiz", answers="bdcebbaa")
    await ada.says("/done docker")
    await ada.does("checkin", step="sql", answer="stuck")
    assert (await states(database, "ada"))["testing"] == "known"
    await ada.does("quiz", answers="caaaaaaa")
    kept = await states(database, "ada")
    assert (kept["docker"], kept["sql"]) == ("done", "stuck")
    assert kept["testing"] == "open"


async def test_pressing_the_last_answer_twice_places_once(ada: Someone, database: Database) -> None:
    first = await ada.does("quiz", request_id="r1", answers="bdcebbaa")
    rows = len((await database.tables())["progress"])
    assert await ada.does("quiz", request_id="r1", answers="bdcebbaa") == first
    assert len((await database.tables())["progress"]) == rows


@pytest.mark.parametrize("letters", ["z", "a1", "aa e", "eee", "aaaaaaaaa", "a" * 500, "é", "A", "aaaaaaa\0"])
async def test_answers_that_the_quiz_does_not_offer_get_a_clear_line_and_change_nothing(
    ada: Someone, database: Database, letters: str
) -> None:
    card = await ada.does("quiz", answers=letters)
    assert refused(card)
    assert "/quiz" in card.text
    assert (await database.tables())["members"] == []


async def test_all_answers_so_far_fit_into_every_button(ada: Someone, pack: Pack) -> None:
    card = await ada.does("quiz", answers="".join(islice("eedeeeee", 7)))
    for button in card.buttons:
        assert isinstance(button, Button)
        assert len(button.code) <= 100
        assert len(button.args["answers"]) == len(pack.quiz.questions)


async def test_someone_who_knows_all_the_quiz_asks_about_starts_later_than_a_beginner(app: App) -> None:
    expert, beginner = Someone(app, name="grace"), Someone(app, name="tim")
    high = await expert.does("quiz", answers="bddeeeae")
    low = await beginner.does("quiz", answers="eaaaaaae")
    assert "with 0 of " in low.text
    assert "Starting without code" in low.text
    assert "Starting without code" not in high.text
