"""A member's plan, from the pack and what the store remembers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.calendar import week_of, weeks_before
from bot.content import Pack
from bot.planning.forecast import ACTIVE_OF, Forecast, active_weeks, forecast
from bot.planning.standing import Standing
from bot.store import History, Member, Progress, Queries, Week


@dataclass(frozen=True)
class Planning:
    """The one place that joins content and progress."""

    pack: Pack
    progress: Progress

    def standing(self, member: Member, history: History) -> Standing:
        return Standing(self.pack.milestones, self.pack.route(member.route), member.branch, history.states)

    async def stands(self, member: Member) -> Standing:
        return self.standing(member, await self.progress.of(member.id))

    async def this_week(self, member: Member, now: datetime) -> Week:
        """The plan of the member's local week, made when first asked for and steady from then on."""
        week = week_of(member.zone, now)
        if kept := await self.progress.week(member.id, week):
            return kept
        async with self.progress.changing(member.id) as run:
            ((_, made),) = await self.opened(run, [(member, now)])
            return made

    async def opened(self, run: Queries, asked: Sequence[tuple[Member, datetime]]) -> list[tuple[History, Week]]:
        """The history of each member and the plan of the local week of a moment, made where there was none."""
        keys = [(member.id, week_of(member.zone, moment)) for member, moment in asked]
        histories = await Progress.of_all(run, (id for id, _ in keys))
        weeks, made = await Progress.weeks_of_all(run, keys), {}
        for (member, _), key in zip(asked, keys, strict=True):
            if key not in weeks:
                made[key] = self.standing(member, histories.get(member.id, History())).week(member.hours)
                weeks[key] = Week(week=key[1], milestones=made[key])
        await Progress.open_weeks(run, made, max(moment for _, moment in asked))
        return [(histories.get(key[0], History()), weeks[key]) for key in keys]

    async def replan(self, member: Member, now: datetime) -> None:
        """Makes the week's plan anew, unless it was answered already."""
        week = await self.this_week(member, now)
        if week.answered_at is None:
            await self.progress.replan(member.id, week.week, (await self.stands(member)).week(member.hours))

    async def forecast(self, member: Member, now: datetime) -> Forecast | None:
        history = await self.progress.of(member.id)
        today = now.astimezone(ZoneInfo(member.zone)).date()
        return forecast(self.standing(member, history), history, member.hours, today)

    async def rhythm(self, member: Member, now: datetime) -> int:
        """Active weeks of the last eight."""
        history = await self.progress.of(member.id)
        answered = [week.week for week in await self.progress.weeks(member.id) if week.answered_at]
        return active_weeks(history, answered, weeks_before(week_of(member.zone, now), ACTIVE_OF))
