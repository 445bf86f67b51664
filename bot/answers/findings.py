"""What a mentor found about a thing, as it is kept: pure functions that refuse what cannot be shown."""

import math
import re
from collections.abc import Mapping
from datetime import datetime

from bot.answers.reviewed import Thing
from bot.content.check import LINES_SHOWN
from bot.content.facts import Fact
from bot.core.address import web_address
from bot.core.errors import UserError
from bot.core.model import Model
from bot.core.text import loud, plain, quiet, unmarked
from bot.store import Checked, Kind, Written

LINE = 300
"""Characters of what is shown in a list, as in a pack."""

LARGEST = 1e12

FIELDS: dict[Kind, tuple[str, ...]] = {
    "fact": ("low", "high", "text"),
    "entry": ("text",),
    "certification": ("text",),
    "resource": ("text", "link"),
}
"""What may be changed, by kind."""


class Change(Model):
    """What a form gave; none where nothing is to change."""

    text: str | None = None
    low: float | None = None
    high: float | None = None
    link: str | None = None


def still_true(kind: Kind, thing: Thing, before: Checked | None, now: datetime) -> Checked:
    """As it stands; what was retired is brought back. `thing` is as the pack or a mentor's answer gives it."""
    return _again(kind, thing, before, now).model_copy(update={"retired_on": None, "successor": None})


def retired(kind: Kind, thing: Thing, before: Checked | None, successor: str | None, now: datetime) -> Checked:
    """Raises `UserError` when a certification has no successor."""
    if kind == "certification" and not successor:
        raise UserError("Name what takes its place, so that members know what to look at. Nothing was changed.")
    named = successor if kind == "entry" else successor and _line(successor)
    return _again(kind, thing, before, now).model_copy(update={"retired_on": now.date(), "successor": named})


def changed(
    kind: Kind, thing: Thing, before: Checked | None, change: Change, now: datetime
) -> tuple[Checked, Written | None]:
    """What was found, and the new text of an answer. Raises `UserError` with what does not fit."""
    if all(getattr(change, field) in (None, "") for field in FIELDS[kind]):
        raise UserError("All fields were empty, so nothing was changed.")
    change = _differing(change, as_it_is(kind, thing, before))
    if all(getattr(change, field) in (None, "") for field in FIELDS[kind]):
        raise UserError("It says that already, so nothing was changed. *Still true* keeps it as it is.")
    found = _again(kind, thing, before, now).model_copy(update={"changed_on": now.date()})
    if kind == "entry":
        return _rewritten(found, thing, change)
    new: dict[str, object] = {"text": _line(change.text)} if change.text else {}
    if isinstance(thing, Fact):
        new |= _figure(thing, change)
    if kind == "resource" and change.link:
        new |= {"link": _link(change.link)}
    return found.model_copy(update=new), None


def as_it_is(kind: Kind, thing: Thing, before: Checked | None) -> dict[str, str]:
    """What the form holds before anything is changed, by its fields."""
    kept = before if before and before.basis == thing.last_checked else None
    text = {"fact": "statement", "entry": "body", "certification": "note", "resource": "why"}[kind]
    said = {"text": (kept and kept.text) or getattr(thing, text) or ""}
    if isinstance(thing, Fact) and thing.low is not None:
        low, high = (kept.low, kept.high) if kept and kept.low is not None else (thing.low, thing.high)
        said |= {"low": _number(low), "high": "" if high == low else _number(high)}
    if kind == "resource":
        said["link"] = (kept and kept.link) or str(getattr(thing, "url", ""))
    return {name: loud(unmarked(value) if kind != "entry" else value) for name, value in said.items() if value}


def _differing(change: Change, now: Mapping[str, str]) -> Change:
    """Only what is new; the two ends of a figure go together."""
    figure = {"low": _number(change.low), "high": _number(change.high)}
    same = {name for name in ("text", "link") if _lines(getattr(change, name)) == _lines(now.get(name))}
    same |= figure.keys() if all(value == now.get(name, "") for name, value in figure.items()) else set()
    return change.model_copy(update=dict.fromkeys(same))


def _lines(text: str | None) -> list[str]:
    return [line.rstrip() for line in (text or "").strip().splitlines()]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


def _again(kind: Kind, thing: Thing, before: Checked | None, now: datetime) -> Checked:
    """With what was changed earlier, unless the pack says something newer since."""
    seen = {"times": before.times + 1 if before else 1, "checked_on": now.date(), "at": int(now.timestamp())}
    if before and before.basis == thing.last_checked:
        return before.model_copy(update=seen)
    return Checked.model_validate(seen | {"kind": kind, "id": thing.id, "basis": thing.last_checked})


def _rewritten(found: Checked, thing: Thing, change: Change) -> tuple[Checked, Written]:
    """The new text takes the old one's place, dated today."""
    body, today = quiet(change.text or ""), found.checked_on.isoformat()
    if len([line for line in body.splitlines() if line.strip()]) > LINES_SHOWN:
        raise UserError(f"An answer has at most {LINES_SHOWN} lines, so that it fits a phone. Nothing was changed.")
    found = Checked(kind="entry", id=found.id, basis=today, times=found.times, checked_on=found.checked_on, at=found.at)
    return found, Written(id=found.id, title=getattr(thing, "title", found.id), body=body, as_of=today)


def _figure(fact: Fact, change: Change) -> dict[str, float]:
    given = [value for value in (change.low, change.high) if value is not None]
    if not given:
        return {}
    if fact.unit is None:
        raise UserError("This is a statement without a figure; change its text. Nothing was changed.")
    if not all(math.isfinite(value) and 0 <= value < LARGEST for value in given):
        raise UserError("A figure is a number from 0 on. Nothing was changed.")
    if given[0] > given[-1]:
        raise UserError("The first figure is above the second; swap the two. Nothing was changed.")
    return {"low": given[0], "high": given[-1]}


def _line(text: str) -> str:
    """One line, with no markup, no mention, and nothing that reads as a reference to a fact."""
    line = re.sub(r"\{(?=\{)", "{ ", plain(text))
    if not line or len(line) > LINE:
        raise UserError(f"Write one line of at most {LINE} characters. Nothing was changed.")
    return line


def _link(text: str) -> str:
    try:
        return web_address(text)
    except ValueError as error:
        raise UserError(f"The link must be {error}. Nothing was changed.") from None
