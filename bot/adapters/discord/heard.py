"""What somebody did, as a command and its arguments: pure functions over Discord's payloads."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.adapters.discord import forms
from bot.adapters.discord.commands import ON_MESSAGE, ON_MESSAGES
from bot.adapters.discord.render import read
from bot.core.commands import FORM, Commands
from bot.core.model import pressed
from bot.core.text import shortened

Payload = Mapping[str, Any]

COMMAND, COMPONENT, COMPLETION, MODAL = 2, 3, 4, 5
"""Types of interactions."""

MENTION = re.compile(r"<@[!&]?\d+>")


@dataclass(frozen=True)
class Heard:
    """`space` is what a button or a form says of it; empty where it says nothing."""

    command: str
    args: dict[str, str]
    space: str = ""


def heard(type: int, data: Payload, commands: Commands) -> Heard:
    """What a slash command, a command on a message, a button or a form means."""
    if type == COMPONENT:
        code, space, _ = read(data["custom_id"])
        command, args = pressed(code)
        return Heard(command=command, args=args, space=space)
    if type == MODAL:
        command, args = forms.submitted(data)
        return Heard(command=command, args=args, space=read(data["custom_id"])[1])
    if data.get("type") == ON_MESSAGE:
        return _on_message(data, commands)
    return Heard(command=data["name"], args={each["name"]: _text(each["value"]) for each in data.get("options", ())})


def completed(data: Payload) -> tuple[str, str, str]:
    """The command, the option that is being typed, and what stands in it so far."""
    option = next(each for each in data["options"] if each.get("focused"))
    return data["name"], option["name"], str(option["value"])


def question(content: str, me: int) -> str | None:
    """What is asked in a message that mentions the bot by name; none if it does not."""
    mention = re.compile(rf"<@!?{me}>")
    return mention.sub(" ", content).strip() if mention.search(content) else None


def marks(rows: Iterable[Payload]) -> Iterator[str]:
    """The marks of deliveries on a message's buttons."""
    for row in rows:
        for button in row.get("components", ()):
            if mark := read(button.get("custom_id") or "")[2]:
                yield mark


def _on_message(data: Payload, commands: Commands) -> Heard:
    """The message's text becomes an argument, as much of it as fits; with others it is filled in, to be looked at."""
    name, argument = ON_MESSAGES[data["name"]]
    content = MENTION.sub(" ", data["resolved"]["messages"][data["target_id"]]["content"]).strip()
    asked = {each.name: each.max_length for each in commands.named(name).questions}
    args = {argument: shortened(content, asked[argument])}
    return Heard(command=name, args=args | ({FORM: ",".join(asked)} if len(asked) > 1 else {}))


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
