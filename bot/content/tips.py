"""Short pieces of advice, one a file: `tips/*.md`, front matter and one paragraph."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.content.kinds import Declares, Figures, Id, MilestoneId, PhaseName, SourceId, Title
from bot.core.model import Model


class Tip(Model):
    """For a milestone, or for every milestone of some phases (`ROUTE/PHASE`)."""

    id: Annotated[Id, Declares("tip")]
    title: Title
    milestones: tuple[MilestoneId, ...] = ()
    phases: tuple[PhaseName, ...] = ()
    sources: tuple[SourceId, ...] = ()
    body: Annotated[str, Figures()] = Field(min_length=40, max_length=900)

    @model_validator(mode="after")
    def _for_something(self) -> Self:
        if not self.milestones and not self.phases:
            raise ValueError("a tip is for a milestone or a phase; give milestones: or phases:")
        return self
