"""Every form that can open is a modal that Discord takes, and comes back as what was given and written."""

from itertools import chain, combinations

import pytest

from bot.adapters.discord.forms import kept, modal, reopened, submitted
from bot.adapters.discord.render import address_of, message
from bot.app import App
from bot.core.commands import FORM, Command
from bot.core.model import Card, Form, Question
from tests.adapters.discord.limits import Payload, wrong_in_message, wrong_in_modal

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

ADDRESS = address_of("12345678901234567890")
REFUSED = Card(title="That does not fit yet", text="x" * 500)


def filled_in(opened: Payload) -> Payload:
    """As Discord sends it when nothing is changed."""
    rows = []
    for label in opened["components"]:
        field = label["component"]
        if field["type"] == 4:
            answer = {"value": field.get("value", "")}
        else:
            answer = {"values": [each["value"] for each in field.get("options", ()) if each["default"]]}
        rows.append({"type": 18, "component": {"type": field["type"], "custom_id": field["custom_id"], **answer}})
    return {"custom_id": opened["custom_id"], "components": rows}


def a_long_answer(question: Question) -> str:
    if question.kind != "text":
        return "1234567890123456789"
    return question.choices[-1].value if question.choices else "é" * min(question.max_length, 50)


def forms(command: Command) -> list[Form]:
    """Each set of fields that a button can ask for, and whatever is missing where all the others are given."""
    names = [question.name for question in command.questions]
    wanted = chain.from_iterable(combinations(names, count) for count in range(1, min(len(names), 5) + 1))
    everything = {question.name: a_long_answer(question) for question in command.questions}
    asked = [command.form({FORM: ",".join(each)}) for each in wanted]
    missing = [command.form({name: value for name, value in everything.items() if name != left}) for left in names]
    all_text = len(names) <= 5 and all(question.kind == "text" for question in command.questions)
    looked_at = command.form(everything | {FORM: ",".join(names)}) if all_text else None
    return [each for each in (*asked, *missing, looked_at, command.form({})) if each]


def test_every_form_that_can_open_is_a_modal_that_discord_takes(app: App) -> None:
    for command in app.dispatch.commands:
        for form in forms(command):
            opened = modal(form, command.questions, ADDRESS)
            assert wrong_in_modal(opened) == [], (command.name, form)
            name, args = submitted(filled_in(opened))
            assert name == command.name
            assert {key: value for key, value in args.items() if value} == form.given


def test_what_has_no_room_in_the_custom_id_is_asked_for_again_filled_in(app: App) -> None:
    command = app.dispatch.commands.named("resource")
    form = command.form({"title": "A course", "link": "https://example.org/" + "x" * 200})
    assert form is not None
    opened = modal(form, command.questions)
    fields = {each["component"]["custom_id"]: each["component"] for each in opened["components"]}
    assert list(fields) == ["why", "milestones", "link"]
    assert fields["link"]["value"].endswith("xxx")
    assert submitted(filled_in(opened)) == ("resource", form.given | {"why": "", "milestones": ""})


def test_what_was_written_in_vain_stands_in_the_form_that_opens_again(app: App) -> None:
    for command in app.dispatch.commands:
        texts = {question.name for question in command.questions if question.kind == "text"}
        for form in (each for each in forms(command) if {question.name for question in each.questions} <= texts):
            data = filled_in(modal(form, command.questions, ADDRESS))
            for row in data["components"]:
                if "value" in row["component"]:
                    row["component"]["value"] = "@b <c> *d"
            parts = kept(data, command.questions, REFUSED)
            (button,) = parts["components"][0]["components"]
            again = reopened(button["custom_id"], parts["embeds"], command)
            assert wrong_in_modal(again) == [], command.name
            assert submitted(filled_in(again)) == submitted(data)


def test_a_choice_is_made_in_a_menu_and_a_channel_among_channels(app: App) -> None:
    settings, setup = (app.dispatch.commands.named(name) for name in ("settings", "setup"))
    for command, name, kind in ((settings, "weekday", 3), (setup, "mentors", 8), (setup, "people", 7)):
        form = command.form({FORM: name})
        assert form is not None
        (label,) = modal(form, command.questions)["components"]
        assert label["component"]["type"] == kind
    sent = {"type": 18, "component": {"type": 7, "custom_id": "people", "values": ["12", "34"]}}
    assert submitted({"custom_id": "setup", "components": [sent]}) == ("setup", {"people": "12,34"})


def test_however_much_was_written_in_vain_it_is_kept(app: App) -> None:
    for command in app.dispatch.commands:
        form = command.form({FORM: ",".join(question.name for question in command.questions[-5:])})
        if form is None:
            continue
        data = filled_in(modal(form, command.questions, ADDRESS))
        longest = {question.name: "x" * question.max_length for question in form.questions}
        for row in data["components"]:
            if "value" in row["component"]:
                row["component"]["value"] = longest[row["component"]["custom_id"]]
        parts = kept(data, command.questions, REFUSED)
        assert parts, command.name
        assert wrong_in_message(message(REFUSED).payload | parts, 0) == [], command.name
