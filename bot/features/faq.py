"""`/ask`, `/faq` and `/why`: the pack's answer to a question and its sources, or an honest "I don't have that"."""

from contextlib import suppress

from bot.answers import LONGEST, Answering, Giving, Library, Slots
from bot.answers.topics import named, topics
from bot.clock import Clock
from bot.content.check import LINES_SHOWN
from bot.content.facts import Background, Level
from bot.content.slots import Where
from bot.core.commands import FORM, Arguments, asked, carried, command
from bot.core.errors import UserError
from bot.core.model import Button, Card, Choice, Request
from bot.core.pages import paged
from bot.store import Gaps, NotWritten

CONTENTS = 15
"""Questions on one page of the contents."""


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
    """The answers, in plain words or by name, and who says so."""

    def __init__(self, library: Library, answering: Answering, giving: Giving, gaps: Gaps, clock: Clock) -> None:
        self._library = library
        self._pack = library.pack
        self._answering = answering
        self._giving = giving
        self._gaps = gaps
        self._clock = clock

    @command(
        "ask", "Ask a question in your own words", usage=("ask how much maths do I need?",), title="Ask", private=False
    )
    async def ask(self, request: Request, args: AskArguments) -> Card:
        found = self._answering.answer(args.question, await self._giving.last(request))
        if found.declined:
            with suppress(NotWritten):  # an answer is worth more than its count
                await self._gaps.declined(request.id, self._clock.now())
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
            return self._contents(args.page)
        if found := named(self._library, args.topic):
            return await self._giving.card(request, found, args.slots, args.page)
        return self._which(args.topic)

    @command("why", "Who says so: the sources of an answer", usage=("why", "why salary"), suggests={"topic": "topics"})
    async def why(self, request: Request, args: FaqArguments) -> Card:
        if args.topic is None:
            last = await self._giving.last(request)
            if last is None:
                choose = Button(label="Choose a topic", command="why", args={FORM: "topic"})
                return Card(title="Which answer?", text="I gave none here in the last ten minutes.", buttons=(choose,))
            return self._sources(*last, args.page)
        found = named(self._library, args.topic)
        return self._sources(found, args.slots, args.page) if found else self._which(args.topic)

    def _sources(self, id: str, slots: Slots, page: int) -> Card:
        entry = self._pack.entries[id]
        lines = self._giving.origins(id, slots) or ["No figure of a guide stands in this answer."]
        kept = {"topic": id, **slots.only(entry.narrows).filled}
        return paged(f"Sources · {entry.title}", "why", lines, page, LINES_SHOWN, **kept)

    def _which(self, topic: str) -> Card:
        near = self._answering.offers(choice.value for choice in self.topics(topic)[:3])
        if not near:
            raise UserError("There is no such topic. /faq lists them all; /ask takes plain words.")
        return Card(title="Which topic?", text="I have no topic of that name. The nearest:", buttons=near)

    def topics(self, text: str) -> list[Choice]:
        return topics(self._library, text)

    def _contents(self, page: int) -> Card:
        lines = [f"- {entry.title} (`{entry.id}`)" for entry in self._pack.entries.values()]
        card = paged(f"What I can answer: {len(lines)} questions", "faq", lines, page, CONTENTS)
        choose = Button(label="Choose a topic", command="faq", args={FORM: "topic"})
        footer = f"Read one with /faq TOPIC, or just ask. {card.footer}".rstrip()
        return card.model_copy(update={"buttons": (choose, *card.buttons), "footer": footer})
