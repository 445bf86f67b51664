"""Puts an answer where the question was asked: in place, hidden, in the thread, or in the direct conversation."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.adapters.slack.forms import Where
from bot.adapters.slack.people import People
from bot.adapters.slack.refusals import FAILURES, code_of, wait_of
from bot.adapters.slack.render import Message, Said, Upload, as_it_is, message
from bot.core.model import Reply

log = logging.getLogger(__name__)

Way = Callable[[], Awaitable[bool]]
"""Gives whether it was of use; raises `SlackApiError` where Slack refused, so that nothing was posted."""

TRIES, LONGEST_WAIT = 5, 60.0
"""How often an answer is tried when Slack asks to wait, and how many seconds it waits each time at the most."""


class Answering:
    """A `response_url` comes first: it works in channels that the bot is not in, and counts against no limit."""

    def __init__(self, client: AsyncWebClient, people: People, said: Said = as_it_is) -> None:
        self._client = client
        self._people = people
        self._said = said

    async def give(self, reply: Reply, where: Where) -> None:
        """Raises what the client raises when there is no way left."""
        drawn = message(reply.card, said=self._said)
        hidden = reply.private or where.hidden
        if reply.in_place and where.message and (where.direct or where.hidden or not reply.private):
            by_url, alone = (
                partial(self._by_url, where, drawn, replace_original=True),
                partial(self._alone, where, drawn),
            )
            await _first_of(by_url, partial(self._redraw, where, drawn), alone)
        elif where.direct:
            await self._post(where, drawn)
        elif hidden:
            by_url = partial(self._by_url, where, drawn, response_type="ephemeral")
            await _first_of(by_url, partial(self._hide, where, drawn), partial(self._alone, where, drawn))
        else:
            by_url = partial(self._by_url, where, drawn, response_type="in_channel")
            await _first_of(by_url, partial(self._post, where, drawn), partial(self._alone, where, drawn))
        if drawn.uploads:
            await self._upload(where, drawn.uploads, alone=hidden)

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
        payload = {name: drawn.payload[name] for name in ("text", "blocks")}
        post = partial(
            self._client.chat_postEphemeral, channel=where.channel, user=where.user, **_thread(where), **payload
        )
        await _patiently(post)
        return True

    async def _alone(self, where: Where, drawn: Message) -> bool:
        """In the direct conversation, since the channel is closed to us."""
        return await self._post(replace(where, channel=where.user, thread=""), drawn)

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


def _thread(where: Where) -> dict[str, Any]:
    return {"thread_ts": where.thread} if where.thread else {}


async def _first_of(*ways: Way) -> None:
    """Tries one way after the other. The last one's refusal is raised; so is an unknown outcome, or it were doubled."""
    for way in ways[:-1]:
        try:
            if await way():
                return
        except SlackApiError as error:
            if not code_of(error):
                raise
            log.info("answered another way", extra={"error": code_of(error)})
    await ways[-1]()


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
