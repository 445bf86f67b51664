"""`/salary`: every figure in scope with who said it and when; nothing is averaged."""

from collections.abc import Iterable

from bot.content import Pack
from bot.content.facts import Fact, Level, Region
from bot.core.commands import Arguments, asked, command
from bot.core.errors import UserError
from bot.core.model import Button, Card, Request
from bot.core.text import shortened

LEVELS = {"entry": "Entry", "mid": "Mid", "senior": "Senior"}
REGIONS = {"us": "United States", "europe": "Europe", "remote": "Remote, worldwide"}


class SalaryArguments(Arguments):
    level: Level | None = asked("Level", "leave empty for all", default=None)
    region: Region | None = asked("Region", "leave empty for all", default=None)


class Salary:
    """The topic `salary` of the pack, read by scope."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    @command("salary", "What it pays, by level and region", usage=("salary", "salary senior us"), private=False)
    async def salary(self, request: Request, args: SalaryArguments) -> Card:
        topic = self._pack.topics.get("salary")
        if topic is None:
            raise UserError("This content pack has no salaries.")
        scoped = [fact for fact in topic.facts if _in_scope(fact, args)]
        general = [fact for fact in topic.facts if fact.scope.level is None and fact.scope.region is None]
        parts = [self._part(None, scoped)] if scoped else ["No guide gives a figure for exactly that."]
        if general and (args.level or args.region):
            parts.append(self._part("Said of the role as a whole, not of that group", general))
        differ = f"\n\n**Why they differ.** {topic.differ}." if topic.differ else ""
        where = [LEVELS[args.level] if args.level else "", REGIONS[args.region] if args.region else ""]
        scope = ", ".join(part for part in where if part)
        return Card(
            title=f"Salary: {scope}" if scope else "Salary: all levels and regions",
            text=shortened("\n\n".join(parts) + differ, 2800),
            buttons=_narrower(args),
            footer="Figures are US dollars before tax, as each guide gives them.",
        )

    def _part(self, heading: str | None, facts: Iterable[Fact]) -> str:
        lines = [self._pack.bullet(fact.id) for fact in facts]
        return "\n".join([f"**{heading}**", *lines] if heading else lines)


def _in_scope(fact: Fact, args: SalaryArguments) -> bool:
    wanted = (args.level, args.region)
    if wanted == (None, None):
        return True
    scope = (fact.scope.level, fact.scope.region)
    return all(want is None or want == has for want, has in zip(wanted, scope, strict=True))


def _narrower(args: SalaryArguments) -> tuple[Button, ...]:
    if args.level is None:
        given = {"region": args.region} if args.region else {}
        return tuple(Button(label=name, command="salary", args={"level": id} | given) for id, name in LEVELS.items())
    if args.region is None:
        return tuple(
            Button(label=name, command="salary", args={"level": args.level, "region": id})
            for id, name in REGIONS.items()
        )
    return ()
