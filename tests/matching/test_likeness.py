"""Which questions count as the same one asked twice, and which must not."""

import pytest

from bot.matching import Likeness
from bot.matching.likeness import ALIKE

SAME = """
is there a study group in Berlin|any study groups in berlin?
what should I put on my github profile|what to put on github profile
do companies sponsor visas for ml engineers|will a company sponsor my visa as an ml engineer?
how do I find a mentor|where can I find a mentor?
is a macbook m3 enough for training models|can I train models on a macbook m3?
which laptop should I buy for deep learning|what laptop is best for deep learning?
how do I explain a career gap in my cv|how to explain a gap in the CV
"""

MISSED = """
how do I negotiate my first offer|tips for negotiating a first job offer
do kaggle medals help getting a job|are kaggle medals useful for finding jobs
how do I deal with imposter syndrome|imposter syndrome, how to cope?
how do I read research papers|how to read ml research papers effectively
how to ask for a reference letter|how do i get a letter of reference
can I study with a full time job|is it possible to study while working full time
should I learn rust for ml|is rust useful for machine learning?
is the CS229 course still worth it|is cs229 worth taking nowadays
can I get into ML after 40|am I too old at 40 to start ML?
what are good podcasts about ml|recommend machine learning podcasts
do I need to know c++ for ml|is c++ needed for machine learning
can I do freelance machine learning|how to do freelance ml work
which linux distro for machine learning|what linux distribution should I use for ML
"""
"""They mean the same, but look no more alike than some that do not."""

DIFFERENT = """
can I study with a full time job|can I get a full time job
how do I read research papers|how do I write research papers
which laptop should I buy for deep learning|which course should I buy for deep learning
how do I negotiate my first offer|how do I find my first offer
is there a study group in Berlin|is there a study group in Munich
can I get into ML after 40|can I get into ML after a law degree
do I need to know c++ for ml|do I need to know java for ml
do companies sponsor visas for ml engineers|do companies pay training for ml engineers
how do I find a mentor|how do I become a mentor
how do I get a visa for Germany|how do I get a job in Germany
how do I get a visa for Germany|how do I get a visa for Canada
should I learn rust for ml|should I learn go for ml
what should I put on my github profile|what should I put on my linkedin profile
can I do freelance machine learning|can I do machine learning in hospitals
is a macbook m3 enough for training models|is a master enough for training models
what are good podcasts about ml|what are good newsletters about ml
what is the weather in Berlin|what is the weather in Paris
which linux distro for machine learning|which windows version for machine learning
how to explain a gap in the CV|how to write a CV
is the CS229 course still worth it|is the fast.ai course still worth it
東京で勉強会はありますか|大阪で勉強会はありますか
🤷|🙈
what is it|what was that
"""


def pairs(lines: str) -> list[tuple[str, str]]:
    return [(first, second) for first, _, second in (line.partition("|") for line in lines.strip().split("\n"))]


@pytest.mark.parametrize(("first", "second"), pairs(SAME))
def test_a_question_in_nearly_the_same_words_is_the_same(first: str, second: str) -> None:
    assert Likeness(first).nearest(["how do I get rich", second]) == 1
    assert Likeness(second).to(first) == pytest.approx(Likeness(first).to(second))


@pytest.mark.parametrize(("first", "second"), pairs(DIFFERENT + MISSED.strip()))
def test_what_may_be_another_question_stays_apart(first: str, second: str) -> None:
    assert Likeness(first).to(second) < ALIKE
    assert Likeness(first).nearest([second]) is None


@pytest.mark.parametrize("text", ["what is it", "which laptop?", "東京で", "", "\0", "x" * 10_000])
def test_a_text_is_as_like_itself_as_it_can_be(text: str) -> None:
    spoken = any(letter.isalnum() for letter in text)
    assert Likeness(text).to(text) == pytest.approx(1.0 if spoken else 0.0)


def test_the_nearest_of_several_is_meant() -> None:
    others = ["what should I write on my github profile", "what to put on github profile", "github profile"]
    assert Likeness("what should I put on my github profile").nearest(others) == 1
    assert Likeness("anything").nearest([]) is None
