"""Power losses: the files go back to what they held when they were last synced, or some of them do."""

import random
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("synced.c")
NEEDED = "There is no C compiler on a Linux here, so what a power loss leaves of an SQLite file was not tried."


@cache
def compiler() -> str | None:
    return shutil.which("cc") if sys.platform == "linux" else None


def layer(folder: Path) -> dict[str, str]:
    """The environment of processes whose syncs are noted."""
    library = folder / "synced.so"
    command = [compiler() or "cc", "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    return {"LD_PRELOAD": str(library)}


class Disk:
    """The files of one SQLite database; now, what they hold is safe."""

    def __init__(self, path: Path, seed: int = 4) -> None:
        self._files = (path, path.with_name(f"{path.name}-wal"))
        self._shared = path.with_name(f"{path.name}-shm")
        self._random = random.Random(seed)
        for each in self._files:
            if each.exists():
                shutil.copy(each, _synced(each))

    def lose_power(self, *, worst: bool) -> None:
        """With nobody writing any more. At worst nothing that was not synced is left; else it is left of some files."""
        self._shared.unlink(missing_ok=True)
        for each in self._files:
            if not worst and self._random.random() < 0.5:
                continue
            if _synced(each).exists():
                shutil.copy(_synced(each), each)
            else:
                each.unlink(missing_ok=True)


def _synced(path: Path) -> Path:
    return path.with_name(f"{path.name}.synced")
