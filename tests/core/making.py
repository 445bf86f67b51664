"""A small bot of one feature, and somebody who asks it; for the tests of the core."""

import asyncio
from collections.abc import Mapping
from typing import Literal, Never

from pydantic import Field, HttpUrl, field_validator

from bot.core.commands import Arguments, Commands, asked, carried, command, commands_of
from bot.core.dispatch import Dispatch
from bot.core.errors import UserError
from bot.core.model import Card, Choice, Person, Place, Request
from bot.core.soon import Soon
from bot.core.text import plain


class TeaArguments(Arguments):
    kind: Literal["green", "black-tea"] = asked("Kind of tea", "green or black")
    cups: int | None = asked("Cups", "a number", default=None, least=1)
    note: str | None = asked("Note", "what else", default=None, long=True, max_length=20)
    water: float | None = Field(None, ge=0, le=2)
    order: str = carried("first")

    @field_validator("cups")
    @classmethod
    def _is_thirst(cls, value: int) -> int:
        if value > 9:
            raise ValueError("at most 9 cups, or you will not sleep")
        return value


class MenuArguments(Arguments):
    first: str | None = asked("First", default=None)
    second: str = asked("Second")
    third: str | None = asked("Third", default=None)
    fourth: str | None = asked("Fourth", default=None)
    fifth: str = asked("Fifth")
    sixth: str = asked("Sixth")
    seventh: str | None = asked("Seventh", default=None)


class RoomArguments(Arguments):
    room: str | None = asked("Room", default=None)


class LinkArguments(Arguments):
    link: HttpUrl = asked("Link", "https://…")


class Kitchen:
    """Cooks, refuses, and burns things."""

    @command("tea", "A cup of tea", title="Your tea", private=False, in_place=True, suggests={"note": "notes"})
    async def tea(self, request: Request, args: TeaArguments) -> Card:
        return Card(title=f"{args.cups or 1} {args.kind}", text=plain(args.note or ""))

    def notes(self, text: str) -> list[Choice]:
        return [Choice(label=f"{text}{number}", value=str(number)) for number in range(40)]

    @command("refill", "The same again", present="last")
    async def refill(self, request: Request, args: TeaArguments) -> Card:
        return await self.tea(request, args)

    async def last(self, person: Person, _: Mapping[str, str]) -> Mapping[str, str]:
        return {"cups": "3", "note": "cold"}

    @command("menu", "Seven courses")
    async def menu(self, request: Request, args: MenuArguments) -> Card:
        return Card(title="Menu", text=" ".join(value or "-" for value in args.model_dump().values()))

    @command("visit", "Another kitchen")
    async def visit(self, request: Request, args: LinkArguments) -> Card:
        return Card(title="Visit", text=str(args.link))

    @command("clean", "Clean the kitchen", who="admin")
    async def clean(self, request: Request, args: Arguments) -> Card:
        return Card(title="Clean")

    @command("rooms", "Who sleeps where", who="admin", suggests={"room": "notes"})
    async def rooms(self, request: Request, args: RoomArguments) -> Card:
        return Card(title="Rooms")

    @command("linger", "Takes its time", suggests={"first": "in_a_minute"}, present="in_a_minute")
    async def linger(self, request: Request, args: MenuArguments) -> Card:
        return Card(title="Done")

    async def in_a_minute(self, *_: object) -> Never:
        await asyncio.sleep(60)
        raise AssertionError("nobody waits so long")

    @command("mumble", "Does not help", suggests={"first": "badly"}, present="badly")
    async def mumble(self, request: Request, args: MenuArguments) -> Card:
        return Card(title="Done")

    async def badly(self, *_: object) -> Never:
        raise RuntimeError("the store is gone")

    @command("sold-out", "What there is no more")
    async def sold_out(self, request: Request, args: Arguments) -> Card:
        raise UserError("There is no soup left. /tea is.")

    @command("burn", "Breaks, and says what it broke on")
    async def burn(self, request: Request, args: TeaArguments) -> Card:
        raise RuntimeError(f"cannot burn {args.note}")

    @command("overflow", "Draws a card that is too long")
    async def overflow(self, request: Request, args: TeaArguments) -> Card:
        return Card(title=f"{args.note} " * 20)

    @command("shout", "Draws a member's words as they are")
    async def shout(self, request: Request, args: TeaArguments) -> Card:
        return Card(title="Shout", text=args.note or "")


def kitchen(soon: Soon | None = None) -> Dispatch:
    return Dispatch(Commands(commands_of(Kitchen())), soon=soon)


def request(name: str, admin: bool = False, **args: str) -> Request:
    person = Person(platform="test", space="s", id="1", name="Ada", admin=admin)
    return Request(id="r", command=name, args=args, person=person, place=Place(platform="test", space="s", channel="c"))
