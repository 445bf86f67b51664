"""Orderings of milestones into phases: `routes/*.yaml`, one for each guide and the merged default."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, PrivateAttr

from bot.content.kinds import Declares, Id, Line, MilestoneId, SourceId, Span, Title
from bot.core.model import Model


class Branch(Model):
    """One of several specialisations; a member chooses one or none."""

    id: Annotated[Id, Declares("branch", repeats=True)]
    title: Title
    milestones: tuple[MilestoneId, ...] = Field(min_length=1)


class Phase(Model):
    """A stretch of the route, with the months its guide gives it (none where the guide gives none)."""

    id: Annotated[Id, Declares("phase", local=True)]
    title: Title
    months: Span | None = None
    milestones: tuple[MilestoneId, ...] = ()
    branches: tuple[Branch, ...] = ()

    def steps(self, branch: str | None) -> Iterator[str]:
        """The milestones of the phase in order, those of the chosen branch last."""
        yield from self.milestones
        for option in self.branches:
            if option.id == branch:
                yield from option.milestones


class Route(Model):
    """`source` is the guide that gives this order, or none for our own merged one."""

    id: Annotated[Id, Declares("route")]
    title: Title
    source: SourceId | None = None
    summary: Line
    before: Line | None = Field(None, description="what the guide asks for before its first phase")
    job_search: Span | None = Field(None, description="months of job search, shown apart from training")
    phases: tuple[Phase, ...] = Field(min_length=1)
    _steps: dict[str | None, tuple[str, ...]] = PrivateAttr(default_factory=dict)

    def steps(self, branch: str | None = None) -> tuple[str, ...]:
        """All milestones in order, each once."""
        if branch not in self._steps:
            self._steps[branch] = tuple(dict.fromkeys(step for phase in self.phases for step in phase.steps(branch)))
        return self._steps[branch]

    @property
    def branches(self) -> tuple[Branch, ...]:
        return tuple(branch for phase in self.phases for branch in phase.branches)
