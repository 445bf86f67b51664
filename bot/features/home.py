"""`/home`: a member's week on one page: ticks with one tap, what comes next, how far they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from bot.calendar import shown, week_of
from bot.clock import Clock, moment
from bot.content import Pack
from bot.core.commands import FORM, Arguments, carried, command
from bot.core.errors import UserError
from bot.core.model import Button, Card, Fact, Request
from bot.core.text import counted, shortened
from bot.planning import GO_ON, MARKS, Coming, Planning, Standing, stage
from bot.planning.forecast import ACTIVE_OF
from bot.store import History, Ledger, Member, Members, Outbox, Week

SETTINGS = Button(label="Settings", command="settings", args={FORM: "zone,weekday,time,hours,messages"})


class HomeArguments(Arguments):
    tick: str | None = carried()
    untick: int | None = carried()
    seen: int = carried(0)
    part: Literal["week", "road"] = carried("week")


class Home:
    """Looking at it changes nothing and is no sign of life, since a platform may show it unasked."""

    def __init__(
        self, pack: Pack, planning: Planning, members: Members, outbox: Outbox, ledger: Ledger, clock: Clock
    ) -> None:
        self._pack = pack
        self._planning = planning
        self._members = members
        self._outbox = outbox
        self._ledger = ledger
        self._clock = clock

    @command("home", "Your week on one page", in_place=True)
    async def home(self, request: Request, args: HomeArguments) -> Card:
        now = self._clock.now()
        if args.tick or args.untick is not None:
            await self._record(request, args, now)
        member = await self._members.of(request.person)
        if member is None:
            return self._hello()
        return await (self._road(member, now) if args.part == "road" else self._week(member, now))

    def _hello(self) -> Card:
        """To whoever is new, and is made no member by reading it."""
        text = (
            f"{self._pack.manifest.summary}\n\n"
            "- Ask me anything about it: I say who says so, and when.\n"
            "- *Start*, and once a week I ask how it went, at an hour that you choose.\n"
            "- What you tick adds up to a plan and a date."
        )
        return Card(
            title="Milepost, a mentor for your learning",
            text=text,
            buttons=(
                Button(label="Start", command="start", style="primary"),
                Button(label="Find my starting point", command="quiz"),
                Button(label="Ask a question", command="ask"),
                Button(label="See the roadmap", command="roadmap"),
            ),
            footer="I send nothing unasked before you start, and one tap stops it.",
        )

    async def _record(self, request: Request, args: HomeArguments, now: datetime) -> None:
        """A tick, or the end of the last one: of two taps on the same button the second does nothing.

        So what is recorded is known by what was seen, rather than by the request.
        """
        if args.tick and args.tick not in self._pack.milestones:
            raise UserError("That milestone is no longer in the pack. /plan shows the present ones.")
        member = await self._members.meet(request.person, request.place, now)
        week, progress = week_of(member.zone, now), self._planning.progress
        history = await progress.of(member.id)
        if args.tick and history.states.get(args.tick) != "done":
            await progress.record(member.id, f"{request.command} {args.seen}", {args.tick: "done"}, week, now)
        elif args.untick in [step.seq for step in history.last_to_undo()]:
            await progress.undo(member.id, f"{request.command} -{args.untick}", week, now)

    async def _week(self, member: Member, now: datetime) -> Card:
        week, history = await self._planning.this_week(member, now), await self._planning.progress.of(member.id)
        standing = self._planning.standing(member, history)
        refused = await self._members.unreachable(member.id)
        heard = stage(await self._ledger.heard(member.id))
        steps = _wanted(standing, week)
        coming = Coming(member, await self._outbox.slots_of(member.id), heard, refused, standing.phase is None)
        return Card(
            title="Your week",
            text="\n".join([*_where(standing), *(self._milestone(standing, step) for step in steps)]),
            facts=(
                Fact(name="Next from me", value="\n".join(_next(coming, now))),
                Fact(name="Your choices", value=_chosen(member)),
            ),
            buttons=(
                *self._ticks(standing, steps, len(history.steps)),
                *self._untick(history, week),
                *_answering(coming, week),
            ),
            controls=(SETTINGS, *_stopping(member, now)),
            footer=_answered(week),
        )

    async def _road(self, member: Member, now: datetime) -> Card:
        standing = await self._planning.stands(member)
        forecast = await self._planning.forecast(member, now)
        active = await self._planning.rhythm(member, now)
        filled = [share for share in standing.phases if share.total]
        return Card(
            title="Your road",
            text="\n".join([f"{_bar(standing)} {standing}", "", *map(str, filled)]),
            facts=(
                Fact(name="Finish", value=f"{forecast} ({forecast.basis})" if forecast else "reached"),
                Fact(name="Rhythm", value=f"active in {active} of the last {ACTIVE_OF} weeks"),
            ),
            buttons=(
                Button(label="As a picture", command="progress"),
                Button(label="What to do this week", command="plan"),
                Button(label="Other routes", command="route"),
            ),
            footer=shortened(f"{standing.route.title} · only you see this", 200),
        )

    def _milestone(self, standing: Standing, step: str) -> str:
        mark = MARKS[standing.states.get(step, "open")]
        return f"{mark} **{self._title(step)}**, {self._hours(step)}"

    def _hours(self, step: str) -> str:
        return f"{self._pack.milestones[step].hours} hours" if step in self._pack.milestones else "retired"

    def _title(self, step: str) -> str:
        return self._pack.milestones[step].title if step in self._pack.milestones else step

    def _ticks(self, standing: Standing, steps: Sequence[str], seen: int) -> list[Button]:
        """`seen` counts what was said before, which is another number once anything is said."""
        open_now = [step for step in steps if not standing.finished(step) and step in self._pack.milestones]
        return [
            Button(
                label=shortened(f"Done: {self._title(step)}", 75),
                command="home",
                args={"tick": step, "seen": str(seen)},
            )
            for step in open_now
        ]

    def _untick(self, history: History, week: Week) -> list[Button]:
        """Takes back what was said last, if that was this week."""
        last = [step for step in history.last_to_undo() if step.week == week.week]
        return [
            Button(label=shortened(f"Undo: {self._title(step.milestone)}", 75), command="home",
                   args={"untick": str(step.seq)})
            for step in last[:1]
        ]  # fmt: skip


def _bar(standing: Standing) -> str:
    full = round(10 * (1 - len(standing.open_steps) / max(len(standing.steps), 1)))
    return "▰" * full + "▱" * (10 - full)


def _wanted(standing: Standing, week: Week) -> tuple[str, ...]:
    """This week's milestones; once all of them are done, also the one after them."""
    if any(not standing.finished(step) for step in week.milestones):
        return week.milestones
    return (*week.milestones, *standing.open_steps[:1])


def _where(standing: Standing) -> list[str]:
    """Which step of how many, and how far in it."""
    shares = [share for share in standing.phases if share.total]
    for number, share in enumerate(shares, 1):
        if standing.phase and share.phase.id == standing.phase.id:
            done, every = len(standing.steps) - len(standing.open_steps), len(standing.steps)
            here = f"Step {number} of {len(shares)}: **{share.name}**"
            return [here, f"{share.finished} of {share.total} done here, {done} of {every} in all", ""]
    return ["You have finished your route. Well done; /route shows the others."]


def _next(coming: Coming, now: datetime) -> list[str]:
    """Until when, if they paused."""
    if coming.member.paused(now) and coming.member.paused_until:
        ends = moment(coming.member.paused_until)
        return [f"You paused until {shown(ends, coming.member.zone)}."]
    return [line.removeprefix("- ") for line in coming.lines(now)]


def _chosen(member: Member) -> str:
    unasked = f"at most {member.most} unasked a week" if member.most else "nothing unasked"
    return f"{member.rule('checkin')}; {counted(member.hours, 'hour')} a week; {unasked}"


def _answering(coming: Coming, week: Week) -> list[Button]:
    if coming.member.state == "new":
        return [Button(label="Start", command="start", style="primary")]
    if coming.held_back:
        return [GO_ON]
    if week.answered_at is not None:
        return [Button(label="Change your check-in", command="checkin")]
    return [Button(label="Check in", command="checkin", style="primary")] if week.milestones else []


def _stopping(member: Member, now: datetime) -> list[Button]:
    if member.state == "stopped" or member.paused(now):
        return [Button(label="Resume", command="resume")]
    return [Button(label="Pause 2 weeks", command="pause", args={"length": "2w"})] if member.state == "active" else []


def _answered(week: Week) -> str:
    spent = f" {counted(week.hours, 'hour')}." if week.hours is not None else ""
    return f"You checked in this week.{spent}" if week.answered_at is not None else ""
