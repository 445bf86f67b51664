"""What a member looks up: words, myths, skills, projects, interviews."""

from typing import Literal

from pydantic import Field

from bot.content.kinds import Id, Line, Title
from bot.core.model import Model


class Term(Model):
    term: Title
    also: tuple[Title, ...] = Field((), description="other spellings and short forms")
    means: Line


class Glossary(Model):
    terms: tuple[Term, ...] = Field(min_length=1)


class Myth(Model):
    id: Id
    myth: Line
    reality: Line = Field(description="may hold {{fact:ID}}")
    sources: tuple[Id, ...] = Field(min_length=1)


class Myths(Model):
    myths: tuple[Myth, ...] = Field(min_length=1)


class Skill(Model):
    """Something to check oneself against, and the milestones that teach it."""

    id: Id
    title: Title
    kind: Literal["technical", "soft"]
    can: Line = Field(description="what somebody who has it can do")
    milestones: tuple[Id, ...] = ()
    facts: tuple[Id, ...] = ()
    sources: tuple[Id, ...] = Field(min_length=1)


class Skills(Model):
    skills: tuple[Skill, ...] = Field(min_length=1)


class Project(Model):
    id: Id
    title: Title
    level: Literal["beginner", "intermediate", "advanced"]
    build: Line
    milestone: Id | None = None
    sources: tuple[Id, ...] = Field(min_length=1)


class Projects(Model):
    bar: tuple[Line, ...] = Field(min_length=1, description="what each project must show before it is shown to anybody")
    bar_source: Id
    facts: tuple[Id, ...] = Field((), description="how many, as each guide says")
    projects: tuple[Project, ...] = Field(min_length=1)


class InterviewRound(Model):
    id: Id
    title: Title
    expect: Line
    prepare: Line
    milestones: tuple[Id, ...] = ()
    sources: tuple[Id, ...] = Field(min_length=1)


class Flashcard(Model):
    id: Id
    round: Id
    front: Line
    back: Line
    sources: tuple[Id, ...] = Field(min_length=1)


class Interviews(Model):
    rounds: tuple[InterviewRound, ...] = Field(min_length=1)
    cards: tuple[Flashcard, ...] = ()
