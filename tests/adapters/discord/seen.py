"""A message as Discord shows it, read back as the card that somebody sees."""

from collections.abc import Callable
from typing import Any

from bot.adapters.discord.render import AGAIN, COLOUR, STYLES, read
from bot.core.model import Button, Card, Fact, File, Image, Link, pressed

Payload = dict[str, Any]
STYLED = {number: name for name, number in STYLES.items()}
CONTROLS = ("Less", "Helpful")
"""With what a row begins that is about the message itself, also where it is the only one."""


def card(message: Payload, content: Callable[[str], bytes]) -> Card:
    """`content` gives a file by its address."""
    embed, *written = message["embeds"]
    assert embed["color"] == COLOUR
    assert not message["content"], "everything is said in the card"
    shown = [row["components"] for row in message["components"]]
    again = shown.pop() if shown and shown[-1][0].get("custom_id", "").endswith(AGAIN) else []
    assert bool(written) == bool(again), "what was written in vain stands below, with a button to write it again"
    rows = [tuple(map(_button, row)) for row in shown]
    controls = rows.pop() if len(rows) > 1 or (rows and rows[-1][0].label in CONTROLS) else ()
    files = {each["filename"]: (content(each["url"]), each.get("description")) for each in message["attachments"]}
    pictures = [
        Image(png=png, alt=alt or "-", filename=name) for name, (png, alt) in files.items() if name[-4:] == ".png"
    ]
    kept = [File(content=whole, filename=name) for name, (whole, _) in files.items() if name[-4:] != ".png"]
    return Card.model_construct(
        title=embed["title"],
        text=embed.get("description", ""),
        facts=tuple(Fact(name=each["name"], value=each["value"]) for each in embed.get("fields", [])),
        buttons=rows[0] if rows else (),
        controls=tuple(each for each in controls if isinstance(each, Button)),
        image=pictures[0] if pictures else None,
        file=kept[0] if kept else None,
        footer=embed.get("footer", {}).get("text", ""),
    )


def _button(each: Payload) -> Button | Link:
    if each["style"] == 5:
        return Link(label=each["label"], url=each["url"])
    command, args = pressed(read(each["custom_id"])[0])
    return Button(label=each["label"], command=command, args=args, style=STYLED[each["style"]])  # type: ignore[arg-type]
