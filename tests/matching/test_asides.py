"""What a question waves away is taken out of it, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.asides import asked


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Libraries aside: how good must my Python be?", "how good must my python be?"),
        ("leaving diplomas aside, can I study alone?", "can i study alone?"),
        ("forget doctorates, does a bachelor's suffice?", "does a bachelor's suffice?"),
        ("I don't care which pays better; what do they do all day?", "what do they do all day?"),
        ("the count is clear to me: which projects look good?", "which projects look good?"),
        ("how deep does the maths go, not which topics?", "how deep does the maths go,"),
        ("OK, never mind the fees. is the exam worth it?", "is the exam worth it?"),
    ],
)
def test_what_is_waved_away_is_not_asked(text: str, left: str) -> None:
    assert asked(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "I forgot my maths. How much do I need?",
        "is it true that I need no degree?",
        "Do I need a PhD or not?",
        "forget it",
        "never mind, thanks",
        "I already know Python, how long will it take?",
    ],
)
def test_what_only_sounds_like_it_stays(text: str) -> None:
    assert asked(text) == text


@given(st.text(max_size=300))
def test_any_text_keeps_its_words_or_loses_some(text: str) -> None:
    assert len(asked(text)) <= max(len(text), len(text.lower()))
