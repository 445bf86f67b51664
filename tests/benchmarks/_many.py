"""Very many members whose check-in is due at once, and the real planner and sender on them."""

import asyncio
import os
import sqlite3
from collections.abc import Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from math import inf
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

import bot
from bot.clock import MovableClock, seconds
from bot.content import Pack, find, load
from bot.core.model import Button, Card, Place
from bot.core.pace import Pace
from bot.delivery import Planner, Sender
from bot.features.checkins import Checkins
from bot.planning import Compose, Occasion, Planning
from bot.store import Database, Inbox, Member, Members, Outbox, Progress, Queries, Recipients, Schedule

ROOT = Path(bot.__file__).parents[1]
NOW = datetime(2026, 9, 17, 18, tzinfo=UTC)
AT_ONCE = 50
STEPS = 20
"""Fewer milestones than this each member has ticked before: ten in the middle."""
ZONES = ("UTC", "Europe/Berlin", "Europe/Lisbon", "Africa/Lagos", "America/New_York", "America/Sao_Paulo")
"""In none of them it is night."""
FIXED = Card(title="T", text="x" * 300, buttons=(Button(label="Done", command="checkin", args={"answer": "done"}),))


@cache
def pack() -> Pack:
    return load(find("ml-engineer"))


def tables(numbers: Sequence[int]) -> dict[str, list[dict[str, object]]]:
    """The rows of these members: each at their own wall time, here since some days, with a few milestones done."""
    joined, steps = int((NOW - timedelta(days=30)).timestamp()), pack().route(None).steps(None)
    members = [_member(number, joined) for number in numbers]
    ids = [each.id for each in members]
    account = {"platform": "bench", "space": "s", "used_at": joined + 29 * 86_400}
    done = {"state": "done", "week": "2026-W34", "at": joined + 86_400, "undoes": None}
    return {
        "members": [each.row() for each in members],
        "accounts": [account | {"user_id": f"u{id}", "member_id": id, "channel": f"@{id}"} for id in ids],
        "schedule": [{"member_id": id, "kind": "checkin", "due_at": int(NOW.timestamp())} for id in ids],
        "progress": [
            done | {"member_id": id, "seq": seq, "request_id": f"{id}-{seq}", "milestone": step}
            for number, id in zip(numbers, ids, strict=True)
            for seq, step in enumerate(steps[: number % STEPS], 1)
        ],
    }


def _member(number: int, joined: int) -> Member:
    zone = ZONES[number % len(ZONES)]
    local = NOW.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    about: dict[str, Any] = {"zone": zone, "weekday": local.weekday(), "minute": minute}
    id = f"{number * 0x9E3779B97F4A7C15 % 2**96:024x}"  # as scattered as random ones, and the same in each run
    return Member(id=id, name=f"m{number}", state="active", created_at=joined, started_at=joined, **about)


async def fill(url: str, count: int) -> None:
    """Makes the database, with that many members."""
    async with await Database.open(url):
        pass
    for start in range(0, count, 5000):
        for table, rows in tables(range(start, min(start + 5000, count))).items():
            await _insert(url, table, rows)


async def _insert(url: str, table: str, rows: list[dict[str, object]]) -> None:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            names = list(rows[0])
            marks = ", ".join(f":{name}" for name in names)
            connection.executemany(f"insert into {table} ({', '.join(names)}) values ({marks})", rows)
            connection.commit()
    else:
        connection = await asyncpg.connect(url)
        records = [tuple(row.values()) for row in rows]
        await connection.copy_records_to_table(table, columns=list(rows[0]), records=records)
        await connection.close()


class Takes:
    """A platform that takes everything at once, as fast as it comes."""

    platform = "bench"
    pace = Pace(rate=inf, most=inf, at_once=AT_ONCE)

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        return f"m-{delivery_id}"

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        raise AssertionError("nothing here is unsure")


async def fixed(run: Queries, occasions: Sequence[Occasion]) -> list[Card]:
    return [FIXED] * len(occasions)


@dataclass
class Watched:
    """Seconds and memory of some work; `stall` is the longest time for which the event loop did nothing else."""

    planning: float = 0.0
    sending: float = 0.0
    stall: float = 0.0
    growth: float = 0.0
    sent: int = 0


TICK = 0.002


@asynccontextmanager
async def watching(watched: Watched) -> Any:
    before, begun = resident(), asyncio.Event()

    async def watch() -> None:
        last = seconds()
        begun.set()
        while True:
            await asyncio.sleep(TICK)
            now = seconds()
            watched.stall = max(watched.stall, now - last - TICK)
            watched.growth = max(watched.growth, resident() - before)
            last = seconds()

    watcher = asyncio.create_task(watch())
    await begun.wait()
    try:
        yield
    finally:
        watcher.cancel()
        with suppress(asyncio.CancelledError):
            await watcher


def resident() -> float:
    """MiB of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


async def everywhere(platform: str) -> bool:
    """Where a platform takes everything, no process has it for itself."""
    return True


async def deliver(database: Database, card: str) -> Watched:
    """All that is due."""
    clock, outbox, planning = MovableClock(NOW, 0), Outbox(database), Planning(pack(), Progress(database))
    checkins = Checkins(pack(), planning, Members(database), outbox, Inbox(database), clock)
    compose: dict[str, Compose] = {"checkin": checkins.compose if card == "check-in" else fixed}
    planner = Planner(Schedule(database), compose, clock)
    sender = Sender(outbox, Recipients(database), {"bench": Takes()}, clock, everywhere)
    watched = Watched()
    async with watching(watched):
        began = seconds()
        await planner.plan()
        watched.planning = seconds() - began
        while sent := await sender.send_due():
            watched.sent += sent
        watched.sending = seconds() - began - watched.planning
    return watched
