"""`/salary`: what it pays, by level and region, with who said it and when; nothing is averaged."""

from bot.answers import Giving, Slots
from bot.content import Pack
from bot.content.facts import Level, Region
from bot.core.commands import Arguments, asked, command
from bot.core.errors import UserError
from bot.core.model import Card, Request

TOPIC = "salary"


class SalaryArguments(Arguments):
    level: Level | None = asked("Level", "leave empty for all", default=None)
    region: Region | None = asked("Region", "leave empty for all", default=None, labels={"us": "US"})


class Salary:
    """A short way to the answer that the pack gives on this topic."""

    def __init__(self, pack: Pack, giving: Giving) -> None:
        self._pack = pack
        self._giving = giving

    @command("salary", "What it pays, by level and region", usage=("salary", "salary senior us"), private=False)
    async def salary(self, request: Request, args: SalaryArguments) -> Card:
        entry = next((entry for entry in self._pack.entries.values() if entry.topic == TOPIC), None)
        if entry is None:
            raise UserError("This content pack has no salaries.")
        return await self._giving.card(request, entry.id, Slots(level=args.level, region=args.region))
