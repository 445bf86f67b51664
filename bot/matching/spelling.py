"""Repairs typos: a word the pack does not know becomes the pack's word it was most likely meant to be.

The deletion index is SymSpell's (Garbe 2012): two words within n edits meet when each loses at most n letters. One edit
is allowed up to seven letters, two from eight; two from six would replace half as many good words again (of CLINC150's
training questions). What might be code is left alone.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from bot.matching.tokens import stem, words

_SHORTEST, _TWO_EDITS_FROM, _LONGEST = 4, 8, 20
_COMMONER = 4  # times as often in the phrasings as a typo of it
_TELLING = 6  # letters; shorter words are near too many others, so only swapped letters make them typos
_CODE = re.compile(r"`[^`]*`|\w+(?:[._]\w+)+|\w+\(\)|\b[A-Z]\w*(?:Error|Exception|Warning)\b")


class Speller:
    """Knows the words of the pack, and how often each is there. `is_word` tells the words of the language.

    Phrasings have typos too. A word that is none of the language, beside a much commoner one that is near, is such a
    typo and no word of the pack.
    """

    def __init__(self, counts: Mapping[str, int], is_word: Callable[[str], bool]) -> None:
        self.counts = Counter(counts)
        self._is_word = is_word
        self._by_rest: dict[str, dict[str, list[str]]] = {}  # by first letter, each made when it is first needed
        self._stems = {stem(word) for word in self.counts}

    @classmethod
    def learn(cls, vocabulary: Iterable[str], is_word: Callable[[str], bool]) -> "Speller":
        every = cls(Counter(vocabulary), is_word)
        return cls({word: count for word, count in every.counts.items() if not every._is_typo(word)}, is_word)

    def knows(self, word: str) -> bool:
        return stem(word) in self._stems

    def repair(self, text: str) -> list[str]:
        """The words of a text, each unknown one replaced when a word of the pack is near."""
        code = set(words(" ".join(_CODE.findall(text))))
        return [word if word in code else self.repaired(word) for word in words(text)]

    def repaired(self, word: str) -> str:
        return word if self._is_right(word) else self._nearest(word)

    def _is_typo(self, word: str) -> bool:
        meant = word if self._is_word(word) else self._nearest(word)
        if stem(meant) == stem(word) or (len(word) < _TELLING and sorted(meant) != sorted(word)):
            return False
        return self.counts[meant] >= _COMMONER * self.counts[word]

    def _is_right(self, word: str) -> bool:
        """A good word that the pack happens not to use must not become one that it does."""
        return self.knows(word) or self._is_word(word)

    def _nearest(self, word: str) -> str:
        """The pack's nearest word, the commoner of two as near, or the word itself.

        The first letter must be right: it almost always is (Yannakoudakis and Fawthrop 1983), and asking for it spares
        most good words that the pack only happens not to use.
        """
        if not _repairable(word):
            return word
        allowed = _allowed(word)
        if word[0] not in self._by_rest:
            self._by_rest[word[0]] = self._index(word[0])
        by_rest = self._by_rest[word[0]]
        met = {known for rest in _rests(word, allowed) for known in by_rest.get(rest, ())} - {word}
        near = [(edits(word, known), -self.counts[known], known) for known in met]
        return min((found for found in near if found[0] <= allowed), default=(0, 0, word))[2]

    def _index(self, letter: str) -> dict[str, list[str]]:
        by_rest: defaultdict[str, list[str]] = defaultdict(list)
        for word in self.counts:
            for rest in _rests(word, _allowed(word)) if word[0] == letter and _repairable(word) else ():
                by_rest[rest].append(word)
        return by_rest


def edits(first: str, second: str) -> int:
    """Letters put in, left out, changed or swapped with their neighbour (Damerau 1964)."""
    before: list[int] = []
    last = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        now = [i]
        for j, other in enumerate(second, 1):
            now.append(min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (letter != other)))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                now[j] = min(now[j], before[j - 2] + 1)
        before, last = last, now
    return last[-1]


def _repairable(word: str) -> bool:
    return _SHORTEST <= len(word) <= _LONGEST and word.isalpha()


def _allowed(word: str) -> int:
    return 2 if len(word) >= _TWO_EDITS_FROM else 1


def _rests(word: str, lost: int) -> set[str]:
    """The word with up to `lost` letters left out."""
    rests = level = {word}
    for _ in range(lost):
        level = {rest[:at] + rest[at + 1 :] for rest in level for at in range(len(rest))}
        rests = rests | level
    return rests
