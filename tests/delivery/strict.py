"""Ten minutes in a second: a platform that refuses haste, and a sender in leaping time."""

import asyncio
import random
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.model import Card, Place
from bot.core.pace import Pace
from bot.core.ports import RetryLater
from bot.delivery import Sender
from bot.delivery.pacing import Pacing
from bot.rehearsal.leaping import Loop, Wall, leaping, now
from bot.store import Database, Outbox, Outgoing, Recipients
from bot.store.database import Queries

__all__ = ["leaping", "now"]

START = datetime(2026, 9, 17, 18, tzinfo=UTC)


class Timeless(Database):
    """A store during whose work no time passes."""

    def __init__(self, living: Database) -> None:
        self._living = living

    def transaction(self) -> AbstractAsyncContextManager[Queries]:
        return self._busy(self._living.transaction())

    def reading(self) -> AbstractAsyncContextManager[Queries]:
        return self._busy(self._living.reading())

    @asynccontextmanager
    async def _busy(self, work: AbstractAsyncContextManager[Queries]) -> AsyncIterator[Queries]:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Loop)
        loop.leaping.busy += 1
        try:
            async with work as run:
                yield run
        finally:
            loop.leaping.busy -= 1

    async def tables(self) -> dict[str, list[dict[str, Any]]]:
        return await self._living.tables()

    async def owns(self, domain: str) -> bool:
        return await self._living.owns(domain)

    async def close(self) -> None:
        await self._living.close()


@dataclass
class Strict:
    """Takes `limit` messages in any `window` seconds and one a second in a channel where `each` says so; it counts when
    they arrive, 30 to 60 ms after they were sent, and answers as much later."""

    pace: Pace | None
    limit: int = 50
    window: float = 1.0
    each: bool = False
    platform: str = "test"
    refused: int = 0
    posted: list[tuple[float, Place, str]] = field(default_factory=list)
    tried: int = 0
    answers: Callable[[Place], Exception | None] = lambda place: None
    _last: deque[float] = field(default_factory=deque)
    _channels: dict[str, float] = field(default_factory=lambda: defaultdict(lambda: -10.0))
    _way: random.Random = field(default_factory=lambda: random.Random(4))

    async def run(self) -> None: ...

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        self.tried += 1
        await asyncio.sleep(self._way.uniform(0.03, 0.06))
        wrong = self.answers(place) or self._too_fast(place)
        if not wrong:
            self.posted.append((now(), place, delivery_id))
        await asyncio.sleep(self._way.uniform(0.03, 0.06))
        if wrong:
            raise wrong
        return f"message-{delivery_id}"

    def _too_fast(self, place: Place) -> RetryLater | None:
        while self._last and self._last[0] <= now() - self.window:
            self._last.popleft()
        if len(self._last) < self.limit and not (self.each and now() - self._channels[place.channel] < 1):
            self._last.append(now())
            self._channels[place.channel] = now()
            return None
        self.refused += 1
        return RetryLater(timedelta(seconds=1))

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        await asyncio.sleep(self._way.uniform(0.03, 0.06))
        if wrong := self._too_fast(place):
            raise wrong
        return next((f"message-{id}" for _, _, id in self.posted if id == delivery_id), None)


def messages(
    count: int, platform: str = "test", spaces: Iterable[str] = ("s",), channels: int = 10**6
) -> list[Outgoing]:
    """For as many channels of each space, due since the start."""
    until = START + timedelta(days=2)
    return [
        Outgoing(
            id=f"{platform}-{space}-{number:06d}",
            kind="post",
            place=Place(platform=platform, space=space, channel=f"{space}-c{number % channels}", direct=True),
            card=Card(title="T"),
            slot=START,
            due_at=START,
            expires_at=until,
        )
        for space in spaces
        for number in range(count)
    ]


@dataclass
class Sending:
    """A sender on a store with messages."""

    sender: Sender
    outbox: Outbox
    store: Timeless

    async def sends_for(self, seconds: float) -> None:
        """As ticks do: at once again where something was sent, else after five seconds."""
        while now() < seconds:
            if not await self.sender.send_due():
                await asyncio.sleep(5)

    async def states(self) -> list[str]:
        return [row["state"] for row in (await self.store.tables())["outbox"]]


@asynccontextmanager
async def sending(url: str, waiting: list[Outgoing], *platforms: Strict) -> AsyncIterator[Sending]:
    async with Timeless(await Database.open(url)) as store:
        outbox, adapters = Outbox(store), {each.platform: each for each in platforms}
        await outbox.post(waiting)
        yield Sending(Sender(outbox, Recipients(store), adapters, Wall(START), store.owns, Pacing(now)), outbox, store)
