"""Resources that admins of the community posted."""

import json
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from bot.core.model import Model
from bot.store.database import Database

_TRACKING = ("utm_", "fbclid", "gclid", "mc_", "ref_src", "igshid")


class Posted(Model):
    """A resource as an admin gave it. `added_at` is UTC seconds."""

    id: str
    title: str
    url: str
    why: str
    milestones: tuple[str, ...]
    added_at: int


class Resources:
    """One row a link, however it was written."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def at(self, url: str) -> Posted | None:
        """The resource that has this link."""
        async with self._database.reading() as run:
            row = await run.resource_at(address=normalised(url))
        return _posted(row) if row else None

    async def add(self, posted: Posted, added_by: str) -> Posted:
        """The resource that has this link now: of two that are posted at once, the first."""
        async with self._database.transaction() as run:
            row = posted.model_dump() | {"milestones": json.dumps(posted.milestones)}
            await run.add_resource(**row, address=normalised(posted.url), added_by=added_by)
            return _posted(await run.resource_at(address=normalised(posted.url)))

    async def all(self) -> list[Posted]:
        """Newest first."""
        async with self._database.reading() as run:
            return [_posted(row) for row in await run.resources_newest_first()]


def normalised(url: str) -> str:
    """The same page has the same form: no scheme, `www.`, trailing slash, fragment or tracking parameters."""
    parts = urlsplit(url.strip())
    host = parts.netloc.casefold().removeprefix("www.").removesuffix(":443").removesuffix(":80")
    query = [part for part in parts.query.split("&") if part and not part.casefold().startswith(_TRACKING)]
    return urlunsplit(("", host, parts.path.rstrip("/"), "&".join(sorted(query)), "")).removeprefix("//")


def newly(id: str, title: str, url: str, why: str, milestones: tuple[str, ...], now: datetime) -> Posted:
    return Posted(id=id, title=title, url=url, why=why, milestones=milestones, added_at=int(now.timestamp()))


def _posted(row: dict[str, str]) -> Posted:
    kept = {name: row[name] for name in ("id", "title", "url", "why", "added_at")}
    return Posted(milestones=json.loads(row["milestones"]), **kept)  # type: ignore[arg-type]
