"""How many due messages one, two and four processes claim and settle on one PostgreSQL: `make bench`."""

import argparse
import asyncio
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import bot
from bot.core.model import Card, Place
from bot.store import Database, Outbox, Outcome, Outgoing
from tests import postgres

ROOT = Path(bot.__file__).parents[1]
NOW = datetime(2026, 9, 17, 18, tzinfo=UTC)
BATCH = 50


def messages(count: int) -> list[Outgoing]:
    place, card = Place(platform="test", space="s", channel="c", direct=True), Card(title="T", text="x" * 300)
    until = NOW + timedelta(days=2)
    return [
        Outgoing(id=f"{number:032d}", kind="tip", place=place, card=card, slot=NOW, due_at=NOW, expires_at=until)
        for number in range(count)
    ]


async def work(url: str) -> None:
    """Claims and settles until nothing is left, as a sender does whose platform answers at once."""
    async with await Database.open(url) as database:
        outbox = Outbox(database)
        print("up", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        count = 0
        while claimed := await outbox.claim(NOW, "test", BATCH):
            await outbox.settle(Outcome(each.id, "sent", NOW, message_id="m") for each in claimed)
            count += len(claimed)
        print(count, flush=True)


def measured(url: str, processes: int) -> tuple[float, list[int]]:
    """Seconds from the start signal to the last end, and how many messages each process had."""
    command = [sys.executable, __file__, "--work", url]
    pipe = subprocess.PIPE
    running = [
        subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, text=True)
        for _ in range(processes)
    ]
    for each in running:
        assert each.stdout
        each.stdout.readline()
    began = time.perf_counter()
    for each in running:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    counts = [int(each.communicate()[0]) for each in running]
    return time.perf_counter() - began, counts


async def fill(url: str, count: int) -> None:
    async with await Database.open(url) as database:
        await Outbox(database).post(messages(count))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--work", metavar="URL", help="be one of the processes")
    args = parser.parse_args()
    if args.work:
        asyncio.run(work(args.work))
    elif not postgres.programs():
        print("There is no PostgreSQL here.")
    else:
        compare(args.messages)


def compare(count: int) -> None:
    with postgres.running(durable=True) as databases:
        for processes in (1, 2, 4):
            with databases.fresh() as url:
                asyncio.run(fill(url, count))
                seconds, counts = measured(url, processes)
            assert sum(counts) == count, "a row was claimed twice, or not at all"
            print(f"{processes} processes: {count / seconds:,.0f} messages a second, shares {sorted(counts)}")


if __name__ == "__main__":
    main()
