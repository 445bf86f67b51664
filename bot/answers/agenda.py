"""What mentors should look at again: whatever is due by the clock, or was voted out of date since it was checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from bot.answers.reviewed import Thing, things
from bot.content import Pack
from bot.content.careers import Certification
from bot.content.facts import Fact, attribution
from bot.content.faq import Entry
from bot.content.kinds import said_on
from bot.store import Kind, Outdated


@dataclass(frozen=True, slots=True)
class Item:
    """A thing to look at, since when, and how many members say that it is out of date."""

    kind: Kind
    id: str
    since: date
    outdated: int = 0

    @property
    def code(self) -> str:
        return f"{self.kind}.{self.id}"


def agenda(pack: Pack, outdated: Mapping[str, Outdated], today: date) -> list[Item]:
    """Oldest first."""
    found = [item for kind in get_args(Kind) for item in _of_kind(pack, kind, outdated, today)]
    return sorted(found, key=lambda item: (item.since, -item.outdated, item.kind, item.id))


def _of_kind(pack: Pack, kind: Kind, outdated: Mapping[str, Outdated], today: date) -> Iterator[Item]:
    for id, thing in things(pack, kind).items():
        voted = outdated.get(id) if kind == "entry" else None
        since = [thing.due_on] if thing.due_on <= today and not is_withdrawn(thing) else []
        since += [voted.first.date()] if voted else []
        if since:
            yield Item(kind, id, min(since), voted.count if voted else 0)


def is_withdrawn(thing: Thing) -> bool:
    return isinstance(thing, Fact) and thing.withdrawn_on is not None


def name(thing: Thing) -> str:
    """What it is about."""
    return thing.statement if isinstance(thing, Fact) else thing.title


def says(pack: Pack, thing: Thing) -> str:
    """What members read, in a line."""
    match thing:
        case Fact():
            return thing.value
        case Entry():
            return pack.filled(thing.body).partition("\n")[0]
        case Certification():
            return "offered" if thing.status == "offered" else thing.ending
        case _:
            return thing.why


def said_by(pack: Pack, thing: Thing) -> str:
    """Who says it, and when."""
    if isinstance(thing, Fact):
        return attribution(thing, pack.sources[thing.source])
    if isinstance(thing, Entry):
        return f"{'this community' if thing.by_mentor else pack.manifest.title + ' pack'}, {said_on(thing.as_of)}"
    return pack.said_by(thing.sources) or "our own choice"
