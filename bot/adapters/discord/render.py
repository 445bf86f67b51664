"""Draws a card as the message that Discord takes: pure functions, the whole payload as a dict.

Every limit that is meant here is named in tests/adapters/discord/limits.py, with where Discord writes it.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from bot.core.model import CODE_LIMIT, Button, Card, Fact, Link
from bot.core.text import unmarked

Payload = dict[str, Any]

COLOUR = 0x2F6FED
"""The bars of the progress picture have it too."""

NOBODY: Payload = {"parse": [], "replied_user": False}
"""Whom a message notifies, whatever it says."""

MARK = "#"
"""Stands before the mark of a delivery in a `custom_id`; in a button's code it would be percent-encoded."""

ROW, BUTTON = 1, 2
LINKED = 5
STYLES = {"primary": 1, "plain": 2, "danger": 4}
BESIDE = 40
"""Characters of a fact that still reads well in a column."""

ABOUT = Button(label="What is this?", command="help")


@dataclass(frozen=True)
class Drawn:
    """A message: what is sent as JSON, and the files that its attachments name by their place in the list."""

    payload: Payload
    files: tuple[tuple[str, bytes], ...] = ()


def message(card: Card) -> Drawn:
    """The card as a message. What an edited message had before and this one has not, is gone."""
    files, attachments = _files(card)
    payload = {
        "embeds": [_embed(card)],
        "components": [_row(each) for each in (card.buttons, card.controls) if each],
        "attachments": attachments,
        "allowed_mentions": NOBODY,
    }
    return Drawn(payload, files)


def posted(card: Card, delivery_id: str) -> Drawn:
    """An unasked message: one of its buttons carries the delivery, so that the message can be found again.

    The last button that has room carries it; a card without such a button gets one that says what this is.
    """
    drawn = message(card)
    pressable = [each for row in drawn.payload["components"] for each in row["components"] if "custom_id" in each]
    roomy = [each for each in pressable if len(each["custom_id"]) + len(mark(delivery_id)) <= CODE_LIMIT]
    if not roomy:
        drawn.payload["components"].append(_row((ABOUT,)))
        roomy = drawn.payload["components"][-1]["components"]
    roomy[-1]["custom_id"] += mark(delivery_id)
    return drawn


def mark(delivery_id: str) -> str:
    """How a delivery is written into a button: the same over restarts and processes, and short."""
    return MARK + nonce(delivery_id)


def nonce(delivery_id: str) -> str:
    """25 characters, as many as Discord takes."""
    return hashlib.sha256(delivery_id.encode()).hexdigest()[:25]


def code_of(custom_id: str) -> str:
    """The code of the button, without a mark."""
    return custom_id.partition(MARK)[0]


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


def _files(card: Card) -> tuple[tuple[tuple[str, bytes], ...], list[Payload]]:
    """The files, and what is said of each; a picture is described to whoever cannot see it."""
    pictures = [(card.image.filename, card.image.png, card.image.alt)] if card.image else []
    kept = [(card.file.filename, card.file.content, "")] if card.file else []
    files, attachments = [], []
    for number, (filename, content, alt) in enumerate([*pictures, *kept]):
        files.append((filename, content))
        attachments.append({"id": number, "filename": filename} | ({"description": alt} if alt else {}))
    return tuple(files), attachments
