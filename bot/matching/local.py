"""Scores entries for a question among thousands: the same regression, among the nearest phrasings alone.

Local learning (Bottou and Vapnik 1992): the regression is solved anew for each question. No matrix of all with all is
needed, so that learning takes the time of reading. Where each entry has few phrasings this is as right as one over all
(within half a point for ten each, on training questions of CLINC150); with a hundred each it is some points worse.
"""

from collections.abc import Iterator

import numpy as np

from bot.matching.kernels import Array, Indices, Points
from bot.matching.ranking import HeldOut, Ranking
from bot.matching.ridge import PENALTY

NEIGHBOURS = 128
_SAMPLE = 1000  # phrasings left out, evenly spread
_AT_ONCE = 32  # so that their likeness to all takes little memory


class LocalRidge:
    """`owners` is the column of each phrasing."""

    def __init__(self, points: Points, owners: Indices) -> None:
        self.points, self.owners = points, owners

    @classmethod
    def learn(cls, points: Points, owners: Indices) -> tuple["LocalRidge", Iterator[HeldOut]]:
        """The regression, and what it says of phrasings when they are left out."""
        local = cls(points, owners)
        return local, local._held_out()

    def extended(self, points: Points, owners: Indices, columns: Indices) -> "LocalRidge":
        """Knows these phrasings too; `columns` says which column each present one becomes."""
        return LocalRidge(self.points.and_also(points), np.concatenate([columns[self.owners], owners]))

    def rank(self, asked: Points) -> Ranking:
        """For one question. Only columns that are met among the neighbours are ranked."""
        return self._solve(asked.likeness(self.points)[0])

    def _solve(self, likeness: Array) -> Ranking:
        """For the likeness of a question to each phrasing; negative where a phrasing is to be left out."""
        near = np.argpartition(-likeness, min(NEIGHBOURS, len(likeness)) - 1)[:NEIGHBOURS]
        near = near[likeness[near] >= 0]
        near = near[np.argsort(-likeness[near], kind="stable")]
        points = self.points.at(near)
        gram = points.likeness(points)
        gram[np.diag_indices_from(gram)] += PENALTY
        weights = np.linalg.solve(gram, likeness[near])
        columns, first, places = np.unique(self.owners[near], return_index=True, return_inverse=True)
        return Ranking.mixed(columns, np.bincount(places, weights).astype(np.float32), likeness[near[first]])

    def _held_out(self) -> Iterator[HeldOut]:
        count = len(self.owners)
        rows = np.linspace(0, count - 1, min(count, _SAMPLE)).round().astype(np.intp)
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            for row, likeness in zip(some, self.points.at(some).likeness(self.points), strict=True):
                yield from self._left_out(row, likeness)

    def _left_out(self, row: np.intp, likeness: Array) -> Iterator[HeldOut]:
        column = int(self.owners[row])
        its = np.flatnonzero(self.owners == column)
        likeness[row] = -1
        if len(its) > 1:
            yield HeldOut(self._solve(likeness), column, whole=False)
        likeness[its] = -1
        yield HeldOut(self._solve(likeness), column, whole=True)
