"""A platform that keeps its official limits, refuses whoever is too fast, and records whatever it took."""

import asyncio
import random
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.core.model import Button, Card, Model, Place
from bot.core.pace import DISCORD, SLACK, Pace
from bot.core.ports import Access, RetryLater, Undeliverable
from bot.rehearsal.leaping import now

WAY = (0.03, 0.06)
"""Seconds a request takes to the platform, and its answer back."""


class Limit(Model):
    """So many messages in any `window` seconds, and one in a channel each `channel_every` seconds."""

    messages: int
    window: float
    channel_every: float = 0.0


OFFICIAL: dict[str, tuple[Pace, Limit]] = {
    "discord": (DISCORD, Limit(messages=50, window=1.0)),
    "slack": (SLACK, Limit(messages=300, window=60.0, channel_every=1.0)),
}
"""The product's own pace, and what the platforms say they take (see core/pace.py). Slack's "several hundred messages
per minute" are taken as 300, in each workspace. Where there is neither, as for the keyboard, nothing is too fast."""


class Record:
    """What all platforms took: the only witness of what really went out."""

    def __init__(self) -> None:
        self.posted: dict[str, float] = {}
        """When each delivery came, in seconds of the loop."""
        self.doubled = 0
        self.hasty = 0
        """Requests that were refused because they came too fast."""


class Simulated:
    """`refusal` says why a place cannot be written to; `heard` is told of each card that came."""

    def __init__(
        self,
        platform: str,
        record: Record,
        refusal: Callable[[Place], str | None] = lambda _: None,
        heard: Callable[[Place, Card], None] = lambda *_: None,
        seed: int = 0,
    ) -> None:
        self.platform = platform
        self.pace: Pace | None
        self._limit: Limit | None
        self.pace, self._limit = OFFICIAL.get(platform, (None, None))
        self._record = record
        self._refusal = refusal
        self._heard = heard
        self._way = random.Random(seed)
        self._lately: dict[str, deque[float]] = defaultdict(deque)
        self._channels: dict[str, float] = {}

    async def run(self) -> None:
        """Nobody talks here; who answers is `People`'s to say."""

    async def access(self, place: Place) -> Access:
        return Access(name=place.channel)

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        await asyncio.sleep(self._way.uniform(*WAY))
        wrong = self._too_fast(place) or self._closed(place)
        if not wrong:
            self._take(place, card, delivery_id)
        await asyncio.sleep(self._way.uniform(*WAY))
        if wrong:
            raise wrong
        return f"message-{delivery_id}"

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        await asyncio.sleep(2 * self._way.uniform(*WAY))
        return f"message-{delivery_id}" if delivery_id in self._record.posted else None

    def _take(self, place: Place, card: Card, delivery_id: str) -> None:
        if delivery_id in self._record.posted:
            self._record.doubled += 1
        self._record.posted.setdefault(delivery_id, now())
        self._heard(place, card)

    def _closed(self, place: Place) -> Undeliverable | None:
        reason = self._refusal(place)
        return Undeliverable(reason, forbidden=True) if reason else None

    def _too_fast(self, place: Place) -> RetryLater | None:
        """Counted when it arrives, whatever then becomes of it."""
        if self._limit is None:
            return None
        moment, domain = now(), place.space if self.pace and self.pace.by_space else ""
        lately, channel = self._lately[domain], f"{place.space} {place.channel}"
        while lately and lately[0] <= moment - self._limit.window:
            lately.popleft()
        soon = moment - self._channels.get(channel, -self._limit.channel_every) < self._limit.channel_every
        if soon or len(lately) >= self._limit.messages:
            self._record.hasty += 1
            return RetryLater(timedelta(seconds=1), "channel" if soon else "domain")
        lately.append(moment)
        if self._limit.channel_every:
            self._channels[channel] = moment
        return None


def week_asked(card: Card) -> str | None:
    """The ISO week that a check-in asks about; none for any other card."""
    asked = (button.args for button in card.buttons if isinstance(button, Button) and button.command == "checkin")
    return next((args["week"] for args in asked if "week" in args), None)
