"""What Tab offers at the keyboard: every command after a slash, then the values of its arguments."""

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from bot.adapters.console.adapter import Somebody
from bot.adapters.console.completion import KEYS, Commands
from bot.app import App

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture
def completer(app: App) -> Commands:
    completer = Commands(app.dispatch)
    completer.person = Somebody().person
    return completer


async def offered(completer: Commands, typed: str) -> dict[str, str]:
    """The line after each completion is taken, and what stands beside it."""
    found = completer.get_completions_async(Document(typed), CompleteEvent(completion_requested=True))
    return {typed[: len(typed) + each.start_position] + each.text: each.display_meta_text async for each in found}


async def test_a_slash_offers_every_command_and_key_with_what_it_does(completer: Commands, app: App) -> None:
    found = await offered(completer, "/")
    assert set(found) == {f"/{command.name}" for command in app.dispatch.commands} | set(KEYS)
    assert found["/quiz"] == app.dispatch.commands.named("quiz").summary
    assert set(await offered(completer, "/res")) == {"/resources", "/resource", "/resume"}


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("/salary se", "/salary senior"),
        ("/salary senior eu", "/salary senior europe"),
        ("/help che", "/help checkin"),
        ("/done git", "/done git-workflow"),
        ("/route eda", None),
        ("/route edi", "/route edirae"),
        ("/mydata ex", "/mydata export"),
        ("/settings weekday:thu", "/settings weekday:thursday"),
        ("/settings zone:Berl", "/settings zone:Berlin, Germany"),
        ("/settings zone:berl", "/settings zone:Berlin, Germany"),
        ("/glossary overf", "/glossary Overfitting"),
    ],
)
async def test_the_value_of_an_argument_is_completed(completer: Commands, typed: str, wanted: str | None) -> None:
    found = await offered(completer, typed)
    assert wanted in found if wanted else found == {}


@pytest.mark.parametrize("typed", ["", "how much", "/nosuch ", "/plan x", "/as ", "/skip 7", "/quiz \0", "/ask a b c"])
async def test_nothing_is_offered_where_nothing_is_known(completer: Commands, typed: str) -> None:
    assert await offered(completer, typed) == {}
