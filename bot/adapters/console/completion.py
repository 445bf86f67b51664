"""What Tab offers: commands after a slash, then the values of their arguments."""

from collections.abc import Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.core.dispatch import Dispatch
from bot.core.errors import UserError

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

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        typed = document.text_before_cursor
        last = typed.rpartition(" ")[2]
        for text, about in self.offers(typed):
            yield Completion(text, start_position=-len(last), display_meta=about)

    def offers(self, typed: str) -> Iterable[tuple[str, str]]:
        """What may take the place of the last word, and what it is."""
        word, space, rest = typed.partition(" ")
        if typed.startswith("/") and not space:
            known = KEYS | {f"/{each.name}": each.summary for each in self._mentor.commands}
            yield from ((name, about) for name, about in known.items() if name.startswith(word))
        elif typed.startswith("/"):
            yield from self._values(word[1:], rest.rpartition(" ")[2])

    def _values(self, name: str, word: str) -> Iterable[tuple[str, str]]:
        try:
            command = self._mentor.commands.named(name)
        except UserError:
            return
        named, colon, value = word.rpartition(":")
        for question in command.questions:
            if colon and question.name != named:
                continue
            for choice in question.choices or self._mentor.suggest(command.name, question.name, value):
                if choice.value.casefold().startswith(value.casefold()):
                    yield f"{named}{colon}{choice.value}", f"{question.label}: {choice.label}"
