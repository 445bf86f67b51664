"""What a member looks up: words, myths, skills, projects, interviews."""

from typing import Annotated, Literal

from pydantic import Field

from bot.content.kinds import Declares, FactId, Figures, Id, Line, MilestoneId, SourceId, Title, Uses
from bot.core.model import Model


class Term(Model):
    term: Annotated[Title, Declares("term")]
    also: tuple[Title, ...] = Field((), description="other spellings and short forms")
    means: Line


class Glossary(Model):
    terms: tuple[Term, ...] = Field(min_length=1)


class Myth(Model):
    id: Annotated[Id, Declares("myth")]
    myth: Line
    reality: Annotated[Line, Figures()] = Field(description="may hold {{fact:ID}}")
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Myths(Model):
    myths: tuple[Myth, ...] = Field(min_length=1)


class Skill(Model):
    """Something to check oneself against, and the milestones that teach it."""

    id: Annotated[Id, Declares("skill")]
    title: Title
    kind: Literal["technical", "soft"]
    can: Line = Field(description="what somebody who has it can do")
    milestones: tuple[MilestoneId, ...] = ()
    facts: tuple[FactId, ...] = ()
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Skills(Model):
    skills: tuple[Skill, ...] = Field(min_length=1)


class Project(Model):
    id: Annotated[Id, Declares("project")]
    title: Title
    level: Literal["beginner", "intermediate", "advanced"]
    build: Line
    milestone: MilestoneId | None = None
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Projects(Model):
    bar: tuple[Line, ...] = Field(min_length=1, description="what each project must show before it is shown to anybody")
    bar_source: SourceId
    facts: tuple[FactId, ...] = Field((), description="how many, as each guide says")
    projects: tuple[Project, ...] = Field(min_length=1)


class InterviewRound(Model):
    id: Annotated[Id, Declares("round")]
    title: Title
    expect: Line
    prepare: Line
    milestones: tuple[MilestoneId, ...] = ()
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Flashcard(Model):
    id: Annotated[Id, Declares("card")]
    round: Annotated[Id, Uses("round")]
    front: Line
    back: Line
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Interviews(Model):
    rounds: tuple[InterviewRound, ...] = Field(min_length=1)
    cards: tuple[Flashcard, ...] = ()
