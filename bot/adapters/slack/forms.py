"""A form as a modal and back: its fields, what was known already, and where the answer goes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.adapters.slack.mrkdwn import pieces
from bot.adapters.slack.render import PICK, PRESS, Block, Said, as_it_is, plain_text
from bot.core.commands import FORM as FIELDS
from bot.core.model import Choice, Form, Question, code, pressed
from bot.core.text import quiet, shortened, unmarked

FORM = "form"
"""The `callback_id` of every modal; which command it fills is in its metadata."""

SUGGEST = "suggest"
"""How the `action_id` of a field begins whose values are looked up while somebody types; the command follows."""

OPTION = 75
"""Characters of what a choice shows (docs.slack.dev/reference/block-kit/composition-objects/option-object)."""

VALUE = 2000
"""Characters of a button's value (docs.slack.dev/reference/block-kit/block-elements/button-element)."""

KEPT = "kept"
"""What the `action_id` of the button ends with that opens a form once more; those of a card end with a number."""

METADATA = 3000
"""Characters of `private_metadata` (docs.slack.dev/reference/views/modal-views)."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where something was asked, so that the answer goes there.

    `thread` and `message` are timestamps; `message` is the one whose button was pressed, and `hidden` if only `user`
    sees it. `begins`: there is no such thread yet, so that nothing hidden would be seen in it. `url` is the
    `response_url`, good for half an hour. Without a channel it is the direct conversation. `home` says that it was
    asked on the App Home, which then shows what changed; `window` is the id of the modal there that shows the answer.
    """

    user: str
    channel: str = ""
    direct: bool = False
    thread: str = ""
    message: str = ""
    hidden: bool = False
    url: str = ""
    home: bool = False
    begins: bool = False
    window: str = ""


class TooLong(Exception):
    """What was typed does not fit into a modal's metadata."""


def modal(form: Form, where: Where, looked_up: Iterable[str] = ()) -> dict[str, Any]:
    """The view that asks. `looked_up` names the questions whose values are suggested. Raises `TooLong`."""
    asked = {question.name for question in form.questions}
    given = {name: value for name, value in form.given.items() if name not in asked}
    kept = {name: value for name, value in asdict(where).items() if value}
    known = {"command": form.command, "given": given, "where": kept}
    metadata = json.dumps(known, separators=(",", ":"), ensure_ascii=False)
    if len(metadata) > METADATA:
        raise TooLong
    names = set(looked_up)
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": plain_text(form.title),
        "submit": plain_text("Send"),
        "close": plain_text("Cancel"),
        "private_metadata": metadata,
        "blocks": [_field(form, each, each.name in names) for each in form.questions],
    }


def filled(view: Mapping[str, Any]) -> tuple[str, dict[str, str], Where]:
    """The command, its arguments and where it was asked, from a submitted view."""
    kept = json.loads(view["private_metadata"])
    values = view["state"]["values"]
    answers = {name: _value(element) for name, inputs in values.items() for element in inputs.values()}
    return kept["command"], kept["given"] | answers, Where(**kept["where"])


def kept(view: Mapping[str, Any]) -> list[Block]:
    """What was typed into a form in vain, as parts of a message, and a button that opens the form with it again.

    Slack does not give back a message that one person alone sees, so that it has to fit into the button, the shortest
    first; what does not can be copied.
    """
    command, args, _ = filled(view)
    fields = [block for block in view["blocks"] if block["type"] == "input"]
    typed = [block for block in fields if block["element"]["type"] == "plain_text_input" and args[block["block_id"]]]
    parts: list[Block] = []
    for block in typed:
        parts.append({"type": "context", "elements": [block["label"]]})
        written = pieces(quiet(args[block["block_id"]]))
        parts += [{"type": "section", "text": plain_text(part)} for part in written]
    fits = {FIELDS: ",".join(block["block_id"] for block in fields)}
    for name, value in sorted(args.items(), key=lambda each: len(each[1])):
        if len(code(command, fits | {name: value})) <= VALUE:
            fits[name] = value
    button = {"type": "button", "action_id": f"{PRESS}.{KEPT}", "text": plain_text("Edit")}
    return [*parts, {"type": "actions", "elements": [button | {"value": code(command, fits)}]}]


def beside_fields(problems: dict[str, str], view: dict[str, Any], said: Said = as_it_is) -> dict[str, str]:
    """Each problem beside its field, in plain words; one that is about no field on the form stands beside the first."""
    fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    told: dict[str, str] = {}
    for name, problem in problems.items():
        words = said(unmarked(problem))
        field, text = (name, words) if name in fields else (fields[0], f"{name}: {words}")
        told[field] = f"{told[field]}; {text}" if field in told else text
    return told


def options(choices: Iterable[Choice]) -> list[Block]:
    return [{"text": plain_text(each.label), "value": each.value} for each in choices]


def picked(action: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """The command and arguments that a choice on a card stands for."""
    command, args, field = _pick(action["action_id"])
    return command, args | {field: (action["selected_option"] or {}).get("value", "")}


def sought(asking: Mapping[str, Any]) -> tuple[str, str]:
    """Of which command and field values are looked up: in a form, or on a card."""
    if asking["action_id"].startswith(f"{PICK}."):
        command, _, field = _pick(asking["action_id"])
        return command, field
    return asking["action_id"].removeprefix(f"{SUGGEST}."), asking["block_id"]


def _pick(action_id: str) -> tuple[str, dict[str, str], str]:
    """The command, what is known, and the field of a choice."""
    command, args = pressed(action_id.split(".", 2)[2])
    return command, {name: value for name, value in args.items() if name != FIELDS}, args[FIELDS]


def _field(form: Form, question: Question, looked_up: bool) -> Block:
    block: Block = {
        "type": "input",
        "block_id": question.name,
        "label": plain_text(question.label),
        "optional": not question.required,
        "element": _element(form, question, looked_up),
    }
    return block | ({"hint": plain_text(question.hint)} if question.hint else {})


def _element(form: Form, question: Question, looked_up: bool) -> Block:
    """A field, and what it holds as the form opens."""
    element: Block = {"action_id": question.name}
    now = form.given.get(question.name, "")
    if question.kind == "channel":
        kinds = {"include": ["public", "private"], "exclude_bot_users": True}
        element |= {"type": "conversations_select", "filter": kinds}
        held: Block = {"initial_conversation": now}
    elif question.kind == "person":
        element, held = element | {"type": "users_select"}, {"initial_user": now}
    elif question.kind == "people":
        element, held = element | {"type": "multi_users_select"}, {"initial_users": now.split(",")}
    elif question.choices:
        element |= {"type": "static_select", "options": options(question.choices)}
        chosen = [each for each in element["options"] if each["value"] == now]
        held = {"initial_option": chosen[0]} if chosen else {}
    elif looked_up:
        element = {"type": "external_select", "action_id": f"{SUGGEST}.{form.command}", "min_query_length": 0}
        held = {"initial_option": {"text": plain_text(shortened(now, OPTION)), "value": now}}
    else:
        text = {"multiline": question.long, "max_length": question.max_length}
        element |= {"type": "plain_text_input", **text}
        held = {"initial_value": shortened(now, question.max_length)}
    return element | (held if now else {})


def _value(element: dict[str, Any]) -> str:
    """What stands in a field, as somebody would have typed it."""
    chosen = element.get("selected_option") or {}
    people = ",".join(element.get("selected_users") or ()) or element.get("selected_user")
    return element.get("value") or chosen.get("value") or element.get("selected_conversation") or people or ""
