"""A request goes in, a reply comes out: who may, what is wrong, what broke."""

import logging
import secrets
from collections.abc import Callable, Iterable, Mapping

from bot.core.commands import HELD, Command, Commands
from bot.core.errors import Invalid, TooFast, UserError, trace
from bot.core.model import TEXT_LIMIT, Card, Choice, Form, Person, Reply, Request
from bot.core.rate import Rate
from bot.core.soon import Soon
from bot.core.text import shortened
from bot.core.typed import arguments

log = logging.getLogger(__name__)

ASK, HELP = "ask", "help"
"""The commands that plain words mean, and none."""


class Dispatch:
    """The one translator of errors; what the adapters are given. Without a rate, everybody may ask as fast as they can.

    A person's rate is theirs alone: a platform's id in one space. `mentors` says who is a mentor, without any wait.
    """

    def __init__(
        self,
        commands: Commands,
        rate: Rate | None = None,
        mentors: Callable[[Person], bool] = lambda _: False,
        soon: Soon | None = None,
    ) -> None:
        self.commands = commands
        self._rate = rate
        self._mentors = mentors
        self._always = {each.name for each in commands if each.always}
        self._soon = soon or Soon()

    def may(self, command: Command, person: Person) -> bool:
        """Whether a command is for this person."""
        is_mentor = command.who == "mentor" and self._mentors(person)
        return command.who == "member" or person.admin or is_mentor

    def named(self, name: str, person: Person) -> Command:
        """The command. Raises `UserError` that offers the nearest of those that are for this person."""
        return self.commands.named(name, lambda each: self.may(each, person))

    def form(self, command: str, args: dict[str, str], person: Person) -> Form | None:
        """The form to open before this command can run; decided without any wait. None for whoever may not run it."""
        try:
            found = self.commands.named(command)
        except UserError:
            return None
        return found.form(args) if self.may(found, person) else None

    async def filled(self, form: Form, person: Person) -> Form:
        """The form with what its fields hold now, where the store says so soon; what was given stays as given."""
        present = self.commands.named(form.command).present
        if present is None:
            return form
        nothing: Mapping[str, str] = {}
        now = await self._soon.or_else(nothing, present(person, form.given))
        fits = [each for each in form.questions if 0 < len(now.get(each.name, "")) <= each.max_length]
        held = {each.name: now[each.name] for each in fits}
        if erasable := ",".join(each.name for each in fits if each.erasable):
            held[HELD] = erasable
        return form.model_copy(update={"given": held | form.given})

    def problems(self, command: str, args: dict[str, str]) -> dict[str, str]:
        """What is wrong with a form's answers, by field; decided without any wait."""
        try:
            self.commands.named(command).parse(args)
        except Invalid as invalid:
            return invalid.problems
        except UserError:
            return {}
        return {}

    def read(self, line: str) -> tuple[str, dict[str, str]]:
        """The command and arguments of a typed line without its slash."""
        name, text = (*line.split(None, 1), "", "")[:2]
        try:
            found = self.commands.named(name)
        except UserError:
            return name, {}
        return found.name, arguments(found.questions, text.strip())

    def meant(self, text: str) -> tuple[str, dict[str, str]]:
        """The command and arguments of what was written in plain words: a question.

        But a slash begins a command, and so does one word that asks for help or ends what somebody does not want.
        """
        word = text.strip().rstrip(".!").casefold()
        if word in ("", "/", HELP, *self._always):
            return word.strip("/") or HELP, {}
        return self.read(text.strip()[1:]) if word.startswith("/") else (ASK, {"question": text})

    async def suggest(self, command: str, argument: str, text: str, person: Person) -> list[Choice]:
        """Values that an argument may take, at most 25, for autocomplete; none where they do not come soon.

        None either for whoever may not use the command: what mentors pick from is not for everybody's eyes.
        """
        try:
            found = self.commands.named(command)
        except UserError:
            return []
        completes = found.suggests.get(argument)
        if completes is None or not self.may(found, person):
            return []
        nothing: Iterable[Choice] = ()
        return list(await self._soon.or_else(nothing, completes(text, person)))[:25]

    async def answer(self, request: Request) -> Reply:
        """The reply; never raises."""
        return await self._answered(request, self._slow_down)

    async def shown(self, request: Request) -> Reply:
        """What stands on a page: as `answer`, but nobody asked, so that nobody is too fast."""
        return await self._answered(request, lambda _: None)

    async def _answered(self, request: Request, pace: Callable[[Request], None]) -> Reply:
        try:
            pace(request)
            return await self._run(request)
        except Invalid as invalid:
            return _told("That does not fit yet", f"{invalid}\nNothing was changed.")
        except TooFast as hurried:
            return _told("A little slower, please", str(hurried))
        except UserError as error:
            return _told("That did not work", str(error))
        except Exception as error:  # the one place where whatever broke becomes a code for the member
            code = secrets.token_hex(3)
            log.error("a command broke", extra={"code": code, "command": request.command}, exc_info=trace(error))
            return _told("Something broke", f"This is my fault, not yours. Please tell an admin the code `{code}`.")

    def _slow_down(self, request: Request) -> None:
        """Raises `TooFast`; also where the command does not exist, since an answer to that is an answer too."""
        if self._rate is None or request.command.casefold() in self._always:
            return
        who = request.person
        if wait := self._rate.take((who.platform, who.space, who.id)):
            raise TooFast(wait)

    async def _run(self, request: Request) -> Reply:
        found = self.named(request.command, request.person)
        if not self.may(found, request.person):
            raise UserError(f"/{found.name} is for {found.who}s of this community.")
        card = await found.handler(request, found.parse(request.args))
        return Reply(card=card, private=found.private, in_place=found.in_place)


def _told(title: str, text: str) -> Reply:
    return Reply(card=Card(title=title, text=shortened(text, TEXT_LIMIT)), private=True, failed=True)
