"""How alike two texts are: tf-idf over words and over letter groups, each as an exponential kernel, mixed."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from bot.matching.tokens import letter_groups, stems_and_pairs

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

WORDS_SHARE = 0.45  # the rest is letters; both figures chosen on held-out training phrasings of CLINC150 and BANKING77
SHARPNESS = 2.0
NOTHING_ALIKE = float(np.exp(-SHARPNESS))


class TfIdf:
    """Cosines between a text and every known text, by an inverted index.

    Weights are (1 + log tf) · idf with a smoothed idf, as in Salton and Buckley 1988. A feature that no known text has
    still counts in a question's length, at the highest idf: strange words make a question less like everything.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        seen_in = Counter(feature for text in texts for feature in set(text))
        self._columns = {feature: column for column, feature in enumerate(seen_in)}
        counts = np.array([*seen_in.values(), 0])  # the last column is every strange feature's
        self._idf: Array = np.log((len(texts) + 1) / (counts + 1)) + 1
        self._texts = [self._weigh(text) for text in texts]
        self._index()

    def _index(self) -> None:
        """All weights in one array, column after column, and beside each the text it is from."""
        columns = np.concatenate([found for found, _ in self._texts])
        order = np.argsort(columns, kind="stable")
        self._rows = np.repeat(np.arange(len(self._texts)), [len(found) for found, _ in self._texts])[order]
        self._weights = np.concatenate([weights for _, weights in self._texts])[order]
        self._starts = np.searchsorted(columns[order], np.arange(len(self._idf) + 1))

    def _weigh(self, text: Iterable[str]) -> tuple[Indices, Array]:
        """The columns of a text's features and their weights, which have length 1 in all."""
        counts = Counter(text)
        strange = len(self._columns)
        columns = np.array([self._columns.get(feature, strange) for feature in counts], dtype=np.intp)
        weights = (1 + np.log(np.array(list(counts.values()), dtype=np.float64))) * self._idf[columns]
        return columns, weights / (np.sqrt(weights @ weights) or 1.0)

    def cosines(self, text: Iterable[str]) -> Array:
        """One cosine, 0 to 1, for each known text."""
        return self._compare(*self._weigh(text))

    def gram(self) -> Array:
        """The cosine of every known text with every other."""
        return np.array([self._compare(*text) for text in self._texts])

    def _compare(self, columns: Indices, weights: Array) -> Array:
        starts = self._starts[columns]
        lengths = self._starts[columns + 1] - starts
        at = np.arange(lengths.sum()) + np.repeat(starts - (lengths.cumsum() - lengths), lengths)
        products = self._weights[at] * np.repeat(weights, lengths)
        return np.bincount(self._rows[at], products, len(self._texts)).astype(np.float64, copy=False)


class Kernel:
    """Compares spoken words with every phrasing.

    exp(b(cos - 1)) sharpens a cosine and keeps the kernel positive definite, which a clipped cosine would not; so does
    the sum of two kernels (Shawe-Taylor and Cristianini 2004, chapter 3).
    """

    def __init__(self, phrasings: Sequence[list[str]]) -> None:
        self._words = TfIdf([stems_and_pairs(phrasing) for phrasing in phrasings])
        self._letters = TfIdf([letter_groups(phrasing) for phrasing in phrasings])

    def row(self, spoken: list[str]) -> Array:
        """The likeness, NOTHING_ALIKE to 1, of these words to each phrasing."""
        return _mix(self._words.cosines(stems_and_pairs(spoken)), self._letters.cosines(letter_groups(spoken)))

    def gram(self) -> Array:
        """The likeness of every phrasing to every other."""
        return _mix(self._words.gram(), self._letters.gram())


def _mix(by_words: Array, by_letters: Array) -> Array:
    mixed: Array = WORDS_SHARE * np.exp(SHARPNESS * (by_words - 1))
    mixed += (1 - WORDS_SHARE) * np.exp(SHARPNESS * (by_letters - 1))
    return mixed
