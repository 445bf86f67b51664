"""Static token vectors: what a text means, as the mean of its word pieces' vectors.

scripts/vectors distils the table from the sentence encoder all-MiniLM-L6-v2: first each piece alone, as model2vec does
(Tulkens and van Dongen 2024), then by regression, so that the mean over a text comes near to what MiniLM says of the
whole text. vectors.NOTICE says what it was made from.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

TABLE = Path(__file__).with_name("vectors.npz")
LONGEST_WORD = 40  # letters; anything longer is no word, and its pieces would drown the rest

Floats = npt.NDArray[np.float32]
_PART = re.compile(r"[a-z0-9]+|[+#]")


class Layer(NamedTuple):
    """What the mean alone cannot say: a small correction of it, learnt with the vectors."""

    inner: Floats
    bias: Floats
    outer: Floats

    def correct(self, mean: Floats) -> Floats:
        corrected: Floats = mean + np.maximum(mean @ self.inner + self.bias, 0) @ self.outer
        return corrected


class Vectors:
    """The table, at two dimensions a byte: each is a whole number from -8 to 7, times the scale of its token."""

    def __init__(
        self, tokens: Sequence[str], packed: npt.NDArray[np.uint8], scales: npt.NDArray[np.float16], layer: Layer
    ) -> None:
        self._numbers = {token: number for number, token in enumerate(tokens)}
        self._packed = packed
        self._scales = scales
        self._layer = layer
        self.dimensions = 2 * packed.shape[1]

    @classmethod
    def of_tokens(cls, tokens: Sequence[str]) -> "Vectors":
        """For spelling only, while there is no table yet."""
        nothing = np.zeros((len(tokens), 0), np.uint8), np.zeros(len(tokens), np.float16)
        return cls(tokens, *nothing, Layer(*np.zeros((3, 0, 0), np.float32)))

    @classmethod
    @cache
    def shipped(cls) -> "Vectors":
        """Read once; it takes some ten milliseconds."""
        with np.load(TABLE, allow_pickle=False) as table:
            inner, outer = table["inner"] * table["steps"][0], table["outer"] * table["steps"][1]
            tokens = table["tokens"].tobytes().decode("ascii").split("\n")
            return cls(tokens, table["packed"], table["scales"], Layer(inner, table["bias"], outer))

    def knows(self, word: str) -> bool:
        """Whether the word is a token of its own: a common English word."""
        return word in self._numbers

    def pieces(self, word: str) -> list[str]:
        """WordPiece (Wu et al. 2016): the longest token the word begins with, then the longest of the rest, …

        A word that cannot be spelt so to its end has no pieces. All but the first begin with "##", as in BERT.
        """
        found: list[str] = []
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            ends = range(len(word), start, -1)
            token = next((prefix + word[start:end] for end in ends if prefix + word[start:end] in self._numbers), "")
            if not token:
                return []
            found.append(token)
            start += len(token) - len(prefix)
        return found

    def tokens(self, spoken: Iterable[str]) -> list[int]:
        """The numbers of a text's word pieces; words in other scripts have none."""
        parts = (part for word in spoken if len(word) <= LONGEST_WORD for part in _PART.findall(word))
        return [self._numbers[piece] for part in parts for piece in self.pieces(part)]

    def embed(self, spoken: Iterable[str]) -> Floats:
        """The direction of a text: length 1, or 0 where no word is known."""
        tokens = self.tokens(spoken)
        packed = self._packed[tokens]
        pairs = np.stack([packed & 15, packed >> 4], axis=-1).astype(np.float32) - 8
        mean = _direction(self._scales[tokens].astype(np.float32) @ pairs.reshape(len(tokens), self.dimensions))
        return _direction(self._layer.correct(mean)) if tokens else mean


def _direction(vector: Floats) -> Floats:
    return vector / (np.sqrt(vector @ vector) or np.float32(1))
