"""Turns scores into a probability that the best entry is right, learnt from the pack alone."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from bot.matching.kernels import Indices
from bot.matching.ridge import Fit, Scored

Array = npt.NDArray[np.float64]

_STEPS, _HALVINGS = 15, 20
_PRIOR = np.array([-3.0, 8.0, 4.0, 1.4])  # near what the training phrasings of CLINC150 and BANKING77 give alone
_TRUST = 1.0  # in the prior: one over the variance of each coefficient


def features(scored: Scored, entries: int) -> Array:
    """What the probability is made of, a line a question: 1, the best entry's score, its lead, its nearest phrasing.

    Columns from `entries` on are refusals: never the best, but a lead over them counts.
    """
    best = scored.score[:, :entries].argmax(axis=1)
    lines = np.arange(len(best))
    top = scored.score[lines, best]
    rivals = scored.score.copy()
    rivals[lines, best] = 0.0  # so that an only entry leads over nothing
    columns = (np.ones(len(best)), top, top - rivals.max(axis=1), scored.nearest[lines, best])
    return np.column_stack(columns).astype(np.float64)


class Calibration:
    """Logistic regression, both classes weighing the same (King and Zeng 2001), on questions the pack makes itself.

    Right or wrong: every phrasing asked without itself. Wrong: every entry's phrasings asked without the entry, and
    every refusal asked without itself. A prior draws the coefficients, so that a tiny pack has usable thresholds.
    """

    def __init__(self, coefficients: Array, entries: int) -> None:
        self.coefficients = coefficients
        self._entries = entries

    @classmethod
    def learn(cls, fit: Fit, owners: Indices, entries: int) -> "Calibration":
        asked, right = (np.concatenate(part) for part in zip(*_evidence(fit, owners, entries), strict=True))
        return cls(_regress(asked, right), entries)

    def probability(self, scored: Scored) -> Array:
        """One probability, 0 to 1, a line."""
        return _sigmoid(features(scored, self._entries) @ self.coefficients)


def _evidence(fit: Fit, owners: Indices, entries: int) -> Iterator[tuple[Array, Array]]:
    """Features, and 1 where the best entry is right."""
    useful = (np.bincount(owners)[owners] > 1) | (owners >= entries)  # without its only phrasing an entry is gone
    alone = Scored(*(part[useful] for part in fit.without_itself()))
    yield features(alone, entries), (alone.score[:, :entries].argmax(axis=1) == owners[useful]).astype(np.float64)
    for column in range(entries):
        gone = features(fit.without_entry(column), entries)
        yield gone, np.zeros(len(gone))


def _regress(asked: Array, right: Array) -> Array:
    """Newton's method, each step halved until it is one downhill: a whole step can overshoot and never come back."""
    rights, wrongs = right.sum(), len(right) - right.sum()
    if not rights or not wrongs:
        return _PRIOR
    shares = len(right) / 2 / np.where(right == 1, rights, wrongs)

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
