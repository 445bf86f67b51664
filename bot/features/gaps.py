"""`/gaps`, `/answer` and `/same`: mentors answer what members sent on, and whoever asked is told."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from bot.answers import NOBODY, Library, composed
from bot.answers.drafts import digest, preview, problems, revised, written
from bot.answers.handover import gap_card, nearest, out_of_scope, replied
from bot.answers.topics import named, topics
from bot.calendar import shown
from bot.clock import Clock, moment
from bot.core.commands import FORM, Arguments, asked, carried, command
from bot.core.desk import Waiting
from bot.core.errors import UserError
from bot.core.model import TEXT_LIMIT, Button, Card, Choice, Person, Request
from bot.core.text import counted, loud, one_line, plain, shortened
from bot.planning import reply
from bot.store import Asker, Closing, Draft, Figures, Gap, Members, Outgoing
from bot.store import Gaps as Store

GIVEN_TO = 4
"""Mentors that a question can be given to with one tap."""

WAITING = Button(label="Questions that wait", command="gaps")


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
            waiting = await self._store.waiting()
            return await self._card(waiting[0], me, now) if waiting else await self._nothing(now)
        gap = await self._named(args.question)
        if gap is None or gap.state != "open":
            return self._closed(gap)
        if args.do == "refuse":
            return await self._refuse(gap, me, now, args.sure)
        if args.do == "give":
            return await self._give(gap, me)
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
        return Waiting(text, WAITING.model_copy(update={"label": "Answer questions"}), needs_you=True)

    @command("same", "Say which answer a question that waits already has", who="mentor",
             suggests={"question": "questions", "topic": "topics"})  # fmt: skip
    async def same(self, request: Request, args: SameArguments) -> Card:
        me, now = await self._mentor(request)
        if args.question is None:
            return _which()
        gap = await self._named(args.question)
        if gap is None or gap.state != "open":
            return self._closed(gap)
        entry = named(self._library, args.topic) if args.topic else None
        if entry is None:
            return self._choose(gap, args.topic)
        return await self._close(gap.id, me, now, lambda _, askers, __: self._closing(gap, askers, entry, now))

    @command("answer", "Write the answer to a question that waits", title="Write the answer", who="mentor",
             suggests={"question": "questions"}, present="held")  # fmt: skip
    async def answer(self, request: Request, args: AnswerArguments) -> Card:
        me, now = await self._mentor(request)
        if args.question is None:
            return _which(revised(Draft(), args.title, args.text, args.source))
        gap = await self._named(args.question)
        draft = await self._store.draft(gap.id if gap else "", me)
        draft = revised(draft, args.title, args.text, args.source)
        if gap is None or gap.state != "open":
            return self._closed(gap, draft)
        if args.do == "discard":
            await self._store.discard(gap.id, me)
            return await self._card(gap, me, now)
        if args.do == "publish" and args.draft == digest(draft):
            return await self._publish(gap, draft, me, now)
        await self._store.keep_draft(gap.id, me, draft, now)
        if gap.owner is None:
            await self._store.give(gap.id, me)
        return self._preview(gap, draft, problems(self._library, draft, {}), now)

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
        wanted = text.casefold()
        found = [each for each in await self._store.waiting() if wanted in " ".join(each.texts).casefold()]
        return [Choice(label=shortened(one_line(each.texts[0]) or each.id, 75), value=each.id) for each in found]

    async def _named(self, text: str) -> Gap | None:
        """By its id; else the only one that waits and holds the text."""
        if gap := await self._store.one(text):
            return gap
        wanted = text.casefold()
        found = [each for each in await self._store.waiting() if wanted in " ".join(each.texts).casefold()]
        return found[0] if len(found) == 1 else None

    def topics(self, text: str) -> list[Choice]:
        return topics(self._library, text)

    async def _mentor(self, request: Request) -> tuple[str, datetime]:
        now = self._clock.now()
        member = await self._members.meet(request.person, request.place, now)
        await self._store.seen_by(member.id, now)
        return member.id, now

    async def _card(self, gap: Gap, me: str, now: datetime) -> Card:
        ids = [each.id for each in await self._store.waiting()]
        after = ids[(ids.index(gap.id) + 1) % len(ids)] if gap.id in ids else None
        card = gap_card(self._library, gap, me, now, after if after != gap.id else None)
        counts = _counts(await self._store.figures(now))
        return card.model_copy(update={"footer": f"{len(ids)} in all · {counts}"})

    async def _nothing(self, now: datetime) -> Card:
        return Card(title="No question waits", text=f"{_counts(await self._store.figures(now))}.".capitalize())

    async def _give(self, gap: Gap, me: str) -> Card:
        others = {id: name for id, name in (await self._store.mentors(GIVEN_TO + 1)).items() if id != me}
        to = [
            Button(label=shortened(name or "?", 40), command="gaps", args={"question": gap.id, "to": id})
            for id, name in list(others.items())[:GIVEN_TO]
        ]
        nobody = Button(label="Nobody in particular", command="gaps", args={"question": gap.id, "do": "free"})
        text = "" if to else "No other mentor has looked at /gaps yet."
        return Card(title="Who takes the question?", text=text, buttons=(*to, nobody))

    async def _refuse(self, gap: Gap, me: str, now: datetime, sure: bool) -> Card:
        if not sure:
            told = out_of_scope(gap.texts[0])
            yes = {"question": gap.id, "do": "refuse", "sure": "yes"}
            return told.model_copy(
                update={
                    "buttons": (
                        Button(label="Tell them so", command="gaps", args=yes, style="danger"),
                        Button(label="Back", command="gaps", args={"question": gap.id}),
                    )
                }
            )
        return await self._close(gap.id, me, now, lambda _, askers, __: self._closing(gap, askers, None, now))

    def _choose(self, gap: Gap, topic: str | None) -> Card:
        ids = nearest(self._library, gap) if topic is None else [each.value for each in self.topics(topic)][:3]
        text = "" if topic is None else f"There is no answer called “{plain(topic, 60)}”. Nothing was changed."
        args = {"question": gap.id}
        titles = {id: self._library.pack.entries[id].title for id in ids}
        return Card(
            title="Which answer says it?",
            text=text,
            buttons=(
                *(Button(label=title, command="same", args=args | {"topic": id}) for id, title in titles.items()),
                Button(label="Another one…", command="same", args=args | {FORM: "topic"}),
                Button(label="Back", command="gaps", args=args),
            ),
        )

    def _preview(self, gap: Gap, draft: Draft, wrong: list[str], now: datetime) -> Card:
        """As a member will see it, or what must be mended first."""
        edit = Button(label="Edit", command="answer", args={"question": gap.id, FORM: "title,text,source"})
        discard = Button(label="Discard", command="answer", args={"question": gap.id, "do": "discard"})
        if wrong:
            text = "\n".join([*(f"- {each}" for each in wrong), "", draft.title, draft.text])
            note = "Kept as a draft. A field that you leave empty when you edit stays as it is."
            return Card(title="Not ready yet", text=shortened(text, TEXT_LIMIT), buttons=(edit, discard), footer=note)
        publish = {"question": gap.id, "do": "publish", "draft": digest(draft)}
        card = preview(self._library, written(draft, gap.id, set(self._library.pack.entries), now.date()))
        go = Button(label="Publish", command="answer", args=publish, style="primary")
        return card.model_copy(update={"buttons": (go, edit, discard)})

    async def _publish(self, gap: Gap, draft: Draft, me: str, now: datetime) -> Card:
        def decide(fresh: Gap, askers: Sequence[Asker], others: dict[str, str]) -> Closing:
            if wrong := problems(self._library, draft, others):
                raise UserError(f"{' '.join(wrong)} Your draft is kept.")
            answer = written(draft, gap.id, {*self._library.pack.entries, *others}, now.date())
            others_who_asked = [asker for asker in askers if asker.member.id != me]
            notes = self._notes(fresh, others_who_asked, preview(self._library, answer), now)
            return Closing(entry=answer.id, written=answer, notes=notes)

        return await self._close(gap.id, me, now, decide)

    def _closing(self, gap: Gap, askers: Sequence[Asker], entry: str | None, now: datetime) -> Closing:
        answer = composed(self._library, entry, NOBODY, now.date()).card if entry else None
        return Closing(entry=entry, notes=self._notes(gap, askers, answer, now))

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
            return self._closed(await self._store.one(id), await self._store.draft(id, me))
        await self._library.renew()
        told = [note for note in closing.notes if note.state == "pending"]
        parts = [
            f"{counted(len(told), 'person')} will be told." if len(told) == 1 else f"{len(told)} people will be told."
        ]
        if len(told) < len(closing.notes):
            parts.append("Who has no direct conversation with me finds the answer by asking again.")
        title = self._library.pack.entries[closing.entry].title if closing.entry else "Out of scope"
        about = "Asked so, it is answered from now on." if closing.entry else "Asked so, it is declined from now on."
        read = (_read(title, closing.entry),) if closing.entry else ()
        return Card(title=f"Live: {title}" if closing.written else f"Closed: {title}", text=" ".join([about, *parts]),
                    buttons=(*read, WAITING))  # fmt: skip

    def _closed(self, gap: Gap | None, draft: Draft | None = None) -> Card:
        """Somebody was faster. What was written meanwhile is shown, so that it is not lost."""
        lost = _written(draft)
        if gap is None:
            text = "It is gone; whoever asked it deleted their data."
            return Card(title="This question is closed", text=shortened(text + lost, TEXT_LIMIT), buttons=(WAITING,))
        entry = self._library.pack.entries.get(gap.entry or "")
        text = f"It was answered: {entry.title}." if entry else "It was answered, or said to be out of scope."
        read = (_read(entry.title, entry.id),) if entry else ()
        return Card(title="This question is closed", text=shortened(text + lost, TEXT_LIMIT), buttons=(*read, WAITING))


def _read(title: str, id: str) -> Button:
    return Button(label=title, command="faq", args={"topic": id})


def _written(draft: Draft | None) -> str:
    return f"\n\nWhat you wrote:\n{draft.title}\n{draft.text}" if draft and (draft.title or draft.text) else ""


def _which(draft: Draft | None = None) -> Card:
    text = f"Choose one that waits, and press its button.{_written(draft)}"
    return Card(title="Which question?", text=shortened(text, TEXT_LIMIT), buttons=(WAITING,))


def _counts(figures: Figures) -> str:
    hours = ""
    if figures.hours is not None:
        median = counted(round(figures.hours), "hour") if figures.hours >= 1 else "under an hour"
        hours = f" · median {median} to an answer"
    return f"this week {figures.declined} declined, {figures.sent_on} sent on{hours}"
