"""Runs the bot through weeks that take minutes: on invented members, or on a copy of the real database."""

import asyncio
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app import App
from bot.clock import seconds
from bot.content import Pack
from bot.core.errors import CannotStart
from bot.delivery import Pacing
from bot.delivery.ticks import EVERY
from bot.rehearsal import inventing
from bot.rehearsal.changes import changes
from bot.rehearsal.figures import Figures
from bot.rehearsal.leaping import Wall, now
from bot.rehearsal.people import People, as_invented, as_they_were
from bot.rehearsal.platform import Record, Simulated
from bot.rehearsal.tally import Tally
from bot.store import Database, Outbox, Stops
from bot.store.rehearsals import Rehearsals
from bot.store.throwaway import Throwaway

WEEK = timedelta(weeks=1)
LATEST = timedelta(minutes=1)
"""No slot is left for longer: planning takes no simulated time."""

PATIENCE = 5.0
"""Real seconds after which it is said how far it is."""


@dataclass(frozen=True)
class Plan:
    """What to rehearse. Without `members`, `database` is the address of a copy, which is used up."""

    start: datetime
    weeks: int
    seed: int
    members: int | None
    platform: str
    database: str

    @property
    def lasts(self) -> timedelta:
        return WEEK * self.weeks


async def rehearse(plan: Plan, pack: Pack) -> Figures:
    async with await Throwaway.opened(plan.database) as database:
        return await Rehearsal(plan, pack, database).run()


class Rehearsal:
    """One bot, on one database that is nobody's."""

    def __init__(self, plan: Plan, pack: Pack, database: Database) -> None:
        self._plan = plan
        self._wall = Wall(plan.start)
        self._end = plan.start + plan.lasts
        self._store, self._outbox = Rehearsals(database), Outbox(database)
        self._record = Record()
        self._app = App(pack, database, self._wall, pacing=Pacing(now, Stops(database), self._wall))
        self._platforms: list[str] = []
        self._began = seconds()

    async def run(self) -> Figures:
        """To the end, or to Ctrl-C, with what there is by then. Raises `CannotStart` if there is nobody."""
        people = await self._people()
        try:
            await self._deliver(people)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task:
                task.uncancel()
        return await self._figures(people)

    async def _people(self) -> People:
        plan = self._plan
        made = None
        if plan.members is not None:
            made = inventing.invent(plan.members, plan.platform, plan.start, plan.lasts, plan.seed)
            for some in inventing.parted(made.arrivals):
                await self._store.move_in(some)
            made.arrivals.clear()  # they may be many
        residents = await self._store.residents()
        if not residents:
            raise CannotStart("nobody in this database has started yet; rehearse with --members N")
        refusing = await self._store.refusing()
        people = as_invented(residents, made) if made else as_they_were(residents, refusing, plan.start)
        self._platforms = await self._store.platforms()
        for number, name in enumerate(self._platforms):
            self._app.serve(Simulated(name, self._record, people.refusal, people.hear, plan.seed + number))
        return people

    async def _deliver(self, people: People) -> None:
        """As ticks do, but that only ticks with something to do are waited for, each as late as it can come."""
        told = 0
        while (moment := self._wall.now()) < self._end:
            sent = await self._app.deliver()
            await people.answer(self._store, self._wall.now())
            if not sent:
                await asyncio.sleep(await self._until_next())
            if (week := (moment - self._plan.start) // WEEK) > told:
                told = week
                self._tell(week)

    async def _until_next(self) -> float:
        """Seconds. What is due and was not sent has to wait, and is tried with the next tick."""
        moment = self._wall.now()
        for platform in self._platforms:
            if await self._outbox.spaces_due(moment, platform):
                return EVERY
        event = min(await self._app.delivery.next_event(moment), self._end)
        return (event - moment).total_seconds() + EVERY

    def _tell(self, week: int) -> None:
        took = seconds() - self._began
        if took > PATIENCE:
            sent = len(self._record.posted)
            print(f"week {week} of {self._plan.weeks}: {sent:,} sent, {took:.0f} s", file=sys.stderr, flush=True)

    async def _figures(self, people: People) -> Figures:
        plan, ended = self._plan, min(self._wall.now(), self._end)
        tally = Tally(self._record, plan.start, ended)
        async for outcome in self._store.outcomes(plan.start):
            tally.take(outcome)
        return Figures(
            invented=plan.members is not None,
            seed=plan.seed if plan.members is not None else None,
            platforms=tuple(self._platforms),
            members=await self._store.members(),
            start=plan.start.isoformat().replace("+00:00", "Z"),
            weeks=round((ended - plan.start) / WEEK, 2),
            of=plan.weeks,
            took=round(seconds() - self._began, 1),
            sent=dict(sorted(tally.sent.items())),
            proof=tally.proof(people.asked, await self._store.overdue(ended - LATEST)),
            late=tally.late(),
            busiest=tally.busiest(),
            hours=tally.hours(),
            held_over_a_night=tally.held,
            not_sent=tally.not_sent(),
            waiting=tally.waiting,
            unreachable=await self._store.unreachable(),
            changes=changes(people.residents, people.asked, plan.start, ended),
        )
