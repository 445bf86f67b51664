"""`milepost simulate`: what one types, and what is printed for it."""

import argparse
import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.errors import CannotStart

if TYPE_CHECKING:
    from bot.rehearsal.figures import Figures
    from bot.settings import Settings

MOST_WEEKS, MOST_MEMBERS = 104, 1_000_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may be typed; imports nothing, since every start reads it."""
    parser.add_argument("--weeks", type=_up_to(MOST_WEEKS), default=12, metavar="N", help="how long; default: 12")
    parser.add_argument(
        "--members", type=_up_to(MOST_MEMBERS), metavar="N", help="so many invented members, and no database"
    )
    parser.add_argument(
        "--platform", choices=("discord", "slack"), help="where the invented members are; default: discord"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed invents other members")
    parser.add_argument("--picture", type=Path, metavar="FILE.png", help="also draw the load of each week")
    parser.add_argument("--json", action="store_true", help="print the figures as one object")


def run(args: argparse.Namespace) -> int:
    """1 if something was lost, doubled, stale, at night or too fast. Raises `CannotStart`."""
    from bot.rehearsal import report
    from bot.settings import load

    if args.picture and not (args.picture.suffix == ".png" and args.picture.parent.is_dir()):
        raise CannotStart(f"{args.picture} cannot be drawn; give a file .png in a folder that exists")
    if args.platform and args.members is None:
        raise CannotStart("--platform is for invented members; those of the database are where they are")
    figures = _rehearsed(args, load())
    if args.picture:
        args.picture.write_bytes(report.picture(figures))
    print(figures.model_dump_json() if args.json else "\n".join(report.lines(figures)))
    return 0 if figures.proof.whole else 1


def _rehearsed(args: argparse.Namespace, settings: "Settings") -> "Figures":
    """In a folder that only this user can look into, and that is gone afterwards."""
    from bot import logs
    from bot.content import find
    from bot.content import load as load_pack
    from bot.rehearsal.leaping import leaping
    from bot.rehearsal.weeks import Plan, rehearse

    logs.configure(settings.milepost_log)
    pack, start = load_pack(find(settings.milepost_pack)), settings.clock.now().replace(microsecond=0)
    with tempfile.TemporaryDirectory(prefix="milepost-") as folder:
        file = Path(folder) / "rehearsal.db"
        url = _copy(settings, file) if args.members is None else f"sqlite:///{file}"
        return leaping(
            rehearse(Plan(start, args.weeks, args.seed, args.members, args.platform or "discord", url), pack)
        )


def _copy(settings: "Settings", file: Path) -> str:
    from bot.store.copies import copied

    if url := asyncio.run(copied(settings.database_url, file)):
        return url
    raise CannotStart("there is no database of Milepost yet; rehearse with --members N, or set DATABASE_URL")


def _up_to(most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        value = int(text) if text.isascii() and text.isdigit() else 0
        if not 1 <= value <= most:
            raise argparse.ArgumentTypeError(f"'{text}' is no whole number from 1 to {most:,}")
        return value

    return number
