"""What a member has learnt and answered: append-only, so that everything can be undone and nothing is counted twice."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from pydantic import Field

from bot.core.model import Model
from bot.store.database import Database, Queries, listed
from bot.store.holding import hold
from bot.store.once import Once

State = Literal["known", "done", "partly", "stuck", "open"]


class Step(NamedTuple):
    """One row of the history: a milestone came into a state. `at` is UTC seconds, `week` the local ISO week."""

    member_id: str
    seq: int
    request_id: str
    milestone: str
    state: State
    week: str
    at: int
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """A week's plan and what the member answered about it."""

    week: str
    milestones: tuple[str, ...]
    hours: float | None = None
    note: str | None = None
    answered_at: int | None = None


class Answer(Model):
    """What a member says of a week: the states of its milestones, hours, a note; `erased` names what they took back."""

    states: dict[str, State] = Field(default_factory=dict)
    hours: float | None = None
    note: str | None = None
    erased: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class History:
    """All steps of a member, oldest first."""

    steps: tuple[Step, ...] = ()

    @property
    def states(self) -> dict[str, State]:
        """The present state of every milestone that ever had one."""
        return {step.milestone: step.state for step in self.steps}

    def in_week(self, week: str) -> dict[str, State]:
        """What was said of each milestone in one week, and not taken back."""
        said = [step for step in self.kept if step.week == week and step.state not in ("known", "open")]
        return {step.milestone: step.state for step in said}

    @property
    def kept(self) -> tuple[Step, ...]:
        """The steps that count: neither undone nor an undo."""
        undone = {step.undoes for step in self.steps}
        return tuple(step for step in self.steps if step.undoes is None and step.seq not in undone)

    def last_to_undo(self) -> tuple[Step, ...]:
        """What the newest request recorded that can be taken back; what the quiz assumed is not the member's saying."""
        said = [step for step in self.kept if step.state not in ("known", "open")]
        return tuple(step for step in said if step.request_id == said[-1].request_id)

    def undone_by(self, request_id: str) -> tuple[Step, ...]:
        """What this very request took back before, when a platform delivers it again."""
        undone = {step.undoes for step in self.steps if step.request_id == request_id}
        return tuple(step for step in self.steps if step.seq in undone)

    def before(self, step: Step) -> State:
        """The state that the milestone had before this step."""
        earlier = [other.state for other in self.steps if other.milestone == step.milestone and other.seq < step.seq]
        return earlier[-1] if earlier else "open"


class Progress:
    """A repeated request changes nothing: its id is part of each row's key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, member_id: str) -> History:
        async with self._database.reading() as run:
            return _history(await run.progress_of(member_id=member_id))

    async def record(self, member_id: str, request_id: str, states: dict[str, State], week: str, now: datetime) -> None:
        about = {"member_id": member_id, "request_id": request_id, "week": week, "at": now}
        async with self._database.transaction() as run:
            await hold(run, member_id)
            for milestone, state in states.items():
                await run.add_progress(milestone=milestone, state=state, undoes=None, **about)

    async def undo(self, member_id: str, request_id: str, week: str, now: datetime) -> dict[str, State]:
        """Takes back all that the last request recorded; gives the states that its milestones have again."""
        about = {"member_id": member_id, "request_id": request_id, "week": week, "at": now}
        async with self._database.transaction() as run:
            await hold(run, member_id)
            history = _history(await run.progress_of(member_id=member_id))
            undoing = history.undone_by(request_id) or history.last_to_undo()
            states = {step.milestone: history.before(step) for step in undoing}
            for step in undoing:
                await run.add_progress(milestone=step.milestone, state=states[step.milestone], undoes=step.seq, **about)
        return states

    async def week(self, member_id: str, week: str) -> Week | None:
        async with self._database.reading() as run:
            row = await run.week_of_member(member_id=member_id, week=week)
        return _week(row) if row else None

    async def weeks(self, member_id: str) -> tuple[Week, ...]:
        """Every week that had a plan, oldest first."""
        async with self._database.reading() as run:
            return tuple(_week(row) for row in await run.weeks_of(member_id=member_id))

    @asynccontextmanager
    async def changing(self, member_id: str) -> AsyncIterator[Queries]:
        """A transaction in which nobody else changes anything of the member's. Raises `UserError` if they are gone."""
        async with self._database.transaction() as run:
            await hold(run, member_id)
            yield run

    @staticmethod
    async def of_all(run: Queries, member_ids: Iterable[str]) -> dict[str, History]:
        """The history of each member who has one."""
        steps = defaultdict(list)
        for row in await run.progress_of_members(members=listed(member_ids)):
            steps[row["member_id"]].append(Step(**row))
        return {id: History(steps=tuple(each)) for id, each in steps.items()}

    @staticmethod
    async def weeks_of_all(run: Queries, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Week]:
        """By member and week: the plans that there are."""
        ids, weeks = zip(*asked, strict=True)
        rows = await run.weeks_of_members(members=listed(ids), weeks=listed(weeks))
        return {(row["member_id"], row["week"]): _week(row) for row in rows}

    @staticmethod
    async def open_weeks(run: Queries, plans: Mapping[tuple[str, str], Iterable[str]], now: datetime) -> None:
        """Keeps plans by member and week; whoever looked that there is none yet holds the members."""
        rows = [
            {"member_id": id, "week": week, "milestones": json.dumps(list(plan)), "opened_at": now}
            for (id, week), plan in plans.items()
        ]
        await run.open_week(rows)

    async def replan(self, member_id: str, week: str, milestones: Iterable[str]) -> None:
        """A new plan for a week, after the member chose another route or was placed anew."""
        async with self._database.transaction() as run:
            await hold(run, member_id)
            await run.replan_week(member_id=member_id, week=week, milestones=json.dumps(list(milestones)))

    async def answer_week(self, member_id: str, week: str, answer: Answer, once: Once) -> None:
        """All of an answer or nothing of it. Hours and note are kept when neither given again nor erased."""
        about = {"member_id": member_id, "request_id": once.request_id, "week": week, "at": once.now}
        async with self._database.transaction() as run:
            await hold(run, member_id)
            if not await once.first(run, member_id):
                return
            for milestone, state in answer.states.items():
                await run.add_progress(milestone=milestone, state=state, undoes=None, **about)
            erased = {"no_hours": int("hours" in answer.erased), "no_note": int("note" in answer.erased)}
            said = {"hours": answer.hours, "note": answer.note, **erased}
            await run.answer_week(member_id=member_id, week=week, answered_at=once.now, **said)

    @staticmethod
    async def tips_of_all(run: Queries, member_ids: Iterable[str]) -> dict[str, dict[str, str]]:
        """The tips that each member was given so far: what each was given for, by tip."""
        given: dict[str, dict[str, str]] = defaultdict(dict)
        for row in await run.tips_given_to_members(members=listed(member_ids)):
            given[row["member_id"]][row["tip"]] = row["given_for"]
        return given

    @staticmethod
    async def give_tips(run: Queries, tips: Iterable[tuple[str, str, str]], now: datetime) -> None:
        """Keeps which member was given which tip for what."""
        await run.give_tip({"member_id": id, "tip": tip, "given_for": why, "at": now} for id, tip, why in tips)


def _history(rows: list[dict[str, Any]]) -> History:
    return History(steps=tuple(Step(**row) for row in rows))


def _week(row: dict[str, Any]) -> Week:
    fields = ("week", "hours", "note", "answered_at")
    return Week(milestones=json.loads(row["milestones"]), **{name: row[name] for name in fields})
