"""What a due member costs, from the schedule to the settled message, when very many are due at once: `make bench`.

The real planner and sender on SQLite with synchronous=FULL, with the real check-in and with one card for all, beside
the same statements in a plain `sqlite3` loop, and beside APScheduler with one job a member in its SQLAlchemy store.
Each runs in a process of its own, one after the other and again, so that what else the machine does comes to all of
them alike. The medians are printed.
"""

import argparse
import asyncio
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import zlib
from collections import defaultdict
from contextlib import closing
from dataclasses import asdict

from bot.store import Database
from tests.benchmarks import _jobs
from tests.benchmarks._many import ROOT, deliver, fill
from tests.benchmarks._raw import Loop

CARDS = ("check-in", "fixed")
Measured = dict[str, float]


async def milepost(folder: str, count: int, card: str) -> Measured:
    url = f"sqlite:///{folder}/milepost.db"
    await fill(url, count)
    async with await Database.open(url) as database:
        watched = await deliver(database, card)
    assert watched.sent == count
    return asdict(watched) | {"left": left(f"{folder}/milepost.db")}


async def raw(folder: str, count: int, card: str) -> Measured:
    await fill(f"sqlite:///{folder}/milepost.db", count)
    planning, sending = Loop(f"{folder}/milepost.db", checkin=card == "check-in").delivers()
    return {"planning": planning, "sending": sending, "left": left(f"{folder}/milepost.db")}


def left(path: str) -> float:
    """A number of all rows that were written, so that two who left the same have the same."""
    with closing(sqlite3.connect(path)) as connection:
        rows = [
            row
            for table in ("outbox", "schedule", "checkins")
            for row in connection.execute(f"select * from {table} order by member_id").fetchall()
        ]
    return zlib.crc32(json.dumps(rows).encode())


async def apscheduler(folder: str, count: int, card: str) -> Measured:
    return await _jobs.run(folder, count)


WORKS = {"milepost": milepost, "raw": raw, "apscheduler": apscheduler}


def measured(name: str, card: str, count: int) -> Measured:
    """In a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.due", "--work", name, "--card", card, "--members", str(count)]
    run = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT, text=True)
    found: Measured = json.loads(run.stdout)
    return found | {"each": (found["planning"] + found["sending"]) / count * 1e6}


def compare(count: int, jobs: int, repeats: int, cards: list[str]) -> None:
    plan = [(name, card, count) for card in cards for name in ("milepost", "raw")]
    plan += [("apscheduler", "fixed", jobs)] if jobs else []
    found: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    for repeat in range(repeats):
        for name, card, members in plan if repeat % 2 == 0 else plan[::-1]:
            found[name, card].append(measured(name, card, members))
    for card in cards:
        assert len({run["left"] for name in ("milepost", "raw") for run in found[name, card]}) == 1, "other rows"
    print(f"{count:,} members due at once, medians of {repeats} repeats; microseconds a member")
    print(f"{'':24} {'plan':>8} {'send':>8} {'all':>8} {'stall':>9} {'growth':>9}")
    for name, card, members in plan:
        title = f"{name}, {members:,} jobs" if name == "apscheduler" else f"{name}, {card}"
        print(line(title, found[name, card], members))
    for card in cards:
        print(f"{card}: {ratio(found['milepost', card], found['raw', card]):.2f} times the plain loop (goal: <= 1.3)")
        if jobs:
            faster = ratio(found["apscheduler", "fixed"], found["milepost", card])
            print(f"{card}: APScheduler takes {faster:.0f} times as long (goal: >= 20)")


def line(name: str, runs: list[Measured], members: int) -> str:
    plan, send, each = (statistics.median(run[key] for run in runs) for key in ("planning", "sending", "each"))
    text = f"{name:24} {plan / members * 1e6:8.1f} {send / members * 1e6:8.1f} {each:8.1f}"
    if "stall" not in runs[0]:
        return text
    stall, growth = (statistics.median(run[key] for run in runs) for key in ("stall", "growth"))
    return f"{text} {stall * 1000:6.0f} ms {growth:6.1f} MB"


def ratio(these: list[Measured], those: list[Measured]) -> float:
    """Of two that ran beside each other, again and again, the median of what they were to each other."""
    return statistics.median(this["each"] / that["each"] for this, that in zip(these, those, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=10_000, help="APScheduler's; with more, each takes longer. 0: none")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--card", choices=CARDS, help="only this one")
    parser.add_argument("--work", choices=WORKS, help="be one of the processes")
    args = parser.parse_args()
    if args.work:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(asyncio.run(WORKS[args.work](folder, args.members, args.card))))
    else:
        compare(args.members, args.jobs, args.repeats, [args.card] if args.card else list(CARDS))


if __name__ == "__main__":
    main()
