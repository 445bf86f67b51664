"""How alike two questions are, so that one asked twice is answered once. Only near-duplicates count.

The mean of the cosine of their static vectors and of the share of telling words they have in common (Dice 1945). The
vectors alone take "read research papers" for "write research papers"; the words alone know no word but itself. `ALIKE`
was chosen by hand on the pairs of tests/matching/test_likeness.py: from there on no pair of different questions joins,
and one in three of the reworded ones does. A pair that is missed costs a mentor one tap; a pair that is wrong costs a
member a wrong answer.
"""

import re
from collections.abc import Iterable

from bot.matching.tokens import stem, tells_something, words
from bot.matching.vectors import Vectors

ALIKE = 0.83

_ASKING = re.compile("about|any|best|enough|good|help|need|possible|recommend|should|still|tips|use|useful|where|worth")
"""Words about the asking, not about what is asked for."""


class Likeness:
    """Of one text to others."""

    def __init__(self, text: str) -> None:
        self._spoken = words(text)
        self._telling = _telling(self._spoken)
        self._direction = Vectors.shipped().embed(self._spoken)

    def to(self, other: str) -> float:
        """0 to 1. Words that are in no vector, such as those of other scripts, are compared as they are written."""
        spoken = words(other)
        telling = _telling(spoken)
        if not telling or not self._telling:
            return float(bool(spoken) and spoken == self._spoken)
        share = 2 * len(telling & self._telling) / (len(telling) + len(self._telling))
        if share == 0:
            return 0.0
        direction = Vectors.shipped().embed(spoken)
        if not direction.any() or not self._direction.any():
            return share
        return (float(self._direction @ direction) + share) / 2

    def nearest(self, others: Iterable[str]) -> int | None:
        """Which of the texts is nearest, if it is near enough to mean the same."""
        likenesses = [(self.to(other), -number) for number, other in enumerate(others)]
        likeness, number = max(likenesses, default=(0.0, 0))
        return -number if likeness >= ALIKE else None


def _telling(spoken: list[str]) -> set[str]:
    return {stem(word) for word in spoken if tells_something([word]) and not _ASKING.fullmatch(word)}
