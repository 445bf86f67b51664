"""What no file can see alone: names that lead nowhere, things said twice, answers that do not fit a card."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from difflib import get_close_matches

from bot.content.documents import Document, Mistake
from bot.content.faq import Entry, Phrasings, Refusals
from bot.content.kinds import Declares, Figures, Unseen, Uses
from bot.content.marks import Loc, Marked, values
from bot.content.pack import Pack
from bot.content.slots import SlotWords
from bot.core.model import Model
from bot.core.text import folded, names_everybody

LINES_SHOWN = 8
"""An answer is read on a phone: more lines are a wall of text."""

ANSWER_LIMIT = 2400
"""Characters of a rendered answer; a card's text holds 2800."""

BELOW_LIMIT = 1000
"""Characters of the facts below an answer: what one field of a card holds."""

FEWEST_PHRASINGS = 6
"""Of an answer of the pack; what a mentor wrote begins with the questions that were asked."""

_FIGURE = re.compile(r"[$€£]\s?\d[\d,.]*\d|[$€£]\s?\d|\d[\d,.]*\s?%|\d+\s?[-–]\s?\d+\s?(?:months|years|hours)")
_REFERENCE = re.compile(r"\{\{fact:([^{}]*)\}\}")


Known = dict[str, set[str]]


@dataclass(frozen=True)
class Part:
    """A file that could be read, and its model."""

    document: Document
    model: Model

    def mistake(self, loc: Loc, wrong: str, mend: str, needle: str = "") -> Mistake:
        """At the field's line, or at the first line from there on that holds the needle."""
        line = self.document.line(loc)
        return Mistake(self.document.file, self.document.line_of(needle, line) if needle else line, wrong, mend)


def mistakes_in(parts: Iterable[Part], half_known: Set[str]) -> list[Mistake]:
    """All mistakes that lie between the parts; `half_known` are the kinds of which a file could not be read."""
    parts = list(parts)
    found = [(part, marked) for part in parts for marked in _walked(part.model)]
    known = _declared(found)
    between = [mistake for part, marked in found for mistake in _one(part, marked, known, half_known)]
    said = [*_phrasings(parts), *_slot_words(found)]
    return [*_twice(found), *between, *said, *_never_asked(parts, known, half_known), *_too_few(parts)]


def _declared(found: Iterable[tuple[Part, Marked]]) -> Known:
    """Every id by kind, as others write it."""
    known: Known = {}
    for part, marked in found:
        for mark in marked.marks:
            if isinstance(mark, Declares):
                name = f"{getattr(part.model, 'id', '')}/{marked.value}" if mark.local else marked.value
                known.setdefault(mark.kind, set()).add(name)
    return known


def _twice(found: Iterable[tuple[Part, Marked]]) -> Iterator[Mistake]:
    """A second thing of the same kind and id."""
    seen: dict[tuple[object, ...], str] = {}
    for part, marked, mark in [(part, each, mark) for part, each in found for mark in each.marks]:
        if isinstance(mark, Declares):
            within = (part.document.file, *marked.loc[:-2]) if mark.local or mark.repeats else ()
            name = (mark.kind, marked.value, within)
            if name in seen:
                wrong = f"{mark.kind} '{marked.value}' stands twice, first at {seen[name]}"
                yield part.mistake(marked.loc, wrong, "ids differ; rename one of the two, or take it out")
            seen.setdefault(name, f"{part.document.file}:{part.document.line(marked.loc)}")


def _one(part: Part, marked: Marked, known: Known, half_known: Set[str]) -> Iterator[Mistake]:
    """What is wrong with one value."""
    for mark in marked.marks:
        if isinstance(mark, Uses):
            yield from _missing(part, marked, mark.kind, [marked.value], known, half_known)
        if isinstance(mark, Figures):
            references = _REFERENCE.findall(marked.value)
            yield from _missing(part, marked, "fact", references, known, half_known)
            if not getattr(part.model, "by_mentor", False):
                yield from _by_hand(part, marked)
    unseen = any(isinstance(mark, Unseen) for mark in marked.marks)
    if not unseen and (call := names_everybody(marked.value)):
        yield part.mistake(marked.loc, f"'{call}' would notify people", "take the mention out", call)


def _missing(
    part: Part, marked: Marked, kind: str, names: list[str], known: Known, half_known: Set[str]
) -> Iterator[Mistake]:
    ids = known.get(kind, set())
    for name in names:
        if name not in ids and kind not in half_known:
            near = get_close_matches(name, sorted(ids), n=1, cutoff=0.5)
            mend = f"did you mean '{near[0]}'?" if near else "add it, or take the name out"
            yield part.mistake(marked.loc, f"{kind} '{name}' does not exist", mend, name)


def _by_hand(part: Part, marked: Marked) -> Iterator[Mistake]:
    """A figure that is no reference, or a reference that is none."""
    mend = "make it a fact and write {{fact:ID}}, so that it says who said it and when"
    rest = _REFERENCE.sub("", marked.value)
    if figure := _FIGURE.search(rest):
        yield part.mistake(marked.loc, f"the figure '{figure.group()}' is written by hand", mend, figure.group())
    if broken := re.search(r"\{\{[^}\n]*\}*", rest):
        yield part.mistake(marked.loc, f"'{broken.group()}' is no reference", "write {{fact:ID}}", broken.group())


def _walked(model: Model) -> Iterator[Marked]:
    """Lines that are only ever compared hold no names, and there are thousands of them."""
    bare = isinstance(model, Phrasings | Refusals)
    return values(model.model_copy(update={"lines": ()}) if bare else model)


def _phrasings(parts: list[Part]) -> Iterator[Mistake]:
    """A question has one answer: no phrasing stands in two entries."""
    seen: dict[str, str] = {}
    for part, model in [(part, part.model) for part in parts if isinstance(part.model, Phrasings)]:
        for at, line in enumerate(model.lines):
            other = seen.setdefault(folded(line), model.id)
            if other != model.id:
                wrong = f"the phrasing '{line}' is also in {other}"
                yield part.mistake(("lines", at), wrong, "a question has one answer; keep it in one entry")


def _slot_words(found: list[tuple[Part, Marked]]) -> Iterator[Mistake]:
    """A word means one value of a slot."""
    seen: dict[tuple[object, ...], object] = {}
    for part, marked in found:
        if isinstance(part.model, SlotWords) and len(marked.loc) == 4 and marked.loc[2] == "words":
            slot, number = marked.loc[:2]
            first = seen.setdefault((slot, " ".join(marked.value.replace("-", " ").split())), number)
            if first != number:
                yield part.mistake(marked.loc, f"'{marked.value}' stands for two values of {slot}", "keep it in one")


def _never_asked(parts: Iterable[Part], known: Known, half_known: Set[str]) -> Iterator[Mistake]:
    """Every entry has a file of phrasings."""
    for part in parts:
        if isinstance(part.model, Entry) and "phrasings" not in half_known:
            id = part.model.id
            if id not in known.get("phrasings", ()):
                mend = f"add phrasings/{id}.txt with {FEWEST_PHRASINGS} questions or more, one a line"
                yield part.mistake(("id",), f"nothing says how '{id}' is asked for", mend)


def _too_few(parts: Iterable[Part]) -> Iterator[Mistake]:
    mentors = {part.model.id for part in parts if isinstance(part.model, Entry) and part.model.by_mentor}
    for part in parts:
        if isinstance(part.model, Phrasings) and part.model.id not in mentors:
            count = len(part.model.lines)
            if count < FEWEST_PHRASINGS:
                yield part.mistake(("lines",), f"lines has {count}", f"give at least {FEWEST_PHRASINGS}")


def answers_too_long(pack: Pack, parts: Iterable[Part]) -> Iterator[Mistake]:
    """An answer fits a phone and a card, with its figures written out."""
    for part in parts:
        if isinstance(part.model, Entry) and _readable(pack, part.model):
            shown = pack.filled(part.model.body)
            lines = len([line for line in shown.splitlines() if line.strip()])
            below = len("\n".join(pack.bullet(fact) for fact in part.model.facts))
            if lines > LINES_SHOWN:
                yield part.mistake(("body",), f"the answer has {lines} lines", f"keep to {LINES_SHOWN}")
            if len(shown) > ANSWER_LIMIT:
                wrong = f"the answer has {len(shown)} characters with its figures"
                yield part.mistake(("body",), wrong, f"shorten it to {ANSWER_LIMIT}")
            if below > BELOW_LIMIT:
                wrong = f"the facts below the answer have {below} characters"
                yield part.mistake(("facts",), wrong, f"give fewer: {BELOW_LIMIT} fit")


def _readable(pack: Pack, entry: Entry) -> bool:
    """Whether every fact of an answer, and its source, is there."""
    facts = pack.facts_in(entry)
    return all(fact in pack.facts and pack.facts[fact].source in pack.sources for fact in facts)
