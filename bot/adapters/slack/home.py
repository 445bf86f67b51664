"""The App Home: a member's week, and a mentor's desk below it, drawn from the same commands as everything else."""

import asyncio
import hashlib
import json
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.people import PLATFORM
from bot.adapters.slack.refusals import FAILURES, code_of, meaning
from bot.adapters.slack.render import NONE, Block, Picks, Said, as_it_is, blocks
from bot.clock import seconds
from bot.core.dispatch import Dispatch
from bot.core.model import Person, Place, Request

log = logging.getLogger(__name__)

Knows = Callable[[Person], Awaitable[bool]]
"""Whether somebody is a member; looking at the page makes nobody one."""

Part = tuple[str, dict[str, str]]

HELLO: tuple[Part, ...] = (("home", {}),)
WEEK: tuple[Part, ...] = (*HELLO, ("home", {"part": "road"}))
DESK: tuple[Part, ...] = (("desk", {}),)
"""Commands whose cards stand on the page, in this order; of the desk what one may."""

SHOWN = frozenset({"home"})
"""Commands whose answer is the page itself."""

MOST = 100
"""Blocks of a page (docs.slack.dev/surfaces/app-home)."""

LATELY = 3600.0
"""Seconds for which a page that was looked at is kept fresh; opened again it is drawn anew in any case."""

REMEMBERED = 10_000
"""Pages; the one that was opened longest ago is forgotten first."""


@dataclass(slots=True)
class Page:
    """What somebody saw last: a digest of it, Slack's own hash, and when they opened it, in seconds."""

    person: Person
    opened: float
    digest: str = ""
    hash: str = ""
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)


class Home:
    """Published to whoever opened it in this process, and only where it differs from what they see.

    Whoever opened it before sees the old one for the moment that it takes to open. The digest stands in the page's own
    metadata, which Slack gives back with it, so that a restart publishes nothing twice.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        mentor: Dispatch,
        knows: Knows,
        said: Said = as_it_is,
        picks: Picks = NONE,
        now: Callable[[], float] = seconds,
    ) -> None:
        self._client = client
        self._mentor = mentor
        self._knows = knows
        self._said = said
        self._picks = picks
        self._now = now
        self._pages: OrderedDict[tuple[str, str], Page] = OrderedDict()

    async def opened(self, person: Person, event: str, view: Mapping[str, Any]) -> None:
        """Somebody looks at it; `view` is what Slack still shows them, if anything."""
        key = (person.space, person.id)
        page = self._pages.setdefault(key, Page(person, self._now()))
        page.person, page.opened = person, self._now()
        self._pages.move_to_end(key)
        if len(self._pages) > REMEMBERED:
            self._pages.popitem(last=False)
        await self._publish(page, event, view)

    async def changed(self, person: Person, event: str, view: Mapping[str, Any]) -> None:
        """Somebody did something, on the page where there is a `view`; of two taps the second saw an older one."""
        page = self._pages.get((person.space, person.id))
        if page and page.hash:
            page.person, page.opened = person, self._now() if view else page.opened
            await self._publish(page, event)
        elif view:
            await self.opened(person, event, view)

    async def refresh(self) -> None:
        """What changed by itself, or elsewhere, on pages that were opened lately."""
        for page in [each for each in self._pages.values() if self._now() - each.opened < LATELY]:
            await self._publish(page, f"refresh {self._now()}")

    async def _publish(self, page: Page, event: str, view: Mapping[str, Any] | None = None) -> None:
        """One at a time for each person. `view` is what Slack says that they see, which is newer than what we know."""
        async with page.drawing:
            if view:
                page.digest, page.hash = view.get("private_metadata", ""), view.get("hash", "")
            drawn = await self._drawn(page.person, event)
            if drawn["private_metadata"] == page.digest:
                return
            try:
                await self._put(page, drawn)
            except FAILURES as error:
                log.info("the home was not published", extra={"error": str(meaning(error))})

    async def _put(self, page: Page, drawn: dict[str, Any]) -> None:
        """With the hash of what it takes the place of. If that is another by now, it is drawn once more."""
        try:
            seen = {"hash": page.hash} if page.hash else {}
            published = await self._client.views_publish(user_id=page.person.id, view=drawn, **seen)
        except SlackApiError as error:
            if code_of(error) != "hash_conflict":
                raise
            drawn = await self._drawn(page.person, f"again {self._now()}")
            published = await self._client.views_publish(user_id=page.person.id, view=drawn)
        page.digest, page.hash = drawn["private_metadata"], (published.get("view") or {}).get("hash", "")

    async def _drawn(self, person: Person, event: str) -> dict[str, Any]:
        shown = await self._blocks(person, event)
        digest = hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()
        return {"type": "home", "blocks": shown, "private_metadata": digest}

    async def _blocks(self, person: Person, event: str) -> list[Block]:
        drawn: list[Block] = []
        for number, (name, args) in enumerate(await self._parts(person)):
            place = Place(platform=PLATFORM, space=person.space, channel=person.direct, direct=True)
            about = Request(id=f"{event} {number}", command=name, args=args, person=person, place=place)
            card = blocks((await self._mentor.shown(about)).card, self._said, self._picks)
            if len(drawn) + len(card) >= MOST:
                break
            drawn += [{"type": "divider"}, *_apart(card, number)] if drawn else _apart(card, number)
        return drawn

    async def _parts(self, person: Person) -> list[Part]:
        known = {each.name: each for each in self._mentor.commands}
        wanted = [*(WEEK if await self._knows(person) else HELLO), *DESK]
        return [part for part in wanted if part[0] in known and self._mentor.may(known[part[0]], person)]


def _apart(card: list[Block], number: int) -> list[Block]:
    """Every button of a page has an `action_id` of its own, whichever card it stands on."""
    for block in card:
        for element in block.get("elements", ()):
            if "action_id" in element:
                element["action_id"] = element["action_id"].replace(".", f".{number}-", 1)
    return card
