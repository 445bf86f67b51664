"""Turns scores into a probability that the best entry is right, learnt from the pack alone."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from bot.matching.ranking import HeldOut, Ranking

Array = npt.NDArray[np.float64]

_STEPS, _HALVINGS = 15, 20
_PRIOR = np.array([-3.0, 8.0, 4.0, 1.4])  # near what the training phrasings of CLINC150 and BANKING77 give alone
_TRUST = 1.0  # in the prior: one over the variance of each coefficient


def features(ranking: Ranking, entries: int) -> Array:
    """What the probability is made of: 1, the best entry's score, its lead, its nearest phrasing.

    Columns from `entries` on are refusals: never the best, but a lead over them counts.
    """
    best = _best(ranking, entries)
    if best is None:
        return np.array([1.0, 0, -max(ranking.scores, default=0), 0])
    rival = max(np.delete(ranking.scores[: best + 2], best), default=0)  # an only entry leads over nothing
    return np.array([1, ranking.scores[best], ranking.scores[best] - rival, ranking.nearest[best]], np.float64)


def _best(ranking: Ranking, entries: int) -> int | None:
    """Its place in the ranking: the first, or behind the refusals; none where only refusals were met."""
    return next((place for place, column in enumerate(ranking.columns) if column < entries), None)


class Calibration:
    """Logistic regression on questions the pack makes itself.

    Right or wrong: phrasings asked without themselves. Wrong: phrasings asked without their whole entry, and refusals
    without themselves. A prior draws the coefficients, so that a tiny pack has usable thresholds.
    """

    def __init__(self, coefficients: Array, entries: int) -> None:
        self.coefficients = coefficients
        self._entries = entries

    @classmethod
    def learn(cls, held_out: Iterable[HeldOut], entries: int) -> "Calibration":
        evidence = [
            (features(held.ranking, entries), not held.whole and _means(held.ranking, held.column, entries))
            for held in held_out
            if not held.whole or held.column < entries
        ]
        asked, right = zip(*evidence, strict=True)
        return cls(_regress(np.array(asked), np.array(right, np.float64)), entries)

    def probability(self, ranking: Ranking) -> float:
        """0 to 1."""
        return float(_sigmoid(features(ranking, self._entries) @ self.coefficients))


def _means(ranking: Ranking, column: int, entries: int) -> bool:
    best = _best(ranking, entries)
    return best is not None and bool(ranking.columns[best] == column)


def _regress(asked: Array, right: Array) -> Array:
    """Newton's method, each step halved until it is one downhill: a whole step can overshoot and never come back.

    The rarer class weighs more (King and Zeng 2001), though by the root only: fully balanced, packs of noisy phrasings
    promise too much; as found, small ones too little.
    """
    rights, wrongs = right.sum() + 1, len(right) - right.sum() + 1
    shares = np.sqrt((len(right) + 2) / 2 / np.where(right == 1, rights, wrongs))

    def loss(coefficients: Array) -> float:
        misfit = shares @ np.logaddexp(0, (1 - 2 * right) * (asked @ coefficients))
        return float(misfit + _TRUST / 2 * np.sum((coefficients - _PRIOR) ** 2))

    coefficients = _PRIOR
    for _ in range(_STEPS):
        guess = _sigmoid(asked @ coefficients)
        slope = asked.T @ (shares * (guess - right)) + _TRUST * (coefficients - _PRIOR)
        curve = (asked.T * (shares * guess * (1 - guess))) @ asked + _TRUST * np.eye(len(_PRIOR))
        whole = np.linalg.solve(curve, slope)
        steps = (coefficients - whole / 2**halvings for halvings in range(_HALVINGS))
        coefficients = next((step for step in steps if loss(step) < loss(coefficients)), coefficients)
    return coefficients


def _sigmoid(values: Array) -> Array:
    result: Array = 1 / (1 + np.exp(-np.clip(values, -30, 30)))
    return result
