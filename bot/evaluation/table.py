"""Rows of words and figures, set under each other."""

from collections.abc import Iterable, Sequence


def lined_up(rows: Sequence[Sequence[str]]) -> list[str]:
    """A line a row: the first column to the left, the others to the right, two blanks between them."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(_cells(row, widths)).rstrip() for row in rows]


def _cells(row: Iterable[str], widths: Sequence[int]) -> list[str]:
    first, *others = zip(row, widths, strict=True)
    return [first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)]


def figure(value: float | None, digits: int = 4) -> str:
    return "-" if value is None else f"{value:,.{digits}f}"
