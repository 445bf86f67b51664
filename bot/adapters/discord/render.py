"""Draws a card as the message that Discord takes: pure functions, the whole payload as a dict.

Every limit that is meant here is named in tests/adapters/discord/limits.py, with where Discord writes it.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Any

from bot.core.model import CODE_LIMIT, Button, Card, Fact, Link
from bot.core.text import unmarked

Payload = dict[str, Any]

COLOUR = 0x2F6FED
"""The bars of the progress picture have it too."""

NOBODY: Payload = {"parse": [], "replied_user": False}
"""Whom a message notifies, whatever it says."""

SPACE, MARK, AGAIN, CHOSEN = "@", "#", "!", "*"
"""A `custom_id` is a button's code, perhaps with the space that is meant, and with a delivery's mark or the sign that a
form is opened again, or that the space is to be remembered. In a code each of these signs would be percent-encoded.
"""

ROW, BUTTON = 1, 2
LINKED = 5
STYLES = {"primary": 1, "plain": 2, "danger": 4}
BESIDE = 40
"""Characters of a fact that still reads well in a column."""

HEX = re.compile(r"[0-9a-f]{1,16}")
"""The id of a guild, as a `custom_id` holds it."""

ABOUT = Button(label="What is this?", command="help")


@dataclass(frozen=True)
class Drawn:
    """A message: what is sent as JSON, and the files that its attachments name by their place in the list."""

    payload: Payload
    files: tuple[tuple[str, bytes], ...] = ()


def message(card: Card, address: str = "", mark: str = "") -> Drawn:
    """The card as a message. What an edited message had before and this one has not, is gone.

    Each button with room for it carries the address, and the last one with room the mark: with a mark, a card without
    such a button gets one that says what this is.
    """
    files, attachments = _files(card)
    rows = [_row(each) for each in (card.buttons, card.controls) if each]
    if mark and not _roomy(rows, mark):
        rows.append(_row((ABOUT,)))
    for button in _roomy(rows, mark)[-1:]:
        button["custom_id"] += mark
    for button in _roomy(rows, address):
        code, sign, rest = button["custom_id"].partition(MARK)
        button["custom_id"] = code + address + sign + rest
    payload = {
        "embeds": [_embed(card)],
        "components": rows,
        "attachments": attachments,
        "allowed_mentions": NOBODY,
    }
    return Drawn(payload, files)


def calling(drawn: Drawn, user: str) -> Drawn:
    """The message, which calls this one user, and nobody else."""
    called = {"content": f"<@{user}>", "allowed_mentions": {"users": [user]}}
    return replace(drawn, payload={**drawn.payload, **called})


def address_of(space: str) -> str:
    """The space that is meant, where the place does not say it: the id of a guild."""
    return f"{SPACE}{int(space):x}" if space.isdecimal() else ""


def mark_of(delivery_id: str) -> str:
    """By which the message of a delivery is known again: the same over restarts and processes, and short."""
    return MARK + nonce(delivery_id)


def nonce(delivery_id: str) -> str:
    """25 characters, as many as Discord takes."""
    return hashlib.sha256(delivery_id.encode()).hexdigest()[:25]


def read(custom_id: str) -> tuple[str, str, str]:
    """The button's code, the space that is meant, and the mark; the last two may be empty."""
    addressed, sign, digest = custom_id.removesuffix(AGAIN).removesuffix(CHOSEN).partition(MARK)
    code, _, space = addressed.partition(SPACE)
    return code, str(int(space, 16)) if HEX.fullmatch(space) else "", sign + digest


def _embed(card: Card) -> Payload:
    embed: Payload = {"title": card.title, "color": COLOUR}
    if card.text.strip():
        embed["description"] = card.text
    if card.facts:
        embed["fields"] = [_field(fact) for fact in card.facts]
    if card.image:
        embed["image"] = {"url": f"attachment://{card.image.filename}"}
    if footer := unmarked(card.footer).strip():  # no Markdown is drawn in a footer
        embed["footer"] = {"text": footer}
    return embed


def _field(fact: Fact) -> Payload:
    beside = len(fact.value) <= BESIDE and "\n" not in fact.value
    return {"name": fact.name, "value": fact.value, "inline": beside}


def _row(buttons: tuple[Button | Link, ...]) -> Payload:
    return {"type": ROW, "components": [_button(each) for each in buttons]}


def _button(button: Button | Link) -> Payload:
    if isinstance(button, Link):
        return {"type": BUTTON, "style": LINKED, "label": button.label, "url": button.url}
    return {"type": BUTTON, "style": STYLES[button.style], "label": button.label, "custom_id": button.code}


def _roomy(rows: list[Payload], suffix: str) -> list[Payload]:
    """The buttons whose `custom_id` has room for so much more."""
    buttons = [each for row in rows for each in row["components"]]
    return [each for each in buttons if "custom_id" in each and len(each["custom_id"] + suffix) <= CODE_LIMIT]


def _files(card: Card) -> tuple[tuple[tuple[str, bytes], ...], list[Payload]]:
    """The files, and what is said of each; a picture is described to whoever cannot see it."""
    pictures = [(card.image.filename, card.image.png, card.image.alt)] if card.image else []
    kept = [(card.file.filename, card.file.content, "")] if card.file else []
    files, attachments = [], []
    for number, (filename, content, alt) in enumerate([*pictures, *kept]):
        files.append((filename, content))
        attachments.append({"id": number, "filename": filename} | ({"description": alt} if alt else {}))
    return tuple(files), attachments
