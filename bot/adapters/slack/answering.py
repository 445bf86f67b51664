"""Puts an answer where the question was asked: in place, hidden, in the thread, or in the direct conversation."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.adapters.slack.forms import Where
from bot.adapters.slack.people import People
from bot.adapters.slack.refusals import FAILURES, code_of, wait_of
from bot.adapters.slack.render import (
    FALLBACK,
    NONE,
    Block,
    Message,
    Picks,
    Said,
    Upload,
    as_it_is,
    message,
    text_object,
)
from bot.adapters.slack.windows import window
from bot.core.model import Reply

log = logging.getLogger(__name__)

Way = Callable[[], Awaitable[bool]]
"""Gives whether it was of use; raises `SlackApiError` where Slack refused, so that nothing was posted."""

INVITE = "You asked in a channel that I am not in, so I answer here. To have me there, type /invite @Milepost in it."
CLOSED = {
    "channel_not_found": INVITE,
    "not_in_channel": INVITE,
    "user_not_in_channel": INVITE,
    "is_archived": "You asked in a channel that is archived, so I answer here.",
    "restricted_action": "I may not write in the channel that you asked in, so I answer here.",
}
"""By Slack's code: why an answer comes directly. Of the others the one who asked is none the wiser."""

BESIDE = "The {} is in our direct conversation."
"""A file cannot be hidden, nor stand in a window."""

TRIES, LONGEST_WAIT = 5, 60.0
"""How often an answer is tried when Slack asks to wait, and how many seconds it waits each time at the most."""


class Answering:
    """A `response_url` comes first: it works in channels that the bot is not in, and counts against no limit."""

    def __init__(self, client: AsyncWebClient, people: People, said: Said = as_it_is, picks: Picks = NONE) -> None:
        self._client = client
        self._people = people
        self._said = said
        self._picks = picks

    async def give(self, reply: Reply, where: Where, below: Sequence[Block] = ()) -> None:
        """The card, and what stands `below` it. Raises what the client raises when there is no way left."""
        drawn = message(reply.card, said=self._said, picks=self._picks)
        alone = reply.private or where.hidden
        if drawn.uploads and (where.window or (alone and not where.direct)):
            told = BESIDE.format("picture" if reply.card.image else "file")
            drawn.payload["blocks"].append({"type": "context", "elements": [text_object(told)]})
        drawn.payload["blocks"] += below
        await self._first_of(where, drawn, *self._ways(reply, where, drawn))
        if drawn.uploads:
            await self._upload(where, drawn.uploads, alone=alone)

    def _ways(self, reply: Reply, where: Where, drawn: Message) -> tuple[Way, ...]:
        """From the best to the last. What only one person sees can be redrawn by its `response_url` alone."""
        post, hide = partial(self._post, where, drawn), partial(self._hide, where, drawn)
        if where.window:
            return partial(self._in_window, where, drawn), post
        if reply.in_place and where.message and (where.direct or where.hidden or not reply.private):
            by_url = partial(self._by_url, where, drawn, replace_original=True)
            return by_url, hide if where.hidden and not where.direct else partial(self._redraw, where, drawn)
        if where.direct:
            return (post,)
        if reply.private or where.hidden:
            return partial(self._by_url, where, drawn, response_type="ephemeral"), hide
        return partial(self._by_url, where, drawn, response_type="in_channel"), post

    async def _first_of(self, where: Where, drawn: Message, *ways: Way) -> None:
        """Tries one way after the other, and at last in the direct conversation, since the channel is closed to us.

        An unknown outcome is raised, or the answer were given twice.
        """
        code = ""
        for way in ways:
            try:
                if await way():
                    return
            except SlackApiError as error:
                code = code_of(error)
                if not code or where.channel in ("", where.user):
                    raise
                log.info("answered another way", extra={"error": code})
        await self._post(replace(where, channel=where.user, thread=""), because(drawn, code))

    async def _in_window(self, where: Where, drawn: Message) -> bool:
        view = window(drawn.payload["blocks"])
        await _patiently(partial(self._client.views_update, view_id=where.window, view=view))
        return True

    async def _by_url(self, where: Where, drawn: Message, **how: Any) -> bool:
        if not where.url:
            return False
        body = {"replace_original": False, **how, **_thread(where), **drawn.payload}
        webhook = AsyncWebhookClient(where.url, timeout=self._client.timeout, retry_handlers=[])
        answer = await webhook.send_dict(body)
        if answer.status_code != 200:
            log.info("a response_url was refused", extra={"status": answer.status_code})
        return answer.status_code == 200

    async def _redraw(self, where: Where, drawn: Message) -> bool:
        payload = {name: drawn.payload[name] for name in ("text", "blocks")}
        await _patiently(partial(self._client.chat_update, channel=where.channel, ts=where.message, **payload))
        return True

    async def _post(self, where: Where, drawn: Message) -> bool:
        channel = where.channel or where.user
        await _patiently(partial(self._client.chat_postMessage, channel=channel, **_thread(where), **drawn.payload))
        return True

    async def _hide(self, where: Where, drawn: Message) -> bool:
        """In a thread that is not there yet nobody would see it (says the reference of chat.postEphemeral)."""
        thread = {} if where.begins else _thread(where)
        payload = {name: drawn.payload[name] for name in ("text", "blocks")}
        post = partial(self._client.chat_postEphemeral, channel=where.channel, user=where.user, **thread, **payload)
        await _patiently(post)
        return True

    async def _upload(self, where: Where, uploads: tuple[Upload, ...], *, alone: bool) -> None:
        """A file cannot be hidden in a channel: what is for one person alone goes into their direct conversation."""
        thread = {} if alone else _thread(where)
        channel = where.channel
        if (alone and not where.direct) or not channel:
            channel = await self._people.channel(where.user)
        await upload(self._client, uploads, channel, **thread)


async def upload(client: AsyncWebClient, uploads: tuple[Upload, ...], channel: str, **thread: Any) -> None:
    """Adds pictures and files after a message; one that is refused is logged, since the message says it in words."""
    for each in uploads:
        try:
            await client.files_upload_v2(
                filename=each.filename,
                content=each.content,
                title=each.filename,
                channel=channel,
                alt_txt=each.alt or None,
                **thread,
            )
        except FAILURES as error:
            code = code_of(error) if isinstance(error, SlackApiError) else type(error).__name__
            log.warning("a file was not uploaded", extra={"error": code})


def because(drawn: Message, code: str) -> Message:
    """The answer, saying why it does not stand where it was asked."""
    if not (why := CLOSED.get(code)):
        return drawn
    told = {"type": "context", "elements": [text_object(why)]}
    text = f"{why}\n{drawn.payload['text']}"
    shown = {"text": text if len(text) <= FALLBACK else why, "blocks": [told, *drawn.payload["blocks"]]}
    return replace(drawn, payload={**drawn.payload, **shown})


def _thread(where: Where) -> dict[str, Any]:
    return {"thread_ts": where.thread} if where.thread else {}


async def _patiently(request: Callable[[], Awaitable[Any]]) -> None:
    """Waits as Slack asks; the one who asked waits too, and is not forgotten."""
    for left in range(TRIES, 0, -1):
        try:
            await request()
            return
        except SlackApiError as error:
            wait = wait_of(error)
            if wait is None or left == 1 or wait > LONGEST_WAIT:
                raise
            await asyncio.sleep(wait)
