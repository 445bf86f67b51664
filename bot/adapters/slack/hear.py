"""Hears Slack: what is typed, pressed, chosen and sent becomes a request; acknowledged first, answered after."""

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.adapters.slack import spoken
from bot.adapters.slack.forms import FORM, SUGGEST, TooLong, Where, beside_fields, filled, modal, options
from bot.adapters.slack.people import PLATFORM
from bot.adapters.slack.refusals import FAILURES, meaning
from bot.adapters.slack.render import ASK, MENTOR, PRESS
from bot.adapters.slack.workspaces import Workspace, Workspaces
from bot.core.commands import FORM as FIELDS
from bot.core.dispatch import Dispatch
from bot.core.errors import trace
from bot.core.model import Card, Form, Person, Place, Reply, Request, pressed
from bot.core.ports import DeliveryError, Stopped, Told

log = logging.getLogger(__name__)

Payload = dict[str, Any]
Ack = Callable[..., Awaitable[Any]]

SHORTCUT, SAVE = "ask", "save"
"""The `callback_id` of the shortcut and of the one on a message; each is the name of a command."""

GONE = {"app_uninstalled": "app_uninstalled", "tokens_revoked": "token_revoked"}
"""Events that say what every request will be answered from now on."""

REMEMBERED = 10_000
"""Events known to this process, so that one that comes again at once is not even looked up."""

LATE = Card(title="The form did not open", text="Slack gives me three seconds for it; I was late. Please try again.")
LONG = Card(title="That is too long for one line", text="Leave the long part out, and I will ask you for it in a form.")


@dataclass(frozen=True, slots=True)
class Memory:
    """What the store is asked: whether an event is here for the first time, and whether somebody is a member.

    It is told of a person whose profile changed, of a workspace in which nothing more may be posted, and of one in
    which something may be, with the id of whoever installed the app just now.
    """

    first: Callable[[str], Awaitable[bool]]
    moved: Callable[[Person], Awaitable[None]]
    knows: Callable[[Person], Awaitable[bool]]
    told: Told
    arrived: Callable[[str, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened once. `trigger` opens a form, within three seconds; `name` is for want of a profile."""

    id: str
    space: str
    where: Where
    trigger: str = ""
    name: str = ""


class Hearing:
    """Listens to everything that the manifest subscribes to. Nothing is kept but which events were heard."""

    def __init__(self, mentor: Dispatch, workspaces: Workspaces, memory: Memory) -> None:
        self.mentor = mentor
        self._workspaces = workspaces
        self._memory = memory
        self._heard: OrderedDict[str, None] = OrderedDict()
        self._working: set[asyncio.Task[Any]] = set()

    def listen(self, app: AsyncApp) -> None:
        """The last listener of events acknowledges those that nobody wants, or Slack would send them again."""
        app.command(re.compile(rf"^/({MENTOR}|{ASK})$"))(self.on_command)
        app.action(re.compile(rf"^{PRESS}\."))(self.on_press)
        app.action(re.compile(""))(self.on_nothing)
        app.view(FORM)(self.on_submit)
        app.options(re.compile(rf"^{SUGGEST}\."))(self.on_options)
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
        where = Where(user=body["user_id"], channel=body["channel_id"], url=body["response_url"])
        event = Event(body["trigger_id"], _space(body), where, body["trigger_id"], body.get("user_name", ""))
        if body["command"] == f"/{ASK}":
            question = spoken.words(body.get("text") or "")
            await self._hear(event, ASK, {"question": question} if question else {})
        else:
            await self._hear(event, *self.mentor.read(spoken.line(body.get("text") or "") or "help"))

    async def on_press(self, ack: Ack, body: Payload) -> None:
        await ack()
        await self._hear(_pressed(body), *pressed(body["actions"][0]["value"]))

    async def on_submit(self, ack: Ack, body: Payload) -> None:
        view = body["view"]
        command, args, where = filled(view)
        if wrong := self.mentor.problems(command, args):
            await ack(response_action="errors", errors=beside_fields(wrong, view))
            return
        await ack()
        await self._hear(Event(view["id"], _space(body), where), command, args)

    async def on_options(self, ack: Ack, body: Payload) -> None:
        command = body["action_id"].removeprefix(f"{SUGGEST}.")
        found = self.mentor.suggest(command, body["block_id"], body.get("value") or "")
        await ack(options=options(found))

    async def on_shortcut(self, ack: Ack, body: Payload) -> None:
        await ack()
        where = Where(user=body["user"]["id"])
        await self._hear(Event(body["trigger_id"], _space(body), where, body["trigger_id"]), SHORTCUT, {})

    async def on_save(self, ack: Ack, body: Payload) -> None:
        await ack()
        where = Where(user=body["user"]["id"], channel=body["channel"]["id"], url=body["response_url"])
        event = Event(body["trigger_id"], _space(body), where, body["trigger_id"])
        said = spoken.words(body["message"].get("text") or "")
        await self._hear(event, SAVE, {FIELDS: "title,text,source", "text": said})

    async def on_mention(self, event: Payload, body: Payload) -> None:
        if event.get("user") and not event.get("bot_id"):
            where = Where(user=event["user"], channel=event["channel"], thread=event.get("thread_ts") or event["ts"])
            await self._ask(event, body, where)

    async def on_message(self, event: Payload, body: Payload) -> None:
        """Only what somebody writes to the bot alone; an edit or a deletion asks nothing."""
        written = event.get("subtype") in (None, "file_share", "thread_broadcast")
        if event.get("channel_type") == "im" and written and event.get("user") and not event.get("bot_id"):
            thread = event.get("thread_ts") or ""
            await self._ask(event, body, Where(event["user"], event["channel"], direct=True, thread=thread))

    async def on_change(self, event: Payload, body: Payload) -> None:
        space = _space(body)
        workspace = await self._at(space)
        person = workspace.people.changed(space, event["user"]) if workspace else None
        if person and person.zone:
            await self._memory.moved(person)

    async def on_home(self, event: Payload, body: Payload) -> None:
        if event.get("tab") == "home" and self._fresh(f"{_space(body)} {body['event_id']}"):
            await self._finish(self._show_home(event, body))

    async def on_gone(self, event: Payload, body: Payload) -> None:
        """Once: told again after the app was installed anew, it would stop that. A member's own token is not ours."""
        space = _space(body)
        id = f"{space} {body['event_id']}"
        ours = event["type"] != "tokens_revoked" or event["tokens"].get("bot")
        if ours and self._fresh(id):
            at = datetime.fromtimestamp(body["event_time"], UTC)
            await self._finish(self._close(space, id, Stopped(GONE[event["type"]]), at))

    async def on_nothing(self, ack: Ack) -> None:
        await ack()

    async def _ask(self, message: Payload, body: Payload, where: Where) -> None:
        """A message is known by its place and time, however many events tell of it."""
        question = spoken.words(message.get("text") or "")
        event = Event(f"{where.channel} {message['ts']}", _space(body), where)
        await self._hear(event, *((ASK, {"question": question}) if question else ("help", {})))

    async def _hear(self, event: Event, command: str, args: dict[str, str]) -> None:
        if not self._fresh(f"{event.space} {event.id}"):
            return
        await self._finish(self._do(event, command, args))

    async def _finish(self, doing: Coroutine[Any, Any, None]) -> None:
        """Does it, and lets `idle` wait for it."""
        working = asyncio.create_task(doing)
        self._working.add(working)
        working.add_done_callback(self._working.discard)
        await working

    async def _show_home(self, event: Payload, body: Payload) -> None:
        workspace = await self._at(_space(body))
        person = await workspace.people.person(_space(body), event["user"]) if workspace else None
        if workspace and person:
            await workspace.home.publish(person, body["event_id"], (event.get("view") or {}).get("hash", ""))

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

    async def _do(self, event: Event, command: str, args: dict[str, str]) -> None:
        workspace = await self._at(event.space)
        if workspace is None:
            return
        if event.where.direct and event.where.channel:
            workspace.people.met(event.where.user, event.where.channel)
        person = await workspace.people.person(event.space, event.where.user, event.name)
        if person is None:
            return
        form = self.mentor.form(command, args, person) if event.trigger else None
        if form:
            await self._open(workspace, form, event)
        elif await self._memory.first(f"{PLATFORM} {event.space} {event.id}"):
            await self._answer(workspace, event, person, command, args)

    async def _open(self, workspace: Workspace, form: Form, event: Event) -> None:
        suggests = self.mentor.commands.named(form.command).suggests
        try:
            view = modal(form, event.where, suggests)
            await workspace.client.views_open(trigger_id=event.trigger, view=view)
        except TooLong:
            await workspace.say(Reply(card=LONG), event.where)
        except FAILURES as error:
            log.warning("a form did not open", extra={"command": form.command, "error": str(meaning(error))})
            await workspace.say(Reply(card=LATE), event.where)

    async def _answer(
        self, workspace: Workspace, event: Event, person: Person, command: str, args: dict[str, str]
    ) -> None:
        where = await workspace.found(event.where)
        place = Place(platform=PLATFORM, space=event.space, channel=where.channel, direct=where.direct)
        request = Request(id=event.id, command=command, args=args, person=person, place=place)
        reply = await self.mentor.answer(request)
        if not (where.home and reply.in_place):
            await workspace.say(reply, where)
        if where.home:
            await workspace.home.publish(person, event.id)

    def _fresh(self, event: str) -> bool:
        if event in self._heard:
            return False
        self._heard[event] = None
        if len(self._heard) > REMEMBERED:
            self._heard.popitem(last=False)
        return True


def _pressed(body: Payload) -> Event:
    """A button on a message, or on a view, which belongs to no channel."""
    container, trigger = body["container"], body["trigger_id"]
    where = Where(
        user=body["user"]["id"],
        channel=container.get("channel_id", ""),
        thread=container.get("thread_ts", ""),
        message=container.get("message_ts", ""),
        hidden=bool(container.get("is_ephemeral")),
        url=body.get("response_url") or "",
        home=container["type"] == "view",
    )
    return Event(trigger, _space(body), where, trigger)


def _space(body: Payload) -> str:
    """The workspace whose token is meant; in a shared channel it may be another than the person's."""
    installed = (body.get("view") or {}).get("app_installed_team_id")
    team = (body.get("team") or {}).get("id")
    authorized = [each.get("team_id") for each in body.get("authorizations") or ()]
    return str(next(each for each in (installed, team, *authorized, body.get("team_id")) if each))


async def _broke(error: Exception) -> None:
    log.error("an event of Slack broke", exc_info=trace(error))
