"""What people make of a question: words left out, swapped or put in, two questions in one, greetings, typos.

MiniLM is asked about each of them, so that nothing is assumed about what a change does to the meaning. That what the
teacher is asked should be augmented is known from TinyBERT (Jiao et al. 2020).
"""

import random
import string
from collections.abc import Callable, Sequence

from scripts.vectors.texts import PATTERNS

Change = Callable[[list[str], Sequence[str], random.Random], list[str]]


def varied(texts: Sequence[str], rounds: int, choose: random.Random) -> list[str]:
    """Each text `rounds` times, changed in one way."""
    return [" ".join(choose.choice(CHANGES)(text.split(), texts, choose)) for _ in range(rounds) for text in texts]


def _shorter(words: list[str], _: Sequence[str], choose: random.Random) -> list[str]:
    return [word for word in words if choose.random() > 0.25] or words


def _swapped(words: list[str], _: Sequence[str], choose: random.Random) -> list[str]:
    at = choose.randrange(len(words))
    return words[at:] + words[:at]


def _another_word(words: list[str], texts: Sequence[str], choose: random.Random) -> list[str]:
    at = choose.randrange(len(words))
    return [*words[:at], choose.choice(choose.choice(texts).split()), *words[at + 1 :]]


def _crossed(words: list[str], texts: Sequence[str], choose: random.Random) -> list[str]:
    """The beginning of one and the end of another."""
    other = choose.choice(texts).split()
    return words[: (len(words) + 1) // 2] + other[len(other) // 2 :]


def _greeted(words: list[str], _: Sequence[str], choose: random.Random) -> list[str]:
    return [choose.choice(PATTERNS["openers"]), *words]


def _pressed(words: list[str], _: Sequence[str], choose: random.Random) -> list[str]:
    return [*words, choose.choice(PATTERNS["closers"])]


def _with_another(words: list[str], texts: Sequence[str], choose: random.Random) -> list[str]:
    return [*words, *choose.choice(texts).split()]


def _mistyped(words: list[str], _: Sequence[str], choose: random.Random) -> list[str]:
    at = choose.randrange(len(words))
    letter = choose.randrange(len(words[at]))
    wrong = choose.choice(("", choose.choice(string.ascii_lowercase), 2 * words[at][letter]))
    return [*words[:at], words[at][:letter] + wrong + words[at][letter + 1 :], *words[at + 1 :]]


CHANGES: tuple[Change, ...] = (
    *(_shorter, _swapped, _another_word, _crossed),
    *(_greeted, _pressed, _with_another, _mistyped),
)
