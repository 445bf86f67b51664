"""How right and how well told apart: pure functions, none of which knows what a question is."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from math import ceil, sqrt
from operator import eq


def share(right: Iterable[bool]) -> float | None:
    """How many of these are so, 0 to 1; none of nothing."""
    counted = list(right)
    return sum(counted) / len(counted) if counted else None


def correlation(wanted: Sequence[Hashable], given: Sequence[Hashable]) -> float | None:
    """Matthews' correlation coefficient for any number of classes, -1 to 1; none of nothing.

    Gorodkin 2004, R_K, as in scikit-learn's `matthews_corrcoef`: 0 where all that is wanted, or all that is given, is
    one class. In whole numbers, and so exact up to the last line.
    """
    total, right = len(wanted), sum(map(eq, wanted, given))
    wants, gives = Counter(wanted), Counter(given)
    together = right * total - sum(count * gives[label] for label, count in wants.items())
    apart = [total**2 - sum(count**2 for count in counts.values()) for counts in (wants, gives)]
    if not total:
        return None
    return together / (sqrt(apart[0]) * sqrt(apart[1])) if all(apart) else 0.0


def separation(high: Iterable[float], low: Iterable[float]) -> float | None:
    """AUROC: how often one of `high` is above one of `low`, a tie counting half (Mann and Whitney 1947).

    None if either is empty.
    """
    ranked, asked = sorted(low), list(high)
    if not ranked or not asked:
        return None
    below = sum(bisect_left(ranked, score) + bisect_right(ranked, score) for score in asked)
    return below / (2 * len(asked) * len(ranked))


def percentile(values: Iterable[float], percent: float) -> float | None:
    """The least value that at least so many percent do not exceed (the nearest rank); none of nothing."""
    ranked = sorted(values)
    return ranked[max(ceil(len(ranked) * percent / 100), 1) - 1] if ranked else None
