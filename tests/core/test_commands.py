"""One definition of a command: when it asks, what it asks, and how a wrong argument is told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.commands import FORM, Commands, commands_of
from bot.core.errors import Invalid
from bot.core.model import Form
from tests.core.making import Kitchen, kitchen

COMMANDS = kitchen().commands


def form(name: str, **args: str) -> Form | None:
    return COMMANDS.named(name).form(args)


def names(found: Form | None) -> list[str]:
    return [question.name for question in found.questions] if found else []


def problems(name: str, **args: str) -> dict[str, str]:
    """What is wrong with the arguments; something is."""
    with pytest.raises(Invalid) as error:
        COMMANDS.named(name).parse(args)
    return error.value.problems


def refused(name: str, args: dict[str, str]) -> dict[str, str]:
    """The same, and nothing when all of it fits."""
    try:
        COMMANDS.named(name).parse(args)
    except Invalid as invalid:
        return invalid.problems
    return {}


def test_a_form_opens_only_when_something_required_is_missing() -> None:
    assert names(form("tea")) == ["kind", "cups", "note"]
    assert form("tea", kind="green") is None
    assert form("clean") is None


def test_a_form_knows_what_was_given_and_asks_the_rest_the_required_first_and_five_at_most() -> None:
    found = form("menu", second="soup", seventh="")
    assert found is not None
    assert found.given == {"second": "soup"}
    assert names(found) == ["fifth", "sixth", "first", "third", "fourth"]
    assert (found.title, found.command) == ("menu", "menu")
    tea = form("tea")
    assert tea is not None
    assert tea.title == "Your tea"


def test_a_button_can_ask_for_fields_by_name_in_their_own_order_with_all_else_kept() -> None:
    found = form("tea", kind="green", order="second", form="note,cups")
    assert found is not None
    assert (names(found), found.given) == (["cups", "note"], {"kind": "green", "order": "second"})
    assert names(form("tea", kind="green", form="nothing we have")) == []
    assert names(form("tea", form="nothing we have")) == ["kind", "cups", "note"]
    assert len(names(form("menu", form="first,second,third,fourth,fifth,sixth,seventh"))) == 5


def test_questions_come_from_the_arguments() -> None:
    kind, cups, note = COMMANDS.named("tea").questions
    assert (kind.label, kind.hint, kind.required) == ("Kind of tea", "green or black", True)
    assert [(choice.label, choice.value) for choice in kind.choices] == [("Green", "green"), ("Black tea", "black-tea")]
    assert (cups.required, cups.long, cups.choices) == (False, False, ())
    assert (note.long, note.max_length) == (True, 20)


def test_arguments_are_typed_and_trimmed_and_choices_taken_in_any_case() -> None:
    args = COMMANDS.named("TEA").parse({"kind": " GREEN ", "cups": " 3", "note": "", "water": "1.5", FORM: "note"})
    assert args.model_dump() == {"kind": "green", "cups": 3, "note": None, "water": 1.5, "order": "first"}
    assert COMMANDS.named("tea").parse({"kind": "Black-Tea"}).model_dump()["kind"] == "black-tea"


@pytest.mark.parametrize(
    ("command", "args", "told"),
    [
        ("tea", {}, {"kind": "is needed"}),
        ("tea", {"kind": "  "}, {"kind": "is needed"}),
        ("tea", {"kind": "red"}, {"kind": "one of green or black-tea"}),
        ("tea", {"kind": "green", "cups": "many"}, {"cups": "a number, not 'many'"}),
        ("tea", {"kind": "green", "cups": "1.5"}, {"cups": "a number, not '1.5'"}),
        ("tea", {"kind": "green", "cups": "10"}, {"cups": "at most 9 cups, or you will not sleep"}),
        ("tea", {"kind": "green", "water": "3"}, {"water": "should be less than or equal to 2"}),
        ("tea", {"kind": "green", "note": "x" * 21}, {"note": "at most 20 characters (yours has 21)"}),
        ("tea", {"kind": "green", "note": "x" * 10_000}, {"note": "at most 20 characters (yours has 10,000)"}),
        ("tea", {"kind": "green", "milk": "yes"}, {"milk": "is no argument of /tea; it takes kind, cups and note"}),
        ("clean", {"well": "yes"}, {"well": "is no argument of /clean; it takes no arguments"}),
        ("visit", {"link": "example"}, {"link": "a web address that begins with https://"}),
        ("visit", {"link": "mailto:a@b.c"}, {"link": "a web address that begins with https://"}),
        (
            "tea",
            {"cups": "@everyone *\n", "note": "x" * 21, "milk": "x"},
            {
                "kind": "is needed",
                "cups": "a number, not '@\u200beveryone \\*'",
                "note": "at most 20 characters (yours has 21)",
                "milk": "is no argument of /tea; it takes kind, cups and note",
            },
        ),
    ],
)
def test_each_wrong_argument_is_told_on_a_line_of_its_own(
    command: str, args: dict[str, str], told: dict[str, str]
) -> None:
    assert problems(command, **args) == told


def test_the_longest_answer_fits() -> None:
    assert COMMANDS.named("tea").parse({"kind": "green", "note": "x" * 20}).model_dump()["note"] == "x" * 20


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["kind", "cups", "note", "water", "order", "milk", "such_as_this", FORM]),
        st.text(max_size=30) | st.sampled_from(["green", "3", "1e400", "nan", "inf", "x" * 10_000, "@everyone"]),
    )
)
def test_whatever_is_given_is_parsed_or_told_in_one_short_line_an_argument(args: dict[str, str]) -> None:
    told = refused("tea", args)
    assert len(str(Invalid(told)).splitlines()) == len(told)
    assert all(0 < len(problem) < 200 for problem in told.values())


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["kind", "cups", "note"]), st.sampled_from(["", " ", "\n", "green"])))
def test_where_no_form_opens_the_command_never_says_that_something_is_missing(args: dict[str, str]) -> None:
    """A platform asks for the form first: both must mean the same by `given`."""
    if COMMANDS.named("tea").form(args) is None:
        assert "is needed" not in refused("tea", args).values()


def test_commands_are_listed_as_they_are_written_and_each_name_is_one_command() -> None:
    assert [each.name for each in COMMANDS][:4] == ["tea", "refill", "menu", "visit"]
    with pytest.raises(ValueError, match="two commands are called /tea"):
        Commands([*commands_of(Kitchen()), *commands_of(Kitchen())])
