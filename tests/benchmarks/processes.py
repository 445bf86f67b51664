"""What is due on one PostgreSQL, planned, claimed and settled by one, two and four processes at once: `make bench`."""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from dataclasses import asdict

from bot.store import Database
from tests import postgres
from tests.benchmarks._many import ROOT, deliver, fill

PROCESSES = (1, 2, 4)


async def work(url: str) -> None:
    """Plans and sends until nothing is left, to a platform that takes everything from every process."""
    async with await Database.open(url) as database:
        print("up", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        print(json.dumps(asdict(await deliver(database, "check-in"))), flush=True)


def measured(url: str, processes: int) -> tuple[float, list[dict[str, float]]]:
    """Seconds from the start signal to the last end, and what each process says of itself."""
    command = [sys.executable, "-m", "tests.benchmarks.processes", "--work", url]
    pipe = subprocess.PIPE
    running = [subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=ROOT, text=True) for _ in range(processes)]
    for each in running:
        assert each.stdout
        each.stdout.readline()
    began = time.perf_counter()
    for each in running:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    said = [json.loads(each.communicate()[0]) for each in running]
    return time.perf_counter() - began, said


async def claimed_once(url: str, count: int) -> None:
    async with await Database.open(url) as database:
        rows = (await database.tables())["outbox"]
    assert [(row["state"], row["attempts"]) for row in rows] == [("sent", 1)] * count, "claimed twice, or not at all"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--work", metavar="URL", help="be one of the processes")
    args = parser.parse_args()
    if args.work:
        asyncio.run(work(args.work))
    elif not postgres.programs():
        print("There is no PostgreSQL here.")
    else:
        compare(args.members)


def compare(count: int) -> None:
    with postgres.running(durable=True) as databases:
        for processes in PROCESSES:
            with databases.fresh() as url:
                asyncio.run(fill(url, count))
                seconds, said = measured(url, processes)
                asyncio.run(claimed_once(url, count))
            each, rate = seconds / count * 1e6, count / seconds
            print(f"{processes} processes: {each:.1f} microseconds a member, {rate:,.0f} members a second")
            print(f"  sent by each {sorted(int(one['sent']) for one in said)}, none claimed twice")
            stall, growth = (max(one[name] for one in said) for name in ("stall", "growth"))
            print(f"  longest stall {stall * 1000:.0f} ms, growth {growth:.1f} MB", flush=True)


if __name__ == "__main__":
    main()
