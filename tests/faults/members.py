"""Many members who wait for their check-in: one who said /start, and copies of their rows."""

import secrets
from typing import Any

from bot.app import App
from bot.clock import MovableClock
from bot.core.model import Person, Place, Request
from bot.store import Database
from tests.delivery.weeks import light, utc

FIRST = "number-0"
SPACES = 3


async def populate(url: str, platform: str, count: int) -> None:
    """They are on the platform in a few spaces, each with a direct conversation."""
    async with await Database.open(url) as database:
        app = App(light(), database, MovableClock(utc("2026-09-14T09:00"), speed=0))
        person = Person(platform=platform, space="space-0", id=FIRST, name=FIRST, admin=False)
        place = Place(platform=platform, space="space-0", channel=f"@{FIRST}", direct=True)
        start = Request(id=f"start-{FIRST}", command="start", args={}, person=person, place=place)
        assert (await app.dispatch.answer(start)).card.title.startswith("Welcome")
        tables = await database.tables()
        (member,) = [row["id"] for row in tables["members"]]
        tables.pop("migrations")
        order = sorted(tables, key=lambda table: table != "members")
        for begin in range(1, count, 500):
            numbers = range(begin, min(begin + 500, count))
            ids = {number: secrets.token_hex(len(member) // 2) for number in numbers}
            async with database.transaction() as run:
                for table in order:
                    rows = [row for row in tables[table] if {member, FIRST, f"start-{FIRST}"} & set(row.values())]
                    copies = [_copy(row, member, number, ids[number]) for number in numbers for row in rows]
                    if copies:
                        await run._connection.execute(_insert(table, copies))


def _copy(row: dict[str, Any], member: str, number: int, id: str) -> dict[str, Any]:
    def of(value: object) -> object:
        if not isinstance(value, str):
            return value
        return (
            value.replace(member, id).replace(FIRST, f"number-{number}").replace("space-0", f"space-{number % SPACES}")
        )

    return {name: of(value) for name, value in row.items()}


def _insert(table: str, rows: list[dict[str, Any]]) -> str:
    values = ", ".join("(" + ", ".join(map(_literal, row.values())) + ")" for row in rows)
    return f"insert into {table} ({', '.join(rows[0])}) values {values}"


def _literal(value: object) -> str:
    if value is None:
        return "null"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
