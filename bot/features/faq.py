"""`/ask`, `/faq` and `/why`: the pack's answer to a question and its sources, or an honest "I don't have that"."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bot.answers import NOBODY, Answer, FollowUp, Giving, Last, Library, Reader, Slots
from bot.answers.handover import to_a_human
from bot.answers.topics import named, topics
from bot.clock import Clock, SystemClock
from bot.content import Pack
from bot.content.check import LINES_SHOWN
from bot.content.facts import Background, Level
from bot.content.slots import Where
from bot.core.commands import Arguments, asked, carried, command
from bot.core.errors import UserError
from bot.core.model import Button, Card, Choice, Request
from bot.core.pages import paged
from bot.core.text import shortened
from bot.store import Gaps, NotWritten

LONGEST = 1000
"""Characters of a question; a longer text is not one question."""


DECLINED = "I don't have that"


class AskArguments(Arguments):
    question: str = asked("Your question", "in your own words, in English", max_length=LONGEST)


class FaqArguments(Arguments):
    """An answer, for somebody, a page of it."""

    topic: str | None = asked("Topic", "begin to type, and choose", default=None, max_length=80)
    level: Level | None = carried()
    region: Where | None = carried()
    background: Background | None = carried()
    page: int = carried(1)

    @property
    def slots(self) -> Slots:
        return Slots(level=self.level, region=self.region, background=self.background)


class Faq:
    """Curated answers only: below the thresholds nothing is guessed."""

    def __init__(self, library: Library, giving: Giving, gaps: Gaps | None = None) -> None:
        self._library = library
        self._gaps = gaps
        self._giving = giving
        self._pack = library.pack
        self._reader = Reader(library.pack.slots)

    @classmethod
    def of(cls, pack: Pack, cache: Path | None = None, clock: Clock | None = None) -> "Faq":
        """Of a pack alone; reads from the folder `cache` what was learnt of the same phrasings before."""
        library = Library(pack, cache=cache)
        return cls(library, Giving(library, clock or SystemClock()))

    @command(
        "ask", "Ask a question in your own words", usage=("ask how much maths do I need?",), title="Ask", private=False
    )
    async def ask(self, request: Request, args: AskArguments) -> Card:
        found = self.answer(args.question, await self._giving.last(request))
        if found.card.title == DECLINED and self._gaps:
            with suppress(NotWritten):  # an answer is worth more than its count
                await self._gaps.declined(request.id, self._giving.now())
        return await self._giving.give(request, found)

    @command(
        "faq",
        "Read an answer by its topic",
        usage=("faq", "faq salary"),
        private=False,
        suggests={"topic": "topics"},
    )
    async def faq(self, request: Request, args: FaqArguments) -> Card:
        if args.topic is None:
            return self._contents()
        if found := named(self._library, args.topic):
            return await self._giving.card(request, found, args.slots, args.page)
        return self._which(args.topic)

    @command("why", "Who says so: the sources of an answer", usage=("why", "why salary"), suggests={"topic": "topics"})
    async def why(self, request: Request, args: FaqArguments) -> Card:
        if args.topic is None:
            last = await self._giving.last(request)
            if last is None:
                return Card(
                    title="Which answer?", text="I gave none here in the last ten minutes. /why TOPIC names one."
                )
            return self._sources(*last, args.page)
        found = named(self._library, args.topic)
        return self._sources(found, args.slots, args.page) if found else self._which(args.topic)

    def _sources(self, id: str, slots: Slots, page: int) -> Card:
        entry = self._pack.entries[id]
        lines = self._giving.origins(id, slots) or ["No figure of a guide stands in this answer."]
        kept = {"topic": id, **slots.only(entry.narrows).filled}
        return paged(f"Sources · {entry.title}", "why", lines, page, LINES_SHOWN, **kept)

    def _which(self, topic: str) -> Card:
        near = self._offers(choice.value for choice in self.topics(topic)[:3])
        if not near:
            raise UserError("There is no such topic. /faq lists them all; /ask takes plain words.")
        return Card(title="Which topic?", text="I have no topic of that name. The nearest:", buttons=near)

    def topics(self, text: str) -> list[Choice]:
        return topics(self._library, text)

    def learn(self) -> None:
        """Now rather than with the first question."""
        self._library.matcher.match("")

    def answer(self, question: str, last: Last | None = None) -> Answer:
        """The entry that the question means, or up to three that it may mean, or nothing; `last` was given before."""
        if len(question) > LONGEST:
            return Answer(None, _too_long(question))
        after = FollowUp.read(self._pack, self._reader, question, last)
        if after and after.alone and after.meant:
            return self._giving.composed(*after.meant)
        match, slots = self._library.match(question), self._reader.read(question)
        near = match.nearest
        if after and after.begins and after.meant and after.meant[0] in near and match.outcome != "decline":
            return self._answered(*after.meant, match.score)
        if match.outcome == "answer":
            return self._answered(near[0], slots, match.score)
        if after and after.alone:
            return self._no_difference(after, near[:2])
        offers = self._offers(near, slots)
        card = _did_you_mean(offers) if match.outcome == "suggest" else _declined(offers)
        card = card.model_copy(update={"buttons": (*card.buttons, to_a_human(question))})
        return Answer(None, card, near, (), match.score)

    def _answered(self, id: str, slots: Slots, score: float) -> Answer:
        return replace(self._giving.composed(id, slots), score=score)

    def _no_difference(self, after: FollowUp, nearest: tuple[str, ...]) -> Answer:
        near = tuple(dict.fromkeys([after.entry.id, *nearest, *after.entry.related]))[:4]
        card = Card(title="No difference there", text=after.no_difference, buttons=self._offers(near))
        return Answer(None, card, near)

    def _offers(self, ids: Iterable[str], slots: Slots = NOBODY) -> tuple[Button, ...]:
        """Entries to choose from, for whom the question was about."""
        found = [self._pack.entries[id] for id in ids if id in self._pack.entries]
        return tuple(
            Button(label=each.title, command="faq", args={"topic": each.id, **slots.only(each.narrows).filled})
            for each in found
        )

    def _contents(self) -> Card:
        names = [f"`{entry.id}`" for entry in self._pack.entries.values()]
        text = f"{len(names)} answers. Read one with /faq TOPIC, or just ask.\n\n" + " · ".join(names)
        return Card(title="What I can answer", text=shortened(text, 2800))


def _did_you_mean(near: tuple[Button, ...]) -> Card:
    text = "I am not sure which of these you mean. If it is none of them, I don't have the answer."
    return Card(title="Did you mean…", text=text, buttons=near)


def _declined(near: tuple[Button, ...]) -> Card:
    text = "I only answer what my guides say, and I found nothing there that fits your question."
    nearest = " The nearest that I have:" if near else " /faq lists what I can answer."
    return Card(title=DECLINED, text=text + nearest, buttons=near)


def _too_long(question: str) -> Card:
    text = f"That is {len(question):,} characters. Ask one question in at most {LONGEST:,}, and I will look again."
    return Card(title="That is more than a question", text=text)
