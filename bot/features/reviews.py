"""`/review`: what mentors should look at again, and what they found: still true, changed, retired."""

from datetime import date
from typing import cast, get_args

from bot.answers import Library
from bot.answers.agenda import Item, agenda, name, said_by, says
from bot.answers.findings import FIELDS, Change, changed, retired, still_true
from bot.answers.reviewed import Thing, things, too_long
from bot.clock import Clock
from bot.content.careers import Certification
from bot.content.facts import Fact
from bot.content.kinds import said_on
from bot.core.commands import FORM, Arguments, asked, carried, command
from bot.core.errors import UserError
from bot.core.model import Button, Card, Choice, Request
from bot.core.text import counted, plain, shortened
from bot.store import Checked, Kind, Members, Reviews, Votes, Written

SHOWN = 4
"""Things on one page of the list, each with its button; the fifth button turns the page."""

NAME = 60
"""Characters of a thing's name where it is one of several."""


class ReviewArguments(Arguments):
    thing: str | None = asked("What to look at", "leave empty for what is due", default=None, max_length=80)
    page: int = carried(1)


class FindingArguments(Arguments):
    """`seen` is how often the thing had been checked when the button was drawn."""

    thing: str | None = carried()
    seen: int = carried(0)


class ChangeArguments(FindingArguments):
    low: float | None = asked("Figure, from", "a number; empty: as it is", default=None)
    high: float | None = asked("Figure, to", "empty: a single number", default=None)
    text: str | None = asked("Text", "empty: as it is", default=None, long=True, max_length=2400)
    link: str | None = asked("Link", "empty: as it is", default=None, max_length=500)


class RetireArguments(FindingArguments):
    successor: str | None = asked("What takes its place", "for an answer: its topic", default=None, max_length=75)


class Review:
    """Of two mentors at once the second is told; what was found holds at once, for everybody."""

    def __init__(self, library: Library, reviews: Reviews, votes: Votes, members: Members, clock: Clock) -> None:
        self._library = library
        self._reviews = reviews
        self._votes = votes
        self._members = members
        self._clock = clock

    @command("review", "What is due to be checked again: still true, change, retire", usage=("review",), admin=True,
             suggests={"thing": "choices"})  # fmt: skip
    async def review(self, request: Request, args: ReviewArguments) -> Card:
        return await self._open(args.thing) if args.thing else await self._list(args.page)

    def choices(self, text: str) -> list[Choice]:
        wanted, found = text.casefold(), list[Choice]()
        for kind in get_args(Kind):
            for id, thing in things(self._library.pack, kind).items():
                label = f"{kind}: {name(thing)}"
                if wanted in f"{kind}.{id} {label}".casefold():
                    found.append(Choice(label=shortened(label, 100), value=f"{kind}.{id}"))
        return found

    @command("confirm", "Say that something on the review list is still true", admin=True)
    async def confirm(self, request: Request, args: FindingArguments) -> Card:
        if args.thing is None:
            return await self._list(1)
        kind, id, thing = self._thing(args.thing)
        found = still_true(kind, thing, self._before(kind, id), self._clock.now())
        return await self._keep(request, args, found, None, "Still true")

    @command("change", "Change something on the review list", title="Change", admin=True)
    async def change(self, request: Request, args: ChangeArguments) -> Card:
        if args.thing is None:
            return await self._list(1)
        kind, id, thing = self._thing(args.thing)
        change = Change(text=args.text, low=args.low, high=args.high, link=args.link)
        found, written = changed(kind, thing, self._before(kind, id), change, self._clock.now())
        return await self._keep(request, args, found, written, "Changed")

    @command("retire", "Retire something on the review list", title="Retire", admin=True)
    async def retire(self, request: Request, args: RetireArguments) -> Card:
        if args.thing is None:
            return await self._list(1)
        kind, id, thing = self._thing(args.thing)
        successor = self._topic(args.successor, id) if kind == "entry" else args.successor
        found = retired(kind, thing, self._before(kind, id), successor, self._clock.now())
        return await self._keep(request, args, found, None, "Retired")

    async def compose(self, today: date) -> Card | None:
        """What the places of mentors get on Monday; none when nothing is due."""
        due = agenda(self._library.pack, await self._votes.outdated(), today)
        if not due:
            return None
        more = [f"And {len(due) - SHOWN} more."] if len(due) > SHOWN else []
        return Card(
            title=f"To review this week: {len(due)}",
            text="\n".join([*(self._line(item) for item in due[:SHOWN]), *more]),
            buttons=(Button(label="Review", command="review", style="primary"),),
        )

    async def _list(self, page: int) -> Card:
        due = await self._due()
        if not due:
            text = f"Everything was checked in time. `/review thing` opens any of it: {', '.join(get_args(Kind))}."
            return Card(title="Nothing to review", text=text)
        last = -(-len(due) // SHOWN)
        number = min(max(page, 1), last)
        shown = due[(number - 1) * SHOWN : number * SHOWN]
        buttons = [self._opening(item) for item in shown]
        more = Button(label="More", command="review", args={"page": str(number + 1)})
        return Card(
            title=f"To review: {len(due)}",
            text="\n".join(map(self._line, shown)),
            buttons=tuple([*buttons, more] if number < last else buttons),
            footer=f"Oldest first. Page {number} of {last}",
        )

    async def _due(self) -> list[Item]:
        return agenda(self._library.pack, await self._votes.outdated(), self._clock.now().date())

    def _line(self, item: Item) -> str:
        thing, pack = things(self._library.pack, item.kind)[item.id], self._library.pack
        said = "" if says(pack, thing) == name(thing) else f": {shortened(says(pack, thing), 160)}"
        voted = f" · {_pressed(item.outdated)}" if item.outdated else ""
        return f"- **{name(thing)}**{said} ({self._who(item.kind, thing)}) · since {_day(item.since)}{voted}"

    def _opening(self, item: Item) -> Button:
        thing = things(self._library.pack, item.kind)[item.id]
        return Button(label=shortened(name(thing), NAME), command="review", args={"thing": item.code})

    def _who(self, kind: Kind, thing: Thing) -> str:
        shipped = self._library.shipped.entries.get(thing.id)
        by_mentor = kind == "entry" and (shipped is None or shipped.as_of != thing.as_of)
        return said_by(self._library.pack, thing, by_mentor=by_mentor)

    async def _open(self, code: str, first: str = "") -> Card:
        """A thing with what can be found about it; retired things can be brought back."""
        kind, id, _ = self._thing(code)
        thing = things(self._library.pack, kind).get(id)
        before = self._before(kind, id)
        if thing is None or (before and before.retired_on):
            return self._gone(kind, id, first)
        voted = (await self._votes.outdated()).get(id) if kind == "entry" else None
        pack = self._library.pack
        lines = [
            first,
            says(pack, thing) if says(pack, thing) != name(thing) else "",
            f"Said by {self._who(kind, thing)}.",
            f"Checked {said_on(thing.last_checked)}{_by(before)}; {self._when(thing)}.",
            f"{_pressed(voted.count)}." if voted else "",
        ]
        return Card(
            title=shortened(name(thing), 150),
            text="\n".join(line for line in lines if line),
            buttons=self._buttons(kind, thing, before),
        )

    def _when(self, thing: Thing) -> str:
        since = thing.due_on <= self._clock.now().date()
        return f"due {'since' if since else 'on'} {_day(thing.due_on)}"

    def _buttons(self, kind: Kind, thing: Thing, before: Checked | None) -> tuple[Button, ...]:
        given = {"thing": f"{kind}.{thing.id}", "seen": str(before.times if before else 0)}
        fields = "text" if isinstance(thing, Fact) and thing.low is None else ",".join(FIELDS[kind])
        over = isinstance(thing, Certification) and thing.status == "retired"
        form = {} if kind == "resource" else {FORM: "successor"}
        still = Button(label="Still true", command="confirm", args=given, style="primary")
        change = Button(label="Change", command="change", args=given | {FORM: fields})
        retire = Button(label="Retire", command="retire", args=given | form, style="danger")
        return (still, change, *(() if over else (retire,)), _ALL)

    def _gone(self, kind: Kind, id: str, first: str) -> Card:
        before, thing = self._before(kind, id), self._library.unreviewed(kind, id)
        assert thing is not None
        given = {"thing": f"{kind}.{id}", "seen": str(before.times if before else 0)}
        ended = _day(before.retired_on) if before and before.retired_on else "some day"
        now = f"; now: {before.successor}" if before and before.successor else ""
        return Card(
            title=shortened(name(thing), 150),
            text="\n".join(line for line in (first, f"Retired on {ended}{_by(before)}{now}.") if line),
            buttons=(Button(label="Bring back", command="confirm", args=given), _ALL),
        )

    def _thing(self, code: str) -> tuple[Kind, str, Thing]:
        """As the pack or a mentor's answer gives it. Raises `UserError` when there is none."""
        kind, _, id = code.partition(".")
        thing = self._library.unreviewed(cast("Kind", kind), id) if kind in get_args(Kind) else None
        if thing is None:
            raise UserError(f"There is no “{plain(code, 60)}” to review. /review lists what is due.")
        return cast("Kind", kind), id, thing

    def _before(self, kind: Kind, id: str) -> Checked | None:
        return self._library.checked(kind, id)

    def _topic(self, typed: str | None, id: str) -> str:
        """The entry that is answered instead. Raises `UserError` when it is none."""
        entries = self._library.pack.entries
        wanted = (typed or "").strip().casefold()
        by_title = {entry.title.casefold(): entry.id for entry in entries.values()}
        found = by_title.get(wanted, wanted.replace(" ", "-"))
        if found not in entries or found == id:
            raise UserError(
                "Name the answer that is given instead, by its topic as in /faq. Nothing was changed; "
                "to correct an answer, press *Change*."
            )
        return found

    async def _keep(
        self, request: Request, args: FindingArguments, found: Checked, written: Written | None, verdict: str
    ) -> Card:
        """What was found holds from now on. Raises `UserError` if an answer would not fit its card any more."""
        code = f"{found.kind}.{found.id}"
        if args.seen == found.times - 1:
            self._fits(found, written)
            member = await self._members.meet(request.person, request.place, self._clock.now())
            kept = await self._reviews.keep(found, member.id, written)
            await self._library.renew()
            if kept:
                return await self._done(found, verdict)
        return await self._open(code, "This was checked meanwhile, so nothing was changed. As it stands:")

    def _fits(self, found: Checked, written: Written | None) -> None:
        trial = self._library.as_if(found, written)
        unknown = [fact for fact in trial.facts_named(written.body) if fact not in trial.facts] if written else []
        if unknown:
            raise UserError(f"There is no fact “{plain(unknown[0], 60)}”. Nothing was changed.")
        if title := too_long(trial):
            raise UserError(f"With that the answer “{title}” would not fit its card. Shorten it; nothing was changed.")

    async def _done(self, found: Checked, verdict: str) -> Card:
        pack, left = self._library.pack, await self._due()
        thing = things(pack, found.kind).get(found.id) or self._library.unreviewed(found.kind, found.id)
        assert thing is not None
        shown = f": {shortened(says(pack, thing), 300)}" if says(pack, thing) != name(thing) else ""
        again = f"It is due again on {_day(thing.due_on)}." if not found.retired_on else "It can be brought back."
        mine = Button(label="Open it again", command="review", args={"thing": f"{found.kind}.{found.id}"})
        following = [Button(label="Next", command="review", args={"thing": left[0].code}, style="primary")]
        return Card(
            title=verdict,
            text=f"**{name(thing)}**{shown}\n{again}",
            buttons=(*(following if left else []), mine, _ALL),
            footer=f"{counted(len(left), 'thing')} left to review",
        )


_ALL = Button(label="All to review", command="review")


def _day(day: date) -> str:
    return f"{day:%-d %b %Y}"


def _pressed(count: int) -> str:
    return f"{counted(count, 'member')} pressed *Out of date*"


def _by(before: Checked | None) -> str:
    return f" by {plain(before.checked_by_name, 80)}" if before and before.checked_by_name else ""
