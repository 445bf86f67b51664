"""`milepost check`: whether a pack and the settings are whole, and whether a Milepost is alive."""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.clock import SystemClock
from bot.content import Pack, PackInvalid, find, load, write_schemas
from bot.core.errors import CannotStart
from bot.settings import Settings, SettingsInvalid
from bot.settings import load as load_settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may be typed."""
    parser.add_argument("pack", nargs="?", help="a shipped pack's name or a folder; default: MILEPOST_PACK")
    parser.add_argument(
        "--schemas", metavar="DIR", type=Path, help="write a JSON Schema of each kind of content, for editors"
    )
    parser.add_argument("--running", action="store_true", help="only: is a Milepost alive on this database?")


def run(args: argparse.Namespace) -> int:
    """1 if something is wrong, or none is alive. Raises `CannotStart`."""
    if args.schemas:
        return _write_schemas(args.schemas)
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
    return 1 if problems else 0


def _write_schemas(folder: Path) -> int:
    try:
        print(f"Wrote {write_schemas(folder)} schemas to {folder}")
    except OSError as error:
        raise CannotStart(f"schemas cannot be written to {folder} ({error.strerror}); give a folder") from None
    return 0


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
    return 0 if alive else 1


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
