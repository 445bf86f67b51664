"""What the matcher is made of: tokens, spelling, kernels, and leaving out without learning anew."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.calibration import Calibration
from bot.matching.kernels import Kernel, Points, TfIdf
from bot.matching.local import LocalRidge
from bot.matching.ranking import HeldOut, Ranking
from bot.matching.ridge import PENALTY, Ridge
from bot.matching.spelling import Speller, edits
from bot.matching.tokens import letter_groups, stem, stems_and_pairs, words
from bot.matching.vectors import Vectors

TEXTS = ["how much maths", "how much money", "maths needed", "money in it", "a dear course", "what does a course cost"]
OWNERS = np.array([0, 1, 0, 1, 2, 2])
ORDER = np.argsort(OWNERS, kind="stable")


CLOSE = 1e-4  # the kernels are float32


def points_of_texts() -> Points:
    spoken = [words(TEXTS[row]) for row in ORDER]
    return Kernel.learn(spoken, Vectors.shipped()).points(spoken)


def held_out(regression: type[Ridge] | type[LocalRidge]) -> dict[bool, list[HeldOut]]:
    """Phrasings without themselves (False) and without their column (True), in the order of the phrasings."""
    _, held = regression.learn(points_of_texts(), OWNERS[ORDER])
    found: dict[bool, list[HeldOut]] = {False: [], True: []}
    for each in held:
        found[each.whole].append(each)
    return found


def assert_same(quick: Ranking, slow: Ranking) -> None:
    assert quick.columns.tolist() == slow.columns.tolist()
    assert quick.scores == pytest.approx(slow.scores, abs=CLOSE)
    assert quick.nearest == pytest.approx(slow.nearest, abs=CLOSE)


def speller(*vocabulary: str) -> Speller:
    return Speller.learn(vocabulary, is_word={"honey", "walk", "talk"}.__contains__)


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
    asked = known.fold(["how", "much"])
    assert asked @ asked == pytest.approx(1)
    assert 0 < asked @ known.fold(["how", "long"]) < 1
    assert asked @ known.fold(["how", "much", "blorp"]) < 1
    assert not known.fold([]).any()


def test_the_kernel_is_symmetric_positive_definite_and_bounded() -> None:
    points = points_of_texts()
    likeness = points.likeness(points)
    assert likeness == pytest.approx(likeness.T, abs=CLOSE)
    assert np.linalg.eigvalsh(likeness).min() > -CLOSE
    assert np.diag(likeness) == pytest.approx(np.ones(len(likeness)), abs=0.05)  # words and letters may collide


@pytest.mark.parametrize("regression", [Ridge, LocalRidge])
def test_leaving_a_phrasing_out_is_the_same_as_never_having_learnt_it(
    regression: type[Ridge] | type[LocalRidge],
) -> None:
    points, owners = points_of_texts(), OWNERS[ORDER]
    for row, quick in enumerate(held_out(regression)[False]):
        others = np.delete(np.arange(len(owners)), row)
        slow, _ = regression.learn(points.at(others), owners[others])
        assert quick.column == owners[row]
        assert_same(quick.ranking, slow.rank(points.at(slice(row, row + 1))))


@pytest.mark.parametrize("regression", [Ridge, LocalRidge])
def test_leaving_a_column_out_is_the_same_as_never_having_learnt_it(
    regression: type[Ridge] | type[LocalRidge],
) -> None:
    points = points_of_texts()
    slow, _ = regression.learn(points.at(slice(0, 4)), OWNERS[ORDER][:4])
    for row in (4, 5):
        quick = held_out(regression)[True][row]
        assert quick.column == 2
        assert_same(quick.ranking, slow.rank(points.at(slice(row, row + 1))))


def test_one_regression_over_all_and_one_among_all_neighbours_agree() -> None:
    points, owners = points_of_texts(), OWNERS[ORDER]
    whole, local = Ridge.learn(points, owners)[0], LocalRidge.learn(points, owners)[0]
    for row in range(len(owners)):
        asked = points.at(slice(row, row + 1))
        assert_same(whole.rank(asked), local.rank(asked))


def test_a_large_matrix_is_inverted_by_halves() -> None:
    spoken = [[f"{first}{second}"] for first in ("data", "cost", "visa") for second in range(300)]
    points = Kernel.learn(spoken, Vectors.shipped()).points(spoken)
    owners = np.repeat(np.arange(3), 300)
    ridge, _ = Ridge.learn(points, owners)
    system = points.likeness(points) + PENALTY * np.eye(len(spoken), dtype=np.float32)
    assert ridge.weights == pytest.approx(np.linalg.solve(system, np.eye(3)[owners]), abs=0.01)


def test_a_better_score_with_more_of_a_lead_is_more_probable() -> None:
    ridge, held = Ridge.learn(points_of_texts(), OWNERS[ORDER])
    calibration = Calibration.learn(held, 3)
    for row, left_out in enumerate(held_out(Ridge)[False]):
        asked = ridge.rank(ridge.points.at(slice(row, row + 1)))
        assert calibration.probability(asked) > calibration.probability(left_out.ranking)
