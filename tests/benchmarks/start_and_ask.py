"""How long a first answer takes, how long each one after it, and how much memory that needs: `make bench`."""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import bot
from bot.content import find, load
from bot.features.faq import Faq

QUESTION = "how much maths do I need?"
ANSWER = "How much maths do I need?"
ROOT = Path(bot.__file__).parents[1]


def milepost(*arguments: str, typed: str = "") -> float:
    """Seconds from the start of the process to the first line of its answer; the process is waited for."""
    with tempfile.TemporaryDirectory() as folder:
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
        if process.returncode or ANSWER not in first:
            sys.exit(f"milepost {' '.join(arguments)} did not answer: {first!r}")
    return took


def median(runs: int, run: Callable[[], float]) -> float:
    return statistics.median(run() for _ in range(runs))


def peak_of_children() -> float:
    """MiB; what Linux gives in KiB, macOS gives in bytes."""
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit


def each_question() -> tuple[int, float, float, float]:
    """How many of the pack's own phrasings were asked, seconds to learn them, and p50 and p95 of one question in ms."""
    pack = load(find("ml-engineer"))
    began = time.perf_counter()
    faq = Faq.of(pack)
    learnt = time.perf_counter() - began
    phrasings = [phrasing for asked in pack.phrasings.values() for phrasing in asked]
    times = []
    for phrasing in phrasings:
        began = time.perf_counter()
        faq.answer(phrasing)
        times.append((time.perf_counter() - began) * 1000)
    percentiles = statistics.quantiles(times, n=20)
    return len(phrasings), learnt, percentiles[9], percentiles[18]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="processes of each kind; the median counts (default: 5)")
    runs = parser.parse_args().runs
    milepost("ask", QUESTION)  # not counted: what is compiled and cached once
    ask = median(runs, lambda: milepost("ask", QUESTION))
    memory = peak_of_children()  # before anything larger was a child
    chat = median(runs, lambda: milepost("chat", typed=f"{QUESTION}\n"))
    count, learnt, p50, p95 = each_question()
    rows = [
        ("milepost ask: start to first answer", f"{ask:.2f} s"),
        ("milepost ask: peak resident memory", f"{memory:.0f} MiB"),
        ("milepost chat: start to first answer", f"{chat:.2f} s"),
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
