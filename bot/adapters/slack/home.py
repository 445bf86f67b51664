"""The App Home: a member's week, and a mentor's desk below it, drawn from the same commands as everything else."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.people import PLATFORM
from bot.adapters.slack.refusals import FAILURES, meaning
from bot.adapters.slack.render import Block, Said, as_it_is, blocks
from bot.core.dispatch import Dispatch
from bot.core.model import Person, Place, Request

log = logging.getLogger(__name__)

Knows = Callable[[Person], Awaitable[bool]]
"""Whether somebody is a member; looking at the page makes nobody one."""

NEW = ("help",)
WEEK = ("checkin", "progress", "nudges", "settings")
DESK = ("gaps", "review", "doctor")
"""Commands whose cards stand on the page, in this order; of the desk what one may."""

MOST = 100
"""Blocks of a page (docs.slack.dev/surfaces/app-home)."""


class Home:
    """Published when somebody opens it, and after whatever they do there; nothing is kept of it."""

    def __init__(self, client: AsyncWebClient, mentor: Dispatch, knows: Knows, said: Said = as_it_is) -> None:
        self._client = client
        self._mentor = mentor
        self._knows = knows
        self._said = said

    async def publish(self, person: Person, event: str, hash: str = "") -> None:
        """`hash` is of the page that they saw: if it is another by now, that one is newer and stays."""
        view = {"type": "home", "blocks": await self._page(person, event)}
        seen = {"hash": hash} if hash else {}
        try:
            await self._client.views_publish(user_id=person.id, view=view, **seen)
        except FAILURES as error:
            log.info("the home was not published", extra={"error": str(meaning(error))})

    async def _page(self, person: Person, event: str) -> list[Block]:
        drawn: list[Any] = []
        for name in await self._names(person):
            place = Place(platform=PLATFORM, space=person.space, channel=person.direct, direct=True)
            about = Request(id=f"{event} {name}", command=name, args={}, person=person, place=place)
            card = blocks((await self._mentor.answer(about)).card, self._said)
            if len(drawn) + len(card) >= MOST:
                break
            drawn += [{"type": "divider"}, *_named(card, name)] if drawn else _named(card, name)
        return drawn

    async def _names(self, person: Person) -> list[str]:
        known = {each.name: each for each in self._mentor.commands}
        wanted = [*(WEEK if await self._knows(person) else NEW), *DESK]
        return [name for name in wanted if name in known and self._mentor.may(known[name], person)]


def _named(card: list[Block], name: str) -> list[Block]:
    """Every button of a page has an `action_id` of its own, whichever card it stands on."""
    for block in card:
        for element in block.get("elements", ()):
            if "action_id" in element:
                element["action_id"] += f".{name}"
    return card
