"""How the matcher grows: entries made from patterns, three phrasings each, asked in words they do not have.

Each entry is about two things and something to do. Half as many again are never learnt, and asked all the same; they
share things and verbs with entries that are known, so that telling them apart is harder than in a real pack.
"""

import argparse
import random
import resource
import subprocess
import sys
import time
from itertools import product

import numpy as np

from bot.matching import Matcher
from scripts.vectors.texts import PATTERNS

SIZES, LARGEST = (100, 1_000, 10_000), 100_000
ASKED = 1_000
FRAMES = (
    "how do I {do} my {thing} when there is a {other}",
    "can someone explain how to {do} the {thing} with the {other}?",
    "{do} {thing} {other}",
    "I want to {do} a {thing}, and I have a {other} too",
    "what is the best way to {do} a {thing} together with my {other}",
    "hi all, is it possible to {do} the {thing} without losing the {other}?",
)
HEAD = f"{'entries':>8} {'build s':>8} {'p50 ms':>7} {'p95 ms':>7} {'peak MB':>8} {'top-1 %':>8} {'AUROC':>6}"


def entries(count: int, choose: random.Random) -> list[list[str]]:
    """Four texts each: three phrasings, and what is asked."""
    topics = [
        {"do": do, "thing": thing, "other": other}
        for area in PATTERNS["areas"].values()
        for do, thing, other in product(area["do"], area["thing"], area["thing"])
        if thing < other
    ]
    return [[frame.format(**topic) for frame in choose.sample(FRAMES, 4)] for topic in choose.sample(topics, count)]


def measure(size: int) -> str:
    choose = random.Random(0)
    made = entries(size + size // 2, choose)
    known, strange = made[:size], made[size:]
    began = time.perf_counter()
    matcher = Matcher({str(number): texts[:3] for number, texts in enumerate(known)})
    build = time.perf_counter() - began
    took, right, rightly, wrongly = [], 0, [], []
    for number in choose.sample(range(size), min(size, ASKED)):
        began = time.perf_counter()
        match = matcher.match(known[number][3])
        took.append((time.perf_counter() - began) * 1000)
        right += match.nearest[:1] == (str(number),)
        rightly.append(match.score)
    wrongly = [matcher.match(texts[3]).score for texts in strange[:ASKED]]
    p50, p95 = np.percentile(took, [50, 95])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # Linux gives KiB
    shares = f"{100 * right / len(took):>8.1f} {auroc(rightly, wrongly):>6.3f}"
    return f"{size:>8,} {build:>8.1f} {p50:>7.2f} {p95:>7.2f} {peak:>8.0f} {shares}"


def auroc(above: list[float], below: list[float]) -> float:
    """How often one of the first is above one of the second; half of what is even."""
    over = np.subtract.outer(np.array(above), np.array(below))
    return float((over > 0).mean() + (over == 0).mean() / 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help=f"also {LARGEST:,} entries: several minutes and GB")
    parser.add_argument("--size", type=int, help="this size alone, in this process")
    args = parser.parse_args()
    if args.size:
        print(measure(args.size), flush=True)
        return
    print(HEAD, flush=True)
    for size in (*SIZES, LARGEST) if args.large else SIZES:
        subprocess.run([sys.executable, __file__, "--size", str(size)], check=True)


if __name__ == "__main__":
    main()
