"""What there is to learn or do: `milestones/*.yaml`, a file a topic."""

from typing import Annotated

from pydantic import Field

from bot.content.kinds import Declares, Id, Line, SourceId, Span, Title
from bot.core.model import Model


class Milestone(Model):
    """One checkable thing; progress is recorded on it."""

    id: Annotated[Id, Declares("milestone")]
    title: Title
    do: Line = Field(description="what to learn or do")
    check: Line = Field(description="how you know that you can")
    hours: Span = Field(
        description="hours of work, from a quick learner to a slow one; our estimate unless a source says"
    )
    sources: tuple[SourceId, ...] = Field(min_length=1, description="the guides that ask for it")
    optional: bool = False


class Subject(Model):
    """A file of milestones about one subject."""

    topic: Annotated[Id, Declares("subject")]
    title: Title
    milestones: tuple[Milestone, ...] = Field(min_length=1)
