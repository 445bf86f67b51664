"""What is known of a pack's phrasings once they are learnt, which can be taken apart to be kept."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.matching.calibration import Calibration
from bot.matching.kernels import Forms, Indices, Kernel, Points, TfIdf
from bot.matching.local import LocalRidge
from bot.matching.ranking import Ranking
from bot.matching.ridge import Ridge
from bot.matching.vectors import Vectors

Parts = Mapping[str, npt.NDArray[Any]]
# One regression over all phrasings has a matrix of 576 MB at most while it is learnt, and 16 MB of weights afterwards.
MOST_PHRASINGS, MOST_WEIGHTS = 12_000, 4_000_000


class Learnt:
    """Ranks columns for a question. The first `entries` of them are entries, any others refusals."""

    def __init__(self, kernel: Kernel, ridge: Ridge | LocalRidge, calibration: Calibration) -> None:
        self._kernel, self._ridge, self._calibration = kernel, ridge, calibration

    @classmethod
    def learn(cls, spoken: Sequence[list[str]], owners: Indices, entries: int) -> "Learnt":
        """`owners` is the column of each phrasing."""
        kernel = Kernel.learn(spoken, Vectors.shipped())
        fits = len(spoken) <= MOST_PHRASINGS and len(spoken) * (owners[-1] + 1) <= MOST_WEIGHTS
        regression = Ridge if fits else LocalRidge
        ridge, held_out = regression.learn(kernel.points(spoken), owners)
        return cls(kernel, ridge, Calibration.learn(held_out, entries))

    def ask(self, spoken: list[str]) -> tuple[Ranking, float]:
        """The columns near the question, best first, and the probability that the best entry is right."""
        ranking = self._ridge.rank(self._kernel.points([spoken]))
        return ranking, self._calibration.probability(ranking)

    def parts(self) -> dict[str, npt.NDArray[Any]]:
        """All of it as arrays, by name."""
        points = self._ridge.points
        weights: Parts = {"weights": self._ridge.weights} if isinstance(self._ridge, Ridge) else {}
        return {
            "words": self._kernel.forms.words.idf,
            "letters": self._kernel.forms.letters.idf,
            "directions": self._kernel.forms.directions,
            "meanings": points.meanings.astype(np.float16),
            "forms": points.forms.astype(np.float16),
            "owners": self._ridge.owners,
            "coefficients": self._calibration.coefficients,
            **weights,
        }

    @classmethod
    def of_parts(cls, parts: Parts, entries: int) -> "Learnt":
        forms = Forms(TfIdf(parts["words"]), TfIdf(parts["letters"]), parts["directions"])
        kernel = Kernel(forms, Vectors.shipped())
        points = Points(parts["meanings"].astype(np.float32), parts["forms"].astype(np.float32))
        owners = parts["owners"]
        ridge = Ridge(points, owners, parts["weights"]) if "weights" in parts else LocalRidge(points, owners)
        return cls(kernel, ridge, Calibration(parts["coefficients"], entries))
