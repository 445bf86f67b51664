"""Which places take what is not for one member: announcements, or what mentors have to do."""

from datetime import datetime
from typing import Literal

from bot.core.model import Place
from bot.store.database import Database

Topic = Literal["announcements", "mentors", "checkins"]


class Subscriptions:
    """A place may have any of the topics, each since it was subscribed first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, place: Place, topic: Topic, now: datetime) -> None:
        where = place.model_dump() | {"direct": int(place.direct)}
        async with self._database.transaction() as run:
            await run.subscribe(**where, topic=topic, since=now)

    async def end(self, place: Place, topic: Topic) -> None:
        where = place.model_dump(exclude={"direct"})
        async with self._database.transaction() as run:
            await run.unsubscribe(**where, topic=topic)

    async def to(self, topic: Topic, by: datetime | None = None) -> list[Place]:
        """The places that take a topic; perhaps only those that did by a moment."""
        async with self._database.reading() as run:
            rows = await run.subscriptions(topic=topic)
        names = ("platform", "space", "channel", "direct")
        return [
            Place(**{name: row[name] for name in names}) for row in rows if by is None or row["since"] <= by.timestamp()
        ]
