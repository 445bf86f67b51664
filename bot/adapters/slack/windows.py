"""What opens on top of Slack: the form that asks, and on the App Home the window that shows an answer."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.forms import TooLong, modal
from bot.adapters.slack.heard import Event
from bot.adapters.slack.refusals import FAILURES, meaning
from bot.adapters.slack.render import Block, plain_text
from bot.core.commands import FORM
from bot.core.model import CODE_LIMIT, Button, Card, Form, code

log = logging.getLogger(__name__)

WINDOW = "window"
"""The `callback_id` of a modal that shows an answer."""

LONG = Card(title="That is too long for one line", text="Leave the long part out, and I will ask you for it in a form.")


def window(blocks: list[Block]) -> dict[str, Any]:
    """A modal that shows blocks and asks nothing."""
    return {
        "type": "modal",
        "callback_id": WINDOW,
        "title": plain_text("Milepost"),
        "close": plain_text("Close"),
        "blocks": blocks,
    }


WAITING = window([{"type": "section", "text": plain_text("One moment…")}])
"""A window opens within three seconds, whenever its answer is ready."""


class Windows:
    """Each is opened by the trigger of what was just done, so that it opens at once or not at all."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def ask(self, form: Form, filled: Form, event: Event, suggests: Iterable[str]) -> Card | None:
        """Opens a form, filled in; where it does not open, gives what to say instead."""
        try:
            view = modal(filled, event.where, suggests)
            open = self._client.views_push if event.where.window else self._client.views_open
            await open(trigger_id=event.trigger, view=view)
        except TooLong:
            return LONG
        except FAILURES as error:
            log.warning("a form did not open", extra={"command": form.command, "error": str(meaning(error))})
            return _late(form)
        return None

    async def wait(self, event: Event) -> Event:
        """On the App Home the answer gets a window of its own; where that does not open, it is written directly."""
        try:
            opened = await self._client.views_open(trigger_id=event.trigger, view=WAITING)
        except FAILURES as error:
            log.info("a window did not open", extra={"error": str(meaning(error))})
            return event
        return replace(event, where=replace(event.where, window=opened["view"]["id"]))


def _late(form: Form) -> Card:
    """With a button to go on: a press gives three seconds more."""
    asked = ",".join(question.name for question in form.questions)
    args = {**form.given, FORM: asked}
    fits = len(code(form.command, args)) <= CODE_LIMIT
    return Card(
        title="The form did not open",
        text="Slack gave me three seconds for it, and I was late. Nothing was changed"
        + ("; go on here." if fits else ". Please do it once more."),
        buttons=(Button(label=form.title, command=form.command, args=args, style="primary"),) if fits else (),
    )
