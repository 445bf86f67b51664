"""Hears the keyboard and posts to the screen. Several members share it, one at a time."""

import secrets
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.adapters.console.render import pressable
from bot.adapters.console.screen import Screen
from bot.clock import MovableClock
from bot.core.commands import HELD
from bot.core.dispatch import Dispatch
from bot.core.model import Button, Card, Form, Link, Person, Place, Request
from bot.core.ports import Access
from bot.core.text import one_line, shortened
from bot.core.when import until

SPACE = "keyboard"
FURTHEST = timedelta(days=3660)
"""How far one /skip goes; each week on the way is delivered."""


@dataclass(frozen=True)
class Somebody:
    """Who is at the keyboard."""

    name: str = "you"
    admin: bool = False

    @property
    def person(self) -> Person:
        return Person(platform=Console.platform, space=SPACE, id=self.id, name=self.name, admin=self.admin)

    @property
    def place(self) -> Place:
        return Place(platform=Console.platform, space=SPACE, channel=f"@{self.id}", direct=True)

    @property
    def id(self) -> str:
        return self.name.casefold()


class Console:
    """`skip` moves the clock to a moment and delivers everything due on the way."""

    platform = "console"
    pace = None

    def __init__(
        self,
        mentor: Dispatch,
        screen: Screen,
        clock: MovableClock,
        skip: Callable[[datetime], Awaitable[None]],
        deliver: Callable[[], Awaitable[object]],
        who: Somebody,
    ) -> None:
        self._mentor = mentor
        self._screen = screen
        self._clock = clock
        self._skip = skip
        self._deliver = deliver
        self._who = who
        self._numbered: tuple[Button | Link, ...] = ()
        self._shown: dict[str, str] = {}
        self._folder: Path | None = None
        self._left = False

    async def run(self) -> None:
        """Until the end of input or /quit. After each line, what is due is delivered."""
        await self._deliver()
        while not self._left and (line := await self._screen.line(self._who.name, self._who.person)) is not None:
            if line.strip():
                await self._hear(line.strip())
                await self._deliver()

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        mine = place.channel == self._who.place.channel
        if not mine:
            self._screen.say(f"(to {place.channel})")
        self._show(card, mine=mine)
        return self._shown.setdefault(delivery_id, secrets.token_hex(4))

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        """A screen keeps nothing over a restart: what may have been shown before is then shown again."""
        return self._shown.get(delivery_id)

    async def access(self, place: Place) -> Access:
        """A screen shows whatever is posted."""
        return Access(name=place.channel)

    async def _hear(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if word == "/as":
            self._become(rest)
        elif word == "/skip":
            await self._skip_to(rest)
        elif word in ("/quit", "/exit"):
            self._left = True
        elif line.isascii() and line.isdigit():
            await self._press(line)
        else:
            await self._ask(*self._mentor.meant(line))

    async def _ask(self, command: str, args: dict[str, str]) -> None:
        """Opens the form that the command wants, then runs it."""
        if form := self._mentor.form(command, args, self._who.person):
            form = await self._mentor.filled(form, self._who.person)
            filled = await self._fill(form)
            if filled is None:
                return
            command, args = form.command, form.given | filled
        id, who = secrets.token_hex(8), self._who
        request = Request(id=id, command=command, args=args, person=who.person, place=who.place)
        reply = await self._mentor.answer(request)
        self._show(reply.card)

    async def _fill(self, form: Form) -> dict[str, str] | None:
        """The answers, asked one by one; none when the member types another command instead."""
        held = form.given.get(HELD, "").split(",")
        erase = " a dash erases what is there;" if any(each.name in held for each in form.questions) else ""
        self._screen.say(f"{form.title}. Leave a line empty to skip it;{erase} a line that begins with / cancels.")
        filled: dict[str, str] = {}
        for question in form.questions:
            values = f" [{', '.join(choice.value for choice in question.choices)}]" if question.choices else ""
            needed = "" if question.required else " (may be empty)"
            now = f" (now: {shortened(one_line(there), 60)})" if (there := form.given.get(question.name)) else ""
            self._screen.say(f"{question.label}{values}: {question.hint}{needed}{now}".rstrip(": "))
            line = await self._screen.line(question.label, self._who.person)
            if line is None or line.startswith("/"):
                self._screen.say("Cancelled; nothing was changed.")
                if line:
                    await self._hear(line)
                return None
            if question.name in held and line.strip() == "-":
                filled[question.name] = ""
            elif line.strip():
                filled[question.name] = line
        return filled

    async def _press(self, typed: str) -> None:
        pressed = {str(number): each for number, each in enumerate(self._numbered, 1)}.get(typed)
        if pressed is None:
            self._screen.say(f"There is no button {shortened(typed, 9)} on the last message.")
            return
        if isinstance(pressed, Link):
            self._screen.say(pressed.url)
            return
        await self._ask(pressed.command, dict(pressed.args))

    def _become(self, who: str) -> None:
        name, _, role = who.strip().partition(" ")
        if not name or role not in ("", "admin"):
            self._screen.say("Type /as NAME, or /as NAME admin.")
            return
        self._who = Somebody(name, role == "admin")
        self._numbered = ()
        self._screen.say(f"You are {name}{', an admin' if self._who.admin else ''} now.")

    async def _skip_to(self, text: str) -> None:
        try:
            target = until(text, self._clock.now())
        except ValueError as error:
            self._screen.say(f"{error}.")
            return
        if not self._clock.now() <= target <= self._clock.now() + FURTHEST:
            self._screen.say("The clock moves forward only, and at most ten years at once.")
            return
        await self._skip(target)
        self._screen.say(f"It is {self._clock.now():%a %-d %b %Y, %H:%M} UTC now.")

    def _show(self, card: Card, *, mine: bool = True) -> None:
        """The numbers press the buttons of the last card that was for whoever is at the keyboard."""
        if mine and pressable(card):
            self._numbered = pressable(card)
        self._screen.show(card, self._saved(card))

    def _saved(self, card: Card) -> str:
        """Puts a picture or a file where the member can open it, and says where."""
        kept = [(card.image.filename, card.image.png)] if card.image else []
        kept += [(card.file.filename, card.file.content)] if card.file else []
        paths = []
        for filename, content in kept:
            self._folder = self._folder or Path(tempfile.mkdtemp(prefix="milepost-"))
            path = self._folder / filename
            path.write_bytes(content)
            paths.append(f"Saved: {path}")
        return "\n".join(paths)
