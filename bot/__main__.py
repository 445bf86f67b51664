"""The commands you type: run, chat, ask, check, doctor, simulate, evaluate."""

import argparse
import asyncio
import io
import os
import sys
from collections.abc import Sequence

from bot import ask, check
from bot.content import find, load
from bot.core.errors import CannotStart
from bot.evaluation import command as evaluation
from bot.rehearsal import command as rehearsal
from bot.settings import compute_on_one_thread
from bot.settings import load as load_settings

FINE, MISTAKES, NO_START = 0, 1, 2

COMMANDS = {
    "ask": ("one answer, without a database", ask),
    "check": ("is this pack, and are these settings, whole?", check),
    "simulate": ("rehearse weeks of deliveries, sending nothing", rehearsal),
    "evaluate": ("measure how well questions are understood", evaluation),
}
"""Those that are a module of their own, with `arguments` and `run`; what it needs it imports when it runs."""


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

    run = commands.add_parser("run", help="serve the platforms that have a token, until SIGTERM")
    run.set_defaults(do=_run)

    chat = commands.add_parser("chat", help="talk to Milepost on the keyboard")
    chat.add_argument("--as", dest="name", default="you", metavar="NAME", help="who you are")
    chat.add_argument("--admin", action="store_true", help="be an admin of the community")
    chat.add_argument("--database", metavar="URL", help="instead of DATABASE_URL")
    chat.set_defaults(do=_chat)

    doctor = commands.add_parser("doctor", help="what stands in the way, and what to do; also beside a running one")
    doctor.set_defaults(do=_doctor)

    for name, (about, does) in COMMANDS.items():
        command = commands.add_parser(name, help=about)
        does.arguments(command)
        command.set_defaults(do=does.run)
    return parser


def _default(args: argparse.Namespace) -> int:
    """Tokens decide: serve the platforms, or open the keyboard."""
    return _run(args) if load_settings().platforms else _chat(args)


def _doctor(_: argparse.Namespace) -> int:
    """1 if something needs a human."""
    from bot.doctor import examined, lines

    found = asyncio.run(examined(load_settings()))
    print("\n".join(lines(found)))
    return MISTAKES if any(each.needs_you for checks in found.values() for each in checks) else FINE


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
