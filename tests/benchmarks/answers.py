"""How many questions of a file are answered right, offered, declined or answered wrongly, by kind."""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from bot.content import find, load
from bot.features.faq import Faq

OUTCOMES = ("right", "offered", "declined", "wrong", "false")
USAGE = """\
Usage: answers.py FILE [--pack PACK] [--verbose]

FILE has a JSON object a line:
  question  what is asked
  expect    ids of the entries that answer it; [] when nothing in the pack does
  must      regular expressions that the answer has to match, all of them (optional)
  kind      a name to count under (optional)

right     answered by an expected entry with all that it must say; or rightly not answered
offered   not answered, but an expected entry is among the buttons
declined  not answered, and no expected entry is among the buttons
wrong     answered by another entry, or without what it must say
false     answered although the pack has no answer"""


@dataclass(frozen=True)
class Asked:
    """A line of the file."""

    question: str
    expect: tuple[str, ...]
    must: tuple[str, ...]
    kind: str


def read(path: Path) -> list[Asked]:
    """Raises SystemExit with the number of the line that is wrong."""
    asked = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            must = tuple(row.get("must", ()))
            for pattern in must:
                re.compile(pattern)
            asked.append(Asked(row["question"], tuple(row["expect"]), must, row.get("kind", "-")))
        except (ValueError, KeyError, TypeError, AttributeError, re.error) as error:
            sys.exit(f"{path}:{number}: not a question ({error})")
    return asked


def outcome(faq: Faq, asked: Asked) -> tuple[str, str]:
    """One of OUTCOMES, and what was answered or offered."""
    answer = faq.answer(asked.question)
    if answer.entry is None:
        shown = ", ".join(answer.suggested) or "nothing"
        if not asked.expect:
            return "right", shown
        return ("offered" if set(asked.expect) & set(answer.suggested) else "declined"), shown
    if not asked.expect:
        return "false", answer.entry
    said = all(re.search(pattern, answer.markdown) for pattern in asked.must)
    return ("right" if answer.entry in asked.expect and said else "wrong"), answer.entry


def table(counts: dict[str, Counter[str]]) -> list[str]:
    """A row a kind, and one for all."""
    rows = [*sorted(counts.items()), ("all", sum(counts.values(), Counter()))]
    width = max(len(kind) for kind, _ in rows)
    head = f"{'kind':<{width}}  asked  " + "  ".join(f"{name:>8}" for name in OUTCOMES)
    lines = [
        f"{kind:<{width}}  {count.total():>5}  " + "  ".join(f"{count[name]:>8}" for name in OUTCOMES)
        for kind, count in rows
    ]
    return [head, *lines]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--pack", default="ml-engineer")
    parser.add_argument("--verbose", action="store_true", help="also print each question that was not answered right")
    args = parser.parse_args()
    if args.file is None:
        print(f"No file of questions is given, so nothing is measured.\n\n{USAGE}")
        return
    faq = Faq.of(load(find(args.pack)))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for asked in read(args.file):
        came, shown = outcome(faq, asked)
        counts[asked.kind][came] += 1
        if args.verbose and came != "right":
            print(f"{came:<8}  {asked.question}\n          wanted {', '.join(asked.expect) or 'nothing'}; got {shown}")
    print("\n".join(table(counts)))


if __name__ == "__main__":
    main()
