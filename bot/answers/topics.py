"""Which answer a topic names."""

from bot.answers.library import Library
from bot.core.model import Choice

MOST = 25
"""Choices that every platform can complete with."""


def named(library: Library, topic: str) -> str | None:
    """The id of the entry that has this id or title."""
    wanted = topic.casefold()
    entries = library.pack.entries
    by_title = {entry.title.casefold(): entry.id for entry in entries.values()}
    id = library.current(by_title.get(wanted, wanted.replace(" ", "-")))
    return id if id in entries else None


def topics(library: Library, text: str) -> list[Choice]:
    """Titles that hold the text, those that begin with it first, then what the matcher thinks of it."""
    wanted = text.casefold()
    entries = library.pack.entries
    held = [entry.id for entry in entries.values() if wanted in f"{entry.title} {entry.id}".casefold()]
    held.sort(key=lambda id: not entries[id].title.casefold().startswith(wanted))
    ids = dict.fromkeys([*held, *(library.match(text).nearest if wanted else ())])
    return [Choice(label=entries[id].title, value=id) for id in list(ids)[:MOST]]
