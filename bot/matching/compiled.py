"""Keeps what was learnt of a pack in a file named by its content, so that a start does not learn it again."""

import json
import os
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

from bot.matching.kernels import Indices
from bot.matching.learnt import Learnt
from bot.matching.vectors import TABLE

_KEPT = 4  # of the latest files, one for each pack or version of a pack
_FORM = 3  # one more whenever the rooms learn differently, so that older files are not read


def compiled(folder: Path | None, texts: Sequence[str], owners: Indices, entries: int) -> Learnt:
    """From the folder if these texts were learnt before; else learnt now, and kept there."""
    if folder is None:
        return Learnt.learn(texts, owners, entries)
    file = folder / f"matcher-{_key(texts, owners, entries)}.npz"
    if kept := _kept(file, entries):
        return kept
    with _alone(folder):
        if kept := _kept(file, entries):
            return kept
        learnt = Learnt.learn(texts, owners, entries)
        _keep(learnt, file)
    return learnt


def _kept(file: Path, entries: int) -> Learnt | None:
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as parts:
            return Learnt.of_parts(parts, entries)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):  # not there, or cut off
        return None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Of processes that start at once one learns, and the others wait for what it keeps: it takes half a minute and
    700 MB. Where a folder cannot be written, or a disk or a system knows no such locks, each learns for itself.
    """
    with ExitStack() as held:
        with suppress(OSError, ImportError):
            import fcntl

            folder.mkdir(parents=True, exist_ok=True)
            opened = os.open(folder, os.O_RDONLY)
            held.callback(os.close, opened)
            fcntl.flock(opened, fcntl.LOCK_EX)
        yield


def _key(texts: Sequence[str], owners: Indices, entries: int) -> str:
    """Everything that what is learnt depends on."""
    with zipfile.ZipFile(TABLE) as table:
        encoder = [part.CRC for part in table.infolist()]
    learnt_from = json.dumps([_FORM, np.__version__, encoder, entries, owners.tolist(), list(texts)])
    return sha256(learnt_from.encode()).hexdigest()[:16]


def _keep(learnt: Learnt, file: Path) -> None:
    """Whole or not at all. A folder that cannot be written costs time at the next start, nothing else."""
    try:
        with NamedTemporaryFile(dir=file.parent, suffix=".tmp", delete=False) as written:
            np.savez(written, **learnt.parts())  # type: ignore[arg-type]
        Path(written.name).replace(file)
        for older in sorted(file.parent.glob("matcher-*.npz"), key=lambda file: file.stat().st_mtime)[:-_KEPT]:
            older.unlink(missing_ok=True)
    except OSError:
        return
