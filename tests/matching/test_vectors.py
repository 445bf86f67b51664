"""Directions of texts: spelling words by pieces, what attention adds, and what the shipped encoder holds alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.attention import Attention, unit
from bot.matching.tokens import words
from bot.matching.vectors import MOST_PIECES, TABLE, Vectors

VECTORS = Vectors.shipped()


def likeness(first: str, second: str) -> float:
    return float(VECTORS.embed(words(first)) @ VECTORS.embed(words(second)))


# What all-MiniLM-L6-v2's own tokenizer makes of these words.
@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("salary", ["salary"]),
        ("pytorch", ["p", "##yt", "##or", "##ch"]),
        ("mlops", ["ml", "##ops"]),
        ("bootcamps", ["boot", "##camp", "##s"]),
        ("unaffable", ["una", "##ffa", "##ble"]),
        ("whats", ["what", "##s"]),
        ("многоtable", []),
        ("", []),
    ],
)
def test_a_word_is_spelt_by_the_longest_pieces_from_its_left(word: str, pieces: list[str]) -> None:
    assert VECTORS.pieces(word) == pieces


def test_words_in_other_scripts_and_words_without_end_have_no_pieces() -> None:
    assert VECTORS.tokens(["привет", "你好", "🤷", "a" * 1000]) == []


def test_the_signs_of_c_plus_plus_and_c_sharp_are_tokens() -> None:
    assert len(VECTORS.tokens(["c++", "c#"])) == 5


@given(st.text(max_size=60))
def test_every_text_has_a_direction_or_none(text: str) -> None:
    spoken = words(text)
    found = VECTORS.embed(spoken)
    assert found.shape == (VECTORS.dimensions,)
    assert found.dtype == np.float32
    assert float(found @ found) == pytest.approx(1 if VECTORS.tokens(spoken) else 0, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "alike", "unlike"),
    [
        ("how much do they earn", "what is the salary", "how much rain will fall"),
        ("is a diploma required", "do I need a degree", "do I need an umbrella"),
        ("what does the exam cost", "price of the test", "how long is the test"),
        ("I was a physician before", "a doctor who changed careers", "a list of numbers"),
    ],
)
def test_texts_of_one_meaning_are_nearer_without_a_word_in_common(text: str, alike: str, unlike: str) -> None:
    assert likeness(text, alike) > likeness(text, unlike) + 0.1


def test_a_text_that_is_too_long_is_cut() -> None:
    longest = ["maths"] * MOST_PIECES
    assert VECTORS.embed([*longest, "umbrella"]).tolist() == VECTORS.embed(longest).tolist()


def test_attention_goes_by_what_pieces_hold_and_by_how_far_apart_they_are() -> None:
    pieces = np.eye(2, 4, dtype=np.float32)
    asked = np.concatenate([np.zeros((4, 8)), np.eye(4)], axis=1).astype(np.float32)  # all find all; each gives itself
    to_all = Attention(asked, np.eye(4, dtype=np.float32), np.zeros((2, 3), np.float32))
    assert to_all.mix(pieces) - pieces == pytest.approx(np.tile(unit(pieces).mean(axis=0), (2, 1)))
    to_the_next = to_all._replace(nearness=np.tile(np.array([-99, -99, 0], np.float32), (2, 1)))
    assert to_the_next.mix(pieces)[0] - pieces[0] == pytest.approx(unit(pieces)[1], abs=1e-5)


def test_common_words_are_known_and_typos_are_not() -> None:
    assert all(VECTORS.knows(word) for word in ("salary", "mathematics", "weather", "how"))
    assert not any(VECTORS.knows(word) for word in ("salery", "wheather", "##s"[1:], ""))


def test_the_table_stays_small() -> None:
    assert TABLE.stat().st_size <= 4_000_000
