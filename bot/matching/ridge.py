"""Scores every entry for a question: kernel ridge regression over all phrasings at once."""

from collections.abc import Iterator

import numpy as np

from bot.matching.kernels import Array, Indices, Points
from bot.matching.ranking import HeldOut, Ranking

PENALTY = 0.1
_STRIP = 512  # lines or columns


class Ridge:
    """One regression a column, 1 on its own phrasings and 0 on all others (Saunders et al. 1998; Rifkin 2002).

    `owners` is the column of each phrasing and must be sorted, each column being there at least once.
    """

    def __init__(self, points: Points, owners: Indices, weights: Array) -> None:
        self.points, self.owners, self.weights = points, owners, weights
        self._starts = _starts(owners)

    @classmethod
    def learn(cls, points: Points, owners: Indices) -> tuple["Ridge", Iterator[HeldOut]]:
        """The regression, and what it would have said of phrasings that it had not seen.

        The inverse of the penalised likeness is never written out: it is root.T @ root.
        """
        root = points.likeness(points)
        root[np.diag_indices_from(root)] += PENALTY
        _take_root(root)
        ridge = cls(points, owners, root.T @ np.add.reduceat(root, _starts(owners), axis=1))
        return ridge, ridge._held_out(root)

    def extended(self, points: Points, owners: Indices, columns: Indices) -> "Ridge":
        """Knows these phrasings too; `columns` says which column each present one becomes.

        Nothing is learnt anew: what is added is fitted to what the present weights leave over (one step of block
        coordinate descent), which takes milliseconds.
        """
        width = max(int(owners.max()), int(columns.max())) + 1
        weights = np.zeros((len(self.owners), width), np.float32)
        weights[:, columns] = self.weights
        gram = points.likeness(points)
        gram[np.diag_indices_from(gram)] += PENALTY
        left_over = np.eye(width, dtype=np.float32)[owners] - points.likeness(self.points) @ weights
        weights = np.concatenate([weights, np.linalg.solve(gram, left_over)])
        owners = np.concatenate([columns[self.owners], owners])
        order = np.argsort(owners, kind="stable")
        return Ridge(self.points.and_also(points).at(order), owners[order], weights[order])

    def rank(self, asked: Points) -> Ranking:
        """For one question."""
        likeness = asked.likeness(self.points)
        return self._mixed(likeness @ self.weights, likeness)[0]

    def _mixed(self, fitted: Array, likeness: Array) -> list[Ranking]:
        columns, nearest = np.arange(len(self._starts)), np.maximum.reduceat(likeness, self._starts, axis=1)
        return [Ranking.mixed(columns, *line) for line in zip(fitted, nearest, strict=True)]

    def _held_out(self, root: Array) -> Iterator[HeldOut]:
        ends = [*self._starts[1:], len(self.owners)]
        for column, (start, end) in enumerate(zip(self._starts, ends, strict=True)):
            rows = slice(start, end)
            inverse = root[start:, rows].T @ root[start:, rows]  # what is above is 0
            likeness = self.points.at(rows).likeness(self.points)
            for ranking in self._without_column(inverse, rows, likeness):
                yield HeldOut(ranking.without(column), column, whole=True)
            if end - start > 1:  # without its only phrasing a column is gone
                for ranking in self._without_itself(np.diag(inverse), rows, likeness, column):
                    yield HeldOut(ranking, column, whole=False)

    def _without_column(self, inverse: Array, rows: slice, likeness: Array) -> list[Ranking]:
        """A column's phrasings as if none of them had been there: what follows, with a block instead of a number.

        They are negatives for free: questions near the pack that nothing in it answers.
        """
        return self._mixed(-np.linalg.solve(inverse, self.weights[rows]), likeness)

    def _without_itself(self, inverse: Array, rows: slice, likeness: Array, column: int) -> list[Ranking]:
        """Each phrasing as if it had not been there: its error is weight_i / inverse_ii exactly (Allen 1974)."""
        fitted = -self.weights[rows] / inverse[:, None]
        fitted[:, column] += 1
        likeness[np.arange(len(likeness)), np.arange(rows.start, rows.stop)] = 0
        return self._mixed(fitted, likeness)


def _starts(owners: Indices) -> Indices:
    return np.flatnonzero(np.diff(owners, prepend=-1))


def _take_root(matrix: Array) -> None:
    """Puts the inverse of its Cholesky factor in place of a symmetric positive definite matrix.

    By halves, so that nearly all of it is products of matrices. These go strip by strip, which spares a second matrix
    in memory, and work on the half of a triangle that is 0.
    """
    if len(matrix) <= _STRIP:
        matrix[:] = np.linalg.inv(np.linalg.cholesky(matrix))
        return
    half = len(matrix) // 2
    first, below, last = matrix[:half, :half], matrix[half:, :half], matrix[half:, half:]
    _take_root(first)
    for strip in reversed(_strips(len(first))):
        below[:, strip] = below[:, : strip.stop] @ first[strip, : strip.stop].T
    for strip in _strips(len(last)):
        last[strip, : strip.stop] -= below[strip] @ below[: strip.stop].T
    _take_root(last)
    for strip in reversed(_strips(len(last))):
        below[strip] = last[strip, : strip.stop] @ below[: strip.stop]
    for strip in _strips(len(first)):
        below[:, strip] = below[:, strip.start :] @ -first[strip.start :, strip]
    matrix[:half, half:] = 0


def _strips(length: int) -> list[slice]:
    return [slice(start, min(start + _STRIP, length)) for start in range(0, length, _STRIP)]
