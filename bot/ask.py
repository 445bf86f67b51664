"""`milepost ask`: one answer, or one for each line, without a database."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from bot.content import find, load
from bot.core.errors import CannotStart
from bot.settings import Settings
from bot.settings import load as load_settings
from bot.waiting import LEARNING, waiting_for

if TYPE_CHECKING:
    from bot.answers import Answer, Answering


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may be typed."""
    parser.add_argument("question", nargs="?", help="the question; without it, use --jsonl")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--jsonl", action="store_true", help="read a question a line from stdin, write a JSON object a line"
    )


def run(args: argparse.Namespace) -> int:
    """1 if a line could not be read. Raises `CannotStart`."""
    if (args.question is None) != args.jsonl:
        raise CannotStart('give a question, milepost ask "how much maths?", or --jsonl and questions on stdin')
    answers = _answers(load_settings())
    if args.jsonl:
        return _answer_lines(answers)
    found = answers.answer(args.question)
    print(json.dumps(_as_json(found), ensure_ascii=False) if args.json else _as_text(found))
    return 0


def _answer_lines(answers: "Answering") -> int:
    """A broken line gets an `error` and does not stop the others."""
    broken = False
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            question, echo = (asked, {}) if isinstance(asked, str) else (asked["question"], _id_of(asked))
            result = echo | _as_json(answers.answer(_text(question)))
        except (ValueError, KeyError, TypeError, RecursionError):
            broken = True
            result = {"error": f'line {number} is neither a JSON string nor an object with "question"'}
        print(json.dumps(result, ensure_ascii=False), flush=True)
    return 1 if broken else 0


def _text(question: object) -> str:
    if not isinstance(question, str):
        raise TypeError
    return question


def _id_of(asked: dict[str, object]) -> dict[str, object]:
    return {"id": asked["id"]} if "id" in asked else {}


def _as_json(found: "Answer") -> dict[str, object]:
    return {
        "entry": found.entry,
        "text": found.markdown,
        "suggested": list(found.suggested),
        "sources": list(found.sources),
        "score": round(found.score, 4),
    }


def _as_text(found: "Answer") -> str:
    offered = [f"- {title}" for title in found.offered]
    return "\n".join([found.markdown, *offered])


def _answers(settings: Settings) -> "Answering":
    from bot.answers import Answering

    pack = load(find(settings.milepost_pack))
    with waiting_for(LEARNING):
        return Answering.of(pack, settings.clock, settings.cache)
