"""Which entry a question means: near misses, typos, what is out of scope, and texts of every kind."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.matching import Match, Matcher, Thresholds
from bot.matching.learnt import Learnt

Phrasings = Mapping[str, Sequence[str]]


def assert_valid(match: Match, entries: Sequence[str]) -> None:
    assert 0 <= match.score <= 1
    assert len(match.nearest) <= 3
    assert len(set(match.nearest)) == len(match.nearest)
    assert set(match.nearest) <= set(entries)
    assert match.entry == (match.nearest[0] if match.outcome == "answer" else None)
    assert match.outcome == "decline" or match.nearest


def test_every_phrasing_asked_word_for_word_is_answered_by_its_entry(matcher: Matcher, pack: Phrasings) -> None:
    for entry, phrasings in pack.items():
        assert [matcher.match(phrasing).entry for phrasing in phrasings] == [entry] * len(phrasings)


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("so how much maths do they want?", "maths"),
        ("how much money is in it", "salary"),
        ("salary of an ML engineer", "salary"),
        ("data scientist salary", "scientist-salary"),
        ("what would a masters cost me", "cost-master"),
        ("does the certificate cost a lot", "cost-certificate"),
        ("how long is an interview", "interview-length"),
        ("how long to prepare for an interview", "interview-preparation"),
        ("Tensorflow certificate", "tensorflow-certificate"),
        ("PyTorch or TensorFlow?", "framework"),
    ],
)
def test_near_misses_are_told_apart(matcher: Matcher, question: str, entry: str) -> None:
    assert matcher.match(question).entry == entry


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("how mutch mony will i make", "salary"),
        ("wat is the salery", "salary"),
        ("whcih framwork is beter", "framework"),
        ("reccomend projects for my portfollio", "portfolio"),
        ("where shoud i strat", "start"),
    ],
)
def test_typos_are_repaired(matcher: Matcher, question: str, entry: str) -> None:
    match = matcher.match(question)
    assert match.nearest[0] == entry
    assert match.outcome != "decline"


@pytest.mark.parametrize(
    "question",
    [
        "do I need an umbrella in Porto today",
        "why is my Vue component rendering twice",
        "how do I become a vet",
        "my GAN has mode collapse, any tricks?",
        "what can you do",
        "salary of a dentist with five years of experience",
    ],
)
def test_out_of_scope_is_never_answered(matcher: Matcher, question: str) -> None:
    assert matcher.match(question).outcome != "answer"


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        "🤷",
        "👩‍🔬🔥🔥",
        "?!",
        "what is the",
        "combien de temps faut-il ?",
        "как начать",
        "多久",
        "asdf qwerty",
        "x" * 10_000,
    ],
)
def test_what_shares_no_telling_word_with_the_pack_is_declined(matcher: Matcher, question: str) -> None:
    assert matcher.match(question) == Match("decline", None, 0.0, ())


def test_a_document_is_declined_even_when_it_is_made_of_the_packs_words(matcher: Matcher) -> None:
    assert matcher.match("how much maths do I need " * 400).outcome == "decline"


def test_a_long_chatty_question_still_finds_its_entry(matcher: Matcher) -> None:
    chatty = "hi all, I just joined this server and I am glad to be here! quick one: how much maths do I need?"
    assert matcher.match(chatty).nearest[0] == "maths"


def test_refusals_and_what_is_close_to_them_are_declined(pack: Phrasings, refusals: Sequence[str]) -> None:
    with_refusals, without = Matcher(pack, refusals=refusals), Matcher(pack)
    assert {with_refusals.match(refusal).outcome for refusal in refusals} == {"decline"}
    asked = "how much will a dentist earn"
    assert without.match(asked).outcome != "decline"
    assert with_refusals.match(asked).outcome == "decline"


def test_a_decline_still_names_the_nearest_entries(matcher: Matcher) -> None:
    match = matcher.match("how much does a dentist earn")
    assert match.outcome == "decline"
    assert len(match.nearest) == 3


def test_thresholds_decide_between_answer_suggestion_and_decline(pack: Phrasings) -> None:
    question = "so how much maths do they want?"
    score = Matcher(pack).match(question).score
    outcomes = [
        Matcher(pack, Thresholds(answer=answer, suggest=suggest)).match(question).outcome
        for answer, suggest in ((score, 0), (1, score), (1, 1))
    ]
    assert outcomes == ["answer", "suggest", "decline"]


@pytest.mark.parametrize("wrong", [{"answer": 1.5}, {"suggest": -0.1}, {"answer": 0.2, "suggest": 0.3}, {"other": 1}])
def test_thresholds_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Thresholds(**wrong)


def test_the_same_pack_always_gives_the_same_match(pack: Phrasings) -> None:
    assert Matcher(pack).match("how much maths") == Matcher(pack).match("how much maths")


@pytest.mark.parametrize("empty", [{}, {"a": []}, {"a": [""]}, {"a": ["🤷", ""], "b": ["!"]}])
def test_a_pack_without_words_declines_everything(empty: dict[str, list[str]]) -> None:
    assert Matcher(empty, refusals=["tell me a joke"]).match("how much maths").outcome == "decline"


def test_a_pack_with_one_phrasing_an_entry_can_answer() -> None:
    tiny = Matcher({"salary": ["what is the salary"], "python": ["how do I learn python"]})
    assert tiny.match("what is the salary?").entry == "salary"
    assert tiny.match("learning python").entry == "python"
    assert tiny.match("weather in Lisbon").outcome == "decline"


def test_a_phrasing_of_function_words_only_can_be_asked_word_for_word(pack: Phrasings) -> None:
    matcher = Matcher({**pack, "bot": ["what are you", "what can you do", "are you a robot"]})
    assert matcher.match("What are you?").entry == "bot"


@settings(deadline=None)
@given(st.text(max_size=300) | st.text(alphabet="how much mathsy`._()'\n@<#>🤷", max_size=100))
def test_any_text_gives_a_valid_match(matcher: Matcher, pack: Phrasings, text: str) -> None:
    assert_valid(matcher.match(text), list(pack))


@settings(deadline=None)
@given(st.permutations(["how", "much", "maths", "money", "salary", "python", "long", "interview", "an", "dentist"]))
def test_the_packs_words_in_any_order_give_a_valid_match(matcher: Matcher, pack: Phrasings, order: list[str]) -> None:
    for length in range(1, len(order)):
        assert_valid(matcher.match(" ".join(order[:length])), list(pack))


@settings(deadline=None, max_examples=50)
@given(
    st.dictionaries(st.text(max_size=5), st.lists(st.text(alphabet="ab c", max_size=8), max_size=4), max_size=5),
    st.lists(st.text(alphabet="ab c", max_size=8), max_size=3),
    st.text(alphabet="ab c", max_size=12),
)
def test_any_pack_can_be_learnt(pack: dict[str, list[str]], refusals: list[str], question: str) -> None:
    with np.errstate(all="raise", under="ignore"):
        assert_valid(Matcher(pack, refusals=refusals).match(question), list(pack))


def test_a_pack_learnt_before_is_read_from_the_cache_and_means_the_same(
    pack: Phrasings, refusals: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = ["so how much maths do they want?", "wat is the salery", "tell me another joke", "framework"]
    first = Matcher(pack, refusals=refusals, cache=tmp_path)
    monkeypatch.setattr(Learnt, "learn", lambda *_: pytest.fail("learnt again"))
    again = Matcher(pack, refusals=refusals, cache=tmp_path)
    assert [again.match(question) for question in questions] == [first.match(question) for question in questions]


def test_of_two_who_learn_the_same_pack_at_once_one_reads_what_the_other_kept(
    pack: Phrasings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn, learnt, both = Learnt.learn, list[Sequence[str]](), Barrier(2)

    def noted(texts: Sequence[str], *about: Any) -> Learnt:
        learnt.append(texts)
        return learn(texts, *about)

    def learns(_: int) -> Match:
        both.wait()
        return Matcher(pack, cache=tmp_path).match("how much maths")

    monkeypatch.setattr(Learnt, "learn", noted)
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(learns, range(2))
    assert first == second
    assert len(learnt) == 1


def test_another_phrasing_is_learnt_at_once_in_spite_of_the_cache(pack: Phrasings, tmp_path: Path) -> None:
    Matcher(pack, cache=tmp_path)
    more = {**pack, "visa": ["do I need a visa to work abroad"]}
    assert Matcher(more, cache=tmp_path).match("visa for working abroad").entry == "visa"


def test_a_pack_too_large_for_one_regression_is_learnt_locally(
    pack: Phrasings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = {phrasing: entry for entry, phrasings in pack.items() for phrasing in phrasings}
    monkeypatch.setattr("bot.matching.learnt.MOST_PHRASINGS", 10)
    learnt, kept = (Matcher(pack, cache=tmp_path) for _ in range(2))
    for phrasing, entry in expected.items():
        assert learnt.match(phrasing).entry == entry
        assert kept.match(phrasing) == learnt.match(phrasing)
    assert learnt.match("why is my Vue component rendering twice").outcome == "decline"


def test_a_cut_off_cache_is_made_anew(pack: Phrasings, tmp_path: Path) -> None:
    expected = Matcher(pack, cache=tmp_path).match("how much maths")
    (file,) = tmp_path.glob("*.npz")
    file.write_bytes(file.read_bytes()[:1000])
    assert Matcher(pack, cache=tmp_path).match("how much maths") == expected
    assert file.stat().st_size > 1000
