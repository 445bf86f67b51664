"""What there is to learn or do: `milestones/*.yaml`, a file a topic."""

from typing import Self

from pydantic import Field, model_validator

from bot.content.kinds import Id, Line, Span, Title
from bot.core.model import Model


class Milestone(Model):
    """One checkable thing; progress is recorded on it."""

    id: Id
    title: Title
    do: Line = Field(description="what to learn or do")
    check: Line = Field(description="how you know that you can")
    hours: Span = Field(
        description="hours of work, from a quick learner to a slow one; our estimate unless a source says"
    )
    sources: tuple[Id, ...] = Field(min_length=1, description="the guides that ask for it")
    optional: bool = False


class Subject(Model):
    """A file of milestones about one subject."""

    topic: Id
    title: Title
    milestones: tuple[Milestone, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        ids = [milestone.id for milestone in self.milestones]
        twice = {id for id in ids if ids.count(id) > 1}
        if twice:
            raise ValueError(f"milestone ids stand twice: {', '.join(sorted(twice))}")
        return self
