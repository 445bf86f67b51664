"""How alike two texts are: by their words, by their letters and by what they mean, three kernels mixed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.matching.tokens import letter_groups, stems_and_pairs
from bot.matching.vectors import Vectors

Array = npt.NDArray[np.float32]  # half the memory of float64, and exact enough
Indices = npt.NDArray[np.intp]

WORDS_SHARE, LETTERS_SHARE = 0.05, 0.10  # the rest is meaning; chosen on training questions of CLINC150 and BANKING77
SHARPNESS = 3.0


class Index(NamedTuple):
    """All weights in one array, column after column, and beside each the text it is from."""

    rows: Indices
    weights: Array
    starts: Indices  # of each column, and the end of the last
    height: Indices  # how many texts, as an array of one

    @classmethod
    def of(cls, texts: Sequence[tuple[Indices, Array]], width: int) -> "Index":
        columns = np.concatenate([np.zeros(0, np.intp), *(found for found, _ in texts)])
        weights = np.concatenate([np.zeros(0, np.float32), *(found for _, found in texts)])
        order = np.argsort(columns, kind="stable")
        rows = np.repeat(np.arange(len(texts)), [len(found) for found, _ in texts])[order]
        starts = np.searchsorted(columns[order], np.arange(width + 1))
        return cls(rows, weights[order], starts, np.array([len(texts)]))

    def texts(self) -> Iterator[tuple[Indices, Array]]:
        """The columns and weights of one text after the other."""
        order = np.argsort(self.rows, kind="stable")
        columns = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))[order]
        ends = np.bincount(self.rows, minlength=int(self.height[0])).cumsum()[:-1]
        return zip(np.split(columns, ends), np.split(self.weights[order], ends), strict=True)

    def products(self, columns: Indices, weights: Array) -> Array:
        """The inner product of these weights with each text."""
        starts = self.starts[columns]
        lengths = self.starts[columns + 1] - starts
        at = np.arange(lengths.sum()) + np.repeat(starts - (lengths.cumsum() - lengths), lengths)
        products = self.weights[at] * np.repeat(weights, lengths)
        return np.bincount(self.rows[at], products, int(self.height[0])).astype(np.float32)


class TfIdf:
    """Cosines between a text and every known text, by an inverted index.

    Weights are (1 + log tf) · idf with a smoothed idf, as in Salton and Buckley 1988. A feature that no known text has
    still counts in a question's length, at the highest idf: strange words make a question less like everything.
    """

    def __init__(self, features: Sequence[str], idf: Array, index: Index) -> None:
        """`idf` has one more than `features`: the last is every strange feature's."""
        self._columns = {feature: column for column, feature in enumerate(features)}
        self._idf = idf
        self._index = index

    @classmethod
    def learn(cls, texts: Sequence[Sequence[str]]) -> "TfIdf":
        seen_in = Counter(feature for text in texts for feature in set(text))
        features = sorted(seen_in)
        counts = np.array([*(seen_in[feature] for feature in features), 0])
        idf = (np.log((len(texts) + 1) / (counts + 1)) + 1).astype(np.float32)
        learnt = cls(features, idf, Index.of([], len(idf)))
        learnt._index = Index.of([learnt._weigh(text) for text in texts], len(idf))
        return learnt

    @property
    def parts(self) -> tuple[list[str], Array, Index]:
        """What it is made from, to be kept."""
        return list(self._columns), self._idf, self._index

    def _weigh(self, text: Iterable[str]) -> tuple[Indices, Array]:
        """The columns of a text's features and their weights, which have length 1 in all."""
        counts = Counter(text)
        strange = len(self._columns)
        columns = np.array([self._columns.get(feature, strange) for feature in counts], dtype=np.intp)
        weights = (1 + np.log(np.array(list(counts.values()), dtype=np.float32))) * self._idf[columns]
        return columns, weights / (np.sqrt(weights @ weights) or np.float32(1))

    def cosines(self, text: Iterable[str]) -> Array:
        """One cosine, 0 to 1, for each known text."""
        return self._index.products(*self._weigh(text))

    def gram(self) -> Array:
        """The cosine of every known text with every other."""
        return np.array([self._index.products(*text) for text in self._index.texts()])


class Kernel:
    """Compares spoken words with every phrasing.

    exp(b(cos - 1)) sharpens a cosine and keeps the kernel positive definite, which a clipped cosine would not; so does
    the sum of kernels (Shawe-Taylor and Cristianini 2004, chapter 3).
    """

    def __init__(self, words: TfIdf, letters: TfIdf, meanings: Array, vectors: Vectors) -> None:
        self.words, self.letters, self.meanings = words, letters, meanings
        self._vectors = vectors

    @classmethod
    def learn(cls, phrasings: Sequence[list[str]], vectors: Vectors) -> "Kernel":
        words = TfIdf.learn([stems_and_pairs(phrasing) for phrasing in phrasings])
        letters = TfIdf.learn([letter_groups(phrasing) for phrasing in phrasings])
        return cls(words, letters, np.array([vectors.embed(phrasing) for phrasing in phrasings]), vectors)

    def row(self, spoken: list[str]) -> Array:
        """The likeness, 0 to 1, of these words to each phrasing."""
        by_words = self.words.cosines(stems_and_pairs(spoken))
        by_letters = self.letters.cosines(letter_groups(spoken))
        return _mix(by_words, by_letters, self.meanings @ self._vectors.embed(spoken))

    def gram(self) -> Array:
        """The likeness of every phrasing to every other."""
        return _mix(self.words.gram(), self.letters.gram(), self.meanings @ self.meanings.T)


def _mix(by_words: Array, by_letters: Array, by_meaning: Array) -> Array:
    by_meaning = np.exp(SHARPNESS * (by_meaning - 1)) * (1 - WORDS_SHARE - LETTERS_SHARE)
    mixed: Array = by_meaning + WORDS_SHARE * by_words + LETTERS_SHARE * by_letters
    return mixed
