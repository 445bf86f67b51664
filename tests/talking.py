"""A platform that only remembers, and people who talk on it: the whole bot without a network."""

import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from weakref import WeakKeyDictionary

from bot.app import App
from bot.core.model import Button, Card, Choice, Form, Person, Place, Reply, Request
from bot.core.pace import Pace
from bot.core.ports import Access, Adapter, DeliveryError, Unknown


@dataclass
class Platform:
    """Keeps every message posted. `refuse` are errors for the next sends; `lose` replies are lost after posting.

    `closed` channels cannot be written to until what is said is done.
    """

    platform: str = "test"
    posted: list[tuple[Place, Card, str]] = field(default_factory=list)
    refuse: list[DeliveryError] = field(default_factory=list)
    lose: int = 0
    pace: Pace | None = None
    closed: dict[str, str] = field(default_factory=dict)

    async def run(self) -> None:
        """Nothing is heard here: `Someone` asks the dispatch directly."""

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        if self.refuse:
            raise self.refuse.pop(0)
        id = await self.post(place, card, delivery_id)
        if self.lose:
            self.lose -= 1
            raise Unknown("the connection broke after the message was posted")
        return id

    async def post(self, place: Place, card: Card, delivery_id: str) -> str:
        """Is not refused."""
        self.posted.append((place, card, delivery_id))
        return f"message-{len(self.posted)}"

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        found = [number for number, (_, _, id) in enumerate(self.posted, 1) if id == delivery_id]
        return f"message-{found[0]}" if found else None

    async def access(self, place: Place) -> Access:
        return Access(name=place.channel, mend=self.closed.get(place.channel, ""))

    def titles(self, channel: str) -> list[str]:
        return [card.title for place, card, _ in self.posted if place.channel == channel]

    @property
    def doubles(self) -> int:
        """How many messages were posted more than once; always 0."""
        counts: dict[str, int] = defaultdict(int)
        for _, _, id in self.posted:
            counts[id] += 1
        return sum(count - 1 for count in counts.values())


class World(Protocol):
    """A real platform's library between people and the bot: what they do there arrives as the requests it makes."""

    @property
    def adapter(self) -> Adapter: ...

    def seen(self, place: Place, card: Card, id: str) -> tuple[Place, Card]:
        """What people see of a card that was posted, and where, by the names of tests: `@ada`, `general`."""

    def person(self, who: "Someone") -> Person: ...

    def place(self, who: "Someone") -> Place: ...

    async def ask(self, who: "Someone", command: str, args: dict[str, str]) -> Reply | None:
        """Types it, fills in its form or presses such a button; none where nobody could do it there."""

    async def press(self, who: "Someone", button: Button, card: Card) -> Reply | None:
        """Presses a button of a message that was seen; none where it is not to be pressed."""


@dataclass
class Witness(Platform):
    """Posts through a real platform's adapter, and remembers what came of it."""

    world: World | None = None

    @property
    def _adapter(self) -> Adapter:
        assert self.world
        return self.world.adapter

    async def post(self, place: Place, card: Card, delivery_id: str) -> str:
        id = await self._adapter.send(place, card, delivery_id)
        assert self.world
        self.posted.append((*self.world.seen(place, card, id), delivery_id))
        return id

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        return await self._adapter.look(place, delivery_id, since)

    async def access(self, place: Place) -> Access:
        return await self._adapter.access(place)


WORLDS = WeakKeyDictionary[App, World]()
"""Where the people of an app are on a real platform; else they ask the dispatch itself."""


def person_named(name: str, platform: str = "test") -> Person:
    return Person(platform=platform, space="s", id=f"id-of-{name}", name=name)


def conversation_with(name: str, platform: str = "test") -> Place:
    return Place(platform=platform, space="s", channel=f"@{name}", direct=True)


@dataclass
class Someone:
    """A person on the test platform, in their direct conversation; where their app has a world, they are in that."""

    app: App
    name: str = "ada"
    admin: bool = False
    roles: tuple[str, ...] = ()
    platform: str = "test"
    last: Card | None = None

    @property
    def world(self) -> World | None:
        """None for an account elsewhere."""
        return WORLDS.get(self.app) if self.platform == "test" else None

    @property
    def person(self) -> Person:
        if world := self.world:
            return world.person(self)
        who = person_named(self.name, self.platform)
        return who.model_copy(update={"admin": self.admin, "roles": self.roles})

    @property
    def place(self) -> Place:
        if world := self.world:
            return world.place(self)
        return conversation_with(self.name, self.platform)

    async def says(self, line: str) -> Card:
        """Types a line: a command with a slash, or a question."""
        command, args = self.app.dispatch.read(line[1:]) if line.startswith("/") else ("ask", {"question": line})
        return await self.does(command, **args)

    async def does(self, command: str, /, request_id: str | None = None, **args: str) -> Card:
        reply = await self.replied(command, request_id, **args)
        return reply.card

    async def replied(self, command: str, /, request_id: str | None = None, **args: str) -> Reply:
        world = None if request_id else self.world
        reply = await world.ask(self, command, args) if world else None
        if reply is None:
            id = request_id or secrets.token_hex(8)
            request = Request(id=id, command=command, args=args, person=self.person, place=self.place)
            reply = await self.app.dispatch.answer(request)
        self.last = reply.card
        return reply

    async def presses(self, label: str, card: Card | None = None) -> Card:
        """Presses the button whose label begins so, on the last card or on the given one."""
        shown = card or self.last
        assert shown is not None
        buttons = [each for each in (*shown.buttons, *shown.controls) if isinstance(each, Button)]
        button = next((each for each in buttons if each.label.startswith(label)), None)
        assert button is not None, f"no button {label} among {[each.label for each in buttons]}"
        if (world := self.world) and (reply := await world.press(self, button, shown)):
            self.last = reply.card
            return reply.card
        return await self.does(button.command, **button.args)

    def form(self, command: str, **args: str) -> Form | None:
        return self.app.dispatch.form(command, args, self.person)

    async def opens(self, command: str, /, **args: str) -> dict[str, str]:
        """The form of that command, and what its fields hold as they open."""
        form = self.form(command, **args)
        assert form, f"/{command} opens no form"
        filled = await self.app.dispatch.filled(form, self.person)
        return {each.name: filled.given.get(each.name, "") for each in filled.questions}

    async def offered(self, command: str, argument: str, typed: str = "") -> list[Choice]:
        """What is offered while they type."""
        return await self.app.dispatch.suggest(command, argument, typed, self.person)
