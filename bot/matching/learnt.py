"""What is known of a pack's phrasings once they are learnt, which can be taken apart to be kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.matching.asides import asked
from bot.matching.calibration import Calibration
from bot.matching.kernels import Forms, Indices, Kernel, Points, TfIdf
from bot.matching.local import LocalRidge
from bot.matching.ranking import Ranking
from bot.matching.ridge import Ridge
from bot.matching.spelling import Speller
from bot.matching.tokens import tells_something, words
from bot.matching.vectors import Vectors

Parts = Mapping[str, npt.NDArray[Any]]
Silent = frozenset[tuple[str, ...]]
# One regression over all phrasings has a matrix of 625 MB at most while it is learnt, and 16 MB of weights afterwards.
MOST_PHRASINGS, MOST_WEIGHTS = 12_500, 4_000_000


class Learnt:
    """Ranks columns for a question. The first `entries` of them are entries, any other is that of the refusals.

    `silent` are phrasings in which no word tells anything ("how much is it"): they are known word for word only.
    """

    def __init__(
        self, speller: Speller, silent: Silent, kernel: Kernel, ridge: Ridge | LocalRidge, calibration: Calibration
    ) -> None:
        self._speller, self._silent = speller, silent
        self._kernel, self._ridge, self._calibration = kernel, ridge, calibration

    @classmethod
    def learn(cls, texts: Sequence[str], owners: Indices, entries: int) -> "Learnt":
        """`owners` is the column of each text, sorted."""
        vectors = Vectors.shipped()
        typed = [words(asked(text)) for text in texts]
        speller = Speller.learn(chain.from_iterable(typed), vectors.knows)
        spoken = [[speller.repaired(word) for word in text] for text in typed]
        kernel = Kernel.learn(spoken, vectors)
        fits = len(spoken) <= MOST_PHRASINGS and len(spoken) * (owners[-1] + 1) <= MOST_WEIGHTS
        regression = Ridge if fits else LocalRidge
        ridge, held_out = regression.learn(kernel.points(spoken), owners)
        return cls(speller, _silent(spoken), kernel, ridge, Calibration.learn(held_out, entries))

    def extended(self, texts: Sequence[str], owners: Indices, columns: Indices, entries: int) -> "Learnt":
        """Knows these texts too; `owners` and `entries` are the new ones, `columns` what each present one becomes."""
        spoken = [self._speller.repair(asked(text)) for text in texts]
        counts = self._speller.counts + Counter(chain.from_iterable(spoken))
        speller = Speller(counts, Vectors.shipped().knows)
        ridge = self._ridge.extended(self._kernel.points(spoken), owners, columns)
        calibration = Calibration(self._calibration.coefficients, entries)
        return Learnt(speller, self._silent | _silent(spoken), self._kernel, ridge, calibration)

    def ask(self, text: str) -> tuple[Ranking, float] | None:
        """The columns near the question, best first, and the probability that the best entry is right.

        None for a text without a telling word of the pack.
        """
        spoken = self._speller.repair(asked(text))
        known = [word for word in spoken if self._speller.knows(word)]
        if not known or not (tells_something(known) or tuple(spoken) in self._silent):
            return None
        ranking = self._ridge.rank(self._kernel.points([spoken]))
        return ranking, self._calibration.probability(ranking)

    def parts(self) -> dict[str, npt.NDArray[Any]]:
        """All of it as arrays, by name."""
        points = self._ridge.points
        weights: Parts = {"weights": self._ridge.weights} if isinstance(self._ridge, Ridge) else {}
        return {
            "vocabulary": _in_bytes(self._speller.counts),
            "counts": np.array(list(self._speller.counts.values())),
            "silent": _in_bytes(" ".join(spoken) for spoken in sorted(self._silent)),
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
        vectors = Vectors.shipped()
        counts = dict(zip(_lines(parts["vocabulary"]), parts["counts"].tolist(), strict=True))
        silent = frozenset(tuple(line.split()) for line in _lines(parts["silent"]))
        forms = Forms(TfIdf(parts["words"]), TfIdf(parts["letters"]), parts["directions"])
        points = Points(parts["meanings"].astype(np.float32), parts["forms"].astype(np.float32))
        owners = parts["owners"]
        ridge = Ridge(points, owners, parts["weights"]) if "weights" in parts else LocalRidge(points, owners)
        calibration = Calibration(parts["coefficients"], entries)
        return cls(Speller(counts, vectors.knows), silent, Kernel(forms, vectors), ridge, calibration)


def _silent(spoken: Sequence[list[str]]) -> Silent:
    return frozenset(tuple(text) for text in spoken if not tells_something(text))


def _in_bytes(texts: Any) -> npt.NDArray[np.uint8]:
    """Words hold no line ends."""
    return np.frombuffer("\n".join(texts).encode(), np.uint8)


def _lines(parts: npt.NDArray[np.uint8]) -> list[str]:
    return parts.tobytes().decode().split("\n") if len(parts) else []
