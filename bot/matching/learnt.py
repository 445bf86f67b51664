"""What is kept of the phrasings once they are learnt; the regression's matrices are let go."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.matching.calibration import Calibration
from bot.matching.kernels import Array, Index, Indices, Kernel, TfIdf
from bot.matching.ridge import Fit, Ridge
from bot.matching.vectors import Vectors

Parts = Mapping[str, npt.NDArray[Any]]
_BETWEEN = "\n"  # words hold none


class Learnt:
    """Scores entries, in the order of their columns; after them, where there are refusals, one column for those."""

    def __init__(self, kernel: Kernel, ridge: Ridge, calibration: Calibration) -> None:
        self._kernel, self._ridge, self._calibration = kernel, ridge, calibration

    @classmethod
    def learn(cls, spoken: Sequence[list[str]], owners: Indices, entries: int) -> "Learnt":
        """`owners` is the column of each phrasing, sorted."""
        kernel = Kernel.learn(spoken, Vectors.shipped())
        fit = Fit(kernel.gram(), owners)
        return cls(kernel, fit.ridge, Calibration.learn(fit, owners, entries))

    def ask(self, spoken: list[str]) -> tuple[Array, float]:
        """The score of each column, and the probability that the best entry is right."""
        scored = self._ridge.score(self._kernel.row(spoken)[None, :])
        return scored.score[0], float(self._calibration.probability(scored)[0])

    def parts(self) -> dict[str, npt.NDArray[Any]]:
        """All of it as arrays, by name."""
        kernel, ridge = self._kernel, self._ridge
        rest: Parts = {"meanings": kernel.meanings, "weights": ridge.weights, "starts": ridge.starts}
        calibrated: Parts = {"coefficients": self._calibration.coefficients}
        return {**_of_tfidf("words", kernel.words), **_of_tfidf("letters", kernel.letters), **rest, **calibrated}

    @classmethod
    def of_parts(cls, parts: Parts, entries: int) -> "Learnt":
        kernel = Kernel(_tfidf("words", parts), _tfidf("letters", parts), parts["meanings"], Vectors.shipped())
        return cls(kernel, Ridge(parts["weights"], parts["starts"]), Calibration(parts["coefficients"], entries))


def _of_tfidf(name: str, tfidf: TfIdf) -> dict[str, npt.NDArray[Any]]:
    features, idf, index = tfidf.parts
    parts = {f"{name}_{field}": getattr(index, field) for field in Index._fields}
    text = np.frombuffer(_BETWEEN.join(features).encode(), np.uint8)
    return {**parts, f"{name}_features": text, f"{name}_idf": idf}


def _tfidf(name: str, parts: Parts) -> TfIdf:
    idf = parts[f"{name}_idf"]
    features = parts[f"{name}_features"].tobytes().decode().split(_BETWEEN) if len(idf) > 1 else []
    return TfIdf(features, idf, Index(*(parts[f"{name}_{part}"] for part in Index._fields)))
