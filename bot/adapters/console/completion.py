"""What Tab offers: commands after a slash, then the values of their arguments."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.core.dispatch import Dispatch
from bot.core.errors import UserError
from bot.core.model import Choice, Person

KEYS = {
    "/as": "NAME [admin]: become another member",
    "/skip": "7d, 2h, 3w or a date: move the clock; what falls due arrives",
    "/quit": "leave",
}
"""What the keyboard understands besides the commands."""


class Commands(Completer):
    """Completes from the same definitions that every platform is drawn from."""

    def __init__(self, mentor: Dispatch) -> None:
        self._mentor = mentor
        self.person: Person | None = None
        """Who is typing."""

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """The screen asks for them asynchronously."""
        return ()

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        typed = document.text_before_cursor
        last = typed.rpartition(" ")[2]
        async for text, about in self.offers(typed):
            yield Completion(text, start_position=-len(last), display_meta=about)

    async def offers(self, typed: str) -> AsyncIterator[tuple[str, str]]:
        """What may take the place of the last word, and what it is."""
        word, space, rest = typed.partition(" ")
        if typed.startswith("/") and not space:
            known = KEYS | {f"/{each.name}": each.summary for each in self._mentor.commands}
            for each, about in known.items():
                if each.startswith(word):
                    yield each, about
        elif typed.startswith("/"):
            async for offer in self._values(word[1:], rest.rpartition(" ")[2]):
                yield offer

    async def _values(self, name: str, word: str) -> AsyncIterator[tuple[str, str]]:
        try:
            command = self._mentor.commands.named(name)
        except UserError:
            return
        named, colon, value = word.rpartition(":")
        for question in command.questions:
            if colon and question.name != named:
                continue
            for choice in question.choices or await self._suggested(command.name, question.name, value):
                if choice.value.casefold().startswith(value.casefold()):
                    yield f"{named}{colon}{choice.value}", f"{question.label}: {choice.label}"

    async def _suggested(self, command: str, argument: str, typed: str) -> list[Choice]:
        return await self._mentor.suggest(command, argument, typed, self.person) if self.person else []
