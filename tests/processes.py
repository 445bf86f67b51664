"""Milepost as a real process: in a folder of its own, with nothing in the environment but what is given."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import bot
from bot.answers import Library
from tests.packs import shipped

ROOT = Path(bot.__file__).parents[1]
COMMAND = (sys.executable, "-m", "bot")
Run = subprocess.CompletedProcess[str]


def environment(**more: str) -> dict[str, str]:
    """What the matcher learns of the shipped pack is there before the first process starts, so that each is quick."""
    kept = os.environ["MILEPOST_CACHE"]
    _learn_once(kept)
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "MILEPOST_CACHE": kept, **more}


@cache
def _learn_once(kept: str) -> None:
    """It takes longer than a process is waited for."""
    assert Library(shipped(), cache=Path(kept)).matcher.match("salary").nearest


def milepost(folder: Path, *arguments: str, stdin: str | bytes = "", **settings: str) -> Run:
    """Runs `milepost ARGUMENTS` in the folder with nothing in the environment but these settings."""
    typed = stdin.encode() if isinstance(stdin, str) else stdin
    run = subprocess.run(
        [*COMMAND, *arguments],
        input=typed,
        capture_output=True,
        cwd=folder,
        env=environment(**settings),
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(
        run.args, run.returncode, run.stdout.decode(errors="replace"), run.stderr.decode(errors="replace")
    )


def together(*runs: Callable[[], Run]) -> list[Run]:
    """What these give, run at the same time: each process takes a second."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return [started.result() for started in [threads.submit(run) for run in runs]]
