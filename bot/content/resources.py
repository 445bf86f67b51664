"""Where to learn it: `resources.yaml`."""

from typing import Annotated, Literal

from pydantic import Field

from bot.content.kinds import Address, Declares, Id, Line, MilestoneId, Reviewed, SourceId, Title
from bot.core.model import Model


class Resource(Reviewed):
    """A named material with its official address."""

    id: Annotated[Id, Declares("resource")]
    title: Title
    url: Address
    why: Line
    kind: Literal["course", "book", "documentation", "tool", "practice"]
    free: bool = Field(description="usable without paying")
    milestones: tuple[MilestoneId, ...] = Field(min_length=1)
    sources: tuple[SourceId, ...] = Field((), description="the guides that name it; empty when it is our own choice")


class Resources(Model):
    resources: tuple[Resource, ...] = Field(min_length=1)
