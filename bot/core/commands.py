"""One definition of a command: its arguments, its form, its text. Every platform's shape of it comes from here."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from inspect import iscoroutinefunction
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from pydantic import Field, PrivateAttr, ValidationError
from pydantic.fields import FieldInfo

from bot.core.errors import Invalid, UserError
from bot.core.model import Card, Choice, Form, Model, Person, Question, Request
from bot.core.text import listed, one_line, plain

FORM = "form"
"""A button's argument that names the fields to ask for, joined by commas: `settings?form=city`."""

HELD = "held"
"""A form's argument that names the erasable fields that came filled, joined by commas. Emptied, they are erased; a
field that came empty says nothing by staying so."""

Handler = Callable[[Request, Any], Awaitable[Card]]
Method = TypeVar("Method", bound=Callable[..., Awaitable[Card]])
Suggest = Callable[[str, Person], Awaitable[Iterable[Choice]]]
"""Completes what a person typed so far."""

Present = Callable[[Person, Mapping[str, str]], Awaitable[Mapping[str, str]]]
"""What a person's form would change, as it is now, by the names of its fields; the mapping is what is given."""

Who = Literal["member", "mentor", "admin"]
"""Whom a command is for, and those named after."""


class Arguments(Model):
    """What a command takes. A value in which nothing is to be seen means not given, but for what was `erased`: the
    fields of a form that came filled and were sent empty.
    """

    _erased: frozenset[str] = PrivateAttr(frozenset())

    @property
    def erased(self) -> frozenset[str]:
        return self._erased


def asked(label: str, hint: str = "", *, default: Any = ..., max_length: int = 300, **more: Any) -> Any:
    """A field of `Arguments` that members fill in; without `default` it is required.

    `more` is as in `Question`; besides, `labels` say what a choice is called where it is not by its own name.
    """
    extra = {"max_length": max_length, **more}
    least, most = more.get("least"), more.get("most")
    return Field(default, title=label, description=hint, ge=least, le=most, json_schema_extra=extra)


def carried(default: Any = None) -> Any:
    """A field that only buttons fill in; nobody is asked for it."""
    return Field(default)


@dataclass(frozen=True)
class Command:
    """`summary` ≤ 100 characters is what lists show; `usage` are examples of typing it, without the slash.

    `group` is what it is listed under. `always`: taken however fast somebody asks, since it ends what they do not
    want. `writes`: what it begins is written to whoever used it, later and directly.
    `by_rights`: what it shows depends on what somebody may do.
    """

    name: str
    summary: str
    arguments: type[Arguments]
    handler: Handler
    usage: tuple[str, ...] = ()
    title: str = ""
    who: Who = "member"
    private: bool = True
    in_place: bool = False
    always: bool = False
    writes: bool = False
    by_rights: bool = False
    suggests: Mapping[str, Suggest] = field(default_factory=dict)
    present: Present | None = None
    group: str = ""

    @property
    def questions(self) -> tuple[Question, ...]:
        return _questions(self.arguments)

    def form(self, args: Mapping[str, str]) -> Form | None:
        """What to ask before the command can run; none when nothing required is missing."""
        given = {name: value for name, value in _given(args) if one_line(value)}
        named = args.get(FORM, "").split(",")
        wanted = [question for question in self.questions if question.name in named]
        if not wanted and any(question.required and question.name not in given for question in self.questions):
            missing = [question for question in self.questions if question.name not in given]
            wanted = sorted(missing, key=lambda question: not question.required)
        if not wanted:
            return None
        return Form(title=self.title or self.name, command=self.name, given=given, questions=tuple(wanted[:5]))

    def parse(self, args: Mapping[str, str]) -> Arguments:
        """The typed arguments. Raises `Invalid` with a line for each that does not fit."""
        given = {name: value.strip() for name, value in _given(args) if one_line(value)}
        problems = {}
        for question in self.questions:
            value = given.get(question.name, "")
            if any(value.casefold() == choice.value for choice in question.choices):
                given[question.name] = value.casefold()
            if len(value) > question.max_length:
                problems[question.name] = f"at most {question.max_length:,} characters (yours has {len(value):,})"
        try:
            arguments = self.arguments.model_validate(given)
        except ValidationError as error:
            found = {str(item["loc"][0]) if item["loc"] else self.name: item for item in error.errors()}
            problems = {name: self._problem(name, item) for name, item in found.items()} | problems
        if problems:
            raise Invalid(problems)
        emptied = {name for name in args.get(HELD, "").split(",") if not one_line(args.get(name, "absent"))}
        arguments._erased = frozenset(each.name for each in self.questions if each.erasable and each.name in emptied)
        return arguments

    def _asked(self, name: str) -> Question | None:
        return next((question for question in self.questions if question.name == name), None)

    def _problem(self, name: str, item: Any) -> str:
        context = item.get("ctx", {})
        match item["type"]:
            case "missing":
                return "is needed"
            case "literal_error":
                return f"one of {context['expected'].replace(chr(39), '')}"
            case "extra_forbidden":
                takes = listed([question.name for question in self.questions]) or "no arguments"
                return f"is no argument of /{self.name}; it takes {takes}"
            case "value_error":
                return str(context["error"])
            case "greater_than_equal" | "less_than_equal" if asked := self._asked(name):
                return _range(asked)
            case "int_parsing" | "int_from_float" | "float_parsing":
                return f"a number, not '{plain(str(item['input']), 40)}'"
            case "string_pattern_mismatch":
                return "is not written as it should be"
            case "url_parsing" | "url_scheme" | "url_too_long":
                return "a web address that begins with https://"
            case _:
                return str(item["msg"]).removeprefix("Input ").removeprefix("Value error, ")


def command(name: str, summary: str, **more: Any) -> Callable[[Method], Method]:
    """Marks a feature's method `(request, args) -> Card` as the handler of a command."""

    def mark(handler: Method) -> Method:
        handler.__dict__["command"] = {"name": name, "summary": summary, **more}
        return handler

    return mark


def commands_of(feature: object, group: str = "") -> Iterator[Command]:
    """The commands that a feature's methods are marked with, in the order they are written.

    `suggests={"topic": "topics"}` in the mark names the method that completes an argument: a plain one by what is typed
    alone, in a thread, or an async one that asks the store about the person. `present="now"` names the one that says
    what a form would change.
    """
    for attribute in type(feature).__dict__.values():
        if marked := getattr(attribute, "command", None):
            more = dict(marked)
            completes = {name: _suggest(getattr(feature, each)) for name, each in more.pop("suggests", {}).items()}
            handler = attribute.__get__(feature)
            now = getattr(feature, more.pop("present")) if "present" in more else None
            more |= {"handler": handler, "arguments": _arguments(attribute), "suggests": completes, "present": now}
            yield Command(group=group, **more)


@cache
def _arguments(handler: Method) -> type[Arguments]:
    """Read once a process: an app is made of a hundred handlers."""
    found: type[Arguments] = get_type_hints(handler)["args"]
    return found


def _suggest(method: Callable[..., Any]) -> Suggest:
    if iscoroutinefunction(method):
        return method

    async def by_what_is_typed(text: str, _: Person) -> Iterable[Choice]:
        found: Iterable[Choice] = await asyncio.to_thread(method, text)
        return found

    return by_what_is_typed


class Commands:
    """All commands by name."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self._commands: dict[str, Command] = {}
        for each in commands:
            if each.name in self._commands:
                raise ValueError(f"two commands are called /{each.name}")
            self._commands[each.name] = each

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands.values())

    def named(self, name: str, may: Callable[[Command], bool] = lambda _: True) -> Command:
        """The command. Raises `UserError` that offers the nearest names, of those that one `may` use."""
        if found := self._commands.get(name.casefold()):
            return found
        known = [each.name for each in self if may(each)]
        near = [f"/{other}" for other in get_close_matches(name.casefold(), known, n=3, cutoff=0.5)]
        hint = f"Did you mean {' or '.join(near)}?" if near else "/help lists them all."
        raise UserError(f"There is no command /{plain(name, 40)}. {hint}")


def _given(args: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in args.items() if name not in (FORM, HELD))


def _range(question: Question) -> str:
    if question.most is None:
        return f"from {question.least:g} on"
    return f"between {question.least or 0:g} and {question.most:g}"


@cache
def _questions(arguments: type[Arguments]) -> tuple[Question, ...]:
    return tuple(_question(name, info) for name, info in arguments.model_fields.items() if info.title)


def _question(name: str, info: FieldInfo) -> Question:
    extra: Any = dict(info.json_schema_extra) if isinstance(info.json_schema_extra, dict) else {}
    labels = extra.pop("labels", {})
    return Question(
        name=name,
        label=info.title or name,
        hint=info.description or "",
        required=info.is_required(),
        **extra,
        choices=tuple(
            Choice(label=labels.get(value, value.replace("-", " ").capitalize()), value=value)
            for value in _literals(info.annotation)
        ),
    )


def _literals(annotation: Any) -> tuple[str, ...]:
    """The values of a `Literal`, also of `Literal | None`."""
    if get_origin(annotation) is Literal:
        return tuple(str(value) for value in get_args(annotation))
    return next((found for part in get_args(annotation) if (found := _literals(part))), ())
