"""`/checkin`: the weekly question, answered with taps, editable until the week closes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from pydantic import Field

from bot.calendar import shown, week_ends, week_of
from bot.clock import Clock
from bot.content import Pack
from bot.core.commands import FORM, Arguments, asked, carried, command
from bot.core.errors import UserError
from bot.core.model import Button, Card, Person, Request
from bot.core.text import counted, plain
from bot.planning import Occasion, Planning
from bot.store import Answer, History, Inbox, Member, Members, Once, Outbox, Queries, State, Week

MARKS: dict[State, str] = {"done": "✅ Done:", "partly": "◐ Partly:", "stuck": "⚠️ Stuck:"}

TITLE = "Check-in for week {}"

AT_LEAST = timedelta(days=1)
"""However late in its week a question comes, so long it can be answered."""

LAST_MINUTE = timedelta(minutes=1)
"""People call the end of a Sunday 23:59, not Monday 00:00."""


class CheckinArguments(Arguments):
    answer: Literal["done", "partly", "stuck"] | None = asked("How did it go?", "for all of this week", default=None)
    hours: float | None = asked(
        "Hours you spent", "a number, for example 4.5", default=None, least=0, most=168, erasable=True
    )
    note: str | None = asked("A note to yourself", "private", default=None, long=True, max_length=1000, erasable=True)
    step: str | None = carried()
    week: str | None = Field(None, pattern=r"^\d{4}-W\d{2}$")


class Checkins:
    """One check-in a member and local ISO week; each answer is recorded on its milestone."""

    kind = "checkin"

    def __init__(
        self, pack: Pack, planning: Planning, members: Members, outbox: Outbox, inbox: Inbox, clock: Clock
    ) -> None:
        self._pack = pack
        self._planning = planning
        self._members = members
        self._outbox = outbox
        self._inbox = inbox
        self._clock = clock

    @command("checkin", "Say how this week's milestones went", usage=("checkin", "checkin done 5"), title="Check-in",
             in_place=True, present="held")  # fmt: skip
    async def checkin(self, request: Request, args: CheckinArguments) -> Card:
        now = self._clock.now()
        member = await self._members.meet(request.person, request.place, now)
        week = await self._week(member, args, now)
        if args.answer or args.hours is not None or args.note or args.erased:
            states: dict[str, State] = dict.fromkeys(self._steps(week, args), args.answer) if args.answer else {}
            answer = Answer(states=states, hours=args.hours, note=args.note, erased=args.erased)
            await self._planning.progress.answer_week(member.id, week.week, answer, Once(request.id, now))
            await self._inbox.answered(member.id, self.kind, week.week, now)
        return await self._card(member, week.week, now)

    async def held(self, person: Person, given: Mapping[str, str]) -> Mapping[str, str]:
        """What was said of that week so far."""
        member = await self._members.of(person)
        if member is None:
            return {}
        week = await self._planning.progress.week(
            member.id, given.get("week") or week_of(member.zone, self._clock.now())
        )
        hours = "" if week is None or week.hours is None else f"{week.hours:g}"
        return {"hours": hours, "note": (week.note if week else "") or ""}

    async def compose(self, run: Queries, occasions: Sequence[Occasion]) -> list[Card | None]:
        """The questions that come unasked, about the week of the slot; none where it was answered early."""
        opened = await self._planning.opened(run, [(each.member, each.slot) for each in occasions])
        return [self._question(each, *of_member) for each, of_member in zip(occasions, opened, strict=True)]

    def _question(self, this: Occasion, history: History, week: Week) -> Card | None:
        said = history.in_week(week.week)
        if all(step in said for step in week.milestones):
            return None
        closes = max(week_ends(this.member.zone, week.week), this.slot + AT_LEAST)
        return self._drawn(week, said, shown(closes - LAST_MINUTE, this.member.zone), [])

    async def _week(self, member: Member, args: CheckinArguments, now: datetime) -> Week:
        """The week that is meant. Raises `UserError` when it is over."""
        if args.week is None or args.week == week_of(member.zone, now):
            return await self._planning.this_week(member, now)
        week = await self._planning.progress.week(member.id, args.week)
        if week is None or now >= await self._closes(member, args.week):
            raise UserError(
                f"Week {args.week} is closed. /checkin answers the present one; /done ticks a milestone any time."
            )
        return week

    async def _closes(self, member: Member, week: str) -> datetime:
        """The end of the week's Sunday, or a day after the question went out when that is later."""
        went_out = await self._outbox.sent_in(member.id, self.kind, week)
        ends = week_ends(member.zone, week)
        return max(ends, went_out + AT_LEAST) if went_out else ends

    def _steps(self, week: Week, args: CheckinArguments) -> tuple[str, ...]:
        if args.step and args.step not in self._pack.milestones:
            raise UserError("That milestone is no longer in the pack. /plan shows the present ones.")
        steps = (args.step,) if args.step else week.milestones
        if not steps:
            raise UserError("Your route is finished, so there is nothing to check in about. /route shows the others.")
        return steps

    async def _card(self, member: Member, week_id: str, now: datetime) -> Card:
        week = await self._planning.progress.week(member.id, week_id) or Week(week=week_id, milestones=())
        said = (await self._planning.progress.of(member.id)).in_week(week_id)
        outlook = [] if _asking(week, said) else await self._outlook(member, week, now)
        return self._drawn(week, said, shown(await self._closes(member, week_id) - LAST_MINUTE, member.zone), outlook)

    def _drawn(self, week: Week, said: Mapping[str, State], ends: str, outlook: list[str]) -> Card:
        """Asks about the next milestone that nothing was said of; after the last one it shows the outlook."""
        lines = [f"{MARKS.get(said.get(step, 'open'), '◻️')} **{self._title(step)}**" for step in week.milestones]
        footer = f"You can change your answers until {ends}."[:200]
        if asking := _asking(week, said):
            text = "\n".join([*lines, "", f"How did **{self._title(asking)}** go?"])
            return _question(week.week, text, asking, footer)
        return Card(
            title=TITLE.format(week.week),
            text="\n".join([*lines, "", *outlook]) if lines else "Your route is finished. /route shows the others.",
            buttons=(
                Button(label="Add hours and a note", command="checkin", args={"week": week.week, FORM: "hours,note"}),
                Button(label="My progress", command="progress"),
            )
            if lines
            else (),
            footer=footer,
        )

    async def _outlook(self, member: Member, week: Week, now: datetime) -> list[str]:
        spent = [f"You spent {counted(week.hours, 'hour')}."] if week.hours is not None else []
        note = [f"Note: {plain(week.note, 300)}"] if week.note else []
        forecast = await self._planning.forecast(member, now)
        basis = (
            "At your pace of the last weeks" if forecast and forecast.measured else f"At {member.hours:g} hours a week"
        )
        end = [f"{basis} you finish your route {forecast}."] if forecast else ["Your route is finished. Well done."]
        stuck = "stuck" in (await self._planning.progress.of(member.id)).in_week(week.week).values()
        help_for = (
            ["Stuck is where learning happens: /resources shows another way in, /ask takes questions."] if stuck else []
        )
        return [*spent, *note, *help_for, *end]

    def _title(self, step: str) -> str:
        milestone = self._pack.milestones.get(step)
        return milestone.title if milestone else step


def _asking(week: Week, said: Mapping[str, State]) -> str | None:
    """The next milestone of the week that nothing was said of."""
    return next((step for step in week.milestones if step not in said), None)


@lru_cache(maxsize=256)
def _question(week: str, text: str, asking: str, footer: str) -> Card:
    """Many members are asked the same."""
    given = {"step": asking, "week": week}
    return Card(
        title=TITLE.format(week),
        text=text,
        buttons=(
            Button(label="Done", command="checkin", args=given | {"answer": "done"}, style="primary"),
            Button(label="Partly", command="checkin", args=given | {"answer": "partly"}),
            Button(label="Stuck", command="checkin", args=given | {"answer": "stuck"}),
        ),
        footer=footer,
    )
