"""The whole registry as Discord's commands, against what Discord documents."""

import pytest

from bot.adapters.discord.commands import ON_MESSAGES, definitions, digest
from bot.app import App
from tests.adapters.discord.limits import Payload, wrong_in_commands


@pytest.fixture
def payload(app: App) -> list[Payload]:
    return definitions(app.dispatch.commands)


pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def test_every_command_is_one_that_discord_takes(payload: list[Payload]) -> None:
    assert wrong_in_commands(payload) == []


def test_every_command_is_there_with_all_that_it_takes(app: App, payload: list[Payload]) -> None:
    typed = {each["name"]: each for each in payload if each["type"] == 1}
    assert list(typed) == [each.name for each in app.dispatch.commands]
    for each in app.dispatch.commands:
        options = typed[each.name]["options"]
        assert [option["name"] for option in options] == [question.name for question in each.questions]
        completed = {option["name"] for option in options if option.get("autocomplete")}
        assert completed == set(each.suggests), each.name
        assert not any(option["required"] for option in options), "what is missing is asked for in a form"


def test_options_have_types(payload: list[Payload]) -> None:
    types = {
        f"{each['name']} {option['name']}": option["type"] for each in payload for option in each.get("options", [])
    }
    assert types["settings hours"] == 10
    assert types["settings messages"] == 4
    assert types["settings zone"] == 3
    assert types["resources topic"] == 3
    assert types["setup mentors"] == 7
    assert types["setup people"] == 9


def test_what_is_for_admins_is_shown_to_who_manages_the_server_and_only_there(app: App, payload: list[Payload]) -> None:
    admins = {each.name for each in app.dispatch.commands if each.who == "admin"}
    shown = {each["name"]: (each["default_member_permissions"], each["contexts"]) for each in payload}
    for each in app.dispatch.commands:
        assert shown[each.name] == (("32", [0]) if each.name in admins else (None, [0, 1]))


def test_a_command_on_a_message_fills_an_argument_that_there_is(app: App, payload: list[Payload]) -> None:
    assert [each["name"] for each in payload if each["type"] == 3] == list(ON_MESSAGES)
    for name, argument in ON_MESSAGES.values():
        assert argument in [question.name for question in app.dispatch.commands.named(name).questions]


def test_the_same_commands_have_the_same_digest(app: App, payload: list[Payload]) -> None:
    assert digest(definitions(app.dispatch.commands)) == digest(payload)
    changed = [payload[0] | {"description": "Another"}, *payload[1:]]
    assert digest(changed) != digest(payload)
