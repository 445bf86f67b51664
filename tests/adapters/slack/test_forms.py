"""A form as a modal and back: every form of the whole bot fits, and what was known and typed comes back."""

from itertools import combinations
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.forms import TooLong, Where, beside_fields, filled, modal, options
from bot.adapters.slack.render import typed
from bot.app import App
from bot.core.commands import FORM
from bot.core.model import Choice, Form, Person, Question
from bot.core.text import plain, quiet
from tests.adapters.slack.acting import _state
from tests.adapters.slack.limits import view_problems

BOSS = Person(platform="slack", space="T1", id="U1", name="boss", admin=True)
WHERE = Where("U1", "C1", thread="1.0", message="2.0", hidden=True, url="https://hooks.example.org/" + "x" * 120)

names = st.lists(st.sampled_from(["first", "second", "third", "fourth"]), min_size=1, max_size=4, unique=True)
kinds: st.SearchStrategy[Literal["text", "channel", "person", "people"]] = st.sampled_from(
    ["text", "channel", "person", "people"]
)
choices = st.just(()) | st.just((Choice(label="Green", value="green"), Choice(label="Black", value="black")))
words = st.text(st.characters(codec="utf-8"), max_size=60)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    asked = draw(names)
    questions = tuple(Question(name=name, label=name, kind=draw(kinds), choices=draw(choices)) for name in asked)
    return Form(
        title="Form", command="tea", given=draw(st.dictionaries(st.sampled_from("abc"), words)), questions=questions
    )


@given(form=forms(), answer=st.sampled_from(["green", "U1,U2", "C7"]))
def test_what_was_known_and_what_is_typed_come_back(form: Form, answer: str) -> None:
    view = modal(form, WHERE)
    assert view_problems(view) == []
    state = {block["block_id"]: {"x": _state(block, answer)} for block in view["blocks"]}
    command, args, where = filled(view | {"state": {"values": state}})
    assert (command, where) == ("tea", WHERE)
    assert args == form.given | {question.name: answer for question in form.questions}


def test_a_field_left_empty_is_not_given() -> None:
    form = Form(title="Form", command="tea", questions=(Question(name="note", label="Note"),))
    view = modal(form, Where("U1"))
    assert filled(view | {"state": {"values": {"note": {"x": {"type": "plain_text_input", "value": None}}}}})[1] == {
        "note": ""
    }


def test_what_is_asked_though_it_is_known_stands_in_its_field() -> None:
    form = Form(
        title="Form",
        command="save",
        given={"text": "x" * 900, "id": "7"},
        questions=(Question(name="text", label="T"),),
    )
    view = modal(form, Where("U1"))
    assert view["blocks"][0]["element"]["initial_value"] == "x" * 900
    assert "xxx" not in view["private_metadata"]


def test_what_has_no_room_beside_the_form_is_refused_and_not_cut() -> None:
    form = Form(title="Form", command="tea", given={"a": "x" * 3000}, questions=(Question(name="note", label="Note"),))
    with pytest.raises(TooLong):
        modal(form, Where("U1"))


def test_a_problem_of_no_field_stands_beside_the_first() -> None:
    form = Form(title="F", command="tea", questions=(Question(name="a", label="A"), Question(name="b", label="B")))
    view = modal(form, Where("U1"))
    assert beside_fields({"b": "is needed", "id": "is gone", "tea": "too hot"}, view) == {
        "b": "is needed",
        "a": "id: is gone; tea: too hot",
    }


def test_a_problem_beside_a_field_has_no_marks_and_says_how_a_command_is_typed_here() -> None:
    form = Form(title="F", command="tea", questions=(Question(name="a", label="A"),))
    problem = {"a": f"I know no **tea** “{plain('*Earl* <!here>')}”; /menu lists them"}
    said = beside_fields(problem, modal(form, Where("U1")), typed(["menu"]))
    assert said == {"a": f"I know no tea “{quiet('*Earl* <!here>')}”; /mentor menu lists them"}


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_every_form_of_the_whole_bot_fits(app: App) -> None:
    """As it opens by itself, and with any two fields that a button asks for, and with what it looks up."""
    for each in app.dispatch.commands:
        asked = [question.name for question in each.questions]
        every = [each.form({}), *(each.form({FORM: ",".join(two)}) for two in combinations(asked, min(2, len(asked))))]
        for form in every:
            if form:
                assert view_problems(modal(form, WHERE, each.suggests)) == [], each.name


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_everything_that_is_offered_while_somebody_types_is_an_option_of_slack(app: App) -> None:
    for each in app.dispatch.commands:
        for name in each.suggests:
            for begun in ("", "a", "London"):
                offered = options(await app.dispatch.suggest(each.name, name, begun, BOSS))
                assert len(offered) <= 100
                assert all(len(one["text"]["text"]) <= 75 and len(one["value"]) <= 150 for one in offered), each.name
