"""What answers a question: an entry, up to three to choose from, or an honest "I don't have that"."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Self

from bot.answers.answer import Answer, composed
from bot.answers.followups import FollowUp, Last
from bot.answers.handover import to_a_human
from bot.answers.library import Library
from bot.answers.slots import NOBODY, Slots, reader
from bot.clock import Clock
from bot.content import Pack
from bot.core.model import Button, Card

LONGEST = 1000
"""Characters of a question; a longer text is not one question."""


class Answering:
    """Curated answers only: below the thresholds nothing is guessed."""

    def __init__(self, library: Library, clock: Clock) -> None:
        self._library = library
        self._clock = clock
        self._pack = library.pack
        self._reader = reader(library.pack.slots)

    @classmethod
    def of(cls, pack: Pack, clock: Clock, cache: Path | None = None) -> Self:
        """Of a pack alone, learnt now; the folder `cache` keeps what was learnt of the same phrasings before."""
        library = Library(pack, cache=cache)
        library.matcher.match("")
        return cls(library, clock)

    def answer(self, question: str, last: Last | None = None) -> Answer:
        """The entry that the question means, or up to three that it may mean, or nothing; `last` was given before."""
        if len(question) > LONGEST:
            return Answer(None, _too_long(question))
        after = FollowUp.read(self._pack, self._reader, question, last)
        if after and after.alone and after.meant:
            return self._composed(*after.meant)
        match, slots = self._library.match(question), self._reader.read(question)
        near = match.nearest
        if after and after.begins and after.meant and after.meant[0] in near and match.outcome != "decline":
            return self._composed(*after.meant, match.score)
        if match.outcome == "answer":
            return self._composed(near[0], slots, match.score)
        if after and after.alone:
            return self._no_difference(after, near[:2])
        declined, offers = match.outcome == "decline", self.offers(near, slots)
        card = _declined(offers) if declined else _did_you_mean(offers)
        card = card.model_copy(update={"buttons": (*card.buttons, to_a_human(question))})
        return Answer(None, card, near, (), match.score, declined=declined)

    def offers(self, ids: Iterable[str], slots: Slots = NOBODY) -> tuple[Button, ...]:
        """Entries to choose from, for whom the question was about."""
        found = [self._pack.entries[id] for id in ids if id in self._pack.entries]
        return tuple(
            Button(label=each.title, command="faq", args={"topic": each.id, **slots.only(each.narrows).filled})
            for each in found
        )

    def _composed(self, id: str, slots: Slots, score: float = 0.0) -> Answer:
        return replace(composed(self._library, id, slots, self._clock.now().date()), score=score)

    def _no_difference(self, after: FollowUp, nearest: tuple[str, ...]) -> Answer:
        near = tuple(dict.fromkeys([after.entry.id, *nearest, *after.entry.related]))[:4]
        card = Card(title="No difference there", text=after.no_difference, buttons=self.offers(near))
        return Answer(None, card, near)


def _did_you_mean(near: tuple[Button, ...]) -> Card:
    text = "I am not sure which of these you mean. If it is none of them, I don't have the answer."
    return Card(title="Did you mean…", text=text, buttons=near)


def _declined(near: tuple[Button, ...]) -> Card:
    text = "I only answer what my guides say, and I found nothing there that fits your question."
    nearest = " The nearest that I have:" if near else " /faq lists what I can answer."
    return Card(title="I don't have that", text=text + nearest, buttons=near)


def _too_long(question: str) -> Card:
    text = f"That is {len(question):,} characters. Ask one question in at most {LONGEST:,}, and I will look again."
    return Card(title="That is more than a question", text=text)
