"""What members do on Slack, as the payloads that Slack makes of it, heard by the real slack-bolt in this process."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from html import escape
from typing import Any

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.adapters.slack import Keys, Memory, Slack
from bot.core.dispatch import Dispatch
from bot.core.model import Person
from bot.core.ports import Stopped
from tests.adapters.slack.fake import BOT, TEAM, Fake, Payload
from tests.adapters.slack.limits import elements

ADA, BOB, OLIVIA = "UADA", "UBOB", "UOLIVIA"


async def always(event: str) -> bool:
    return True


async def knows_ada(person: Person) -> bool:
    return person.id == "UADA"


async def nobody_moved(person: Person) -> None:
    pass


async def nobody_told(space: str, stop: Stopped, at: datetime) -> None:
    pass


async def nobody_came(space: str, by: str) -> None:
    pass


async def nobody_switched(person: Person, off: bool) -> None:
    pass


async def nobody() -> list[tuple[str, str]]:
    return []


class Stage:
    """People act here. Each act returns when the bot has done everything that it wants to do about it."""

    def __init__(self, fake: Fake, slack: Slack) -> None:
        self.fake = fake
        self.slack = slack
        self._app = slack.app()
        self._numbers = itertools.count(1)
        self.acknowledged = asyncio.Event()

    async def types(self, user: str, channel: str, command: str, text: str = "", **more: Any) -> BoltResponse:
        name = "directmessage" if channel.startswith("D") else channel.lower()
        return await self._deliver(
            {
                "command": command,
                "text": escape(text, quote=False),
                "user_id": user,
                "user_name": user.lower(),
                "team_id": TEAM,
                "channel_id": channel,
                "channel_name": name,
                "response_url": self.fake.url(channel, user),
                "trigger_id": self._id("trigger"),
                **more,
            }
        )

    async def writes(self, user: str, channel: str, text: str, **more: Any) -> BoltResponse:
        """A message to the bot alone, or one that names it in a channel."""
        direct = channel.startswith("D")
        kind = {"type": "message", "channel_type": "im"} if direct else {"type": "app_mention"}
        said = escape(text, quote=False) if direct else f"<@{BOT}> {escape(text, quote=False)}"
        event = {**kind, "user": user, "channel": channel, "text": said, "ts": f"{next(self._numbers)}.5", **more}
        return await self.happens(event)

    async def happens(self, event: Payload, **more: Any) -> BoltResponse:
        about = {"type": "event_callback", "team_id": TEAM, "event_time": 1795245264, "event": event}
        about |= {"event_id": self._id("Ev")}
        return await self._deliver(about | more)

    async def presses(self, user: str, message: Payload, element: Payload, **chosen: Any) -> BoltResponse:
        hidden = message.get("user") is not None
        container = {"type": "message", "message_ts": message["ts"], "channel_id": message["channel"]}
        thread = {"thread_ts": message["thread_ts"]} if message.get("thread_ts") else {}
        return await self._deliver(
            self._interaction("block_actions", user)
            | {
                "actions": [{**element, **chosen, "block_id": "b", "action_ts": "1"}],
                "container": container | thread | {"is_ephemeral": hidden},
                "channel": {"id": message["channel"], "name": "x"},
                "response_url": self.fake.url(message["channel"], user, message["ts"]),
            }
        )

    async def presses_in(self, user: str, view: Payload, label: str) -> BoltResponse:
        """A button of a modal or of the App Home."""
        found = [each for each in elements(view["blocks"]) if each.get("text", {}).get("text", "").startswith(label)]
        about = {"actions": [{**found[0], "block_id": "b", "action_ts": "1"}], "view": view}
        container = {"type": "view", "view_id": view["id"]}
        return await self._deliver(self._interaction("block_actions", user) | about | {"container": container})

    async def opens_home(self, user: str, tab: str = "home", **more: Any) -> BoltResponse:
        view = {"view": self.fake.homes[user]} if user in self.fake.homes else {}
        event = {"type": "app_home_opened", "tab": tab, "user": user, "channel": f"D{user}", **view, **more}
        return await self.happens(event)

    async def submits(self, user: str, view: Payload, **answers: str) -> BoltResponse:
        values = {block["block_id"]: {"x": _state(block, answers.get(block["block_id"]))} for block in view["blocks"]}
        shown = view | {"state": {"values": values}}
        return await self._deliver(self._interaction("view_submission", user) | {"view": shown})

    async def looks_up(self, user: str, view: Payload, field: str, typed: str) -> list[str]:
        """The values that a field offers while somebody types."""
        (element,) = [block["element"] for block in view["blocks"] if block["block_id"] == field]
        about = {"action_id": element["action_id"], "block_id": field, "value": typed, "view": view}
        answer = await self._deliver(self._interaction("block_suggestion", user) | about)
        return [each["value"] for each in json.loads(answer.body)["options"]]

    async def searches(self, user: str, choice: Payload, typed: str) -> list[str]:
        """The values that a choice on a card offers while somebody types."""
        answer = await self._deliver(choice | self._interaction("block_suggestion", user) | {"value": typed})
        return [each["value"] for each in json.loads(answer.body)["options"]]

    async def takes_shortcut(self, user: str, id: str, **more: Any) -> BoltResponse:
        kind = "message_action" if "message" in more else "shortcut"
        return await self._deliver(self._interaction(kind, user) | {"callback_id": id, **more})

    async def again(self) -> BoltResponse:
        """The last thing that happened is delivered once more."""
        return await self._deliver(self._last)

    async def _deliver(self, payload: Payload) -> BoltResponse:
        self._last = payload
        answer = await self._app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=payload))
        self.acknowledged.set()
        await self.settled()
        return answer

    async def settled(self) -> None:
        """When everything is answered; an event is acknowledged before its listener begins."""
        for _ in range(20):
            await asyncio.sleep(0)
        await self.slack.hearing.idle()

    def _interaction(self, kind: str, user: str) -> Payload:
        return {"type": kind, "user": {"id": user}, "team": {"id": TEAM}, "trigger_id": self._id("trigger")}

    def _id(self, kind: str) -> str:
        return f"{kind}{next(self._numbers)}"


def titles(messages: list[Payload]) -> list[str]:
    """Of messages or views: the title of the card that each shows."""
    return [_title(each) for each in messages]


def _title(shown: Payload) -> str:
    return next(str(block["text"]["text"]) for block in shown["blocks"] if block["type"] == "header")


def _state(block: Payload, value: str | None) -> Payload:
    kind = block["element"]["type"]
    if kind in ("static_select", "external_select"):
        return {"type": kind, "selected_option": {"value": value} if value else None}
    if kind == "multi_users_select":
        return {"type": kind, "selected_users": value.split(",") if value else []}
    if kind == "users_select":
        return {"type": kind, "selected_user": value}
    if kind == "conversations_select":
        return {"type": kind, "selected_conversation": value}
    return {"type": kind, "value": value if value is not None else block["element"].get("initial_value")}


MEMORY = Memory(
    first=always,
    moved=nobody_moved,
    knows=knows_ada,
    told=nobody_told,
    arrived=nobody_came,
    switched=nobody_switched,
    users=nobody,
)
"""Of a store that knows Ada, hears everything for the first time, and keeps nothing."""


@asynccontextmanager
async def on_slack(mentor: Dispatch, memory: Memory = MEMORY, **keys: str) -> AsyncIterator[Stage]:
    """A workspace in which Ada and Bob are members, Olivia is an admin, and the bot is in #c1 but not in #c2."""
    async with Fake().serving() as fake:
        fake.user("UADA", "ada")
        fake.user("UBOB", "bob", tz="Asia/Tokyo")
        fake.user("UOLIVIA", "olivia", is_admin=True)
        fake.room("C1")
        fake.room("C2", member=False)
        slack = Slack(Keys(token="xoxb-1", signing_secret="s", base=fake.base, **keys), mentor, memory)
        yield Stage(fake, slack)
