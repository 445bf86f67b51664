"""How long a first answer takes, how long each one after it, and how much memory that needs: `make bench`."""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import bot
from bot.answers import Answering
from bot.clock import SystemClock
from bot.content import find, load

QUESTION = "how much maths do I need?"
ANSWER = "How much maths do I need?"
ROOT = Path(bot.__file__).parents[1]


class Started(NamedTuple):
    """A process that answered: seconds from its start to the first line, and MiB that were resident at most."""

    seconds: float
    memory: float


def milepost(folder: str, *arguments: str, typed: str = "") -> Started:
    """Runs there until it ends."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        text=True,
        encoding="utf-8",
    )
    assert process.stdin
    assert process.stdout
    with process:
        process.stdin.write(typed)
        process.stdin.close()
        first = process.stdout.readline()
        took = time.perf_counter() - began
        process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or ANSWER not in first:
        sys.exit(f"milepost {' '.join(arguments)} did not answer: {first!r}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024  # Linux gives KiB, macOS bytes
    return Started(took, used.ru_maxrss / unit)


def first_time(*arguments: str, typed: str = "") -> Started:
    """Where no Milepost has been before."""
    with tempfile.TemporaryDirectory() as folder:
        return milepost(folder, *arguments, typed=typed)


def median(runs: int, run: Callable[[], Started]) -> Started:
    return Started(*map(statistics.median, zip(*(run() for _ in range(runs)), strict=True)))


def after_a_chat(runs: int) -> Started:
    """One question, where a chat has kept what it learnt of the pack."""
    with tempfile.TemporaryDirectory() as folder:
        milepost(folder, "chat", typed=f"{QUESTION}\n")
        return median(runs, lambda: milepost(folder, "ask", QUESTION))


def each_question() -> tuple[int, float, float, float]:
    """How many of the pack's own phrasings were asked, seconds to learn them, and p50 and p95 of one question in ms."""
    pack = load(find("ml-engineer"))
    began = time.perf_counter()
    answers = Answering.of(pack, SystemClock())
    learnt = time.perf_counter() - began
    phrasings = [phrasing for asked in pack.phrasings.values() for phrasing in asked]
    times = []
    for phrasing in phrasings:
        began = time.perf_counter()
        answers.answer(phrasing)
        times.append((time.perf_counter() - began) * 1000)
    percentiles = statistics.quantiles(times, n=20)
    return len(phrasings), learnt, percentiles[9], percentiles[18]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="processes of each kind; the median counts (default: 5)")
    runs = parser.parse_args().runs
    ask = after_a_chat(runs)
    new = median(runs, lambda: first_time("ask", QUESTION))
    chat = median(runs, lambda: first_time("chat", typed=f"{QUESTION}\n"))
    count, learnt, p50, p95 = each_question()
    rows = [
        ("milepost ask, after a chat: start to first answer", f"{ask.seconds:.2f} s"),
        ("milepost ask, after a chat: peak resident memory", f"{ask.memory:.0f} MiB"),
        ("milepost ask, for the first time", f"{new.seconds:.2f} s"),
        ("milepost chat, for the first time", f"{chat.seconds:.2f} s"),
        (f"learning {count} phrasings, once a process", f"{learnt:.2f} s"),
        ("one question, p50", f"{p50:.1f} ms"),
        ("one question, p95", f"{p95:.1f} ms"),
    ]
    width = max(len(name) for name, _ in rows)
    print(f"Medians of {runs} runs; Python {sys.version.split()[0]}, {os.cpu_count()} cores.")
    for name, value in rows:
        print(f"{name:<{width}}  {value:>9}")


if __name__ == "__main__":
    main()
