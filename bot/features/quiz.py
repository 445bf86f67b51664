"""`/quiz`: two minutes that place a member on a route, and say why."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

from bot.calendar import week_of
from bot.clock import Clock
from bot.content import Pack
from bot.content.quiz import Option
from bot.core.commands import Arguments, carried, command
from bot.core.errors import UserError
from bot.core.model import Button, Card, Request
from bot.planning import Planning, Standing, next_slots
from bot.store import Member, Members, State


class QuizArguments(Arguments):
    answers: str = carried("")


@dataclass(frozen=True, slots=True)
class Placement:
    """What the answers come to. `known` are milestones; `because` are the reasons, one an answer."""

    route: str
    branch: str | None
    hours: float | None
    known: tuple[str, ...]
    because: tuple[str, ...]


class Quiz:
    """All answers so far are in the button, a letter each; nothing is kept until the last one."""

    def __init__(self, pack: Pack, planning: Planning, members: Members, clock: Clock) -> None:
        self._pack = pack
        self._planning = planning
        self._members = members
        self._clock = clock

    @command("quiz", "Find your route and starting point in two minutes", in_place=True, writes=True)
    async def quiz(self, request: Request, args: QuizArguments) -> Card:
        chosen = self._chosen(args.answers)
        if len(chosen) < len(self._pack.quiz.questions):
            return self._ask(args.answers)
        return await self._place(request, placement(self._pack, chosen))

    def _chosen(self, answers: str) -> list[Option]:
        questions = self._pack.quiz.questions
        picked = [
            next((option for option in question.options if option.id == letter), None)
            for question, letter in zip(questions, answers, strict=False)
        ]
        if len(answers) > len(questions) or None in picked:
            raise UserError("The quiz has changed since then. /quiz starts it anew.")
        return [option for option in picked if option]

    def _ask(self, answers: str) -> Card:
        quiz, number = self._pack.quiz, len(answers)
        question = quiz.questions[number]
        intro = f"{quiz.intro}\n\n" if not answers else ""
        return Card(
            title=f"Question {number + 1} of {len(quiz.questions)}",
            text=f"{intro}**{question.text}**",
            buttons=tuple(
                Button(label=option.label, command="quiz", args={"answers": answers + option.id})
                for option in question.options
            ),
            footer="The last answer starts one check-in and one tip a week; stop with one tap at any time.",
        )

    async def _place(self, request: Request, placed: Placement) -> Card:
        now = self._clock.now()
        member = await self._members.meet(request.person, request.place, now)
        await self._remember(member, request.id, placed)

        def place(fresh: Member) -> Member:
            started = fresh.started_at if fresh.state == "active" else int(now.timestamp())
            chosen = {
                "route": placed.route,
                "branch": placed.branch or fresh.branch,
                "hours": placed.hours or fresh.hours,
            }
            return fresh.model_copy(update=chosen | {"state": "active", "started_at": started})

        begins = partial(next_slots, now=now) if member.state != "active" else None
        member = await self._members.change(member, place, begins)
        await self._planning.replan(member, now)
        return self._result(member, placed, await self._planning.stands(member))

    async def _remember(self, member: Member, request_id: str, placed: Placement) -> None:
        """Ticks what is known, unless the member said more about it already; unticks what an earlier quiz assumed."""
        history = await self._planning.progress.of(member.id)
        states = history.states
        known: dict[str, State] = {step: "known" for step in placed.known if states.get(step, "open") == "open"}
        opened: dict[str, State] = {
            step: "open" for step, state in states.items() if state == "known" and step not in placed.known
        }
        week = week_of(member.zone, self._clock.now())
        await self._planning.progress.record(member.id, request_id, known | opened, week, self._clock.now())

    def _result(self, member: Member, placed: Placement, standing: Standing) -> Card:
        phase = standing.phase
        start = f"You start at **{phase.title}**" if phase else "You have finished all of it already"
        known = len([step for step in standing.steps if standing.states.get(step) == "known"])
        lines = [
            f"Your route: **{standing.route.title}**. {start}, with {known} of {len(standing.steps)} milestones known.",
            "",
            "**Why**",
            *(f"- {reason}" for reason in placed.because),
            "",
            f"I check in on **{member.rule('checkin')}** and plan {member.hours:g} hours a week.",
        ]
        return Card(
            title="Your starting point",
            text="\n".join(lines),
            buttons=(
                Button(label="This week's plan", command="plan", style="primary"),
                Button(label="Set my city and hours", command="settings", args={"form": "zone,weekday,time,hours"}),
                Button(label="See all routes", command="route"),
            ),
            footer="Take it again any time: your own ticks stay.",
        )


def placement(pack: Pack, chosen: list[Option]) -> Placement:
    """The same answers always give the same place: the most points, then the quiz's own order."""
    points: Counter[str] = Counter()
    for option in chosen:
        points.update(option.routes)
    order = [*pack.quiz.order, *pack.routes]
    route = max(order, key=lambda name: (points[name], -order.index(name)))
    branches = {branch.id for branch in pack.routes[route].branches}
    return Placement(
        route=route,
        branch=next((option.branch for option in chosen if option.branch in branches), None),
        hours=next((option.hours for option in reversed(chosen) if option.hours), None),
        known=tuple(dict.fromkeys(step for option in chosen for step in option.knows)),
        because=tuple(option.because for option in chosen),
    )
