"""What Discord documents that a message, a form and a command may hold; each broken rule as a line.

From https://discord.com/developers/docs: resources/message, components/reference, interactions/application-commands.
"""

from collections.abc import Iterator
from typing import Any

Payload = dict[str, Any]

EMBED = {"title": 256, "description": 4096}
FIELDS, NAME, VALUE, FOOTER, WHOLE = 25, 256, 1024, 2048, 6000
ROWS, IN_A_ROW, CUSTOM_ID, LABEL, URL = 5, 5, 100, 80, 512
ALT = 1024
MODAL_TITLE, MODAL_FIELDS, FIELD_LABEL, FIELD_HINT, FIELD_LENGTH, OPTIONS = 45, 5, 45, 100, 4000, 25
COMMANDS, MESSAGE_COMMANDS, COMMAND_NAME, DESCRIPTION, CHOICE, OPTION_LENGTH, COMMAND = (
    100,
    15,
    32,
    100,
    100,
    6000,
    8000,
)


def wrong_in_message(payload: Payload, files: int) -> list[str]:
    """Everything that Discord would refuse, and everybody it would notify."""
    return [
        *(line for embed in payload["embeds"] for line in _embed(embed)),
        *(["the embeds are too long together"] if sum(map(_words, payload["embeds"])) > WHOLE else []),
        *_components(payload["components"]),
        *_attachments(payload, files),
        *([] if payload["allowed_mentions"] == {"parse": [], "replied_user": False} else ["somebody is notified"]),
    ]


def _length(name: str, text: Any, most: int) -> Iterator[str]:
    """What is required is never blank."""
    if not isinstance(text, str) or not text.strip():
        yield f"{name} is blank"
    elif len(text) > most:
        yield f"{name} has {len(text)} characters, {most} fit"


def _embed(embed: Payload) -> Iterator[str]:
    for name, most in EMBED.items():
        if name in embed:
            yield from _length(name, embed[name], most)
    fields, footer = embed.get("fields", []), embed.get("footer", {}).get("text", "")
    if len(fields) > FIELDS:
        yield "too many fields"
    for field in fields:
        yield from _length("name of a field", field["name"], NAME)
        yield from _length("value of a field", field["value"], VALUE)
    if "footer" in embed:
        yield from _length("footer", footer, FOOTER)


def _words(embed: Payload) -> int:
    footer = embed.get("footer", {}).get("text", "")
    texts = [each["name"] + each["value"] for each in embed.get("fields", [])]
    return sum(map(len, [embed["title"], embed.get("description", ""), footer, *texts]))


def _components(rows: list[Payload]) -> Iterator[str]:
    if len(rows) > ROWS:
        yield "too many rows"
    buttons = [button for row in rows for button in row["components"]]
    if any(not 1 <= len(row["components"]) <= IN_A_ROW for row in rows):
        yield "too many buttons in a row, or none"
    codes = [button["custom_id"] for button in buttons if "custom_id" in button]
    if len(set(codes)) < len(codes):
        yield "two buttons have one custom_id"
    for button in buttons:
        yield from _length("label", button["label"], LABEL)
        if button["style"] == 5:
            yield from _length("url", button["url"], URL)
        else:
            yield from _length("custom_id", button["custom_id"], CUSTOM_ID)


def _attachments(payload: Payload, files: int) -> Iterator[str]:
    attachments = payload["attachments"]
    if [each["id"] for each in attachments] != list(range(files)):
        yield "the attachments are not the files"
    named = [each["filename"] for each in attachments]
    for embed in payload["embeds"]:
        if "image" in embed and embed["image"]["url"].removeprefix("attachment://") not in named:
            yield "the picture is not attached"
    for each in attachments:
        if len(each.get("description") or "") > ALT:
            yield "the alt text is too long"


def wrong_in_modal(modal: Payload) -> list[str]:
    wrong = [*_length("title", modal["title"], MODAL_TITLE), *_length("custom_id", modal["custom_id"], CUSTOM_ID)]
    if not 1 <= len(modal["components"]) <= MODAL_FIELDS:
        wrong.append("too many fields, or none")
    names = [label["component"]["custom_id"] for label in modal["components"]]
    if len(set(names)) < len(names):
        wrong.append("two fields have one custom_id")
    return [*wrong, *(line for label in modal["components"] for line in _field(label))]


def _field(label: Payload) -> Iterator[str]:
    field = label["component"]
    yield from _length("label", label["label"], FIELD_LABEL)
    if "description" in label:
        yield from _length("hint", label["description"], FIELD_HINT)
    if field["type"] == 4:
        if not 1 <= field["max_length"] <= FIELD_LENGTH:
            yield "max_length"
        if len(field.get("value", "")) > field["max_length"]:
            yield "what is filled in is too long"
    else:
        yield from _options(field["options"]) if field["type"] == 3 else ()


def _options(options: list[Payload]) -> Iterator[str]:
    if not 1 <= len(options) <= OPTIONS:
        yield "too many choices, or none"
    for option in options:
        yield from _length("label of a choice", option["label"], CHOICE)
        yield from _length("value of a choice", option["value"], CHOICE)


def wrong_in_commands(commands: list[Payload]) -> list[str]:
    typed = [each for each in commands if each["type"] == 1]
    on_messages = [each for each in commands if each["type"] == 3]
    wrong = ["too many commands"] if len(typed) > COMMANDS or len(on_messages) > MESSAGE_COMMANDS else []
    if len({(each["type"], each["name"]) for each in commands}) < len(commands):
        wrong.append("two commands have one name")
    return [*wrong, *(f"/{each['name']}: {line}" for each in commands for line in _command(each))]


def _command(command: Payload) -> Iterator[str]:
    yield from _length("name", command["name"], COMMAND_NAME)
    if command["type"] != 1:
        if command.get("description") or command.get("options"):
            yield "a command on messages has neither description nor options"
        return
    yield from _name(command["name"])
    yield from _length("description", command["description"], DESCRIPTION)
    options = command["options"]
    if len(options) > OPTIONS or len({each["name"] for each in options}) < len(options):
        yield "options"
    needed = [each.get("required", False) for each in options]
    if needed != sorted(needed, reverse=True):
        yield "what is required comes first"
    for option in options:
        yield from _option(option)
    if _size(command) > COMMAND:
        yield "too large"


def _name(name: str) -> Iterator[str]:
    if name != name.lower() or not all(letter.isalnum() or letter in "-_" for letter in name):
        yield f"{name} is no name"


def _option(option: Payload) -> Iterator[str]:
    yield from _name(option["name"])
    yield from _length("name", option["name"], COMMAND_NAME)
    yield from _length(f"description of {option['name']}", option["description"], DESCRIPTION)
    choices = option.get("choices", [])
    if len(choices) > OPTIONS or (choices and option.get("autocomplete")):
        yield f"choices of {option['name']}"
    for choice in choices:
        yield from _length("choice", choice["name"], CHOICE)
        yield from _length("choice", choice["value"], CHOICE)
    if not 1 <= option.get("max_length", 1) <= OPTION_LENGTH:
        yield f"max_length of {option['name']}"


def _size(command: Payload) -> int:
    """Names, descriptions and values together."""
    parts = [command["name"], command["description"]]
    for option in command["options"]:
        parts += [option["name"], option["description"]]
        parts += [part for choice in option.get("choices", []) for part in (choice["name"], choice["value"])]
    return sum(map(len, parts))
