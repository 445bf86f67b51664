"""What is said and by whom: requests in, cards out, with the limits that make a card drawable everywhere.

The limits are those of the smaller platform (Discord: developers/resources/message and components; Slack: Block Kit
reference), so a card that exists can be drawn on both without cutting anything.
"""

from functools import lru_cache
from html import escape
from typing import Annotated, Literal, Self
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from bot.core.text import names_everybody

CODE_LIMIT = 100
"""Characters of a button's code: Discord's `custom_id`."""
TEXT_LIMIT = 2800
"""Characters of a card's text, of the 3000 that fit a Slack section."""
CARD_LIMIT = 5500
"""Characters of all texts of a card together: Discord allows 6000 for an embed; the rest is left to the renderer."""
ESCAPED_LIMIT = 8000
"""The same with `&`, `<` and `>` as entities: Slack counts so, and takes about 13,200 in all blocks (bolt-js #2509)."""


SHOWN = r"\S"
"""A name of nothing but blanks would be refused where it is drawn."""


class Model(BaseModel):
    """Frozen, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(Model):
    """Whoever typed or pressed, as the platform knows them. `admin` is the platform's word for it; `roles` are ids.

    `zone` is the IANA name in their profile; `direct` the channel in which the platform takes messages to them alone,
    whether they opened it or not. Both are empty where a platform has no such thing.
    """

    platform: str
    space: str
    id: str
    name: str
    admin: bool = False
    roles: tuple[str, ...] = ()
    zone: str = ""
    direct: str = ""


class Place(Model):
    """Where something was said, or is to be said. `direct` is a conversation with one person.

    In a shared channel `person` is the id of whom a message is for: they are called, and nobody else.
    """

    platform: str
    space: str
    channel: str
    direct: bool = False
    person: str | None = None


class Request(Model):
    """One command of one person. The id repeats when the platform delivers the same event twice."""

    id: str
    command: str
    args: dict[str, str] = {}
    person: Person
    place: Place


class Button(Model):
    """A command already filled in: pressing it is typing it."""

    label: str = Field(pattern=SHOWN, max_length=75)
    command: str
    args: dict[str, str] = {}
    style: Literal["plain", "primary", "danger"] = "plain"

    @model_validator(mode="after")
    def _fits_a_custom_id(self) -> Self:
        if len(self.code) > CODE_LIMIT:
            raise ValueError(f"the button's code has {len(self.code)} characters, {CODE_LIMIT} fit: {self.code}")
        return self

    @property
    def code(self) -> str:
        """`checkin?step=git&answer=done`: Discord's `custom_id`, Slack's `value`."""
        return code(self.command, self.args)


def code(command: str, args: dict[str, str]) -> str:
    """A command and its arguments in one line. Of what is not a letter or digit it holds only `?&=%+-._`."""
    return f"{command}?{_encoded(tuple(args.items()))}" if args else command


@lru_cache(maxsize=1024)
def _encoded(args: tuple[tuple[str, str], ...]) -> str:
    """The same buttons go to many members."""
    return urlencode(args)


def pressed(code: str) -> tuple[str, dict[str, str]]:
    """The command and the arguments that a button's code stands for."""
    command, _, query = code.partition("?")
    return command, dict(parse_qsl(query, keep_blank_values=True))


class Link(Model):
    """A button that opens an address."""

    label: str = Field(pattern=SHOWN, max_length=75)
    url: str = Field(pattern=r"^https?://", max_length=500)


class Fact(Model):
    """A name and a value, shown beside each other."""

    name: str = Field(pattern=SHOWN, max_length=100)
    value: str = Field(pattern=SHOWN, max_length=1000)


class Image(Model):
    """A picture. The alt text says what it shows to whoever cannot see it."""

    png: bytes = Field(repr=False)
    alt: str = Field(pattern=SHOWN, max_length=1000)
    filename: str = Field(pattern=r"^[a-z0-9-]+\.png$")

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")


class File(Model):
    """Something to keep, such as an export."""

    content: bytes = Field(repr=False)
    filename: str = Field(pattern=r"^[a-z0-9-]+\.(json|csv|md|zip)$")

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")


Text = Annotated[str, Field(max_length=TEXT_LIMIT)]


class Card(Model):
    """One message, in Markdown. `controls` are what one may do about the message itself (Less, Pause, Stop)."""

    title: str = Field(pattern=SHOWN, max_length=150)
    text: Text = ""
    facts: tuple[Fact, ...] = Field((), max_length=10)
    buttons: tuple[Button | Link, ...] = Field((), max_length=5)
    controls: tuple[Button, ...] = Field((), max_length=3)
    image: Image | None = None
    file: File | None = None
    footer: str = Field("", max_length=200)

    @property
    def words(self) -> str:
        """Everything of the card that is read as running text."""
        return "\n".join([self.title, self.text, *(f"{fact.name}\n{fact.value}" for fact in self.facts), self.footer])

    @model_validator(mode="after")
    def _can_be_drawn_everywhere(self) -> Self:
        if len(self.words) > CARD_LIMIT:
            raise ValueError(f"the card has {len(self.words)} characters, {CARD_LIMIT} fit")
        codes = [button.code for button in (*self.buttons, *self.controls) if isinstance(button, Button)]
        if len(set(codes)) < len(codes):
            raise ValueError("two buttons do the same")
        if len(escape(self.words, quote=False)) > ESCAPED_LIMIT:
            raise ValueError("the card has too many of &, < and >")
        if names_everybody(self.words):
            raise ValueError("the card would notify people; put members' words through text.plain first")
        return self


class Reply(Model):
    """An answer. `in_place` asks the platform to redraw the card whose button was pressed.

    `failed`: nothing was done; whoever filled in a form wants what they wrote again.
    """

    card: Card
    private: bool = True
    in_place: bool = False
    failed: bool = False


class Choice(Model):
    """One of several answers: what is shown and what is meant."""

    label: str = Field(pattern=SHOWN, max_length=75)
    value: str = Field(pattern=SHOWN, max_length=100)


class Question(Model):
    """One field of a form; one option of a typed command.

    Where the kind is a channel or a person, the answer is its id on the platform; for people, ids of them or of roles
    with commas. `least` and `most` are of a number. What is `erasable` may be emptied in a form that shows it.
    """

    name: str
    label: str = Field(pattern=SHOWN, max_length=45)
    hint: str = Field("", max_length=100)
    kind: Literal["text", "channel", "person", "people"] = "text"
    long: bool = False
    required: bool = False
    erasable: bool = False
    max_length: int = Field(3000, ge=1, le=3000)
    least: float | None = None
    most: float | None = None
    choices: tuple[Choice, ...] = Field((), max_length=25)


class Form(Model):
    """A command half filled in: `given` is known, and fills the fields of those questions that it answers."""

    title: str = Field(pattern=SHOWN, max_length=24)
    command: str
    given: dict[str, str] = {}
    questions: tuple[Question, ...] = Field(min_length=1, max_length=5)

    @field_validator("questions")
    @classmethod
    def _names_differ(cls, questions: tuple[Question, ...]) -> tuple[Question, ...]:
        if len({question.name for question in questions}) < len(questions):
            raise ValueError("two questions have the same name")
        return questions
