"""`/preview`: what a member would be sent in a week of their road, as each platform would get it; nothing is sent."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.calendar import next_slot, shown, week_of
from bot.clock import Clock, moment
from bot.core.commands import Arguments, asked, command
from bot.core.errors import UserError
from bot.core.model import Card, Fact, File, Place, Request
from bot.core.text import plain, shortened, unmarked
from bot.planning import COMING, Compose, Occasion, Planning, as_planned, occasion, unasked
from bot.store import KINDS, History, Imagined, Member, Members, Queries

Draw = Callable[[Card, Place, str], object]
"""What a platform would get of a card that goes to a place as a delivery, as it would be written in JSON."""

ME = "me"
LAST = 104
"""Weeks of a road that can be looked at."""


class PreviewArguments(Arguments):
    member: str = asked(
        "Whose road", "a member; yours if you leave it empty", default=ME, max_length=100, kind="person"
    )
    week: int = asked("Which week of it", "1 is the first", least=1, most=LAST)


class Preview:
    """By the member's choices, as if all of it went as planned: what they ticked and when is theirs alone.

    `compose` draws the messages of a kind, `payloads` what a platform gets of them.
    """

    def __init__(
        self,
        planning: Planning,
        compose: Mapping[str, Compose],
        payloads: Mapping[str, Draw],
        members: Members,
        imagined: Imagined,
        clock: Clock,
    ) -> None:
        self._planning = planning
        self._compose = compose
        self._payloads = payloads
        self._members = members
        self._imagined = imagined
        self._clock = clock

    @command("preview", "What a member would be sent in a week, without sending it", who="admin",
             usage=("preview me 6",), title="Preview")  # fmt: skip
    async def preview(self, request: Request, args: PreviewArguments) -> Card:
        member = await self._named(args.member, request)
        drawn = await self._week(member, args.week)
        place = await self._members.place_of(member.id) or request.place
        payloads = {
            COMING[this.kind]: {name: draw(card, place, this.id) for name, draw in self._payloads.items()}
            for this, card in drawn
            if card
        }
        content = json.dumps(payloads, ensure_ascii=False, indent=2).encode()
        return Card(
            title=f"Week {args.week} of the road of {plain(member.name, 60)}",
            text="By their choices, if all goes as planned. The file has what each platform would get, to the letter.",
            facts=tuple(_fact(this, card) for this, card in drawn),
            file=File(content=content, filename="preview.json"),
            footer="Nothing was sent, and nothing was changed.",
        )

    async def _named(self, text: str, request: Request) -> Member:
        mine = text.casefold() == ME
        text = request.person.id if mine else text
        found = await self._imagined.named(text, request.person)
        if mine and not found:
            raise UserError("You are on no road yet. /start begins yours; or name a member whose road it is.")
        if not found:
            raise UserError(f"I know nobody here called “{plain(text, 60)}”. I know who has used me: write their name.")
        if len(found) > 1:
            raise UserError(f"{len(found)} members are called “{plain(text, 60)}”. Give the id of the one you mean.")
        return found[0]

    async def _week(self, member: Member, number: int) -> list[tuple[Occasion, Card | None]]:
        """The messages of a week, in the order in which they come; the weeks before it are lived through."""
        begun = moment(member.started_at) if member.started_at else self._clock.now()
        slots = {kind: next_slot(member.rule(kind), begun) for kind in KINDS}
        async with self._imagined.twin(member) as (run, twin):
            for week in range(1, number + 1):
                in_order = sorted(slots.items(), key=lambda item: item[1])
                drawn = [await self._draw(run, twin, member, *each) for each in in_order]
                await self._study(run, twin, week, max(slots.values()))
                slots = {kind: next_slot(member.rule(kind), slot, slot) for kind, slot in slots.items()}
        return drawn

    async def _draw(
        self, run: Queries, twin: Member, member: Member, kind: str, slot: datetime
    ) -> tuple[Occasion, Card | None]:
        """With the id that the member's own message would have."""
        this = replace(occasion(member, kind, slot), member=twin)
        (card,) = await self._compose[kind](run, [this])
        if KINDS.index(kind) >= member.most:
            card = None
        return this, unasked(this, card) if card else None

    async def _study(self, run: Queries, twin: Member, weeks: int, now: datetime) -> None:
        """So many weeks of work are done."""
        road = self._planning.standing(twin, History())
        await self._imagined.done(run, twin, as_planned(road, weeks * twin.hours), week_of(twin.zone, now), now)


def _fact(this: Occasion, card: Card | None) -> Fact:
    """As it will read; the buttons by their names."""
    name = f"{COMING[this.kind]}, {shown(this.slot, this.member.zone)}"
    if card is None:
        return Fact(name=name, value="None: it is more than they take in a week, or there is nothing left to say.")
    buttons = " · ".join(button.label for button in (*card.buttons, *card.controls))
    text = shortened(f"{card.title}\n{unmarked(card.text)}", 800)
    return Fact(name=name, value=f"{text}\n({buttons})")
