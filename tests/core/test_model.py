"""What a card, a button and a form may hold: each limit at its last and one past it."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core.model import (
    CARD_LIMIT,
    CODE_LIMIT,
    Button,
    Card,
    Choice,
    Fact,
    File,
    Form,
    Image,
    Link,
    Person,
    Place,
    Question,
    Reply,
    Request,
    pressed,
)

BUTTON = Button(label="Go", command="go")
FACT = Fact(name="n", value="v")
BUTTONS = tuple(Button(label="Go", command=f"go{number}") for number in range(6))
QUESTIONS = tuple(Question(name=f"q{number}", label="Q") for number in range(6))

LIMITS: dict[str, tuple[int, Callable[[int], object]]] = {
    "title of a card": (150, lambda n: Card(title="x" * n)),
    "text of a card": (2800, lambda n: Card(title="t", text="x" * n)),
    "facts of a card": (10, lambda n: Card(title="t", facts=(FACT,) * n)),
    "buttons of a card": (5, lambda n: Card(title="t", buttons=BUTTONS[:n])),
    "controls of a card": (3, lambda n: Card(title="t", controls=BUTTONS[:n])),
    "footer of a card": (200, lambda n: Card(title="t", footer="x" * n)),
    "label of a button": (75, lambda n: Button(label="x" * n, command="go")),
    "code of a button": (100, lambda n: Button(label="Go", command="x" * n)),
    "code of a button with arguments": (100, lambda n: Button(label="Go", command="go", args={"a": "x" * (n - 5)})),
    "code of a button whose argument is escaped": (16, lambda n: Button(label="Go", command="c", args={"q": "é" * n})),
    "label of a link": (75, lambda n: Link(label="x" * n, url="https://example.org")),
    "address of a link": (500, lambda n: Link(label="Go", url="https://" + "x" * (n - 8))),
    "name of a fact": (100, lambda n: Fact(name="x" * n, value="v")),
    "value of a fact": (1000, lambda n: Fact(name="n", value="x" * n)),
    "alt text of an image": (1000, lambda n: Image(png=b"", alt="x" * n, filename="a.png")),
    "title of a form": (24, lambda n: Form(title="x" * n, command="go", questions=QUESTIONS[:1])),
    "questions of a form": (5, lambda n: Form(title="t", command="go", questions=QUESTIONS[:n])),
    "label of a question": (45, lambda n: Question(name="q", label="x" * n)),
    "hint of a question": (100, lambda n: Question(name="q", label="Q", hint="x" * n)),
    "length of an answer": (3000, lambda n: Question(name="q", label="Q", max_length=n)),
    "choices of a question": (25, lambda n: Question(name="q", label="Q", choices=(Choice(label="c", value="c"),) * n)),
    "label of a choice": (75, lambda n: Choice(label="x" * n, value="v")),
    "value of a choice": (100, lambda n: Choice(label="l", value="x" * n)),
}


@pytest.mark.parametrize("limit", LIMITS.values(), ids=LIMITS.keys())
def test_the_limit_fits_and_one_past_it_does_not(limit: tuple[int, Callable[[int], object]]) -> None:
    most, made = limit
    made(most)
    with pytest.raises(ValidationError):
        made(most + 1)


NEEDED: dict[str, Callable[[], object]] = {
    "title of a card": lambda: Card(title=""),
    "label of a button": lambda: Button(label="", command="go"),
    "label of a link": lambda: Link(label="", url="https://example.org"),
    "name of a fact": lambda: Fact(name="", value="v"),
    "value of a fact": lambda: Fact(name="n", value=""),
    "alt text of an image": lambda: Image(png=b"", alt="", filename="a.png"),
    "title of a card that is more than blanks": lambda: Card(title=" \n"),
    "value of a fact that is more than blanks": lambda: Fact(name="n", value="\u2003"),
    "label of a question": lambda: Question(name="q", label=""),
    "title of a form": lambda: Form(title="", command="go", questions=QUESTIONS[:1]),
    "questions of a form": lambda: Form(title="t", command="go", questions=()),
    "label of a choice": lambda: Choice(label="", value="v"),
    "a length of an answer": lambda: Question(name="q", label="Q", max_length=0),
}


@pytest.mark.parametrize("empty", NEEDED.values(), ids=NEEDED.keys())
def test_what_every_platform_needs_may_not_be_empty(empty: Callable[[], object]) -> None:
    with pytest.raises(ValidationError):
        empty()


def test_no_two_buttons_of_a_card_do_the_same() -> None:
    """Discord tells them apart by what they do."""
    with pytest.raises(ValidationError, match="two buttons do the same"):
        Card(title="t", buttons=BUTTONS[:2], controls=(BUTTONS[1],))


def test_all_texts_of_a_card_together_have_a_limit_too() -> None:
    def filled(last: int) -> Card:
        values = (1000, 1000, last)
        return Card(title="t" * 150, text="x" * 2800, facts=tuple(Fact(name="n", value="v" * each) for each in values))

    rest = CARD_LIMIT - len(filled(1).words) + 1
    assert len(filled(rest).words) == CARD_LIMIT
    with pytest.raises(ValidationError, match="5501 characters, 5500 fit"):
        filled(rest + 1)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "example.org", "ftp://example.org", "", " https://example.org"])
def test_a_link_leads_to_the_web(url: str) -> None:
    with pytest.raises(ValidationError):
        Link(label="Go", url=url)


@pytest.mark.parametrize("name", ["../a.png", "a b.png", "A.png", "a.exe", ".png", "a.png\n", "a.png/"])
def test_a_file_name_is_plain(name: str) -> None:
    with pytest.raises(ValidationError):
        Image(png=b"", alt="a", filename=name)
    with pytest.raises(ValidationError):
        File(content=b"", filename=name.replace("png", "csv"))


LIVE = [
    *("@everyone", "@here", "@channel", "@EVERYONE", "<!here>", "<!channel>", "<!everyone>", "<!subteam^S012>"),
    *("<@U012>", "<@!123>", "<@&123>", "<#C012>", "**@everyone**", "a@here b", "\\@everyone", "`@here`"),
]
PLACES: dict[str, Callable[[str], object]] = {
    "title": lambda live: Card(title=live),
    "text": lambda live: Card(title="t", text=f"hello\n{live}, you"),
    "fact": lambda live: Card(title="t", facts=(Fact(name="n", value=live),)),
    "name of a fact": lambda live: Card(title="t", facts=(Fact(name=live, value="v"),)),
    "footer": lambda live: Card(title="t", footer=live),
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("live", LIVE)
def test_a_card_that_would_notify_people_does_not_exist(place: Callable[[str], object], live: str) -> None:
    with pytest.raises(ValidationError, match="notify"):
        place(live)


@pytest.mark.parametrize(
    "text", ["me@example.org", "@ada", "everyone here", "a < b", "<https://example.org>", "@heretic"]
)
def test_ordinary_words_are_no_mention(text: str) -> None:
    assert Card(title="t", text=text).text == text


NAMES = st.from_regex(r"[a-z0-9_-]{1,32}", fullmatch=True)


@settings(deadline=None)
@given(NAMES, st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=4))
@example("checkin", {"step": "git", "answer": "done"})
@example("settings", {"form": "zone,weekday"})
@example("ask", {"question": "a&b=c? 1+1 % “é” #;\n"})
@example("ask", {"": ""})
def test_pressing_a_button_is_typing_its_command_or_the_button_does_not_exist(
    command: str, args: dict[str, str]
) -> None:
    button = Button.model_construct(label="Go", command=command, args=args)
    assert button.code.isascii()
    assert pressed(button.code) == (command, args)
    if len(button.code) <= CODE_LIMIT:
        assert Button(label="Go", command=command, args=args).code == button.code
    else:
        with pytest.raises(ValidationError, match=f"{CODE_LIMIT} fit"):
            Button(label="Go", command=command, args=args)


def test_a_buttons_code_reads_as_an_address() -> None:
    button = Button(label="Done", command="checkin", args={"step": "git", "answer": "done"})
    assert button.code == "checkin?step=git&answer=done"
    assert BUTTON.code == "go"


@settings(deadline=None)
@given(st.text(max_size=150))
def test_any_text_is_some_press_of_a_button(code: str) -> None:
    """What comes back from a platform may be a button of another year."""
    command, args = pressed(code)
    assert "?" not in command
    assert all(isinstance(value, str) for value in args.values())


def test_two_questions_of_a_form_have_different_names() -> None:
    with pytest.raises(ValidationError, match="same name"):
        Form(title="t", command="go", questions=(QUESTIONS[0], QUESTIONS[0]))


PERSON = Person(platform="p", space="s", id="1", name="Ada")
PLACE = Place(platform="p", space="s", channel="c")
EVERY = [
    PERSON,
    PLACE,
    Request(id="1", command="go", person=PERSON, place=PLACE),
    Reply(card=Card(title="t")),
    Card(
        title="t",
        text="x",
        facts=(FACT,),
        buttons=(BUTTON, Link(label="l", url="https://example.org")),
        image=Image(png=b"\x89PNG\xff", alt="a", filename="a.png"),
        file=File(content=b"{}\xff", filename="a.json"),
    ),
    Form(title="t", command="go", questions=QUESTIONS[:2]),
]


@pytest.mark.parametrize("each", EVERY, ids=lambda each: type(each).__name__)
def test_what_is_said_is_frozen_refuses_unknown_fields_and_survives_json(each: Any) -> None:
    """The outbox keeps cards as JSON, pictures and all."""
    assert type(each).model_validate_json(each.model_dump_json()) == each
    field = next(iter(type(each).model_fields))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(each, field, getattr(each, field))
    with pytest.raises(ValidationError, match="extra_forbidden"):
        type(each).model_validate(dict(each) | {"colour": "red"})
