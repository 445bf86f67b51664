"""Why nothing is sent in a rate domain, or not to everybody: kept, since a restart must not try a platform again."""

from datetime import datetime, timedelta
from typing import Any, Literal

from bot.clock import moment
from bot.core.model import Model
from bot.store.database import Database, Queries

StopKind = Literal["all", "first contacts", "wait", "clock", "unheard"]


class Stop(Model):
    """Times are real ones. Without `until` it lasts until a restart, when the token may be another.

    `first contacts` are members who never got a message; `wait` is what the platform asked for; `clock` is no domain's:
    the machine's clock jumped. `unheard` holds up nothing that is sent: the platform is not heard.
    """

    domain: str
    kind: StopKind
    reason: str
    since: datetime
    until: datetime | None = None


class Stops:
    """One of each kind in a domain."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, stop: Stop) -> None:
        """In place of the one before; a stop that is made longer began when it did."""
        async with self._database.transaction() as run:
            await run.keep_stop(**stop.model_dump())

    async def lift(self, domain: str) -> None:
        """The domain answers again: what had no end is over."""
        async with self._database.transaction() as run:
            await run.lift_endless_stops(domain=domain)

    async def standing(self, now: datetime) -> list[Stop]:
        async with self._database.reading() as run:
            return await stops_of(run, now)


UNHEARD = timedelta(minutes=5)
"""A platform that is not heard for longer is no passing loss of a connection."""


async def unheard_beside(url: str, now: datetime) -> list[Stop]:
    """What is not heard now, read beside whoever serves the database. Raises `StoreError`."""
    found = await Database.glance(url, lambda run: stops_of(run, now)) or []
    return [each for each in found if each.kind == "unheard"]


async def stops_of(run: Queries, now: datetime) -> list[Stop]:
    """Those that are not over."""
    return [_stop(row) for row in await run.stops(now=now)]


def _stop(row: dict[str, Any]) -> Stop:
    until = moment(row["until"]) if row["until"] is not None else None
    return Stop.model_validate(row | {"since": moment(row["since"]), "until": until})
