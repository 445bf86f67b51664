"""Hears Slack: what is typed, pressed, chosen and sent becomes a request; acknowledged first, answered after."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.adapters.slack import heard, spoken
from bot.adapters.slack.forms import FORM, beside_fields, filled, kept, options, picked, sought
from bot.adapters.slack.heard import Event, Payload
from bot.adapters.slack.home import SHOWN
from bot.adapters.slack.people import PLATFORM
from bot.adapters.slack.render import ASK, MENTOR, PICK, PRESS, typed
from bot.adapters.slack.windows import WAITING
from bot.adapters.slack.workspaces import Workspace, Workspaces
from bot.core.commands import FORM as FIELDS
from bot.core.dispatch import Dispatch
from bot.core.errors import trace
from bot.core.model import Card, Person, Place, Reply, Request, pressed
from bot.core.ports import DeliveryError, Stopped, Told
from bot.core.recent import Recent

log = logging.getLogger(__name__)

Ack = Callable[..., Awaitable[Any]]

SHORTCUT, SAVE = "ask", "save"
"""The `callback_id` of the shortcut and of the one on a message; each is the name of a command."""

GONE = {"app_uninstalled": "app_uninstalled", "tokens_revoked": "token_revoked"}
"""Events that say what every request will be answered from now on."""

TYPED = re.compile(rf"^/{MENTOR}\b\s*")
"""What is left before a command that was written where Slack takes none, such as in a thread."""

WRITTEN = (None, "file_share", "me_message", "thread_broadcast")
"""Kinds of messages in which somebody writes; an edit or a deletion asks nothing."""

NO_WORDS = Card(title="I read words only", text="I cannot open files. Write your question, and I will look for it.")


@dataclass(frozen=True, slots=True)
class Memory:
    """What the store is asked: whether an event is here for the first time, and whether somebody is a member.

    It is told of a person whose profile changed, of one whose account was switched off or is there again, of a
    workspace in which nothing more may be posted, and of one in which something may be, with the id of whoever
    installed the app just now. `users` are those whom messages may go to, with their workspaces.
    """

    first: Callable[[str], Awaitable[bool]]
    moved: Callable[[Person], Awaitable[None]]
    knows: Callable[[Person], Awaitable[bool]]
    told: Told
    arrived: Callable[[str, str], Awaitable[None]]
    switched: Callable[[Person, bool], Awaitable[None]]
    users: Callable[[], Awaitable[list[tuple[str, str]]]]


class Hearing:
    """Listens to everything that the manifest subscribes to. Nothing is kept but which events were heard."""

    def __init__(self, mentor: Dispatch, workspaces: Workspaces, memory: Memory) -> None:
        self.mentor = mentor
        self._workspaces = workspaces
        self._memory = memory
        self._said = typed(each.name for each in mentor.commands)
        self._heard = Recent()
        self._working: set[asyncio.Task[Any]] = set()

    def listen(self, app: AsyncApp) -> None:
        """The last listener of events acknowledges those that nobody wants, or Slack would send them again."""
        app.command(re.compile(rf"^/({MENTOR}|{ASK})$"))(self.on_command)
        app.action(re.compile(rf"^({PRESS}|{PICK})\."))(self.on_press)
        app.action(re.compile(""))(self.on_nothing)
        app.view(FORM)(self.on_submit)
        app.options(re.compile(""))(self.on_options)
        app.shortcut(SHORTCUT)(self.on_shortcut)
        app.shortcut(SAVE)(self.on_save)
        app.event("app_mention")(self.on_mention)
        app.event("message")(self.on_message)
        app.event("app_home_opened")(self.on_home)
        app.event("user_change")(self.on_change)
        for name in GONE:
            app.event(name)(self.on_gone)
        app.event(re.compile(""))(self.on_nothing)
        app.error(_broke)

    async def idle(self) -> None:
        """Returns when everything that was heard is answered."""
        while self._working:
            await asyncio.wait(self._working)

    async def on_command(self, ack: Ack, body: Payload) -> None:
        await ack()
        event, text = heard.commanded(body), body.get("text") or ""
        if body["command"] == f"/{ASK}":
            question = spoken.words(text)
            await self._hear(event, ASK, {"question": question} if question else {})
        else:
            await self._hear(event, *self.mentor.read(spoken.line(text) or "help"))

    async def on_press(self, ack: Ack, body: Payload) -> None:
        """A choice fills in the one field that it was shown for."""
        await ack()
        action = body["actions"][0]
        meant = picked(action) if "selected_option" in action else pressed(action["value"])
        await self._hear(heard.pressed(body), *meant)

    async def on_submit(self, ack: Ack, body: Payload) -> None:
        view = body["view"]
        command, args, where = filled(view)
        if wrong := self.mentor.problems(command, args):
            await ack(response_action="errors", errors=beside_fields(wrong, view, self._said))
            return
        if where.home and not where.window:
            where = replace(where, window=view["id"])
            await ack(response_action="update", view=WAITING)
        else:
            await ack()
        await self._hear(Event(view["id"], heard.space_of(body), where, form=view), command, args)

    async def on_options(self, ack: Ack, body: Payload) -> None:
        command, field = sought(body)
        space = heard.space_of(body)
        workspace = await self._at(space)
        person = await workspace.people.person(space, body["user"]["id"]) if workspace else None
        found = await self.mentor.suggest(command, field, body.get("value") or "", person) if person else ()
        await ack(options=options(found))

    async def on_shortcut(self, ack: Ack, body: Payload) -> None:
        await ack()
        await self._hear(heard.chosen(body), SHORTCUT, {})

    async def on_save(self, ack: Ack, body: Payload) -> None:
        await ack()
        said = spoken.words(body["message"].get("text") or "")
        await self._hear(heard.chosen(body), SAVE, {FIELDS: "title,text,source", "text": said})

    async def on_mention(self, event: Payload, body: Payload) -> None:
        if event.get("user") and not event.get("bot_id"):
            await self._ask(event, heard.mentioned(event, body))

    async def on_message(self, event: Payload, body: Payload) -> None:
        """Only what somebody writes to the bot alone."""
        by_somebody = event.get("user") and not event.get("bot_id")
        if event.get("channel_type") == "im" and event.get("subtype") in WRITTEN and by_somebody:
            await self._ask(event, heard.written(event, body))

    async def on_change(self, event: Payload, body: Payload) -> None:
        space = heard.space_of(body)
        if workspace := await self._at(space):
            person, profile = workspace.people.changed(space, event["user"])
            if profile.off or profile.heard:
                await self._memory.switched(person, profile.off)
            if profile.heard and person.zone:
                await self._memory.moved(person)

    async def on_home(self, event: Payload, body: Payload) -> None:
        if event.get("tab") == "home" and self._heard.first(f"{heard.space_of(body)} {body['event_id']}"):
            await self._finish(self._show_home(event, body))

    async def on_gone(self, event: Payload, body: Payload) -> None:
        """Once: told again after the app was installed anew, it would stop that. A member's own token is not ours."""
        space = heard.space_of(body)
        id = f"{space} {body['event_id']}"
        ours = event["type"] != "tokens_revoked" or event["tokens"].get("bot")
        if ours and self._heard.first(id):
            at = datetime.fromtimestamp(body["event_time"], UTC)
            await self._finish(self._close(space, id, Stopped(GONE[event["type"]]), at))

    async def on_nothing(self, ack: Ack) -> None:
        await ack()

    async def _ask(self, message: Payload, event: Event) -> None:
        question = spoken.words(message.get("text") or "")
        if question or not message.get("files"):
            await self._hear(event, *self.mentor.meant(TYPED.sub("/", question)))
        elif self._heard.first(f"{event.space} {event.id}"):
            await self._finish(self._say_once(event, NO_WORDS))

    async def _hear(self, event: Event, command: str, args: dict[str, str]) -> None:
        if self._heard.first(f"{event.space} {event.id}"):
            await self._finish(self._do(event, command, args))

    async def _finish(self, doing: Coroutine[Any, Any, None]) -> None:
        """Does it, and lets `idle` wait for it."""
        working = asyncio.create_task(doing)
        self._working.add(working)
        working.add_done_callback(self._working.discard)
        await working

    async def _show_home(self, event: Payload, body: Payload) -> None:
        workspace = await self._at(heard.space_of(body))
        person = await workspace.people.person(heard.space_of(body), event["user"]) if workspace else None
        if workspace and person:
            await workspace.home.opened(person, body["event_id"], event.get("view") or {})

    async def _close(self, space: str, id: str, stop: Stopped, at: datetime) -> None:
        if await self._memory.first(f"{PLATFORM} {id}"):
            await self._memory.told(space, stop, at)
            self._workspaces.forget(space)

    async def _at(self, space: str) -> Workspace | None:
        """None where nothing can be asked of Slack: Milepost was removed, or its token is not good any more."""
        try:
            return await self._workspaces.of(space)
        except DeliveryError as error:
            log.warning("a workspace is closed to us", extra={"team": space, "error": str(error)})
            return None

    async def _whose(self, event: Event) -> tuple[Workspace | None, Person | None]:
        """Where it happened and who did it; none for whoever is not heard."""
        workspace = await self._at(event.space)
        if workspace is None:
            return None, None
        if event.where.direct and event.where.channel:
            workspace.people.met(event.where.user, event.where.channel)
        return workspace, await workspace.people.person(event.space, event.where.user, event.name)

    async def _say_once(self, event: Event, card: Card) -> None:
        workspace, person = await self._whose(event)
        if workspace and person and await self._first(event):
            await workspace.say(Reply(card=card), event.where)

    async def _do(self, event: Event, command: str, args: dict[str, str]) -> None:
        workspace, person = await self._whose(event)
        if workspace is None or person is None:
            return
        if form := self.mentor.form(command, args, person) if event.trigger else None:
            suggests = self.mentor.commands.named(command).suggests
            filled = await self.mentor.filled(form, person)
            if failed := await workspace.windows.ask(form, filled, event, suggests):
                await workspace.say(Reply(card=failed), event.where)
            return
        if event.page and command not in SHOWN:
            event = await workspace.windows.wait(event)
        if await self._first(event):
            await self._answer(workspace, event, person, command, args)

    async def _first(self, event: Event) -> bool:
        return await self._memory.first(f"{PLATFORM} {event.space} {event.id}")

    async def _answer(
        self, workspace: Workspace, event: Event, person: Person, command: str, args: dict[str, str]
    ) -> None:
        where = await workspace.found(event.where)
        place = Place(platform=PLATFORM, space=event.space, channel=where.channel, direct=where.direct)
        request = Request(id=event.id, command=command, args=args, person=person, place=place)
        reply = await self.mentor.answer(request)
        if not (event.page and command in SHOWN and not reply.failed):
            await workspace.say(reply, where, kept(event.form) if reply.failed and event.form else [])
        await workspace.home.changed(person, event.id, event.page)


async def _broke(error: Exception) -> None:
    log.error("an event of Slack broke", exc_info=trace(error))
