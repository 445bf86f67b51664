"""`/route`, `/roadmap`, `/plan`: the way, where on it, and what this week."""

from bot.calendar import week_of
from bot.clock import Clock
from bot.content import Pack
from bot.content.routes import Route
from bot.core.commands import Arguments, asked, command
from bot.core.completion import holding
from bot.core.errors import UserError
from bot.core.model import Button, Card, Choice, Person, Request
from bot.core.text import counted, shortened
from bot.planning import MARKS, PhaseShare, Planning, Standing
from bot.store import Member, Members, choosing


class RouteArguments(Arguments):
    choose: str | None = asked("Route or branch", "such as edirae", default=None, max_length=60)


class PhaseArguments(Arguments):
    phase: str | None = asked("Phase", "leave empty for all phases", default=None, max_length=60)


class Roadmap:
    """Each guide's own order side by side, and one merged; progress is on milestones, so changing loses nothing."""

    def __init__(self, pack: Pack, planning: Planning, members: Members, clock: Clock) -> None:
        self._pack = pack
        self._planning = planning
        self._members = members
        self._clock = clock

    @command(
        "route", "Compare the routes, or choose one", usage=("route", "route edirae"), suggests={"choose": "routes"}
    )
    async def route(self, request: Request, args: RouteArguments) -> Card:
        member = await self._members.meet(request.person, request.place, self._clock.now())
        if args.choose is None:
            return self._routes(member)
        near = [choice.value for choice in self.routes(args.choose)]
        found = near[0] if near and (len(near) == 1 or near[0] == args.choose.casefold().strip()) else None
        if found is None:
            raise UserError(f"Which route? I know {', '.join(near or self._pack.routes)}.")
        route = self._pack.routes.get(found)
        mine = self._pack.route(member.route)
        if route is None and found not in {branch.id for branch in mine.branches}:
            has = [
                other.id for other in self._pack.routes.values() if found in {branch.id for branch in other.branches}
            ]
            raise UserError(
                f"Your route has no branch {found}. {' and '.join(has)} have it; choose one of these first."
            )
        member = await self._members.change(member, choosing(route=route.id) if route else choosing(branch=found))
        await self._planning.replan(member, self._clock.now())
        return await self._where(member, f"You are on: {self._pack.route(member.route).title}")

    def routes(self, text: str) -> list[Choice]:
        """Routes first, then branches; exact ids before names that only hold the text."""
        known = {route.id: route.title for route in self._pack.routes.values()}
        known |= {branch.id: branch.title for route in self._pack.routes.values() for branch in route.branches}
        wanted = text.casefold().strip()
        found = [id for id, title in known.items() if wanted in f"{id} {id.replace('-', ' ')} {title}".casefold()]
        found.sort(key=lambda id: id != wanted)
        return [Choice(label=known[id], value=id) for id in found]

    @command("roadmap", "The phases of your route, and where you are", usage=("roadmap", "roadmap llms"),
             suggests={"phase": "phases"})  # fmt: skip
    async def roadmap(self, request: Request, args: PhaseArguments) -> Card:
        member = await self._members.of(request.person) or _nobody()
        if args.phase is None:
            return await self._where(member, f"Roadmap: {self._pack.route(member.route).title}")
        standing = await self._planning.stands(member)
        wanted = args.phase.casefold()
        for share in standing.phases:
            if wanted in f"{share.phase.id} {share.phase.title}".casefold():
                return self._phase(standing, share)
        raise UserError(
            f"Your route has no such phase. It has {', '.join(phase.id for phase in standing.route.phases)}."
        )

    async def phases(self, text: str, person: Person) -> list[Choice]:
        """Of the route that they are on."""
        member = await self._members.of(person) or _nobody()
        return holding(text, {each.id: each.title for each in self._pack.route(member.route).phases})

    @command("plan", "What to do this week", in_place=True)
    async def plan(self, request: Request, args: Arguments) -> Card:
        now = self._clock.now()
        member = await self._members.meet(request.person, request.place, now)
        week = await self._planning.this_week(member, now)
        standing = await self._planning.stands(member)
        if not week.milestones:
            others = Button(label="Other routes", command="route")
            return Card(title="You have finished your route", text="Well done.", buttons=(others,))
        parts = [self._milestone(standing, step) for step in week.milestones]
        ahead = [step for step in standing.open_steps if step not in week.milestones][:2]
        later = ", then ".join(self._pack.milestones[step].title for step in ahead)
        open_now = [step for step in week.milestones if not standing.finished(step)]
        return Card(
            title=f"Your plan for {week_of(member.zone, now)}",
            text="\n\n".join(parts) + (f"\n\nAfter that: {later}." if later else ""),
            buttons=(
                *(self._tick(step) for step in open_now),
                Button(label="Check in", command="checkin", style="primary"),
                Button(label="Resources", command="resources"),
            ),
            footer=shortened(f"{counted(member.hours, 'hour')} a week · {self._pack.route(member.route).title}", 200),
        )

    def _tick(self, step: str) -> Button:
        title = shortened(self._pack.milestones[step].title, 60)
        return Button(label=f"Done: {title}", command="done", args={"milestone": step})

    def _milestone(self, standing: Standing, step: str) -> str:
        milestone = self._pack.milestones[step]
        mark = MARKS[standing.states.get(step, "open")]
        return (
            f"{mark} **{milestone.title}** (`{step}`, {milestone.hours} hours)\n{milestone.do}\n"
            f"You can do it when: {milestone.check}"
        )

    def _routes(self, member: Member) -> Card:
        lines = [
            self._line(route, route.id == self._pack.route(member.route).id) for route in self._pack.routes.values()
        ]
        branches = {branch.id: branch.title for route in self._pack.routes.values() for branch in route.branches}
        special = f"\n\nSpecialise with /route and one of: {', '.join(branches)}." if branches else ""
        buttons = [
            Button(label=route.title, command="route", args={"choose": route.id})
            for route in self._pack.routes.values()
            if route.id != self._pack.route(member.route).id
        ]
        return Card(title="Routes", text="\n".join(lines) + special, buttons=tuple(buttons[:5]))

    def _line(self, route: Route, mine: bool) -> str:
        months = [phase.months for phase in route.phases if phase.months]
        total = f"{sum(months[1:], months[0])} months" if months else "no months given"
        who = self._pack.said_by([route.source]) if route.source else "our own order"
        return f"{'**→** ' if mine else ''}**{route.title}** (`{route.id}`): {len(route.phases)} phases, {total}, {who}"

    async def _where(self, member: Member, title: str) -> Card:
        standing = await self._planning.stands(member)
        here = standing.phase
        lines = [self._share(share, here is not None and share.phase.id == here.id) for share in standing.phases]
        search = standing.route.job_search
        after = f"\n\nThen the job search: {search} months, counted apart." if search else ""
        before = f"{standing.route.before}\n\n" if standing.route.before else ""
        into = Button(label="Open my phase", command="roadmap", args={"phase": here.id}) if here else None
        return Card(
            title=title,
            text=f"{standing.route.summary}\n\n{before}" + "\n".join(lines) + after,
            buttons=tuple(
                button
                for button in (
                    into,
                    Button(label="This week", command="plan"),
                    Button(label="Other routes", command="route"),
                )
                if button
            ),
            footer=f"From {self._pack.said_by([standing.route.source])}" if standing.route.source else "",
        )

    def _share(self, share: PhaseShare, here: bool) -> str:
        months = f", {share.phase.months} months" if share.phase.months else ""
        branch = ", choose a branch with /route" if share.phase.branches and not share.total else ""
        mark = "**→** " if here else "- "
        return f"{mark}**{share.phase.title}**: {share.finished} of {share.total} done{months}{branch}"

    def _phase(self, standing: Standing, share: PhaseShare) -> Card:
        lines = [
            f"{MARKS[standing.states.get(step, 'open')]} {self._pack.milestones[step].title} (`{step}`)"
            for step in share.phase.steps(standing.branch)
        ]
        marks = " · ".join(f"{mark} {state}" for state, mark in MARKS.items())
        ways = (Button(label="This week", command="plan"), Button(label="All phases", command="roadmap"))
        text = "\n".join(lines) or "Choose a branch with /route."
        return Card(title=share.phase.title, text=text, buttons=ways, footer=marks)


def _nobody() -> Member:
    """Somebody who has not started: the default route with nothing done."""
    return Member(id="", name="", created_at=0)
