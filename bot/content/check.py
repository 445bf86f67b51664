"""What no file can see alone: names that lead nowhere, things said twice, answers that do not fit a card."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from bot.content.documents import Document, Mistake
from bot.content.pack import Pack
from bot.core.text import names_everybody

LINES_SHOWN = 8
"""An answer is read on a phone: more lines are a wall of text."""

ANSWER_LIMIT = 2400
"""Characters of a rendered answer; a card's text holds 2800."""

_FIGURE = re.compile(r"[$€£]\s?\d|\d\s?%|\d\s?[-–]\s?\d+\s?(?:months|years|hours)")
_REFERENCE = re.compile(r"\{\{fact:([^}]*)\}\}")


def mistakes_between(pack: Pack, documents: Mapping[str, Document]) -> list[Mistake]:
    """All of them, in no order."""
    check = _Check(pack, documents)
    parts = (check.names(), check.twice(), check.answers(), check.rest())
    return [mistake for part in parts for mistake in part]


@dataclass(frozen=True)
class _Check:
    pack: Pack
    documents: Mapping[str, Document]

    def names(self) -> Iterator[Mistake]:
        """Every id that one part of the pack uses for another must exist there."""
        for kind, users in _USES.items():
            known = _KNOWN[kind](self.pack)
            for prefix, owner, used in users(self.pack):
                for name in used:
                    if name not in known:
                        yield self.at(prefix, owner, name, f"{kind} '{name}' does not exist", _nearest(name, known))

    def twice(self) -> Iterator[Mistake]:
        """An id in two files, a phrasing in two entries."""
        counts = {"facts/": "facts", "milestones/": "milestones"}
        for prefix, part in counts.items():
            files = [document for file, document in self.documents.items() if file.startswith(prefix)]
            ids = [item["id"] for document in files for item in document.data[part]]
            for name in {name for name in ids if ids.count(name) > 1}:
                yield self.at(prefix, name, name, f"id '{name}' stands twice", "ids are unique; rename one")
        seen: dict[str, str] = {}
        for entry in self.pack.entries.values():
            for phrasing in entry.phrasings:
                other = seen.setdefault(" ".join(phrasing.casefold().split()), entry.id)
                if other != entry.id:
                    wrong = f"the phrasing '{phrasing}' is also in {other}"
                    yield self.at("faq/", entry.id, phrasing, wrong, "a question has one answer; keep it in one entry")

    def answers(self) -> Iterator[Mistake]:
        """An answer fits a phone, and its figures come from facts."""
        for entry in self.pack.entries.values():
            shown = self.pack.filled(entry.body) if _references(entry.body) <= self.pack.facts.keys() else entry.body
            lines = [line for line in shown.splitlines() if line.strip()]
            if len(lines) > LINES_SHOWN:
                yield self.at(
                    "faq/", entry.id, lines[0][:20], f"the answer has {len(lines)} lines", f"keep to {LINES_SHOWN}"
                )
            if len(shown) > ANSWER_LIMIT:
                wrong = f"the answer has {len(shown)} characters with its figures"
                yield self.at("faq/", entry.id, lines[0][:20], wrong, f"shorten it to {ANSWER_LIMIT}")
            if names_everybody(shown):
                yield self.at("faq/", entry.id, "@", "the answer would notify people", "take the mention out")
        for prefix, owner, body in _bodies(self.pack):
            if figure := _FIGURE.search(_REFERENCE.sub("", body)):
                mend = "make it a fact and write {{fact:ID}}, so that it says who said it and when"
                yield self.at(prefix, owner, figure.group(), f"the figure '{figure.group()}' is written by hand", mend)

    def rest(self) -> Iterator[Mistake]:
        for route in self.pack.routes.values():
            phases = [phase.id for phase in route.phases]
            for name in {name for name in phases if phases.count(name) > 1}:
                yield self.at(
                    "routes/", route.id, name, f"phase '{name}' stands twice", "phase ids differ within a route"
                )
        if self.pack.manifest.matching.suggest >= self.pack.manifest.matching.answer:
            yield self.at("pack.yaml", "", "suggest", "suggest is not below answer", "lower suggest or raise answer")

    def at(self, prefix: str, owner: str, needle: str, wrong: str, mend: str) -> Mistake:
        """The mistake at the line that holds the needle, from where the owner's own id stands."""
        for file, document in self.documents.items():
            if file.startswith(prefix) and (not owner or _names(document, owner)):
                start = document.line_of(f"id: {owner}") if owner else 1
                return Mistake(file, document.line_of(needle, start), wrong, mend)
        return Mistake(prefix, 1, wrong, mend)


def _names(document: Document, owner: str) -> bool:
    return bool(re.search(rf"^\W*(?:id|topic|term): [\"']?{re.escape(owner)}[\"']?\s*$", document.text, re.MULTILINE))


def _references(body: str) -> set[str]:
    return set(_REFERENCE.findall(body))


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"did you mean '{near[0]}'?" if near else "add it, or take the name out"


def _bodies(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Texts in which a figure must be a reference."""
    yield from (("faq/", entry.id, entry.body) for entry in pack.entries.values())
    yield from (("tips/", tip.id, tip.body) for tip in pack.tips.values())
    yield from (("myths.yaml", myth.id, myth.reality) for myth in pack.myths.values())


Uses = Iterator[tuple[str, str, Iterable[str]]]


def _facts(pack: Pack) -> Uses:
    yield "pack.yaml", "", pack.manifest.header
    yield from ((prefix, owner, _references(body)) for prefix, owner, body in _bodies(pack))
    yield from (("faq/", entry.id, entry.facts) for entry in pack.entries.values())
    yield from (("certifications.yaml", each.id, each.facts) for each in pack.certifications.values())
    yield from (("paths.yaml", each.id, each.facts) for each in pack.paths.values())
    yield from (("stories.yaml", each.id, each.facts) for each in pack.stories.values())
    yield from (("comparisons.yaml", each.id, each.facts) for each in pack.comparisons.values())
    yield from (("careers.yaml", each.id, each.facts) for each in pack.careers.values())
    yield from (("skills.yaml", each.id, each.facts) for each in pack.skills.values())
    if pack.projects:
        yield "projects.yaml", "", pack.projects.facts


def _milestones(pack: Pack) -> Uses:
    for route in pack.routes.values():
        yield "routes/", route.id, [step for phase in route.phases for step in phase.milestones]
        yield "routes/", route.id, [step for branch in route.branches for step in branch.milestones]
    yield from (("tips/", tip.id, tip.milestones) for tip in pack.tips.values())
    yield from (("resources.yaml", each.id, each.milestones) for each in pack.resources.values())
    yield from (("skills.yaml", each.id, each.milestones) for each in pack.skills.values())
    for question in pack.quiz.questions:
        yield "quiz.yaml", question.id, [name for option in question.options for name in option.knows]
    if pack.projects:
        yield from (("projects.yaml", each.id, [each.milestone]) for each in pack.projects.projects if each.milestone)
    if pack.interviews:
        yield from (("interviews.yaml", each.id, each.milestones) for each in pack.interviews.rounds)


def _sources(pack: Pack) -> Uses:
    yield from (("facts/", fact.id, [fact.source]) for fact in pack.facts.values())
    yield from (("milestones/", each.id, each.sources) for each in pack.milestones.values())
    yield from (("routes/", route.id, [route.source]) for route in pack.routes.values() if route.source)
    yield from (("tips/", tip.id, tip.sources) for tip in pack.tips.values())
    yield from (("resources.yaml", each.id, each.sources) for each in pack.resources.values())
    yield from (("certifications.yaml", each.id, each.sources) for each in pack.certifications.values())
    yield from (("stories.yaml", each.id, [each.source]) for each in pack.stories.values())
    yield from (("careers.yaml", each.id, [each.source]) for each in pack.careers.values())
    yield from (("myths.yaml", each.id, each.sources) for each in pack.myths.values())
    yield from (("skills.yaml", each.id, each.sources) for each in pack.skills.values())
    for comparison in pack.comparisons.values():
        yield "comparisons.yaml", comparison.id, [name for aspect in comparison.aspects for name in aspect.sources]


def _entries(pack: Pack) -> Uses:
    yield from (("faq/", entry.id, entry.related) for entry in pack.entries.values())


def _routes(pack: Pack) -> Uses:
    yield "pack.yaml", "", [pack.manifest.default_route]
    yield "quiz.yaml", "", pack.quiz.order
    yield from (("paths.yaml", path.id, [path.route]) for path in pack.paths.values())
    for question in pack.quiz.questions:
        yield "quiz.yaml", question.id, [route for option in question.options for route in option.routes]


def _phases(pack: Pack) -> Uses:
    yield from (("tips/", tip.id, tip.phases) for tip in pack.tips.values())


_USES: dict[str, Callable[[Pack], Uses]] = {
    "fact": _facts,
    "milestone": _milestones,
    "source": _sources,
    "entry": _entries,
    "route": _routes,
    "phase": _phases,
}

_KNOWN: dict[str, Callable[[Pack], Collection[str]]] = {
    "fact": lambda pack: pack.facts,
    "milestone": lambda pack: pack.milestones,
    "source": lambda pack: pack.sources,
    "entry": lambda pack: pack.entries,
    "route": lambda pack: pack.routes,
    "phase": lambda pack: {f"{route.id}/{phase.id}" for route in pack.routes.values() for phase in route.phases},
}
