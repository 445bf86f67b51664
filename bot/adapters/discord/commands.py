"""The registry as Discord's own commands: what members choose from after a slash, and on a message."""

import hashlib
import json
from types import UnionType
from typing import Any, Union, get_args, get_origin

from discord.http import HTTPClient

from bot.core.commands import Command, Commands
from bot.core.model import Question

Payload = dict[str, Any]

SLASH, ON_MESSAGE = 1, 3
"""Types of commands."""
STRING, INTEGER, BOOLEAN, USER, CHANNEL, MENTIONABLE, NUMBER = 3, 4, 5, 6, 7, 9, 10
"""Types of options."""
NUMBERS = {bool: BOOLEAN, int: INTEGER, float: NUMBER}
KINDS = {"channel": CHANNEL, "person": USER, "people": MENTIONABLE}

TEXT_CHANNELS = [0, 5]
"""Channels that can be written to: text and announcements."""

IN_A_GUILD, WITH_THE_BOT = 0, 1
"""Contexts: where a command is offered. A conversation with the bot has no admins."""

MANAGE_GUILD = 1 << 5
"""The permission *Manage Server*: who has it is an admin."""

DESCRIPTION = 100

ON_MESSAGES = {"Ask the mentor about this": ("ask", "question"), "Save as FAQ": ("save", "text")}
"""The command that is offered on a message, and which argument becomes the message's text."""


def definitions(commands: Commands) -> list[Payload]:
    """Everything that is registered at Discord."""
    known = {each.name: each for each in commands}
    on_messages = [
        _common(known[name]) | {"name": label, "type": ON_MESSAGE}
        for label, (name, _) in ON_MESSAGES.items()
        if name in known
    ]
    return [*(_slash(each) for each in commands), *on_messages]


def digest(payload: list[Payload]) -> str:
    """Tells whether what is registered has changed."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


def named(payload: list[Payload]) -> set[str]:
    """What is registered, as a member types it or finds it on a message."""
    return {each["name"] if each.get("type", SLASH) == ON_MESSAGE else f"/{each['name']}" for each in payload}


def note(application: int | None, guild: int | None) -> str:
    """Under this name the digest of what was registered is kept."""
    return f"discord commands of {application} in {guild or 'all guilds'}"


async def registered(http: HTTPClient, application: int, guild: int | None) -> list[Payload]:
    """As Discord has them. Raises `discord.HTTPException`."""
    if guild is None:
        return [dict(each) for each in await http.get_global_commands(application)]
    return [dict(each) for each in await http.get_guild_commands(application, guild)]


def _slash(command: Command) -> Payload:
    """No option is required: what is missing is asked for in a form, all at once."""
    return _common(command) | {
        "name": command.name,
        "type": SLASH,
        "description": command.summary,
        "options": [_option(command, each) for each in command.questions],
    }


def _common(command: Command) -> Payload:
    for_admins = command.who == "admin"
    return {
        "contexts": [IN_A_GUILD] if for_admins else [IN_A_GUILD, WITH_THE_BOT],
        "integration_types": [0],
        "default_member_permissions": str(MANAGE_GUILD) if for_admins else None,
    }


def _option(command: Command, question: Question) -> Payload:
    type = _type(command, question)
    option: Payload = {
        "name": question.name,
        "type": type,
        "description": _described(question),
        "required": False,
    }
    if question.choices:
        option["choices"] = [{"name": each.label, "value": each.value} for each in question.choices]
    elif type == STRING:
        option["max_length"] = question.max_length
        option["autocomplete"] = question.name in command.suggests
    elif type == CHANNEL:
        option["channel_types"] = TEXT_CHANNELS
    elif type in (INTEGER, NUMBER):
        limits = {"min_value": question.least, "max_value": question.most}
        whole = int if type == INTEGER else float
        option |= {name: whole(limit) for name, limit in limits.items() if limit is not None}
    return option


def _described(question: Question) -> str:
    end = "" if question.label.endswith("?") else ":"
    whole = f"{question.label}{end} {question.hint}" if question.hint else question.label
    return whole if len(whole) <= DESCRIPTION else question.hint


def _type(command: Command, question: Question) -> int:
    if question.kind in KINDS:
        return KINDS[question.kind]
    annotation = command.arguments.model_fields[question.name].annotation
    parts = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    return next((NUMBERS[part] for part in parts if part in NUMBERS), STRING)
