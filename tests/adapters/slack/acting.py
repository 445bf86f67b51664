"""What members do on Slack, as the payloads that Slack makes of it, heard by the real slack-bolt in this process."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from html import escape
from typing import Any

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.adapters.slack import Keys, Memory, Slack
from bot.core.dispatch import Dispatch
from bot.core.model import Person
from bot.core.ports import Stopped, Told
from tests.adapters.slack.fake import BOT, TEAM, Fake, Payload


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

    async def happens(self, event: Payload, id: str = "") -> BoltResponse:
        about = {"type": "event_callback", "team_id": TEAM, "event_time": 1795245264, "event": event}
        about |= {"event_id": id or self._id("Ev")}
        return await self._deliver(about)

    async def presses(self, user: str, message: Payload, element: Payload, **more: Any) -> BoltResponse:
        hidden = message.get("user") is not None
        container = {"type": "message", "message_ts": message["ts"], "channel_id": message["channel"]}
        thread = {"thread_ts": message["thread_ts"]} if message.get("thread_ts") else {}
        return await self._deliver(
            self._interaction("block_actions", user)
            | {
                "actions": [{**element, "block_id": "b", "action_ts": "1"}],
                "container": container | thread | {"is_ephemeral": hidden},
                "channel": {"id": message["channel"], "name": "x"},
                "response_url": self.fake.url(message["channel"], user, message["ts"]),
                **more,
            }
        )

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


def _state(block: Payload, value: str | None) -> Payload:
    kind = block["element"]["type"]
    if kind in ("static_select", "external_select"):
        return {"type": kind, "selected_option": {"value": value} if value else None}
    if kind == "multi_users_select":
        return {"type": kind, "selected_users": value.split(",") if value else []}
    if kind == "conversations_select":
        return {"type": kind, "selected_conversation": value}
    return {"type": kind, "value": value if value is not None else block["element"].get("initial_value")}


@asynccontextmanager
async def on_slack(
    mentor: Dispatch,
    first: Callable[[str], Awaitable[bool]] = always,
    moved: Callable[[Person], Awaitable[None]] = nobody_moved,
    knows: Callable[[Person], Awaitable[bool]] = knows_ada,
    told: Told = nobody_told,
    **keys: str,
) -> AsyncIterator[Stage]:
    """A workspace in which Ada and Bob are members, Olivia is an admin, and the bot is in #c1 but not in #c2."""
    async with Fake().serving() as fake:
        fake.user("UADA", "ada")
        fake.user("UBOB", "bob", tz="Asia/Tokyo")
        fake.user("UOLIVIA", "olivia", is_admin=True)
        fake.room("C1")
        fake.room("C2", member=False)
        slack = Slack(
            Keys(token="xoxb-1", signing_secret="s", base=fake.base, **keys),
            mentor,
            Memory(first, moved, knows, told, nobody_came),
        )
        yield Stage(fake, slack)
