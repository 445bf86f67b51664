"""Reads a question for whom it is about: a level, a region, a background."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import get_args

from bot.content.facts import Background, Level
from bot.content.slots import SlotName, SlotWords, Where
from bot.core.model import Model

NAMES: tuple[SlotName, ...] = get_args(SlotName)

_NUMBER = r"(?P<low>\d{1,2})\s*\+?(?:\s*(?:-|–|to)\s*(?P<high>\d{1,2})\s*\+?)?\s*-?\s*"
_UNIT = r"(?:years?|yrs?)\b"
_YEARS = re.compile(
    rf"(?<![\w.,$]){_NUMBER}(?:yoe\b|{_UNIT}\s*(?:of\s+)?(?:\w+\s+){{0,2}}?(?:experience|exp)\b)"
    rf"|\b(?:with|have|has|having|got)\s+(?:over|about|around|at least|more than)?\s*"
    rf"{_NUMBER.replace('<low>', '<least>').replace('<high>', '<most>')}{_UNIT}"
    r"(?:\s+(?:of\s+)?(?:\w+\s+){0,2}?(?:experience|exp)\b)?"
    rf"|(?<![\w.,$])(?P<plus>\d{{1,2}})\s*\+\s*{_UNIT}",
    re.IGNORECASE,
)
"""`5+ years`, `3-4 years of experience`, `with 3 years`; not `in 5 years`, which says when and not who."""

_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")


class Slots(Model):
    """Whom something is about, as far as it was said."""

    level: Level | None = None
    region: Where | None = None
    background: Background | None = None

    @property
    def filled(self) -> dict[str, str]:
        """The values by the names of their slots."""
        found: dict[str, str] = self.model_dump(exclude_none=True)
        return found

    def only(self, names: Iterable[SlotName]) -> "Slots":
        """The same, with nothing in the other slots."""
        return Slots.model_validate({name: self.filled[name] for name in names if name in self.filled})

    def changed_by(self, other: "Slots") -> "Slots":
        return Slots.model_validate(self.filled | other.filled)


NOBODY = Slots()


class Reader:
    """Knows the words of a pack. Of two words that overlap the longer counts; a slot with two values stays open."""

    def __init__(self, words: SlotWords) -> None:
        self._bands = words.bands
        self._meant: dict[str, list[tuple[SlotName, str]]] = {}
        for name in NAMES:
            for each in words.named(name):
                for word in each.words:
                    self._meant.setdefault(_one_spelling(word), []).append((name, each.value))
        for word in words.fillers:
            if " " in word:
                self._meant.setdefault(_one_spelling(word), [])
        self._any = _pattern(self._meant)
        self._shouted = _pattern(word for word in self._meant if word == word.lower())
        self._fillers = {_one_spelling(word) for word in (*words.fillers, *words.openers)}
        self._opener = _pattern(_one_spelling(word) for word in words.openers)

    def read(self, text: str) -> Slots:
        """Never raises, whatever the text."""
        said: dict[SlotName, set[str]] = {}
        for name, value in self._said(text):
            said.setdefault(name, set()).add(value)
        return Slots.model_validate({name: next(iter(values)) for name, values in said.items() if len(values) == 1})

    def says_nothing_else(self, text: str) -> bool:
        """Whether nothing is left of a text without its slots and the words that say nothing: `And in Europe?`"""
        left = self._words(text).sub(" ", _YEARS.sub(" ", text)).lower().replace("’", "'")
        return all(word in self._fillers for word in _WORD.findall(left))

    def continues(self, text: str) -> bool:
        """Whether a text begins like one that goes on with what was said before."""
        return self._opener.match(text.lower().lstrip()) is not None

    def _said(self, text: str) -> Iterator[tuple[SlotName, str]]:
        for found in self._words(text).finditer(text):
            word = _one_spelling(found.group("word"))
            yield from self._meant.get(word, self._meant.get(word.casefold(), []))
        for found in _YEARS.finditer(text):
            if level := self._level(found):
                yield "level", level

    def _words(self, text: str) -> re.Pattern[str]:
        """In several words without small letters a capital letter says nothing."""
        shouted = not any(letter.islower() for letter in text) and len(text.split()) > 1
        return self._shouted if shouted else self._any

    def _level(self, found: re.Match[str]) -> Level | None:
        """The band in whose middle the years are: `0–2 years` is the first of them and not the second."""
        years = [int(each) for each in found.groups() if each is not None]
        middle = sum(years) / len(years)
        return next((band.level for band in self._bands if band.below is None or middle < band.below), None)


@cache
def reader(words: SlotWords) -> Reader:
    """Of the same words the same one: its patterns take milliseconds to make."""
    return Reader(words)


def _one_spelling(word: str) -> str:
    return " ".join(re.split(r"[\s-]+", word.strip()))


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, the longest first; those with a capital letter only as they are written."""
    ordered = sorted(words, key=len, reverse=True)
    parts = [re.escape(word).replace(r"\ ", r"[\s-]+") for word in ordered]
    cased = [rf"(?i:{part})" if word == word.lower() else part for word, part in zip(ordered, parts, strict=True)]
    return re.compile(rf"(?<!\w)(?P<word>{'|'.join(cased)})(?:['’]?[sS])?(?!\w)" if cased else r"(?!)")
