"""Where lines come from and cards go to: a pipe, or a terminal with history and completion."""

import asyncio
import sys
from typing import Protocol, TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console as Rich

from bot.adapters.console import render
from bot.adapters.console.completion import Commands
from bot.core.dispatch import Dispatch
from bot.core.model import Card, Person


class Screen(Protocol):
    """One line in, or none at the end of input; cards and notices out."""

    async def line(self, prompt: str, who: Person) -> str | None: ...

    def show(self, card: Card, saved: str) -> None: ...

    def say(self, text: str) -> None: ...


class Plain:
    """Text only, for scripts: nothing is echoed, and replies follow each other with an empty line between."""

    def __init__(self, source: TextIO = sys.stdin, sink: TextIO = sys.stdout) -> None:
        self._source = source
        self._sink = sink

    async def line(self, prompt: str, who: Person) -> str | None:
        line = await asyncio.to_thread(self._source.readline)
        return _readable(line).rstrip("\r\n") if line else None

    def show(self, card: Card, saved: str) -> None:
        self.say(render.plain(card, saved))

    def say(self, text: str) -> None:
        print(text, end="\n\n", file=self._sink, flush=True)


class Terminal:
    """Colours, history, completion; what arrives while you type is printed above the line."""

    def __init__(self, mentor: Dispatch) -> None:
        self._commands = Commands(mentor)
        self._session: PromptSession[str] = PromptSession(completer=self._commands, complete_while_typing=True)
        self._rich = Rich()

    async def line(self, prompt: str, who: Person) -> str | None:
        self._commands.person = who
        try:
            with patch_stdout(raw=True):
                return await self._session.prompt_async(f"{prompt}> ")
        except (EOFError, KeyboardInterrupt):
            return None

    def show(self, card: Card, saved: str) -> None:
        self._rich.print(render.rich(card, saved))

    def say(self, text: str) -> None:
        self._rich.print(text, style="dim", markup=False, highlight=False)


def _readable(line: str) -> str:
    """Bytes that were no text are shown as such; they could be neither kept nor printed."""
    return line.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
