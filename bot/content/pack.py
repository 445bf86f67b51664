"""A whole content pack, checked, and the ways to look things up in it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Self

from pydantic import Field, model_validator

from bot.content.careers import Career, Certification, Comparison, Path, Story
from bot.content.facts import Fact, Source, Topic, attribution
from bot.content.faq import Entry
from bot.content.kinds import FactId, Id, Line, RouteId, Title, said_on
from bot.content.milestones import Milestone, Subject
from bot.content.quiz import Quiz
from bot.content.reference import Interviews, Myth, Projects, Skill, Term
from bot.content.resources import Resource
from bot.content.routes import Route
from bot.content.slots import SlotWords
from bot.content.tips import Tip
from bot.core.model import Model
from bot.core.text import folded

REFUSED = ""
"""What a text means that is out of scope."""


class Matching(Model):
    """From which probability on an entry is answered, or offered."""

    answer: float = Field(0.6, gt=0, lt=1)
    suggest: float = Field(0.25, gt=0, lt=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.suggest >= self.answer:
            raise ValueError("suggest is not below answer; lower suggest or raise answer")
        return self


class Manifest(Model):
    """`pack.yaml`."""

    id: Id
    title: Title
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    summary: Line
    default_route: RouteId
    header: tuple[FactId, ...] = Field((), description="facts on the pack's first card")
    matching: Matching = Matching()


@dataclass(frozen=True)
class Pack:
    """Everything a pack holds, by id, in the order of its files.

    A pack that was read stays as it is. The bot works on a copy, into which it puts what mentors write: whoever holds
    the copy sees that at once.
    """

    manifest: Manifest
    sources: dict[str, Source]
    topics: dict[str, Topic]
    facts: dict[str, Fact]
    entries: dict[str, Entry]
    phrasings: dict[str, tuple[str, ...]]
    refusals: tuple[str, ...]
    slots: SlotWords
    subjects: dict[str, Subject]
    milestones: dict[str, Milestone]
    routes: dict[str, Route]
    tips: dict[str, Tip]
    resources: dict[str, Resource]
    quiz: Quiz
    certifications: dict[str, Certification]
    paths: dict[str, Path]
    stories: dict[str, Story]
    comparisons: dict[str, Comparison]
    careers: dict[str, Career]
    terms: dict[str, Term]
    myths: dict[str, Myth]
    skills: dict[str, Skill]
    projects: Projects | None
    interviews: Interviews | None

    def copy(self) -> Self:
        """One that can be changed without changing this."""
        own: dict[str, Any] = {name: dict(items) for name, items in self._by_id().items()}
        return replace(self, **own)

    def become(self, other: Self) -> None:
        """Takes over all that the other holds by id."""
        mine = self._by_id()
        for name, items in other._by_id().items():
            mine[name].clear()
            mine[name].update(items)

    def _by_id(self) -> dict[str, dict[str, Any]]:
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: items for name, items in found.items() if isinstance(items, dict)}

    @cached_property
    def meanings(self) -> dict[str, str]:
        """The entry, or REFUSED, of each text that is known word for word, by `folded` text. For a pack as it was read:
        there are thousands, and this is never made anew.
        """
        meanings = {folded(line): REFUSED for line in self.refusals}
        return meanings | {folded(line): id for id, lines in self.phrasings.items() for line in lines}

    def figure(self, fact: str) -> str:
        """A fact as it stands in a sentence: `$130,000–180,000 a year (MyAICareer, Jan 2026)`."""
        found = self.facts[fact]
        return f"{found.value} ({attribution(found, self.sources[found.source])})"

    def bullet(self, fact: str) -> str:
        """A fact as a line of a list: what the figure is of, then the figure."""
        figure, found = self.figure(fact), self.facts[fact]
        return f"- {figure}" if found.value == found.statement else f"- {found.statement}: {figure}"

    def filled(self, markdown: str) -> str:
        """The text with every `{{fact:ID}}` written out."""
        return re.sub(r"\{\{fact:([^}]*)\}\}", lambda found: self.figure(found.group(1)), markdown)

    def facts_named(self, markdown: str) -> tuple[str, ...]:
        """The facts of which a text has a `{{fact:ID}}`."""
        return tuple(re.findall(r"\{\{fact:([^}]*)\}\}", markdown))

    def facts_in(self, entry: Entry) -> tuple[str, ...]:
        """The facts of an answer: those in its text, then those below it."""
        return (*self.facts_named(entry.body), *entry.facts)

    def said_by(self, sources: Iterable[str]) -> str:
        """The sources behind something, with their dates: `MyAICareer (Jan 2026), Edirae (2026)`."""
        named = [self.sources[source] for source in dict.fromkeys(sources)]
        return ", ".join(f"{source.short} ({said_on(source.published)})" for source in named)

    def route(self, chosen: str | None) -> Route:
        """The chosen route, or the default one where the pack no longer has it."""
        return self.routes.get(chosen or "", self.routes[self.manifest.default_route])
