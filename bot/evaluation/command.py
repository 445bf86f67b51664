"""`milepost evaluate`: what one types, and what is printed for it."""

import argparse
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import seconds
from bot.core.errors import CannotStart
from bot.waiting import waiting_for

if TYPE_CHECKING:
    from bot.evaluation.answering import Answered
    from bot.evaluation.asking import Asked

USAGE = "give TRAIN.tsv and QUESTIONS.tsv, or --pack with at most one file of questions"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may be typed; imports nothing, since every start reads it."""
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="TRAIN.tsv QUESTIONS.tsv: label<TAB>text")
    parser.add_argument(
        "--pack", action="store_true", help="ask the pack; FILE has JSON lines, else its questions.jsonl"
    )
    parser.add_argument("--report", action="store_true", help="print a table instead of a JSON line a question")
    parser.add_argument("--sweep", action="store_true", help="the table, with a line for each threshold")
    parser.add_argument(
        "--threshold", type=_threshold, metavar="X", help="least score, 0 to 1, of a label that is given"
    )
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep what was learnt here, and read it next time")


def run(args: argparse.Namespace) -> int:
    """Prints all or nothing. Raises `CannotStart` with what is wrong, and where."""
    if len(args.files) > 1 if args.pack else len(args.files) != 2:
        raise CannotStart(USAGE)
    if args.pack and (args.sweep or args.threshold is not None):
        raise CannotStart("a pack's thresholds are in its pack.yaml; --pack takes neither --sweep nor --threshold")
    if args.cache and args.cache.exists() and not args.cache.is_dir():
        raise CannotStart(f"{args.cache} is no folder; give a folder to --cache")
    with _stopping_at_once():
        printed = _of_pack(args) if args.pack else _of_labels(args)
    for line in printed:
        print(line)
    sys.stdout.flush()
    return 0


def _of_labels(args: argparse.Namespace) -> list[str]:
    from bot.evaluation import labelled, report
    from bot.evaluation.asking import ask
    from bot.evaluation.machine import peak_memory
    from bot.matching import Matcher, Thresholds

    said = labelled.phrasings(args.files[0])
    questions = labelled.questions(args.files[1])
    threshold = Thresholds().suggest if args.threshold is None else args.threshold
    count = sum(map(len, said.values()))
    with waiting_for(f"Learning {count:,} phrasings of {len(said):,} labels …"):
        began = seconds()
        matcher = Matcher(said, cache=args.cache)
        took = seconds() - began
    with waiting_for(f"Asking {len(questions):,} questions …"):
        asked = ask(matcher, questions)
    if not (args.report or args.sweep):
        return [_label_line(each, threshold) for each in asked]
    table = report.of_labels(asked, threshold, set(said), took, peak_memory())
    return [*table, "", *report.of_thresholds(asked)] if args.sweep else table


def _label_line(asked: "Asked", threshold: float) -> str:
    found = {"label": asked.given(threshold), "score": asked.score, "top": list(asked.top)}
    return json.dumps(found, ensure_ascii=False)


def _of_pack(args: argparse.Namespace) -> list[str]:
    from bot.answers import Answering
    from bot.content import find, load
    from bot.evaluation import report
    from bot.evaluation.answering import answered
    from bot.evaluation.expected import FILE, expected
    from bot.settings import load as load_settings

    settings = load_settings()
    folder = find(settings.milepost_pack)
    pack, file = load(folder), args.files[0] if args.files else folder / FILE
    if not args.files and not file.is_file():
        raise CannotStart(f"the pack in {folder} has no {FILE}; give a file of questions, or write one there")
    questions = expected(file, pack.entries)
    with waiting_for(f"Learning the pack, asking {len(questions):,} questions …"):
        found = answered(questions, Answering.of(pack, settings.clock, args.cache or settings.cache).answer)
    return report.of_pack(found) if args.report else [_answer_line(each) for each in found]


def _answer_line(found: "Answered") -> str:
    """Not the question's text: a file of answers can then be passed on."""
    named = {"line": found.line} if found.expected.id is None else {"line": found.line, "id": found.expected.id}
    answer = found.answer
    came = {"outcome": found.outcome, "entry": answer.entry, "score": round(answer.score, 4)}
    return json.dumps({**named, **came, "suggested": list(answer.suggested)}, ensure_ascii=False)


def _threshold(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no number from 0 to 1")
    return value


@contextmanager
def _stopping_at_once() -> Iterator[None]:
    """Ctrl-C ends the process there and then: Python itself would wait until a matrix of thousands is inverted."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
