"""Named points at which a process can be made to die, around the store and the adapter: Milepost knows none of them."""

import os
import random
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.model import Card, Place
from bot.core.pace import Pace
from bot.core.ports import Adapter
from bot.store.database import Queries
from tests.delivery import weeks

WRITES = {
    "take_due_slots": "look for due rows",
    "advance_slot": "plan",
    "claim_outgoing": "claim",
    "claim_outgoing_in": "claim",
    "settle_outgoing": "mark",
    "postpone_outgoing": "give back",
    "take_unsettled": "take over",
}
"""What a transaction is for, by a query in it."""

POINTS = (
    *(f"{when} {what} commit" for what in ("plan", "claim", "mark", "take over") for when in ("before", "after")),
    *("before send", "in send", "after reply", "before look", "in look", "after look"),
)


@dataclass
class Deaths:
    """`chance` is that of dying at any point, of a thousand; `nth` says at which passing of a point it comes."""

    nth: dict[str, int] = field(default_factory=dict)
    chance: float = 0.0
    seed: int = 0
    tell: Callable[[str], None] = lambda point: None

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def reach(self, point: str) -> None:
        """Nothing that comes after this is done, if the process dies here."""
        self.nth[point] = self.nth.get(point, 0) - 1
        if self.nth[point] == 0 or self._random.uniform(0, 1000) < self.chance:
            self.tell(point)
            os.kill(os.getpid(), signal.SIGKILL)


deaths = Deaths()
"""Of this process."""


def reach(point: str) -> None:
    deaths.reach(point)


class _Noticing:
    """Queries, with what those that were run are for; one that was given no rows did nothing."""

    def __init__(self, run: Queries) -> None:
        self._run = run
        self.kinds: list[str] = []

    def __getattr__(self, name: str) -> Any:
        query = getattr(self._run, name)

        def noticed(*rows: Any, **values: object) -> Any:
            rows = tuple(list(each) for each in rows)
            if name in WRITES and (any(rows) or values) and WRITES[name] not in self.kinds:
                self.kinds.append(WRITES[name])
            return query(*rows, **values)

        return noticed


class Mortal(weeks.Mortal):
    """Dies before or after a commit."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Queries]:
        async with self.living.transaction() as run:
            noticing: Any = _Noticing(run)
            yield noticing
            for kind in noticing.kinds:
                reach(f"before {kind} commit")
        for kind in noticing.kinds:
            reach(f"after {kind} commit")


class Doomed:
    """Any adapter, that dies before a request or after its reply."""

    def __init__(self, adapter: Adapter) -> None:
        self._adapter = adapter
        self.platform = adapter.platform
        self.run = adapter.run
        self.access = adapter.access

    @property
    def pace(self) -> Pace | None:
        return self._adapter.pace

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        reach("before send")
        posted = await self._adapter.send(place, card, delivery_id)
        reach("after reply")
        return posted

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        reach("before look")
        found = await self._adapter.look(place, delivery_id, since)
        reach("after look")
        return found
