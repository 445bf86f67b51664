"""Gives an answer to somebody, and remembers for ten minutes which it was."""

from contextlib import suppress

from bot.answers.answer import Answer, Shown, composed
from bot.answers.followups import Last
from bot.answers.library import Library
from bot.answers.slots import Slots
from bot.answers.sources import origins
from bot.clock import Clock
from bot.core.model import Card, Request
from bot.store import Conversations, NotWritten, Said


class Giving:
    """The one place that remembers what was answered."""

    def __init__(self, library: Library, clock: Clock, conversations: Conversations) -> None:
        self._library = library
        self._clock = clock
        self._conversations = conversations

    async def card(self, request: Request, id: str, slots: Slots, page: int = 1) -> Card:
        """The card of an answer, which is from now on the last one here."""
        return await self.give(request, composed(self._library, id, slots, self._clock.now().date(), page))

    async def give(self, request: Request, answer: Answer) -> Card:
        if answer.entry:
            said = Said(entry=answer.entry, slots=answer.slots.filled)
            with suppress(NotWritten):  # an answer is worth more than what may follow it
                await self._conversations.keep(request.person, request.place, said, self._clock.now())
        return answer.card

    async def last(self, request: Request) -> Last | None:
        """The answer that this person was given here in the last ten minutes, if the pack still has it."""
        said = await self._conversations.last(request.person, request.place, self._clock.now())
        if said is None or said.entry not in self._library.pack.entries:
            return None
        return said.entry, Slots.model_validate(said.slots)

    def origins(self, id: str, slots: Slots) -> list[str]:
        """Where the figures of an answer are from, a line each."""
        pack = self._library.pack
        return origins(pack, Shown.of(pack, id, slots).facts, self._clock.now().date())
