"""An answer that a mentor is writing: what it still needs, and how members will see it."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date

from bot.answers.answer import composed
from bot.answers.library import Library
from bot.answers.slots import NOBODY
from bot.content.check import ANSWER_LIMIT, LINES_SHOWN
from bot.core.model import Card
from bot.core.text import one_line, printable, quiet
from bot.matching.tokens import words
from bot.store import Draft, Written

TITLE = 75
"""Characters of a title: it stands on buttons."""

ID = 36
"""Characters of an id made from a title; a number may follow."""


def revised(draft: Draft, title: str | None, text: str | None, source: str | None) -> Draft:
    """With what was filled in; the rest stays. No mention in it notifies anybody."""
    lines = "\n".join(line.rstrip() for line in printable("\n".join((text or "").splitlines())).split("\n"))
    filled = {
        "title": quiet(one_line(title or "")),
        "text": quiet(lines.strip()),
        "source": quiet(one_line(source or "")),
    }
    return draft.model_copy(update={name: value for name, value in filled.items() if value})


def problems(library: Library, draft: Draft, others: Mapping[str, str]) -> list[str]:
    """What must be mended before it is published; `others` are titles by id that may not be in the library yet."""
    missing = [name for name in ("title", "text", "source") if not getattr(draft, name)]
    found = [f"The {name} is missing." for name in missing]
    body = _body(draft)
    lines = len([line for line in body.splitlines() if line.strip()])
    titles = {entry.title.casefold() for entry in library.pack.entries.values()} | {
        title.casefold() for title in others.values()
    }
    if len(draft.title) > TITLE:
        found.append(f"The title has {len(draft.title)} characters; {TITLE} fit.")
    if draft.title.casefold() in titles:
        found.append("There is an answer of that title. If it says the same, use Same as…; else choose another title.")
    if lines > LINES_SHOWN:
        found.append(f"It has {lines} lines with the source; {LINES_SHOWN} fit a phone.")
    if len(body) > ANSWER_LIMIT:
        found.append(f"It has {len(body):,} characters with the source; {ANSWER_LIMIT:,} fit.")
    if "{{" in body or "{{" in draft.title:
        found.append("Two braces {{ stand for a figure of the pack's files; write the figure itself.")
    return found


def written(draft: Draft, gap_id: str, taken: set[str], today: date) -> Written:
    """As it will be kept. The id is made from the title, and is one that is free."""
    name = "-".join(re.findall(r"[a-z0-9]+", " ".join(words(draft.title))))[:ID].strip("-") or f"answer-{gap_id}"
    ids = (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
    id = next(id for id in ids if id not in taken)
    return Written(id=id, title=draft.title, body=_body(draft), as_of=today.isoformat())


def preview(library: Library, answer: Written) -> Card:
    """The card exactly as a member will see it."""
    return composed(library.trial(answer), answer.id, NOBODY, date.fromisoformat(answer.as_of)).card


def digest(draft: Draft) -> str:
    """Tells whether a draft is still the one that was looked at."""
    return hashlib.sha256(draft.model_dump_json().encode()).hexdigest()[:8]


def _body(draft: Draft) -> str:
    return f"{draft.text}\n\nSource: {draft.source}"
