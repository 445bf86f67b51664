"""The commands you type: run, chat, ask, check, doctor, simulate, evaluate."""

import argparse
import asyncio
import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import SystemClock
from bot.content import Pack, PackInvalid, find, load, write_schemas
from bot.core.errors import CannotStart
from bot.evaluation import command as evaluation
from bot.rehearsal import command as rehearsal
from bot.settings import Settings, SettingsInvalid, compute_on_one_thread
from bot.settings import load as load_settings
from bot.waiting import LEARNING, waiting_for

if TYPE_CHECKING:
    from bot.answers import Answer, Answering

FINE, MISTAKES, NO_START = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """0 fine, 1 it found mistakes, 2 it could not start; one clear line, never a traceback."""
    args = _parser().parse_args(arguments)
    _speak_utf8()
    compute_on_one_thread()
    try:
        return int(args.do(args))
    except CannotStart as error:
        print(f"milepost: {error}", file=sys.stderr)
        return NO_START
    except BrokenPipeError:
        _close_quietly()
        return FINE
    except KeyboardInterrupt:
        return FINE


def _speak_utf8() -> None:
    """Whatever the terminal's encoding: bytes that are no text are replaced, and text that it lacks is written so."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is sys.stdin else "backslashreplace")


def _close_quietly() -> None:
    """Whoever read our output left; without this, Python would complain once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="milepost", description="A mentoring bot for learning communities.")
    parser.set_defaults(do=_default, name="you", admin=False, database=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    chat = commands.add_parser("chat", help="talk to Milepost on the keyboard")
    chat.add_argument("--as", dest="name", default="you", metavar="NAME", help="who you are")
    chat.add_argument("--admin", action="store_true", help="be an admin of the community")
    chat.add_argument("--database", metavar="URL", help="instead of DATABASE_URL")
    chat.set_defaults(do=_chat)

    ask = commands.add_parser("ask", help="one answer, without a database")
    ask.add_argument("question", nargs="?", help="the question; without it, use --jsonl")
    ask.add_argument("--json", action="store_true", help="print one JSON object")
    ask.add_argument(
        "--jsonl", action="store_true", help="read a question a line from stdin, write a JSON object a line"
    )
    ask.set_defaults(do=_ask)

    _add_operating(commands)

    simulate = commands.add_parser("simulate", help="rehearse weeks of deliveries, sending nothing")
    rehearsal.arguments(simulate)
    simulate.set_defaults(do=rehearsal.run)

    evaluate = commands.add_parser("evaluate", help="measure how well questions are understood")
    evaluation.arguments(evaluate)
    evaluate.set_defaults(do=evaluation.run)
    return parser


def _add_operating(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What whoever runs Milepost types."""
    run = commands.add_parser("run", help="serve the platforms that have a token, until SIGTERM")
    run.set_defaults(do=_run)

    check = commands.add_parser("check", help="is this pack, and are these settings, whole?")
    check.add_argument("pack", nargs="?", help="a shipped pack's name or a folder; default: MILEPOST_PACK")
    check.add_argument(
        "--schemas", metavar="DIR", type=Path, help="write a JSON Schema of each kind of content, for editors"
    )
    check.add_argument("--running", action="store_true", help="only: is a Milepost alive on this database?")
    check.set_defaults(do=_check)

    doctor = commands.add_parser("doctor", help="what stands in the way, and what to do; also beside a running one")
    doctor.set_defaults(do=_doctor)


def _default(args: argparse.Namespace) -> int:
    """Tokens decide: serve the platforms, or open the keyboard."""
    return _run(args) if load_settings().platforms else _chat(args)


def _ask(args: argparse.Namespace) -> int:
    if bool(args.question is not None) == args.jsonl:
        raise CannotStart('give a question, milepost ask "how much maths?", or --jsonl and questions on stdin')
    answers = _answers(load_settings())
    if args.jsonl:
        return _ask_lines(answers)
    found = answers.answer(args.question)
    print(json.dumps(_as_json(found), ensure_ascii=False) if args.json else _as_text(found))
    return FINE


def _ask_lines(answers: "Answering") -> int:
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
    return MISTAKES if broken else FINE


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


def _check(args: argparse.Namespace) -> int:
    if args.schemas:
        try:
            print(f"Wrote {write_schemas(args.schemas)} schemas to {args.schemas}")
        except OSError as error:
            raise CannotStart(
                f"schemas cannot be written to {args.schemas} ({error.strerror}); give a folder"
            ) from None
        return FINE
    problems: list[str] = []
    try:
        settings = load_settings()
    except SettingsInvalid as error:
        problems.append(str(error))
        settings = Settings.model_construct()
    if args.running:
        return _alive(settings)
    problems += _pack_problems(args.pack or settings.milepost_pack, settings.database_url)
    for problem in problems:
        print(problem, file=sys.stderr)
    return MISTAKES if problems else FINE


def _alive(settings: Settings) -> int:
    """Whether it ticks, and whether its platforms were heard within the last minutes."""
    from bot.store import ALIVE, UNHEARD, last_heartbeat, unheard_beside

    now = SystemClock().now()
    beat = asyncio.run(last_heartbeat(settings.database_url))
    print(f"last sign of life: {beat or 'never'}")
    alive = beat is not None and now - beat <= ALIVE
    for each in asyncio.run(unheard_beside(settings.database_url, now)) if beat else ():
        print(f"{each.domain}: not heard since {each.since}: {each.reason}")
        alive = alive and now - each.since <= UNHEARD
    return FINE if alive else MISTAKES


def _doctor(_: argparse.Namespace) -> int:
    """1 if something needs a human."""
    from bot.doctor import examined, lines

    found = asyncio.run(examined(load_settings()))
    print("\n".join(lines(found)))
    return MISTAKES if any(each.needs_you for checks in found.values() for each in checks) else FINE


def _pack_problems(name: str, database_url: str) -> list[str]:
    try:
        folder = find(name)
        pack = load(folder)
    except PackInvalid as error:
        return [str(mistake) for mistake in error.mistakes]
    print(_whole(pack, folder))
    return _lost(pack, database_url)


def _lost(pack: Pack, database_url: str) -> list[str]:
    """Questions that mentors answered in chat, and that this pack would answer otherwise."""
    from bot.answers import Library
    from bot.store import added_beside

    added = asyncio.run(added_beside(database_url))
    mend = "say again in chat what it means, or bring the answer back"
    return [f"{wrong}: {mend}" for wrong in Library(pack, added=added).lost()] if added.phrasings else []


def _whole(pack: Pack, folder: Path) -> str:
    counts: dict[str, Mapping[str, object]] = {
        "answers": pack.entries,
        "facts": pack.facts,
        "milestones": pack.milestones,
        "routes": pack.routes,
        "tips": pack.tips,
        "resources": pack.resources,
    }
    listed = ", ".join(f"{len(items)} {name}" for name, items in counts.items())
    return f"{pack.manifest.id} {pack.manifest.version} in {folder} is whole: {listed}"


def _chat(args: argparse.Namespace) -> int:
    settings = load_settings()
    if args.database:
        settings = settings.model_copy(update={"database_url": args.database})
    pack = load(find(settings.milepost_pack))

    from bot.serving import chat  # what cannot start is told before all of it is imported

    asyncio.run(chat(settings, pack, name=args.name, admin=args.admin))
    return FINE


def _run(_: argparse.Namespace) -> int:
    settings = load_settings()
    if not settings.platforms:
        raise CannotStart("no platform has a token; set DISCORD_TOKEN or SLACK_BOT_TOKEN, or use: milepost chat")

    pack = load(find(settings.milepost_pack))

    from bot.serving import run

    asyncio.run(run(settings, pack))
    return FINE


if __name__ == "__main__":
    sys.exit(main())
