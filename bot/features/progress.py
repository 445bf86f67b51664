"""`/done`, `/undo`, `/progress`: ticks, and what they add up to."""

from difflib import get_close_matches

from bot.calendar import week_of
from bot.clock import Clock
from bot.content import Pack
from bot.core.commands import Arguments, asked, command
from bot.core.completion import holding
from bot.core.errors import UserError
from bot.core.model import Button, Card, Choice, Fact, Image, Person, Request
from bot.core.text import plain, shortened
from bot.pictures import progress_picture
from bot.planning import Planning, Standing
from bot.planning.forecast import ACTIVE_OF
from bot.store import Members, State

SAID: dict[State, str] = {
    "open": "is open again",
    "done": "is done again",
    "partly": "is partly done again",
    "stuck": "is marked stuck again",
    "known": "counts as known again",
}


WEEK = Button(label="This week", command="plan")
MINE = Button(label="My progress", command="progress")


class DoneArguments(Arguments):
    milestone: str = asked("Milestone", "its name or id, as in /plan", max_length=80)


class Progress:
    """Private by default; nothing here is shown to others."""

    def __init__(self, pack: Pack, planning: Planning, members: Members, clock: Clock) -> None:
        self._pack = pack
        self._planning = planning
        self._members = members
        self._clock = clock

    @command("done", "Tick a milestone", usage=("done git-workflow",), title="Tick a milestone",
             suggests={"milestone": "open_ones"})  # fmt: skip
    async def done(self, request: Request, args: DoneArguments) -> Card:
        step, now = self._found(args.milestone), self._clock.now()
        member = await self._members.meet(request.person, request.place, now)
        week = week_of(member.zone, now)
        await self._planning.progress.record(member.id, request.id, {step: "done"}, week, now)
        standing = await self._planning.stands(member)
        following = next(iter(standing.open_steps), None)
        then = (
            f"Next: **{self._pack.milestones[following].title}**." if following else "That was the last of your route!"
        )
        return Card(
            title=f"Done: {self._pack.milestones[step].title}",
            text=f"{standing}. {then}",
            buttons=(Button(label="Undo", command="undo"), WEEK, MINE),
        )

    async def open_ones(self, text: str, person: Person) -> list[Choice]:
        """What they have not finished comes first, in the order of their route."""
        member = await self._members.of(person)
        ahead = (await self._planning.stands(member)).open_steps if member else ()
        order = {step: number for number, step in enumerate(ahead)}
        return sorted(self.milestones(text), key=lambda choice: order.get(choice.value, len(order)))

    def milestones(self, text: str) -> list[Choice]:
        return holding(text, {id: each.title for id, each in self._pack.milestones.items()})

    @command("undo", "Take back the last tick or answer")
    async def undo(self, request: Request, args: Arguments) -> Card:
        now = self._clock.now()
        member = await self._members.meet(request.person, request.place, now)
        undone = await self._planning.progress.undo(member.id, request.id, week_of(member.zone, now), now)
        if not undone:
            raise UserError("There is nothing to undo.")
        titles = {step: self._pack.milestones[step].title if step in self._pack.milestones else step for step in undone}
        lines = [f"**{titles[step]}** {SAID[state]}." for step, state in undone.items()]
        return Card(title="Taken back", text="\n".join(lines), buttons=(WEEK, MINE))

    @command("progress", "Your progress and when you will finish", usage=("progress",))
    async def progress(self, request: Request, args: Arguments) -> Card:
        now = self._clock.now()
        member = await self._members.meet(request.person, request.place, now)
        standing = await self._planning.stands(member)
        active = await self._planning.rhythm(member, now)
        forecast = await self._planning.forecast(member, now)
        when = str(forecast) if forecast else "reached"
        search = standing.route.job_search
        facts = [
            Fact(name="All milestones", value=str(standing)),
            Fact(name="Rhythm", value=f"active in {active} of the last {ACTIVE_OF} weeks"),
            Fact(name="Finish", value=f"{when} ({forecast.basis})" if forecast else when),
        ]
        if search:
            facts.append(Fact(name="Job search, counted apart", value=f"{search} months"))
        lines = [str(share) for share in standing.phases if share.total]
        return Card(
            title="Your progress",
            text="\n".join(lines),
            facts=tuple(facts),
            buttons=(WEEK, Button(label="Check in", command="checkin")),
            image=_picture(standing, f"Active in {active} of the last {ACTIVE_OF} weeks · finish: {when}"),
            footer=shortened(f"{standing.route.title} · only you see this", 200),
        )

    def _found(self, text: str) -> str:
        wanted = text.casefold().strip()
        titles = {each.title.casefold(): each.id for each in self._pack.milestones.values()}
        if found := self._pack.milestones.get(wanted) or self._pack.milestones.get(titles.get(wanted, "")):
            return found.id
        near = [choice.value for choice in self.milestones(wanted)][:3]
        near = near or [
            titles.get(name, name) for name in get_close_matches(wanted, [*titles, *self._pack.milestones], 3)
        ]
        if len(near) == 1 and wanted in near[0]:
            return near[0]
        hint = f"Did you mean {', '.join(f'`{step}`' for step in near)}?" if near else "/plan shows this week's."
        raise UserError(f"There is no milestone “{plain(text, 60)}”. {hint}")


def _picture(standing: Standing, below: str) -> Image:
    rows = [(share.name, share.finished, share.total) for share in standing.phases if share.total]
    alt = "; ".join(f"{each.phase.title}: {each.finished} of {each.total}" for each in standing.phases if each.total)
    png = progress_picture(standing.route.title, rows, below)
    return Image(png=png, alt=f"Progress by phase. {alt}. {below}."[:1000], filename="progress.png")
