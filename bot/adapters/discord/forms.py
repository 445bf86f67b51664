"""A form as Discord's modal, and what was written in it as a command's arguments."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.adapters.discord.commands import TEXT_CHANNELS
from bot.adapters.discord.render import AGAIN, COLOUR, read
from bot.core.commands import Command
from bot.core.model import CODE_LIMIT, Card, Form, Question, code, pressed
from bot.core.text import loud, quiet, shortened

Payload = dict[str, Any]

LABEL = 18
TEXT, CHOICE, PERSON, PEOPLE, CHANNEL = 4, 3, 5, 7, 8
ONE_LINE, LONG = 1, 2
MOST = 25
"""People and roles in one answer."""

TOGETHER, DESCRIPTION = 6000, 4096
"""Characters of all embeds of a message, and of one's description."""


Kinds = Mapping[str, str]
"""Of each id in a guild, whether it is a `channel` or a `role`: Discord wants to be told with what is chosen."""

NOTHING: Kinds = {}


def modal(form: Form, questions: Iterable[Question], address: str = "", known: Kinds = NOTHING) -> Payload:
    """The form, with what is given already in its `custom_id`, or in its fields where they ask for it.

    What does not fit there is asked for again, filled in as it was given. `questions` are all of the command's.
    """
    given, filled = _divided(form, address)
    again = [each for each in questions if each.name in filled and each not in form.questions]
    return {
        "custom_id": code(form.command, given) + address,
        "title": form.title,
        "components": [_label(each, filled.get(each.name, ""), known) for each in (*form.questions, *again)],
    }


def _divided(form: Form, address: str) -> tuple[dict[str, str], dict[str, str]]:
    """What goes into the `custom_id`, and what is filled in: what is asked for anyway, then the longest."""
    asked = {each.name for each in form.questions}
    given = {name: value for name, value in form.given.items() if name not in asked}
    filled = {name: value for name, value in form.given.items() if name in asked}
    while len(code(form.command, given)) > CODE_LIMIT - len(address + AGAIN):
        longest = max(given, key=lambda name: len(given[name]))
        filled[longest] = given.pop(longest)
    return given, filled


def submitted(data: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The command and the arguments of a modal that somebody sent."""
    command, given = pressed(read(data["custom_id"])[0])
    return command, given | dict(_answers(data["components"]))


def kept(data: Mapping[str, Any], questions: Iterable[Question], beside: Card) -> Payload:
    """What was written, as parts of the message that says why it did not do, and a button that opens the form again.

    Discord gives the message back when that is pressed, so nothing has to be remembered here. What was written is shown
    as it was, to whoever wrote it. Nothing where that is too long for a message with the card beside it, which only
    thousands of at signs can be.
    """
    labels = {each.name: each.label for each in questions}
    embeds: list[Payload] = [
        {"title": labels[name], "color": COLOUR} | ({"description": quiet(value)} if value.strip() else {})
        for name, value in _answers(data["components"])
    ]
    lengths = [len(each.get("description", "")) for each in embeds]
    whole = len(beside.words) + sum(lengths) + sum(len(each["title"]) for each in embeds)
    if whole > TOGETHER or max(lengths, default=0) > DESCRIPTION:
        return {}
    button = {"type": 2, "style": 1, "label": "Edit", "custom_id": data["custom_id"].removesuffix(AGAIN) + AGAIN}
    return {"embeds": embeds, "components": [{"type": 1, "components": [button]}]}


def reopened(custom_id: str, embeds: Iterable[Mapping[str, Any]], command: Command) -> Payload:
    """The form again, with what was written in it."""
    written = {each["title"]: loud(each.get("description", "")) for each in embeds}
    name, given = pressed(read(custom_id)[0])
    questions = [each for each in command.questions if each.label in written]
    values = {each.name: written[each.label] for each in questions if written[each.label]}
    form = Form(title=command.title or name, command=name, given=given | values, questions=tuple(questions))
    return modal(form, command.questions) | {"custom_id": custom_id.removesuffix(AGAIN)}


def _answers(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for row in rows:
        field = row["component"]
        value = field["value"] if "value" in field else ",".join(field.get("values", ()))
        yield field["custom_id"], value or ""


def _label(question: Question, filled: str, known: Kinds) -> Payload:
    label: Payload = {"type": LABEL, "label": question.label, "component": _field(question, filled, known)}
    if question.hint:
        label["description"] = question.hint
    return label


def _field(question: Question, filled: str, known: Kinds) -> Payload:
    field: Payload = {"custom_id": question.name, "required": question.required}
    least = {"min_values": int(question.required), "max_values": 1}
    if question.choices:
        options = [
            {"label": each.label, "value": each.value, "default": each.value == filled} for each in question.choices
        ]
        return field | least | {"type": CHOICE, "options": options}
    if question.kind == "channel":
        return field | least | {"type": CHANNEL, "channel_types": TEXT_CHANNELS} | _chosen(filled, known, "")
    if question.kind == "person":
        return field | least | {"type": PERSON} | _chosen(filled, {}, "user")
    if question.kind == "people":
        return field | least | {"type": PEOPLE, "max_values": MOST} | _chosen(filled, known, "user")
    text = {"type": TEXT, "style": LONG if question.long else ONE_LINE, "max_length": question.max_length}
    return field | text | ({"value": shortened(filled, question.max_length)} if filled else {})


def _chosen(filled: str, known: Kinds, other: str) -> Payload:
    """What a menu shows as chosen, by ids with commas, each of its known kind or else of the other one, if any."""
    ids = [each for each in filled.split(",") if each.isdecimal()][:MOST]
    chosen = [{"id": each, "type": known.get(each, other)} for each in ids if known.get(each, other)]
    return {"default_values": chosen} if chosen else {}
