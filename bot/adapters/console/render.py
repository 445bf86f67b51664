"""Draws a card as plain text, and as rich text for a terminal."""

import re

from rich.console import Group, RenderableType
from rich.markdown import Markdown
from rich.panel import Panel
from rich.text import Text

from bot.core.model import Button, Card, Link
from bot.core.text import unmarked


def pressable(card: Card) -> tuple[Button | Link, ...]:
    """What the numbers press, the first being 1."""
    return (*card.buttons, *card.controls)


def plain(card: Card, saved: str = "") -> str:
    """The whole card as text; `saved` is where its picture or file was put."""
    title = unmarked(card.title)
    facts = [f"{unmarked(fact.name)}:{_beside_or_below(unmarked(fact.value))}" for fact in card.facts]
    picture = f"[picture: {card.image.alt}]" if card.image else ""
    parts = [
        title,
        "-" * len(title),
        unmarked(card.text),
        *facts,
        picture,
        saved,
        *_numbered(card),
        unmarked(card.footer),
    ]
    return "\n".join(part for part in parts if part)


def rich(card: Card, saved: str = "") -> RenderableType:
    """The card in a frame, with its Markdown drawn."""
    parts: list[RenderableType] = [Markdown(_hard_breaks(card.text))] if card.text else []
    parts += [Text.assemble((f"{unmarked(fact.name)}: ", "bold"), unmarked(fact.value)) for fact in card.facts]
    if card.image:
        parts.append(Text(f"[picture: {card.image.alt}]", style="dim"))
    if saved:
        parts.append(Text(saved, style="green"))
    parts += [Text(line, style="cyan") for line in _numbered(card)]
    if card.footer:
        parts.append(Text(unmarked(card.footer), style="dim"))
    return Panel(Group(*parts), title=Text(unmarked(card.title), style="bold"), title_align="left", border_style="blue")


def _numbered(card: Card) -> list[str]:
    """The buttons in one line, the controls in the next."""
    lines, number = [], 1
    for row in (card.buttons, card.controls):
        named = []
        for each in row:
            named.append(f"[{number}] {each.label}" + (f" ({each.url})" if isinstance(each, Link) else ""))
            number += 1
        lines.append("  ".join(named))
    return [line for line in lines if line]


def _hard_breaks(markdown: str) -> str:
    """A line of a card is a line, which Markdown would run together; and nothing in it is HTML, which is not drawn."""
    lines = re.sub(r"(?<!\\)<", r"\\<", markdown).splitlines()
    return "\n".join(line if line.startswith("- ") or not line else f"{line}  " for line in lines)


def _beside_or_below(value: str) -> str:
    return "\n  " + value.replace("\n", "\n  ") if "\n" in value else f" {value}"
