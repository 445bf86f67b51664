"""What the matcher is made of: tokens, spelling, kernels, and leaving out without learning anew."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.calibration import Calibration
from bot.matching.kernels import Array, Kernel, TfIdf
from bot.matching.ridge import NEAREST_SHARE, Fit
from bot.matching.spelling import Speller, edits
from bot.matching.tokens import letter_groups, stem, stems_and_pairs, words
from bot.matching.vectors import Vectors

TEXTS = ["how much maths", "how much money", "maths needed", "money in it", "a dear course", "what does a course cost"]
OWNERS = np.array([0, 1, 0, 1, 2, 2])
ORDER = np.argsort(OWNERS, kind="stable")


CLOSE = 1e-4  # the kernels are float32


def gram_of_texts() -> Array:
    return Kernel.learn([words(TEXTS[row]) for row in ORDER], Vectors.shipped()).gram()


def fit() -> Fit:
    return Fit(gram_of_texts(), OWNERS[ORDER])


def speller(*vocabulary: str) -> Speller:
    return Speller(vocabulary, is_word={"honey", "walk", "talk"}.__contains__)


def test_words_are_lower_case_without_accents_and_apostrophes() -> None:
    assert words("Don’t send your Résumé in C++!") == ["dont", "send", "your", "resume", "in", "c++"]


@pytest.mark.parametrize(
    "inflected",
    [("course", "courses"), ("salary", "salaries"), ("learn", "learning"), ("plan", "planned"), ("gpu", "gpus")],
)
def test_inflected_words_meet_at_their_stem(inflected: tuple[str, str]) -> None:
    assert stem(inflected[0]) == stem(inflected[1])


@pytest.mark.parametrize("word", ["class", "less", "need", "aws", "gpu", "42"])
def test_what_is_no_ending_stays(word: str) -> None:
    assert stem(word) == word


def test_words_that_carry_the_intent_are_kept_with_their_neighbours() -> None:
    assert stems_and_pairs(["how", "much", "maths"]) == ["how", "much", "math", "how much", "much math"]


def test_letter_groups_know_where_a_word_begins_and_ends() -> None:
    assert letter_groups(["ml"]) == [" m", "ml", "l ", " ml", "ml ", " ml "]


@pytest.mark.parametrize(
    ("first", "second", "apart"), [("long", "logn", 1), ("salery", "salary", 1), ("", "ab", 2), ("x", "x", 0)]
)
def test_edits_count_a_swap_of_neighbours_once(first: str, second: str, apart: int) -> None:
    assert edits(first, second) == apart


@given(st.text(alphabet="abc", max_size=7), st.text(alphabet="abc", max_size=7))
def test_edits_are_the_same_both_ways(first: str, second: str) -> None:
    assert edits(first, second) == edits(second, first)


def test_only_unknown_words_near_the_packs_are_repaired() -> None:
    repair = speller("long", "interview", "interview", "interviewer", "certificate", "money", "learn", "wall").repair
    assert repair("how logn is an intervew") == ["how", "long", "is", "an", "interview"]
    assert repair("the cirtifficate") == ["the", "certificate"]
    assert repair("learning honey mone") == ["learning", "honey", "money"]  # a stem, a first letter, an edit


def test_a_good_word_that_the_pack_does_not_use_is_not_repaired() -> None:
    assert speller("wall", "money").repair("walk mony") == ["walk", "money"]


def test_what_might_be_code_is_not_repaired() -> None:
    assert speller("tensor", "value", "learn", "pandas").repair(
        "`tensr` np.valeu lern() lern_rate PandsError pandsa"
    ) == [*("tensr", "np", "valeu", "lern", "lern", "rate", "pandserror", "pandas")]


def test_a_text_is_wholly_like_itself_and_strange_words_make_it_less_so() -> None:
    known = TfIdf.learn([["how", "much"], ["how", "long"]])
    same, other = known.cosines(["how", "much"])
    assert same == pytest.approx(1)
    assert 0 < other < same
    assert known.cosines(["how", "much", "blorp"])[0] < same
    assert known.cosines(["blorp"]).tolist() == [0, 0]
    assert known.cosines([]).tolist() == [0, 0]


def test_the_kernel_is_symmetric_positive_definite_and_bounded() -> None:
    gram = gram_of_texts()
    assert gram == pytest.approx(gram.T, abs=CLOSE)
    assert np.linalg.eigvalsh(gram).min() > -CLOSE
    assert gram.min() > 0
    assert np.diag(gram) == pytest.approx(np.ones(len(gram)), abs=CLOSE)


def test_leaving_a_phrasing_out_is_the_same_as_never_having_learnt_it() -> None:
    gram = gram_of_texts()
    quick = fit().without_itself()
    for row in range(len(gram)):
        others = np.delete(np.arange(len(gram)), row)
        slow = Fit(gram[np.ix_(others, others)], OWNERS[ORDER][others]).ridge.score(gram[row, others][None, :])
        assert quick.score[row] == pytest.approx(slow.score[0], abs=CLOSE)
        assert quick.nearest[row] == pytest.approx(slow.nearest[0], abs=CLOSE)


def test_leaving_an_entry_out_is_the_same_as_never_having_learnt_it() -> None:
    gram = gram_of_texts()
    quick = fit().without_entry(2)
    slow = Fit(gram[:4, :4], OWNERS[ORDER][:4]).ridge.score(gram[4:, :4])
    assert quick.score[:, :2] == pytest.approx(slow.score, abs=CLOSE)
    assert quick.score[:, 2].tolist() == [0, 0]


def test_the_nearest_phrasing_has_its_share_of_the_score() -> None:
    learnt = fit()
    gram = gram_of_texts()
    mixed = learnt.ridge.mix(np.zeros((len(gram), 3), np.float32), gram)
    assert mixed.score == pytest.approx(NEAREST_SHARE * mixed.nearest, abs=CLOSE)


def test_a_better_score_with_more_of_a_lead_is_more_probable() -> None:
    learnt = fit()
    calibration = Calibration.learn(learnt, OWNERS[ORDER], 3)
    gram = gram_of_texts()
    asked, held_out = (
        calibration.probability(learnt.ridge.score(gram)),
        calibration.probability(learnt.without_itself()),
    )
    assert (asked > held_out).all()
