"""What a text means, as a direction: its word pieces' vectors, mixed by a layer of attention, and their mean.

scripts/vectors distils them from the sentence encoder all-MiniLM-L6-v2: first each piece alone, as model2vec does
(Tulkens and van Dongen 2024), then all by regression, so that a text's direction comes near to what MiniLM says of it.
vectors.NOTICE says what they were made from.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.matching.attention import Attention, Floats, Network

TABLE = Path(__file__).with_name("vectors.npz")
LONGEST_WORD = 40  # letters; anything longer is no word, and its pieces would drown the rest
MOST_PIECES = 128  # of a text; what comes after changes little, and attention grows with the square
MATRICES = ("asked", "given", "each_inner", "each_outer", "out", "text_inner", "text_outer")

_PART = re.compile(r"[a-z0-9]+|[+#]")


class Layers(NamedTuple):
    """What is done to the vectors of a text's pieces."""

    attention: Attention
    each: Network  # for each piece
    out: Floats  # to as many dimensions as a direction has
    whole: Network  # for their mean

    def direction(self, pieces: Floats) -> Floats:
        """Of length 1."""
        states = self.each.correct(self.attention.mix(pieces))
        mean = _direction(_direction(states.sum(axis=0)) @ self.out)
        return _direction(self.whole.correct(mean))


class Vectors:
    """The table of pieces, at two dimensions a byte: each is a whole number from -8 to 7, times its piece's scale."""

    def __init__(self, tokens: Sequence[str], parts: Mapping[str, npt.NDArray[Any]]) -> None:
        """`parts` is none for spelling only, while there is no table yet."""
        self._numbers = {token: number for number, token in enumerate(tokens)}
        if parts:
            self._packed, self._scales = parts["packed"], parts["scales"]
            self._layers = _layers(parts)

    @classmethod
    @cache
    def shipped(cls) -> "Vectors":
        """Read once; it takes some ten milliseconds."""
        with np.load(TABLE, allow_pickle=False) as table:
            parts = dict(table)
        return cls(parts["tokens"].tobytes().decode("ascii").split("\n"), parts)

    @property
    def dimensions(self) -> int:
        """Of a direction."""
        return len(self._layers.whole.outer[0])

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
        tokens = self.tokens(spoken)[:MOST_PIECES]
        if not tokens:
            return np.zeros(self.dimensions, np.float32)
        packed = self._packed[tokens]
        pairs = np.stack([packed & 15, packed >> 4], axis=-1).astype(np.float32) - 8
        pieces = pairs.reshape(len(tokens), -1) * self._scales[tokens, None].astype(np.float32)
        return self._layers.direction(pieces)


def _layers(parts: Mapping[str, npt.NDArray[Any]]) -> Layers:
    """Matrices are stored a byte a number, times their step."""
    whole = {name: (parts[name] * parts[f"{name}_step"]).astype(np.float32) for name in MATRICES}
    each = Network(whole["each_inner"], parts["each_bias"], whole["each_outer"])
    text = Network(whole["text_inner"], parts["text_bias"], whole["text_outer"])
    return Layers(Attention(whole["asked"], whole["given"], parts["nearness"]), each, whole["out"], text)


def _direction(vector: Floats) -> Floats:
    return vector / (np.sqrt(vector @ vector) or np.float32(1))
