"""`/review`: what mentors should look at again, and what they find: still true, changed, retired."""

from collections.abc import Mapping
from datetime import date
from typing import cast, get_args

from bot.answers import Library
from bot.answers.agenda import agenda, name
from bot.answers.findings import Change, as_it_is, changed, retired, still_true
from bot.answers.review_cards import ReviewCards
from bot.answers.reviewed import Thing, too_long
from bot.answers.topics import topics
from bot.clock import Clock
from bot.core.commands import Arguments, asked, carried, command
from bot.core.desk import Waiting
from bot.core.errors import UserError
from bot.core.model import Button, Card, Choice, Person, Request
from bot.core.text import counted, one_line, plain, shortened
from bot.store import Checked, Kind, Members, Reviews, Votes, Written


class ReviewArguments(Arguments):
    thing: str | None = asked("What to look at", "leave empty for what is due", default=None, max_length=80)
    page: int = carried(1)


class FindingArguments(Arguments):
    """`thing` is `KIND.ID`; `seen` is how often it had been checked when the button was drawn, none where typed."""

    thing: str | None = asked("Of what", "begin to type, and choose", default=None, max_length=80)
    seen: int | None = carried()


class ChangeArguments(FindingArguments):
    low: float | None = asked("Figure, from", "a number; left empty, it stays", default=None)
    high: float | None = asked("Figure, to", "left empty, it is a single number", default=None)
    text: str | None = asked("Text", "left empty, it stays", default=None, long=True, max_length=2400)
    link: str | None = asked("Link", "left empty, it stays", default=None, max_length=500)


class RetireArguments(FindingArguments):
    successor: str | None = asked("What takes its place", "for an answer: its topic", default=None, max_length=75)


class Review:
    """Of two mentors at once the second is told; what was found holds at once, for everybody."""

    def __init__(self, library: Library, reviews: Reviews, votes: Votes, members: Members, clock: Clock) -> None:
        self._library = library
        self._cards = ReviewCards(library)
        self._reviews = reviews
        self._votes = votes
        self._members = members
        self._clock = clock

    @command("review", "What is due to be checked again: still true, change, retire", usage=("review",), who="mentor",
             suggests={"thing": "choices"})  # fmt: skip
    async def review(self, request: Request, args: ReviewArguments) -> Card:
        return await self._open(args.thing) if args.thing else await self._list(args.page)

    def choices(self, text: str) -> list[Choice]:
        """Everything that has a clock, due or not, retired or not; what is due first."""
        due = [item.code for item in agenda(self._library.pack, {}, self._clock.now().date())]
        named = dict.fromkeys(due, "") | {
            f"{kind}.{id}": f"{kind}: {name(thing)}"
            for kind in get_args(Kind)
            for id, thing in self._library.unreviewed(kind).items()
        }
        wanted = text.casefold()
        return [
            Choice(label=shortened(label, 75), value=code)
            for code, label in named.items()
            if wanted in f"{code} {label}".casefold()
        ]

    def successors(self, text: str) -> list[Choice]:
        """For an answer another one; for anything else what is typed."""
        typed = one_line(text)[:75]
        return [*([Choice(label=typed, value=typed)] if typed else []), *topics(self._library, text)]

    @command("confirm", "Say that something on the review list is still true", who="mentor",
             suggests={"thing": "choices"})  # fmt: skip
    async def confirm(self, request: Request, args: FindingArguments) -> Card:
        if args.thing is None:
            return await self._list(1)
        kind, thing, before = self._thing(args.thing)
        found = still_true(kind, thing, before, self._clock.now())
        return await self._keep(request, args, found, None, "Still true")

    async def held(self, person: Person, given: Mapping[str, str]) -> Mapping[str, str]:
        """What a thing says now, by the fields that change it."""
        return as_it_is(*self._thing(given.get("thing", "")))

    @command("change", "Change something on the review list", title="Change", who="mentor", present="held",
             suggests={"thing": "choices"})  # fmt: skip
    async def change(self, request: Request, args: ChangeArguments) -> Card:
        if args.thing is None:
            return await self._list(1)
        kind, thing, before = self._thing(args.thing)
        change = Change(text=args.text, low=args.low, high=args.high, link=args.link)
        found, written = changed(kind, thing, before, change, self._clock.now())
        return await self._keep(request, args, found, written, "Changed")

    @command("retire", "Retire something on the review list", title="Retire", who="mentor",
             suggests={"thing": "choices", "successor": "successors"})  # fmt: skip
    async def retire(self, request: Request, args: RetireArguments) -> Card:
        if args.thing is None:
            return await self._list(1)
        kind, thing, before = self._thing(args.thing)
        successor = self._topic(args.successor, thing.id) if kind == "entry" else args.successor
        found = retired(kind, thing, before, successor, self._clock.now())
        return await self._keep(request, args, found, None, "Retired")

    async def compose(self, today: date) -> Card | None:
        """What the places of mentors get on Monday."""
        return self._cards.weekly(await self._votes.outdated(), today)

    async def waiting(self, person: Person) -> Waiting:
        """For the desk: what is due by its date, and what members said is out of date."""
        due = self._cards.due(await self._votes.outdated(), self._clock.now().date())
        if not due:
            return Waiting("Nothing is due to be reviewed.")
        voted = sum(each.outdated > 0 for each in due)
        said = f", {voted} of them since members said so" if voted else ""
        text = f"**{counted(len(due), 'thing')}** to review{said}."
        return Waiting(text, Button(label="Review", command="review"), needs_you=True)

    async def _list(self, page: int) -> Card:
        return self._cards.page(await self._votes.outdated(), self._clock.now().date(), page)

    async def _open(self, code: str, first: str = "") -> Card:
        kind, thing, _ = self._thing(code)
        return self._cards.opened(kind, thing.id, await self._votes.outdated(), self._clock.now().date(), first)

    def _thing(self, code: str) -> tuple[Kind, Thing, Checked | None]:
        """As the pack or a mentor's answer gives it, and its last check. Raises `UserError` when there is none."""
        kind, _, id = code.partition(".")
        thing = self._library.unreviewed(cast("Kind", kind)).get(id) if kind in get_args(Kind) else None
        if thing is None:
            raise UserError(f"There is no “{plain(code, 60)}” to review. /review lists what is due.")
        return cast("Kind", kind), thing, self._library.checked(cast("Kind", kind), id)

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
        """What was found holds from now on, unless somebody was faster. Raises `UserError` if it would not fit."""
        if args.seen in (None, found.times - 1):
            self._fits(found, written)
            member = await self._members.meet(request.person, request.place, self._clock.now())
            kept = await self._reviews.keep(found, member.id, written)
            await self._library.renew()
            if kept:
                return self._cards.found(verdict, found, await self._votes.outdated(), self._clock.now().date())
        code = f"{found.kind}.{found.id}"
        return await self._open(code, "This was checked meanwhile, so nothing was changed. As it stands:")

    def _fits(self, found: Checked, written: Written | None) -> None:
        trial = self._library.as_if(found, written)
        unknown = [fact for fact in trial.facts_named(written.body) if fact not in trial.facts] if written else []
        if unknown:
            raise UserError(f"There is no fact “{plain(unknown[0], 60)}”. Nothing was changed.")
        if title := too_long(trial):
            raise UserError(f"With that the answer “{title}” would not fit its card. Shorten it; nothing was changed.")
