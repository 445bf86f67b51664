"""`/gaps`, `/answer`, `/same`, `/save`: mentors answer what members sent on, and whoever asked is told."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Literal

from bot.answers import NOBODY, Library, composed, gap_cards
from bot.answers.drafts import digest, preview, problems, revised, written
from bot.answers.handover import gap_card, out_of_scope, replied
from bot.answers.topics import named, topics
from bot.calendar import shown
from bot.clock import Clock, moment
from bot.core.commands import Arguments, asked, carried, command
from bot.core.desk import Waiting
from bot.core.errors import UserError
from bot.core.model import Card, Choice, Person, Request
from bot.core.text import counted, loud, one_line, shortened
from bot.planning import reply
from bot.store import Asker, Closing, Draft, Gap, Members, Outgoing
from bot.store import Gaps as Store

GIVEN_TO = 4
"""Mentors that a question can be given to with one tap."""


class GapsArguments(Arguments):
    question: str | None = asked("Question", "one that waits: begin to type, and choose", default=None)
    do: Literal["take", "give", "free", "refuse"] | None = carried()
    to: str | None = carried()
    sure: bool = carried(False)


class AnswerArguments(Arguments):
    question: str | None = asked("Question", "one that waits: begin to type, and choose", default=None)
    title: str | None = asked("Title", "the question in a few words", default=None, max_length=75)
    text: str | None = asked("Answer", "at most seven lines; the first one answers", default=None, long=True,
                             max_length=2200)  # fmt: skip
    source: str | None = asked("Who says so, and when", "a guide, a page, you; a year", default=None, max_length=150)
    do: Literal["publish", "discard"] | None = carried()
    draft: str | None = carried()


class SaveArguments(Arguments):
    title: str = asked("Title", "the question in a few words", max_length=75)
    text: str = asked("Answer", "at most seven lines; the first one answers", long=True, max_length=2200)
    source: str = asked("Who says so, and when", "a guide, a page, you; a year", max_length=150)


class SameArguments(Arguments):
    question: str | None = asked("Question", "one that waits: begin to type, and choose", default=None)
    topic: str | None = asked("Answer that says it", "begin to type, and choose", default=None, max_length=80)


class Gaps:
    """Every decision is taken on the question as it is then; what comes second is told so, and loses nothing."""

    def __init__(self, library: Library, store: Store, members: Members, clock: Clock) -> None:
        self._library = library
        self._store = store
        self._members = members
        self._clock = clock

    @command("gaps", "Questions that were sent to a human and wait for an answer", who="mentor",
             suggests={"question": "questions"})  # fmt: skip
    async def gaps(self, request: Request, args: GapsArguments) -> Card:
        me, now = await self._mentor(request)
        if args.question is None:
            return await self._oldest(me, now)
        gap = await self._named(args.question)
        if gap is None or gap.state != "open":
            return gap_cards.closed(self._library, gap)
        if args.do == "refuse":
            return await self._decide(gap, None, me, now) if args.sure else gap_cards.to_refuse(gap)
        if args.do == "give":
            others = {id: name for id, name in (await self._store.mentors(GIVEN_TO + 1)).items() if id != me}
            return gap_cards.to_whom(gap, dict(islice(others.items(), GIVEN_TO)))
        if args.do in ("take", "free") or args.to:
            owner = {"take": me, "free": None}.get(args.do or "", args.to)
            if owner is not None and owner not in await self._store.mentors(1000):
                raise UserError("That mentor is not here any more. Nothing was changed.")
            await self._store.give(gap.id, owner)
            gap = await self._store.one(gap.id) or gap
        return await self._card(gap, me, now)

    async def waiting(self, person: Person) -> Waiting:
        """For the desk."""
        gaps = await self._store.waiting()
        if not gaps:
            return Waiting("No question waits for a human.")
        since = moment(gaps[0].at)
        verb = "waits" if len(gaps) == 1 else "wait"
        text = f"**{counted(len(gaps), 'question')}** {verb} for an answer, the oldest since {shown(since, 'UTC')}."
        return Waiting(text, gap_cards.WAITING.model_copy(update={"label": "Answer questions"}), needs_you=True)

    @command("same", "Say which answer a question that waits already has", who="mentor",
             suggests={"question": "questions", "topic": "topics"})  # fmt: skip
    async def same(self, request: Request, args: SameArguments) -> Card:
        me, now = await self._mentor(request)
        if args.question is None:
            return gap_cards.which()
        gap = await self._named(args.question)
        if gap is None or gap.state != "open":
            return gap_cards.closed(self._library, gap)
        entry = named(self._library, args.topic) if args.topic else None
        if entry is None:
            return gap_cards.same_as(self._library, gap, args.topic)
        return await self._decide(gap, entry, me, now)

    @command("answer", "Write the answer to a question that waits", title="Write the answer", who="mentor",
             suggests={"question": "questions"}, present="held")  # fmt: skip
    async def answer(self, request: Request, args: AnswerArguments) -> Card:
        me, now = await self._mentor(request)
        if args.question is None:
            return gap_cards.which(revised(Draft(), args.title, args.text, args.source))
        gap = await self._named(args.question)
        draft = await self._store.draft(gap.id if gap else "", me)
        draft = revised(draft, args.title, args.text, args.source)
        if gap is None or gap.state != "open":
            return gap_cards.closed(self._library, gap, draft)
        if args.do == "discard":
            await self._store.discard(gap.id, me)
            return await self._card(gap, me, now)
        if args.do == "publish" and args.draft == digest(draft):
            return await self._publish(gap, draft, me, now)
        await self._store.keep_draft(gap.id, me, draft, now)
        if gap.owner is None:
            await self._store.give(gap.id, me)
        return gap_cards.drafted(self._library, gap, draft, problems(self._library, draft, {}), now.date())

    @command("save", "Make an answer of what somebody wrote", title="Save as FAQ", who="mentor")
    async def save(self, request: Request, args: SaveArguments) -> Card:
        """As if the title had been asked, and were answered now: a preview, which *Publish* puts live."""
        me, now = await self._mentor(request)
        asked = await self._store.ask(me, one_line(args.title), request.id, lambda *_: None, now)
        return await self.answer(request, AnswerArguments(question=asked.gap_id, **args.model_dump()))

    async def held(self, person: Person, given: Mapping[str, str]) -> Mapping[str, str]:
        """The draft of this mentor, as they wrote it."""
        me = await self._members.of(person)
        draft = await self._store.draft(given.get("question", ""), me.id) if me else Draft()
        return {name: loud(value) for name, value in draft.model_dump().items()}

    async def questions(self, text: str, _: Person) -> list[Choice]:
        """Those that wait and hold the text, the oldest first."""
        found = await self._holding(text)
        return [Choice(label=shortened(one_line(each.texts[0]) or each.id, 75), value=each.id) for each in found]

    async def _holding(self, text: str) -> list[Gap]:
        wanted = text.casefold()
        return [each for each in await self._store.waiting() if wanted in " ".join(each.texts).casefold()]

    async def _named(self, text: str) -> Gap | None:
        """By its id; else the only one that waits and holds the text."""
        if gap := await self._store.one(text):
            return gap
        found = await self._holding(text)
        return found[0] if len(found) == 1 else None

    def topics(self, text: str) -> list[Choice]:
        return topics(self._library, text)

    async def _mentor(self, request: Request) -> tuple[str, datetime]:
        now = self._clock.now()
        member = await self._members.meet(request.person, request.place, now)
        await self._store.seen_by(member.id, now)
        return member.id, now

    async def _oldest(self, me: str, now: datetime) -> Card:
        if waiting := await self._store.waiting():
            return await self._card(waiting[0], me, now)
        return gap_cards.nothing_waits(await self._store.figures(now))

    async def _card(self, gap: Gap, me: str, now: datetime) -> Card:
        ids = [each.id for each in await self._store.waiting()]
        after = ids[(ids.index(gap.id) + 1) % len(ids)] if gap.id in ids else None
        card = gap_card(self._library, gap, me, now, after if after != gap.id else None)
        counts = gap_cards.counts(await self._store.figures(now))
        return card.model_copy(update={"footer": f"{len(ids)} in all · {counts}"})

    async def _publish(self, gap: Gap, draft: Draft, me: str, now: datetime) -> Card:
        def decide(fresh: Gap, askers: Sequence[Asker], others: dict[str, str]) -> Closing:
            if wrong := problems(self._library, draft, others):
                raise UserError(f"{' '.join(wrong)} Your draft is kept.")
            answer = written(draft, gap.id, {*self._library.pack.entries, *others}, now.date())
            others_who_asked = [asker for asker in askers if asker.member.id != me]
            notes = self._notes(fresh, others_who_asked, preview(self._library, answer), now)
            return Closing(entry=answer.id, written=answer, notes=notes)

        return await self._close(gap.id, me, now, decide)

    async def _decide(self, gap: Gap, entry: str | None, me: str, now: datetime) -> Card:
        """That an answer says it already, or none will."""
        answer = composed(self._library, entry, NOBODY, now.date()).card if entry else None

        def decide(_: Gap, askers: Sequence[Asker], __: dict[str, str]) -> Closing:
            return Closing(entry=entry, notes=self._notes(gap, askers, answer, now))

        return await self._close(gap.id, me, now, decide)

    def _notes(self, gap: Gap, askers: Sequence[Asker], answer: Card | None, now: datetime) -> tuple[Outgoing, ...]:
        """One for each asker; without an answer it says so."""
        return tuple(
            reply(
                hashlib.sha256(f"{gap.id}|{asker.member.id}".encode()).hexdigest()[:32],
                asker.member,
                asker.place,
                replied(answer, asker.text) if answer else out_of_scope(asker.text),
                now,
            )
            for asker in askers
        )

    async def _close(
        self, id: str, me: str, now: datetime, decide: Callable[[Gap, Sequence[Asker], dict[str, str]], Closing]
    ) -> Card:
        """The mentor is told once it is live."""
        closing = await self._store.close(id, me, decide, now)
        if closing is None:
            return gap_cards.closed(self._library, await self._store.one(id), await self._store.draft(id, me))
        await self._library.renew()
        return gap_cards.live(self._library, closing)
