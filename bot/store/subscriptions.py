"""Which places take what is not for one member: announcements, what mentors have to do, or calls to a check-in."""

from datetime import datetime
from typing import Literal

from bot.core.model import Place
from bot.store.communities import Space
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

    async def channels(self, space: Space) -> dict[Topic, tuple[str, ...]]:
        """The channels of the space that hear each topic, in the order in which they began."""
        platform, name = space
        heard: dict[Topic, tuple[str, ...]] = {}
        async with self._database.reading() as run:
            for row in await run.channels_of_space(platform=platform, space=name):
                heard[row["topic"]] = (*heard.get(row["topic"], ()), row["channel"])
        return heard

    async def choose(self, place: Place, topic: Topic, now: datetime) -> None:
        """From now on this channel, and no other of its space, hears the topic."""
        where = place.model_dump(exclude={"direct"})
        async with self._database.transaction() as run:
            await run.unsubscribe_space(platform=place.platform, space=place.space, topic=topic)
            await run.subscribe(**where, direct=int(place.direct), topic=topic, since=now)

    async def to(self, topic: Topic, by: datetime | None = None) -> list[Place]:
        """The places that take a topic; perhaps only those that did by a moment."""
        async with self._database.reading() as run:
            rows = await run.subscriptions(topic=topic)
        names = ("platform", "space", "channel", "direct")
        return [
            Place(**{name: row[name] for name in names}) for row in rows if by is None or row["since"] <= by.timestamp()
        ]


async def channels_beside(url: str, platform: str) -> list[tuple[str, str, str]]:
    """Topic, space and channel of each on a platform, read beside whoever serves the database. Raises `StoreError`."""
    rows = await Database.glance(url, lambda run: run.channels_of_platform(platform=platform))
    return [(row["topic"], row["space"], row["channel"]) for row in rows or ()]
