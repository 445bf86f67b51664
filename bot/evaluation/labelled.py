"""Files of `label<TAB>text`, as the public data sets of intents are passed around."""

from pathlib import Path
from typing import NamedTuple

from bot.evaluation.files import lines, refused

OUT_OF_SCOPE = "__oos__"
"""The label of a question that no other label fits; data sets of questions have it, what is learnt never does."""


class Labelled(NamedTuple):
    """A line; the label is none where the question is out of scope."""

    label: str | None
    text: str


def questions(path: Path) -> list[Labelled]:
    """The questions in the file's order. Raises `CannotStart` with the line that is wrong."""
    return [Labelled(None if label == OUT_OF_SCOPE else label, text) for _, label, text in _pairs(path)]


def phrasings(path: Path) -> dict[str, list[str]]:
    """What is said for each label, to be learnt. Raises `CannotStart` with the line that is wrong."""
    said: dict[str, list[str]] = {}
    for number, label, text in _pairs(path):
        if label == OUT_OF_SCOPE:
            mend = "take the line out: what is out of scope is asked, not learnt"
            raise refused(path, number, f"the label is {OUT_OF_SCOPE}", mend)
        if not text.strip():
            raise refused(path, number, "there is no text behind the label", "write what people say, or drop the line")
        said.setdefault(label, []).append(text)
    if not said:
        raise refused(
            path, 1, "there is nothing to learn in this file", "write a line label<TAB>text for each phrasing"
        )
    return said


def _pairs(path: Path) -> list[tuple[int, str, str]]:
    """Number, label and text of each line; further tabs belong to the text."""
    pairs = []
    for number, line in lines(path):
        label, tab, text = line.partition("\t")
        if not tab:
            raise refused(path, number, "there is no tab in the line", "write label<TAB>text")
        if not label.strip():
            raise refused(path, number, "the label is empty", "write label<TAB>text")
        pairs.append((number, label.strip(), text))
    return pairs
