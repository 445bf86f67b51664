"""`/ask` and `/faq`: the pack's answer to a question, or an honest "I don't have that"."""

from dataclasses import dataclass
from pathlib import Path

from bot.answers import Library
from bot.answers.feedback import controls
from bot.content import Pack
from bot.content.kinds import said_on
from bot.core.commands import Arguments, asked, command
from bot.core.errors import UserError
from bot.core.model import Button, Card, Choice, Request
from bot.core.model import Fact as Figure
from bot.core.text import shortened

LONGEST = 1000
"""Characters of a question; a longer text is not one question."""

AS_BUTTONS = 25


class AskArguments(Arguments):
    question: str = asked("Your question", "in your own words, in English", max_length=LONGEST)


class FaqArguments(Arguments):
    topic: str | None = asked("Topic", "begin to type, and choose", default=None, max_length=80)


@dataclass(frozen=True)
class Answer:
    """What was found. `entry` is none when it declines; `suggested` are entries offered instead; `score` is 0 to 1."""

    entry: str | None
    card: Card
    suggested: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    score: float = 0.0

    @property
    def markdown(self) -> str:
        """What a member reads, without the buttons."""
        facts = [f"**{fact.name}**\n{fact.value}" for fact in self.card.facts]
        footer = f"_{self.card.footer}_" if self.card.footer else ""
        return "\n\n".join(part for part in (f"**{self.card.title}**", self.card.text, *facts, footer) if part)

    @property
    def offered(self) -> tuple[str, ...]:
        """The titles on the buttons."""
        return tuple(button.label for button in self.card.buttons)


class Faq:
    """Curated answers only: below the thresholds nothing is guessed."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._pack = library.pack

    @classmethod
    def of(cls, pack: Pack, cache: Path | None = None) -> "Faq":
        """Of a pack alone; reads from the folder `cache` what was learnt of the same phrasings before."""
        return cls(Library(pack, cache=cache))

    @command(
        "ask", "Ask a question in your own words", usage=("ask how much maths do I need?",), title="Ask", private=False
    )
    async def ask(self, request: Request, args: AskArguments) -> Card:
        return self.answer(args.question).card

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
        wanted = args.topic.casefold()
        by_title = {entry.title.casefold(): entry.id for entry in self._pack.entries.values()}
        named = by_title.get(wanted, wanted.replace(" ", "-"))
        if found := self._pack.entries.get(self._library.current(named)):
            return self.entry_card(found.id)
        near = self.topics(args.topic)[:3]
        if not near:
            raise UserError("There is no such topic. /faq lists them all; /ask takes plain words.")
        return Card(title="Which topic?", text="I have no topic of that name. The nearest:", buttons=_offers(near))

    def topics(self, text: str) -> list[Choice]:
        """Titles that hold the text, those that begin with it first, then what the matcher thinks of it."""
        wanted = text.casefold()
        entries = self._pack.entries.values()
        held = [entry.id for entry in entries if wanted in f"{entry.title} {entry.id}".casefold()]
        held.sort(key=lambda id: not self._pack.entries[id].title.casefold().startswith(wanted))
        near = self._library.matcher.match(text).nearest if wanted else ()
        ids = dict.fromkeys([*held, *map(self._library.current, near)])
        return [Choice(label=self._pack.entries[id].title, value=id) for id in list(ids)[:AS_BUTTONS]]

    def answer(self, question: str) -> Answer:
        """The entry that the question means, or up to three that it may mean, or nothing."""
        if len(question) > LONGEST:
            return Answer(None, _too_long(question))
        match = self._library.matcher.match(question)
        if match.outcome == "answer" and match.entry:
            entry = self._library.current(match.entry)
            return Answer(entry, self.entry_card(entry), (), self._sources(entry), match.score)
        nearest = tuple(dict.fromkeys(map(self._library.current, match.nearest)))
        near = [Choice(label=self._pack.entries[id].title, value=id) for id in nearest]
        card = _did_you_mean(near) if match.outcome == "suggest" else _declined(near)
        return Answer(None, card, nearest, (), match.score)

    def entry_card(self, id: str) -> Card:
        entry = self._pack.entries[id]
        related = [Choice(label=self._pack.entries[other].title, value=other) for other in entry.related]
        lines = [self._pack.bullet(fact) for fact in entry.facts]
        figures = "\n".join(lines) if len(lines) > 1 else "".join(lines).removeprefix("- ")
        return Card(
            title=entry.title,
            text=self._pack.filled(entry.body),
            facts=(Figure(name="Also said", value=figures),) if figures else (),
            buttons=_offers(related),
            controls=controls(id),
            footer=f"{self._pack.manifest.title} pack · checked {said_on(entry.last_checked)}",
        )

    def _sources(self, id: str) -> tuple[str, ...]:
        facts = [self._pack.facts[fact] for fact in self._pack.facts_in(self._pack.entries[id])]
        return tuple(dict.fromkeys(self._pack.said_by([fact.source]) for fact in facts))

    def _contents(self) -> Card:
        names = [f"`{entry.id}`" for entry in self._pack.entries.values()]
        text = f"{len(names)} answers. Read one with /faq TOPIC, or just ask.\n\n" + " · ".join(names)
        return Card(title="What I can answer", text=shortened(text, 2800))


def _offers(choices: list[Choice]) -> tuple[Button, ...]:
    return tuple(Button(label=choice.label, command="faq", args={"topic": choice.value}) for choice in choices)


def _did_you_mean(near: list[Choice]) -> Card:
    text = "I am not sure which of these you mean. If it is none of them, I don't have the answer."
    return Card(title="Did you mean…", text=text, buttons=_offers(near))


def _declined(near: list[Choice]) -> Card:
    text = "I only answer what my guides say, and I found nothing there that fits your question."
    nearest = " The nearest that I have:" if near else " /faq lists what I can answer."
    return Card(title="I don't have that", text=text + nearest, buttons=_offers(near))


def _too_long(question: str) -> Card:
    text = f"That is {len(question):,} characters. Ask one question in at most {LONGEST:,}, and I will look again."
    return Card(title="That is more than a question", text=text)
