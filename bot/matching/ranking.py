"""The columns a question may mean, best first."""

from typing import NamedTuple

import numpy as np

from bot.matching.kernels import Array, Indices

NEAREST_SHARE = 0.1


class Ranking(NamedTuple):
    """A column is an entry, or after the last entry all refusals."""

    columns: Indices
    scores: Array
    nearest: Array  # the likeness of the column's nearest phrasing

    @classmethod
    def mixed(cls, columns: Indices, fitted: Array, nearest: Array) -> "Ranking":
        """The nearest phrasing has a share: what is asked nearly word for word should win, however small its entry."""
        scores = (1 - NEAREST_SHARE) * fitted + NEAREST_SHARE * nearest
        order = np.argsort(-scores, kind="stable")
        return cls(columns[order], scores[order], nearest[order])

    def without(self, column: int) -> "Ranking":
        kept = self.columns != column
        return Ranking(self.columns[kept], self.scores[kept], self.nearest[kept])


class HeldOut(NamedTuple):
    """What is ranked for a phrasing of the column that is left out, alone or with the whole column."""

    ranking: Ranking
    column: int
    whole: bool
