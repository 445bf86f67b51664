"""What is added to a matcher is known at once, and what it knew before it still knows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import Matcher

PACK = {
    "pay": ["salary", "what do they earn", "how much money", "income at the start", "junior wage", "is it well paid"],
    "time": ["how long", "months until ready", "is a year enough", "duration", "when am I done", "time it takes"],
    "maths": ["how much maths", "do I need calculus", "linear algebra needed", "statistics level", "is algebra enough"],
}
REFUSALS = ["will it rain tomorrow", "tell me a joke", "who won the match", "best pizza in town"]


@pytest.fixture(scope="module", params=[(), REFUSALS], ids=["without refusals", "with refusals"])
def matcher(request: pytest.FixtureRequest) -> Matcher:
    return Matcher(PACK, refusals=request.param)


def test_a_phrasing_added_to_an_entry_is_answered_by_it(matcher: Matcher) -> None:
    asked = "will I drown in integrals at the office"
    more = matcher.extended({"maths": [asked]})
    assert more.match(asked).nearest[0] == "maths"
    assert more.match(asked).score > matcher.match(asked).score


def test_a_new_entry_is_answered_by_its_phrasings_and_by_what_is_like_them(matcher: Matcher) -> None:
    more = matcher.extended({"visa": ["do I need a visa", "work permit abroad", "residence permit for the job"]})
    assert more.match("need a work permit?").nearest[0] == "visa"


def test_what_was_known_is_known_still(matcher: Matcher) -> None:
    more = matcher.extended({"visa": ["do I need a visa", "work permit abroad"]}, ["how tall is the tower"])
    for entry, texts in PACK.items():
        assert [more.match(text).nearest[0] for text in texts] == [entry] * len(texts)


def test_a_refusal_added_is_no_longer_answered(matcher: Matcher) -> None:
    asked = "how much maths is in music"
    more = matcher.extended({}, [asked])
    assert more.match(asked).outcome != "answer"
    assert more.match(asked).score < matcher.match(asked).score


def test_of_two_meanings_of_a_text_the_added_one_counts(matcher: Matcher) -> None:
    assert matcher.extended({"time": ["junior wage"]}).match("junior wage").nearest[0] == "time"


def test_with_nothing_known_what_is_added_is_all_there_is() -> None:
    more = Matcher({}).extended({"pay": PACK["pay"]}, REFUSALS)
    assert more.match("what do they earn").nearest == ("pay",)


def test_a_phrasing_of_silent_words_only_is_known_word_for_word(matcher: Matcher) -> None:
    assert matcher.match("what is it for").nearest == ()
    assert matcher.extended({"pay": ["what is it for"]}).match("what is it for").nearest[0] == "pay"


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(["pay", "time", "new", "other"]), st.text(max_size=40)), max_size=6))
def test_anything_can_be_added_one_after_the_other(added: list[tuple[str, str]]) -> None:
    matcher = Matcher(PACK, refusals=REFUSALS)
    for entry, text in added:
        matcher = matcher.extended({entry: [text]})
    match = matcher.match("how much money do they earn")
    assert 0 <= match.score <= 1
    assert match.nearest
