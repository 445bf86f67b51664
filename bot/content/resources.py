"""Where to learn it: `resources.yaml`."""

from typing import Literal

from pydantic import Field

from bot.content.kinds import Address, Id, Line, Reviewed, Title
from bot.core.model import Model


class Resource(Reviewed):
    """A named material with its official address."""

    id: Id
    title: Title
    url: Address
    why: Line
    kind: Literal["course", "book", "documentation", "tool", "practice"]
    free: bool = Field(description="usable without paying")
    milestones: tuple[Id, ...] = Field(min_length=1)
    sources: tuple[Id, ...] = Field((), description="the guides that name it; empty when it is our own choice")


class Resources(Model):
    resources: tuple[Resource, ...] = Field(min_length=1)
