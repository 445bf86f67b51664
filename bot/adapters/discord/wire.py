"""What is drawn, as the requests that discord.py makes: whole payloads, without its views, which it would keep.

Answers to an interaction go by its token; that Discord has one already is no error.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any

import aiohttp
import discord
from discord.http import MultipartParameters
from discord.webhook.async_ import async_context

from bot.adapters.discord.render import Drawn, Payload

log = logging.getLogger(__name__)

Interaction = discord.Interaction[discord.Client]

MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, COMPLETED, MODAL = 4, 5, 6, 7, 8, 9
"""Types of answers to an interaction."""

EPHEMERAL = 1 << 6

NOTHING = Drawn({})

ALREADY_ANSWERED = 40060

LOST = (aiohttp.ClientError, TimeoutError, OSError, discord.DiscordServerError)
"""Nobody knows whether Discord heard it."""

TRIES = 3
PATIENCE = 10.0
"""Seconds for one request."""


def parameters(drawn: Drawn, **more: object) -> MultipartParameters:
    """A message as discord.py takes it, for one try; `more` are fields of the message."""
    return _with_files(drawn.payload | more, drawn)


def _with_files(payload: Payload, drawn: Drawn) -> MultipartParameters:
    described = [each.get("description") for each in drawn.payload.get("attachments", ())]
    files = [
        discord.File(BytesIO(content), filename, description=alt)
        for (filename, content), alt in zip(drawn.files, described, strict=True)
    ]
    if not files:
        return MultipartParameters(payload=payload, multipart=None, files=None)
    kind = {"content_type": "application/octet-stream"}
    parts: list[Payload] = [{"name": "payload_json", "value": json.dumps(payload)}]
    parts += [
        {"name": f"files[{number}]", "value": each.fp, "filename": each.filename} | kind
        for number, each in enumerate(files)
    ]
    return MultipartParameters(payload=None, multipart=parts, files=files)


class Answering:
    """One interaction: how it is answered, each way once."""

    def __init__(self, interaction: Interaction) -> None:
        self._to = interaction
        self._http = async_context.get()
        self._session = interaction._session

    async def respond(self, type: int, drawn: Drawn = NOTHING, **more: object) -> None:
        """The answer that has to come within three seconds. Raises `discord.NotFound` if it came too late.

        That there is one already means that Discord heard an earlier try, or that the interaction came twice.
        """
        payload = {"type": type, "data": drawn.payload | more}
        to, session = self._to, self._session

        async def once() -> None:
            whole = _with_files(payload, drawn)
            await self._http.create_interaction_response(to.id, to.token, session=session, params=whole)

        try:
            await _insisting(once)
        except discord.HTTPException as error:
            if error.code != ALREADY_ANSWERED:
                raise

    async def edit(self, drawn: Drawn) -> None:
        """Makes the message that was promised, or the one whose button was pressed; however often, it is one."""
        to = self._to

        async def once() -> None:
            whole = _parts(drawn)
            await self._http.edit_original_interaction_response(
                to.application_id, to.token, session=self._session, **whole
            )

        await _insisting(once)

    async def withdraw(self) -> None:
        """Takes away what was promised."""
        to = self._to
        await self._http.delete_original_interaction_response(to.application_id, to.token, session=self._session)

    async def answer_apart(self, drawn: Drawn, flags: int) -> None:
        """A message of its own. Discord would take a second try for another one, so there is one try."""
        to = self._to
        await self._http.execute_webhook(
            to.application_id, to.token, session=self._session, **_parts(drawn, flags=flags)
        )


def _parts(drawn: Drawn, **more: object) -> dict[str, Any]:
    return dict(parameters(drawn, **more)._asdict())


async def _insisting(once: Callable[[], Awaitable[None]]) -> None:
    """What changes nothing when it is done twice is tried again when nobody knows whether it was heard."""
    for number in range(TRIES):
        try:
            async with asyncio.timeout(PATIENCE):
                await once()
            return
        except LOST as error:
            if number == TRIES - 1:
                raise
            log.warning("tried again", extra={"error": type(error).__name__})
