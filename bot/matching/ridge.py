"""Scores every entry for a question: kernel ridge regression over all phrasings, mixed with the nearest phrasing."""

from typing import NamedTuple

import numpy as np

from bot.matching.kernels import Array, Indices

PENALTY = 0.1
NEAREST_SHARE = 0.2


class Scored(NamedTuple):
    """One line a question, one column an entry."""

    score: Array
    nearest: Array  # the likeness of the entry's nearest phrasing


class Ridge:
    """One regression an entry, 1 on its own phrasings and 0 on all others (Saunders et al. 1998; Rifkin 2002).

    The nearest phrasing is mixed in: what is asked nearly word for word should win, however small its entry.
    """

    def __init__(self, weights: Array, starts: Indices) -> None:
        self.weights = weights
        self.starts = starts

    def score(self, kernel: Array) -> Scored:
        """`kernel` has one line a question and one column a phrasing."""
        return self.mix(kernel @ self.weights, kernel)

    def mix(self, fitted: Array, kernel: Array) -> Scored:
        nearest: Array = np.maximum.reduceat(kernel, self.starts, axis=1)
        return Scored((1 - NEAREST_SHARE) * fitted + NEAREST_SHARE * nearest, nearest)


class Fit:
    """The regression while the pack is being read: it can still say what it would have said without a phrasing.

    `owners` is the column of each phrasing and must be sorted, each column being there at least once.
    """

    def __init__(self, gram: Array, owners: Indices) -> None:
        self._gram = gram
        self._owners = owners
        columns = np.arange(owners[-1] + 1)
        self._targets: Array = (owners[:, None] == columns).astype(np.float32)
        self._inverse: Array = np.linalg.inv(gram + PENALTY * np.eye(len(gram), dtype=np.float32)).astype(np.float32)
        self._weights = self._inverse @ self._targets
        self.ridge = Ridge(self._weights, np.searchsorted(owners, columns))

    def without_itself(self) -> Scored:
        """Each phrasing as if it had not been there: its error is weight_i / inverse_ii exactly (Allen 1974)."""
        fitted: Array = self._targets - self._weights / np.diag(self._inverse)[:, None]
        others = self._gram.copy()
        np.fill_diagonal(others, 0)
        return self.ridge.mix(fitted, others)

    def without_entry(self, column: int) -> Scored:
        """An entry's phrasings as if the whole entry had not been there: the same, with a block of the inverse.

        They are negatives for free: questions near the pack that nothing in it answers.
        """
        block = np.flatnonzero(self._owners == column)
        errors: Array = np.linalg.solve(self._inverse[np.ix_(block, block)], self._weights[block])
        scored = self.ridge.mix(self._targets[block] - errors, self._gram[block])
        scored.score[:, column] = scored.nearest[:, column] = 0.0
        return scored
