"""The placement quiz: `quiz.yaml`. Points choose the route, ticks say what is known already."""

from typing import Annotated

from pydantic import Field, StringConstraints

from bot.content.kinds import BranchId, Declares, Id, Line, MilestoneId, RouteId, Title
from bot.core.model import Model


class Option(Model):
    """A button. Its id is one letter, so that all answers so far fit into the next button's code."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-e]$"), Declares("option", local=True)]
    label: Title
    routes: dict[RouteId, int] = Field({}, description="points for routes")
    knows: tuple[MilestoneId, ...] = Field((), description="milestones that this answer makes known")
    branch: BranchId | None = None
    hours: float | None = Field(None, gt=0, le=60, description="hours of study a week")
    because: Line = Field(description="how the result explains this answer: 'You write Python at work, so …'")


class QuizQuestion(Model):
    id: Annotated[Id, Declares("question")]
    text: Line
    options: tuple[Option, ...] = Field(min_length=2, max_length=5)


class Quiz(Model):
    """Deterministic: the route with the most points wins, the first in `order` on a tie."""

    intro: Line
    order: tuple[RouteId, ...] = Field(min_length=1, description="routes from most to least preferred on a tie")
    questions: tuple[QuizQuestion, ...] = Field(min_length=6, max_length=8)
