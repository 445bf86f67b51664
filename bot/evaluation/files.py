"""Reads files of a question a line, and refuses one with a line that it cannot use."""

from collections.abc import Iterator
from pathlib import Path

from bot.content import Mistake
from bot.core.errors import CannotStart


def refused(path: Path, line: int, wrong: str, mend: str) -> CannotStart:
    return CannotStart(str(Mistake(str(path), line, wrong, mend)))


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not empty, with their numbers from 1. Raises `CannotStart` if this is no text in UTF-8."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CannotStart(f"{path} cannot be read ({error.strerror}); give a file of a question a line") from None
    except UnicodeDecodeError as error:
        at = error.object[: error.start].count(b"\n") + 1
        raise refused(path, at, f"not UTF-8 (byte {error.start})", "save the file as UTF-8") from None
    for number, line in enumerate(text.split("\n"), 1):  # a text may hold any other separator of lines
        if line.strip():
            yield number, line.removesuffix("\r")
