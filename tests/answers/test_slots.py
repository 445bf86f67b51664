"""Whom a question is about is read from its words, and nothing is read into it."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.slots import NAMES, NOBODY, Reader, Slots
from bot.content import Pack
from tests.packs import shipped

PACK = shipped()
READER = Reader(PACK.slots)
WORDS = [(name, each.value, word) for name in NAMES for each in PACK.slots.named(name) for word in each.words]


@pytest.mark.parametrize(("text", "said"), [
    ("how much does a senior earn in the US", {"level": "senior", "region": "us"}),
    ("MLE pay U.S.", {"region": "us"}),
    ("pay in the us", {"region": "us"}),
    ("HOW MUCH DO JUNIORS MAKE IN THE US", {"level": "entry", "region": "us"}),
    ("entry-level wage remote", {"level": "entry", "region": "remote"}),
    ("Berlin's seniors", {"level": "senior", "region": "europe"}),
    ("what do they pay in India", {"region": "elsewhere"}),
    ("engineers in South America", {"region": "elsewhere"}),
    ("wages in the Middle East", {"region": "elsewhere"}),
    ("5+ years in the field", {"level": "senior"}),
    ("with 3 years at a bank", {"level": "mid"}),
    ("I have 1 year of experience", {"level": "entry"}),
    ("0-2 years of experience", {"level": "entry"}),
    ("2–5 yoe", {"level": "mid"}),
    ("7 years of backend experience", {"level": "senior", "background": "software-engineer"}),
    ("never coded before", {"background": "beginner"}),
    ("graduate student", {"background": "student"}),
    ("SWE to MLE", {"background": "software-engineer"}),
])  # fmt: skip
def test_a_question_says_whom_it_is_about(text: str, said: dict[str, str]) -> None:
    assert READER.read(text).filled == said


@pytest.mark.parametrize("text", [
    "tell us about pay", "TELL US ABOUT PAY", "us", "does it lead to a job", "will it grow in 5 years",
    "I am 35 years old", "what is the pay in US dollars",
    "midnight seniority europeanise remoteness", "how much does it pay?", "$5 years", "",
])  # fmt: skip
def test_nothing_is_read_where_nobody_is_named(text: str) -> None:
    assert READER.read(text) == NOBODY


@pytest.mark.parametrize(
    "text", ["junior or senior", "Berlin and New York", "remote from Brazil", "junior with 7+ years"]
)
def test_of_two_values_none_is_chosen(text: str) -> None:
    assert READER.read(text) == NOBODY


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    READER.read(text)
    READER.says_nothing_else(text)
    READER.continues(text)


PIECES = st.sampled_from(
    [word for _, _, word in WORDS] + ["5", "years", "+", "-", "US", "us", "\u0130", "ſ", "ß", "’s", "."]
)


@given(st.lists(PIECES, max_size=8).map(" ".join), st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
def test_any_order_and_case_of_words_can_be_read(text: str, written: type[str]) -> None:
    for each in (text, written(text)):
        assert set(READER.read(each).filled) <= {"level", "region", "background"}
        READER.says_nothing_else(each)


@given(st.sampled_from(WORDS), st.sampled_from(["{}", "what about {}?", "({})", "ask {}s", "«{}»"]))
def test_every_word_of_the_pack_is_understood_wherever_it_stands(word: tuple[str, str, str], frame: str) -> None:
    name, value, text = word
    assert READER.read(frame.format(text)).filled.get(name) == value


@given(st.sampled_from(WORDS), st.sampled_from("xzé9_"))
def test_a_word_inside_another_is_none(word: tuple[str, str, str], letter: str) -> None:
    text = word[2]
    if " " not in text and "." not in text:
        assert READER.read(f"{letter}{text}") == NOBODY
        assert READER.read(f"{text}{letter}") == NOBODY


@pytest.mark.parametrize("text", [
    "And in Europe?", "what about seniors?", "and remote", "for a data scientist?", "ok, and for juniors then?",
    "and if I'm a student", "with 3 years of experience?", "in the US?", "UK", "US?",
])  # fmt: skip
def test_a_follow_up_says_nothing_else(text: str) -> None:
    assert READER.says_nothing_else(text)


@pytest.mark.parametrize(
    "text", ["what about visas in Berlin", "do seniors like PyTorch?", "senior salary", "東京 senior"]
)
def test_whoever_asks_for_more_has_asked_a_question(text: str) -> None:
    assert not READER.says_nothing_else(text)


def test_a_pack_without_words_reads_nothing(pack: Pack) -> None:
    empty = Reader(pack.slots.model_copy(update={"level": (), "region": (), "background": (), "bands": ()}))
    assert empty.read("a senior with 5+ years in Berlin") == NOBODY


LEVELS, REGIONS = (None, "entry", "mid", "senior"), (None, "us", "europe", "remote", "elsewhere")


def test_a_slot_that_is_named_again_changes_and_the_others_stay() -> None:
    for level, region in product(LEVELS, REGIONS):
        before = Slots.model_validate({"level": "mid", "region": "us"})
        after = before.changed_by(Slots.model_validate({"level": level, "region": region}))
        assert (after.level, after.region) == (level or "mid", region or "us")
