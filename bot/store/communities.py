"""What admins set for their space: who mentors there, with what newcomers begin, and how much comes."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.core.model import Model, Person
from bot.store.database import Database, Queries

Space = tuple[str, str]
"""A platform, and the id of a space on it."""


class Community(Model):
    """None is what nobody set. `minute` counts from local midnight; `mentors` are ids of people and of roles;
    `most` is how many unasked messages a week a member gets, whatever they take.
    """

    zone: str | None = None
    weekday: int | None = None
    minute: int | None = None
    mentors: tuple[str, ...] = ()
    most: int | None = None

    @property
    def beginning(self) -> dict[str, Any]:
        """What a newcomer's settings are."""
        return self.model_dump(include={"zone", "weekday", "minute"}, exclude_none=True)


class Communities:
    """Who mentors is kept at hand, since it is asked before every command."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._mentors = dict[Space, frozenset[str]]()
        self._seen = 0

    def mentors(self, person: Person) -> bool:
        """Whether a person, or one of their roles, was named by an admin of the space."""
        named = self._mentors.get((person.platform, person.space), frozenset())
        return not named.isdisjoint((person.id, *person.roles))

    async def renew(self) -> None:
        """Takes up what was changed in other processes; the last second again, since it was not over yet."""
        async with self._database.reading() as run:
            rows = await run.communities_since(since=self._seen)
        for row in rows:
            self._take_up((row["platform"], row["space"]), _community(row))
            self._seen = max(self._seen, row["at"])

    async def of(self, space: Space) -> Community:
        async with self._database.reading() as run:
            return await community_of(run, space)

    async def change(self, space: Space, chosen: Mapping[str, object], now: datetime) -> Community:
        """Keeps what is chosen and leaves the rest as it is."""
        platform, name = space
        async with self._database.transaction() as run:
            await run.hold_community(platform=platform, space=name, at=now)
            changed = (await community_of(run, space)).model_copy(update=dict(chosen))
            row = changed.model_dump() | {"mentors": json.dumps(changed.mentors)}
            await run.keep_community(platform=platform, space=name, at=now, **row)
        self._take_up(space, changed)
        return changed

    def _take_up(self, space: Space, community: Community) -> None:
        self._mentors[space] = frozenset(community.mentors)


async def community_of(run: Queries, space: Space) -> Community:
    """What is set for a space, read within a transaction."""
    platform, name = space
    row = await run.community(platform=platform, space=name)
    return _community(row) if row else Community()


def _community(row: Mapping[str, Any]) -> Community:
    kept = {name: row[name] for name in ("zone", "weekday", "minute", "most")}
    return Community(**kept, mentors=tuple(json.loads(row["mentors"])))
