"""The measures against known values, and against definitions that are too slow to use."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.metrics import correlation, percentile, separation, share

LABELS = st.sampled_from(["a", "b", "c", None])
PAIRS = st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=40)
SCORES = st.lists(st.integers(0, 5).map(lambda score: score / 5), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("wanted", "given_", "value"),
    [  # what scikit-learn's matthews_corrcoef gives; its documentation and tests have most of them
        ([1, 1, 1, -1], [1, -1, 1, 1], -1 / 3),
        ([0, 0, 1, 1, 2, 2], [0, 0, 1, 1, 2, 2], 1),
        ([0, 0, 1, 1, 2, 2], [2, 2, 0, 0, 1, 1], -0.5),
        ([0, 0, 1, 1, 2, 2], [1, 1, 0, 0, 0, 0], -12 / (24 * 16) ** 0.5),
        ([0, 1, 2], [0, 0, 0], 0),
        ([1, 1], [1, 1], 0),
    ],
)
def test_the_correlation_of_labels_has_its_known_values(wanted: list[int], given_: list[int], value: float) -> None:
    assert correlation(wanted, given_) == pytest.approx(value)


def by_covariance(wanted: list[object], given_: list[object]) -> float:
    """Gorodkin's definition: the correlation of two tables of a line a question and a column a class."""
    labels = list({*wanted, *given_})
    tables = [np.array([[label == each for label in labels] for each in side], float) for side in (wanted, given_)]
    first, second = (table - table.mean(axis=0) for table in tables)
    spread = float((first * first).sum() * (second * second).sum())
    return float((first * second).sum()) / spread**0.5 if spread > 1e-9 else 0.0


@given(PAIRS)
def test_the_correlation_of_labels_is_gorodkins(pairs: list[tuple[object, object]]) -> None:
    wanted, given_ = [wanted for wanted, _ in pairs], [given_ for _, given_ in pairs]
    assert correlation(wanted, given_) == pytest.approx(by_covariance(wanted, given_), abs=1e-9)


@given(SCORES, SCORES)
def test_separation_is_the_share_of_pairs_in_the_right_order_a_tie_being_half(
    high: list[float], low: list[float]
) -> None:
    pairs = [(above > below) + (above == below) / 2 for above, below in product(high, low)]
    assert separation(high, low) == pytest.approx(sum(pairs) / len(pairs))


@given(SCORES, st.integers(1, 100))
def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed(values: list[float], percent: int) -> None:
    reached = [value for value in values if sum(each <= value for each in values) >= percent / 100 * len(values)]
    assert percentile(values, percent) == min(reached)


def test_nothing_has_no_measure() -> None:
    assert [share([]), correlation([], []), separation([], [1]), separation([1], []), percentile([], 50)] == [None] * 5
