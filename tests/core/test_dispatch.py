"""A request goes in, a reply comes out: who may, what is wrong, what broke."""

import logging
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.model import Reply
from bot.core.soon import Soon
from tests.core.making import kitchen, request

SECRET = "my secret note"


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


async def test_the_reply_is_the_handlers_card_and_the_definitions_manners() -> None:
    reply = await kitchen().answer(request("Tea", kind="GREEN", cups="2"))
    assert (reply.card.title, reply.private, reply.in_place) == ("2 green", False, True)
    reply = await kitchen().answer(request("visit", link="https://example.org"))
    assert (reply.card.text, reply.private, reply.in_place) == ("https://example.org/", True, False)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("te", "There is no command /te. Did you mean /tea?"),
        ("cleen", "There is no command /cleen. /help lists them all."),
        ("soldout", "There is no command /soldout. Did you mean /sold-out or /shout?"),
        ("zzz", "There is no command /zzz. /help lists them all."),
        ("", "There is no command /. /help lists them all."),
        ("*@here*", "There is no command /\\*@\u200bhere\\*. /help lists them all."),
        ("q" * 10_000, f"There is no command /{'q' * 39}…. /help lists them all."),
    ],
)
async def test_an_unknown_command_gets_the_nearest_names(typed: str, told: str) -> None:
    reply = await kitchen().answer(request(typed))
    assert (reply.card.title, reply.card.text, reply.private) == ("That did not work", told, True)


async def test_a_name_that_is_near_is_offered_to_whoever_may_use_it() -> None:
    reply = await kitchen().answer(request("cleen", admin=True))
    assert reply.card.text == "There is no command /cleen. Did you mean /clean?"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("is tea a drink?", ("ask", {"question": "is tea a drink?"})),
        ("help me with tea", ("ask", {"question": "help me with tea"})),
        ("", ("help", {})),
        (" Help! ", ("help", {})),
        ("/", ("help", {})),
        ("/tea green cups:2", ("tea", {"kind": "green", "cups": "2"})),
        ("/brew", ("brew", {})),
    ],
)
def test_plain_words_are_a_question_unless_they_can_only_be_a_command(
    text: str, meant: tuple[str, dict[str, str]]
) -> None:
    assert kitchen().meant(text) == meant


async def test_what_is_for_admins_is_refused_to_members_and_nothing_runs() -> None:
    reply = await kitchen().answer(request("clean"))
    assert reply.card.text == "/clean is for admins of this community."
    assert (await kitchen().answer(request("clean", admin=True))).card.title == "Clean"


async def test_what_a_member_can_mend_is_told_in_the_handlers_words() -> None:
    reply = await kitchen().answer(request("sold-out"))
    assert (reply.card.title, reply.card.text) == ("That did not work", "There is no soup left. /tea is.")


async def test_wrong_arguments_are_told_a_line_each_and_that_nothing_was_changed() -> None:
    reply = await kitchen().answer(request("tea", cups="x", milk="y"))
    assert reply.card.title == "That does not fit yet"
    lines = reply.card.text.splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == ["- **kind**", "- **cups**", "- **milk**"]
    assert lines[-1] == "Nothing was changed."
    assert kitchen().problems("tea", {"cups": "x"}).keys() == {"kind", "cups"}
    assert kitchen().problems("tea", {"kind": "green"}) == {}


async def test_an_argument_whose_name_is_a_mention_notifies_nobody() -> None:
    args = {"kind": "green", "@everyone": "x", "**bold**": "y"}
    reply = await kitchen().answer(request("tea").model_copy(update={"args": args}))
    assert reply.card.title == "That does not fit yet"


@pytest.mark.parametrize("breaks", ["burn", "overflow", "shout"])
async def test_what_broke_has_a_code_and_the_log_has_the_code_but_not_the_members_words(
    breaks: str, everything_logged: pytest.LogCaptureFixture
) -> None:
    note = SECRET if breaks != "shout" else f"{SECRET[:4]} @here"
    reply = await kitchen().answer(request(breaks, kind="green", note=note))
    assert (reply.card.title, reply.private) == ("Something broke", True)
    found = re.search(r"code `([0-9a-f]{6})`", reply.card.text)
    assert found
    (record,) = everything_logged.records
    assert (record.levelname, record.__dict__["code"], record.__dict__["command"]) == ("ERROR", found[1], breaks)
    extras = {name: value for name, value in record.__dict__.items() if name != "exc_info"}
    written = f"{logging.Formatter().format(record)}\n{extras}"
    assert "making.py" in written, "whoever mends it needs to know where it broke"
    assert note not in written


async def test_every_code_is_another() -> None:
    texts = [(await kitchen().answer(request("burn", kind="green"))).card.text for _ in range(5)]
    assert len(set(texts)) == 5


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from([each.name for each in kitchen().commands]) | st.text(max_size=20),
    st.dictionaries(st.sampled_from(["kind", "note", "cups", "link"]) | st.text(max_size=5), st.text(max_size=30)),
)
async def test_whatever_is_asked_there_is_a_reply(name: str, args: dict[str, str]) -> None:
    """No argument, no name and no handler makes `answer` raise."""
    assert isinstance(await kitchen().answer(request(name).model_copy(update={"args": args})), Reply)


@pytest.mark.parametrize(
    ("line", "command", "args"),
    [
        ("tea green 3", "tea", {"kind": "green", "cups": "3"}),
        ("  TEA  kind:green ", "tea", {"kind": "green"}),
        ("clean", "clean", {}),
        ("soup of the day", "soup", {}),
        ("", "", {}),
        ("tea\ngreen", "tea", {"kind": "green"}),
    ],
)
def test_a_typed_line_is_a_command_and_its_arguments(line: str, command: str, args: dict[str, str]) -> None:
    assert kitchen().read(line) == (command, args)


async def test_at_most_25_values_are_suggested_and_none_where_nothing_completes() -> None:
    ada = request("tea").person
    offered = await kitchen().suggest("tea", "note", "x", ada)
    assert [choice.value for choice in offered] == [str(number) for number in range(25)]
    assert await kitchen().suggest("tea", "cups", "x", ada) == []


async def test_what_mentors_pick_from_is_offered_to_nobody_else() -> None:
    assert await kitchen().suggest("rooms", "room", "", request("rooms").person) == []
    assert await kitchen().suggest("rooms", "room", "", request("rooms", admin=True).person) != []


async def test_a_form_opens_with_what_it_would_change_and_with_what_was_given_in_its_place() -> None:
    ada = request("refill").person
    form = kitchen().form("refill", {"form": "cups,note", "note": "hot"}, ada)
    assert form
    assert (await kitchen().filled(form, ada)).given == {"cups": "3", "note": "hot"}


async def test_a_slow_or_broken_store_costs_what_is_offered_and_nothing_else() -> None:
    """The form opens empty, nothing is offered, and both come at once."""
    for kind in ("linger", "mumble"):
        cook, ada = kitchen(Soon(0.01)), request(kind).person
        form = cook.form(kind, {"first": "soup"}, ada)
        assert form
        assert (await cook.filled(form, ada)).given == {"first": "soup"}
        assert await cook.suggest(kind, "first", "", ada) == []


async def test_a_command_that_is_no_more_has_no_form_no_problems_and_no_values() -> None:
    """A form that was open while a new version came is answered: `answer` is to tell, not a traceback."""
    assert kitchen().form("soup", {}, request("soup").person) is None
    assert kitchen().form("tea", {}, request("tea").person) is not None
    assert kitchen().problems("soup", {}) == {}
    assert await kitchen().suggest("soup", "note", "x", request("soup").person) == []
