"""People on a Slack of their own: what they type and press is heard by the real slack-bolt and by the adapter.

What they see is compared with the drawing of the card that was answered, so that a test may go on with the card.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.adapters.slack.render import Message, message, typed
from bot.app import App
from bot.core.dispatch import Dispatch
from bot.core.errors import UserError
from bot.core.model import CODE_LIMIT, Button, Card, Person, Place, Reply, Request, code
from bot.wiring import slack_memory
from tests.adapters.slack.acting import Stage, always, on_slack
from tests.adapters.slack.fake import TEAM, Payload
from tests.talking import WORLDS, Someone, Witness


class Overheard(Dispatch):
    """The app's own dispatch, whose answers are noted."""

    def __init__(self, mentor: Dispatch) -> None:
        self.__dict__ = mentor.__dict__ | {"replies": []}
        self.replies: list[Reply]

    async def answer(self, request: Request) -> Reply:
        self.replies.append(await super().answer(request))
        return self.replies[-1]


class OnSlack:
    """Everybody writes to the bot directly, or in the channel that a test names."""

    def __init__(self, mentor: Overheard, stage: Stage) -> None:
        self._mentor = mentor
        self.stage = stage
        self.adapter = stage.slack
        self._names: dict[str, str] = {}
        self._seen: dict[int, tuple[Card, Payload]] = {}
        self._said = typed(each.name for each in mentor.commands)
        self._picks = {(each.name, field) for each in mentor.commands for field in each.suggests}

    def person(self, who: Someone) -> Person:
        """A profile in UTC, so that a walk says its city itself, as on any other platform."""
        id = f"U{who.name.upper()}{'A' * who.admin}"
        if id not in self._names:
            self.stage.fake.user(id, who.name, tz="", is_admin=who.admin)
            self._names[self.stage.fake.direct(id)] = self._names[id] = f"@{who.name}"
        return Person(platform="slack", space=TEAM, id=id, name=who.name, admin=who.admin, direct=id)

    def place(self, who: Someone) -> Place:
        user, room = self.person(who).id, getattr(who, "channel", "")
        channel = self.stage.fake.room(f"C{room.upper()}") if room else self.stage.fake.direct(user)
        self._names.setdefault(channel, room)
        return Place(platform="slack", space=TEAM, channel=channel, direct=not room)

    def seen(self, place: Place, card: Card, id: str) -> tuple[Place, Card]:
        """The card that was posted, which the message is found to be."""
        self.shown(card, next(each for each in self.stage.fake.messages if f"{each['channel']}/{each['ts']}" == id))
        return place.model_copy(update={"channel": self._names[place.channel]}), card

    async def ask(self, who: Someone, command: str, args: dict[str, str]) -> Reply | None:
        user, channel = self.person(who).id, self.place(who).channel
        if command == "ask" and list(args) == ["question"] and args["question"].strip() == args["question"] != "":
            await self.stage.writes(user, channel, args["question"])
            return self._reply(who)
        try:
            found = self._mentor.commands.named(command)
        except UserError:
            return None
        form = self._mentor.form(command, {}, self.person(who))
        if form and not found.form(args) and set(args) <= {each.name for each in form.questions}:
            return await self._fill_in(who, command, args)
        line = " ".join([command, *(f"{name}:{value}" for name, value in args.items())])
        if self._mentor.read(line) == (command, args) and not found.form(args) and "\n" not in line:
            await self.stage.types(user, channel, "/mentor", line)
            return self._reply(who)
        return await self._press_an_old_button(who, command, args)

    async def press(self, who: Someone, button: Button, card: Card) -> Reply | None:
        shown, found = self._seen.get(id(card), (None, None))
        if shown is not card or found is None or self._mentor.form(button.command, button.args, self.person(who)):
            return None
        element = next((each for each in _buttons(found) if each.get("value") == button.code), None)
        if element is None:
            return None
        await self.stage.presses(self.person(who).id, found, element)
        return self._reply(who)

    def shown(self, card: Card, found: Payload) -> Message:
        """That a message is this card, drawn; from now on its buttons can be pressed."""
        drawn = message(card, said=self._said, picks=self._picks)
        assert _shows(found, drawn)
        assert found["text"] == drawn.payload["text"]
        assert self.stage.fake.refused == []
        self._seen[id(card)] = (card, found)
        return drawn

    async def _fill_in(self, who: Someone, command: str, args: dict[str, str]) -> Reply | None:
        user = self.person(who).id
        await self.stage.types(user, self.place(who).channel, "/mentor", command)
        answer = await self.stage.submits(user, self.stage.fake.views[-1], **args)
        return self._reply(who) if not answer.body else None

    async def _press_an_old_button(self, who: Someone, command: str, args: dict[str, str]) -> Reply | None:
        value = code(command, args)
        if len(value) > CODE_LIMIT or self._mentor.form(command, args, self.person(who)):
            return None
        old = self.stage.fake.post(self.place(who).channel, {"text": "Long ago", "blocks": [{"type": "divider"}]})
        await self.stage.presses(self.person(who).id, old, {"type": "button", "action_id": "press.1", "value": value})
        return self._reply(who)

    def _reply(self, who: Someone) -> Reply:
        """The answer, which stands where this person sees it and nobody else does who must not."""
        reply, user, fake = self._mentor.replies.pop(), self.person(who).id, self.stage.fake
        assert self._mentor.replies == [], "one answer to one request"
        drawn = message(reply.card, said=self._said, picks=self._picks)
        found = [each for each in fake.messages if _shows(each, drawn)][-1]
        alone = found["user"] == user or found["channel"] == fake.direct(user)
        assert alone or not reply.private
        self.shown(reply.card, found)
        kept = [each["id"].split(":")[1] for each in fake.files[-len(drawn.uploads) :]] if drawn.uploads else []
        assert kept == [each.filename for each in drawn.uploads]
        return reply


def _shows(found: Payload, drawn: Message) -> bool:
    """Below the card there may be what was written into a form in vain."""
    blocks = drawn.payload["blocks"]
    return bool(found.get("blocks", ())[: len(blocks)] == blocks)


def _buttons(found: Payload) -> list[Payload]:
    return [each for block in found["blocks"] for each in block.get("elements", ()) if each["type"] == "button"]


@asynccontextmanager
async def in_slack(app: App, witness: Witness) -> AsyncIterator[OnSlack]:
    """The app in a workspace of its own."""
    mentor = Overheard(app.dispatch)

    async with on_slack(mentor, replace(slack_memory(app), first=always)) as stage:
        WORLDS[app] = witness.world = OnSlack(mentor, stage)
        yield witness.world
        del WORLDS[app]
