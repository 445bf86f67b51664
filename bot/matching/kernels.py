"""How alike two texts are, by what they mean and by their words and letters: texts become points, which are compared.

Words and letter groups are too many for a dense array and too slow one by one. So their tf-idf weights are folded, the
sign and place of each drawn by its hash (Weinberger et al. 2009), and of what comes out only the directions are kept in
which the phrasings differ most (latent semantic analysis: Deerwester et al. 1990). Inner products stay nearly what they
were: the answers to training questions of CLINC150, BANKING77 and the pack are as right as with all features.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self
from zlib import crc32

import numpy as np
import numpy.typing as npt

from bot.matching.tokens import letter_groups, stems_and_pairs
from bot.matching.vectors import Vectors

Array = npt.NDArray[np.float32]  # half the memory of float64, and exact enough
Indices = npt.NDArray[np.intp]

WORDS_SHARE, LETTERS_SHARE = 0.05, 0.10  # the rest is meaning; chosen on training questions of CLINC150 and BANKING77
SHARPNESS = 3.0
KEPT = 128  # directions of words and letters
_FOLDED, _BUCKETS = 1024, 1 << 16  # numbers a text, and features that are counted
_SEEN = 1000  # texts from which the directions are learnt, evenly spread
_AT_ONCE = 256  # lines, so that a large pack needs no second matrix for a moment


class Points(NamedTuple):
    """A line a text. Half precision is how they are kept, so they are rounded to it at once."""

    meanings: Array
    forms: Array  # of words and letters

    def at(self, rows: Indices | slice) -> Self:
        return self._replace(meanings=self.meanings[rows], forms=self.forms[rows])

    def and_also(self, others: "Points") -> Self:
        both = zip(self, others, strict=True)
        return type(self)(*(np.concatenate(lines) for lines in both))

    def likeness(self, others: "Points") -> Array:
        """0 to 1 (but for noise), a line for each of these and a column for each of the others.

        exp(b(cos - 1)) sharpens a cosine and keeps the kernel positive definite, which a clipped cosine would not; so
        does the sum of kernels (Shawe-Taylor and Cristianini 2004, chapter 3).
        """
        likeness: Array = self.meanings @ others.meanings.T
        likeness -= 1
        likeness *= SHARPNESS
        np.exp(likeness, out=likeness)
        likeness *= 1 - WORDS_SHARE - LETTERS_SHARE
        for start in range(0, len(likeness), _AT_ONCE):
            likeness[start : start + _AT_ONCE] += self.forms[start : start + _AT_ONCE] @ others.forms.T
        return likeness


class TfIdf:
    """Weighs the features of a text by (1 + log tf) · idf with a smoothed idf, as in Salton and Buckley 1988.

    A feature that no known text has still counts in a question's length, at the highest idf: strange words make a
    question less like everything.
    """

    def __init__(self, idf: Array) -> None:
        self.idf = idf

    @classmethod
    def learn(cls, texts: Iterable[Sequence[str]]) -> "TfIdf":
        seen_in, height = np.zeros(_BUCKETS), 0
        for height, text in enumerate(texts, 1):  # noqa: B007  # the last is how many there are
            seen_in[np.unique(_hashes(text) % _BUCKETS)] += 1
        return cls((np.log((height + 1) / (seen_in + 1)) + 1).astype(np.float32))

    def fold(self, text: Iterable[str]) -> Array:
        """Numbers of length 1, or 0 where there is no feature."""
        hashes, counts = np.unique(_hashes(text), return_counts=True)
        weights = (1 + np.log(counts)) * self.idf[hashes % _BUCKETS]
        weights *= np.where(hashes >> 31, 1, -1) / (np.sqrt(weights @ weights) or 1)
        return np.bincount(hashes // _BUCKETS % _FOLDED, weights, _FOLDED).astype(np.float32)


def _hashes(text: Iterable[str]) -> Indices:
    return np.array([crc32(feature.encode()) for feature in text], dtype=np.intp)


class Forms:
    """The words and letters of a text as KEPT numbers."""

    def __init__(self, words: TfIdf, letters: TfIdf, directions: Array) -> None:
        self.words, self.letters, self.directions = words, letters, directions

    @classmethod
    def learn(cls, spoken: Sequence[list[str]]) -> "Forms":
        words, letters = (map(features, spoken) for features in (stems_and_pairs, letter_groups))
        forms = cls(TfIdf.learn(words), TfIdf.learn(letters), np.eye(_FOLDED, dtype=np.float32))
        some = np.linspace(0, len(spoken) - 1, min(len(spoken), _SEEN)).round().astype(np.intp)
        seen = np.array([forms.of(spoken[row]) for row in some])
        forms.directions = np.ascontiguousarray(np.linalg.svd(seen, full_matrices=False)[2][:KEPT].T)
        return forms

    def of(self, spoken: list[str]) -> Array:
        by_words, by_letters = self.words.fold(stems_and_pairs(spoken)), self.letters.fold(letter_groups(spoken))
        forms: Array = (WORDS_SHARE**0.5 * by_words + LETTERS_SHARE**0.5 * by_letters) @ self.directions
        return forms


class Kernel:
    """Turns spoken words into points."""

    def __init__(self, forms: Forms, vectors: Vectors) -> None:
        self.forms = forms
        self._vectors = vectors

    @classmethod
    def learn(cls, spoken: Sequence[list[str]], vectors: Vectors) -> "Kernel":
        return cls(Forms.learn(spoken), vectors)

    def points(self, spoken: Sequence[list[str]]) -> Points:
        meanings = np.array([self._vectors.embed(text) for text in spoken], np.float16)
        forms = np.array([self.forms.of(text) for text in spoken], np.float16)
        return Points(meanings.astype(np.float32), forms.astype(np.float32))
