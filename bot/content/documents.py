"""Files of a pack as data that remembers its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.core.errors import CannotStart

_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Safe):  # type: ignore[misc]
    """Leaves dates as they are written: the models read them, and say so when there is no such day."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in _Safe.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, order=True)
class Mistake:
    """What is wrong in a pack, where, and how to mend it."""

    file: str
    line: int
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.wrong}: {self.mend}"


class PackInvalid(CannotStart):
    """A pack with mistakes in it; it carries all of them."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True)
class Document:
    """A YAML file, a Markdown file whose front matter is YAML and whose text is the field `body`, or lines of text.

    Lines of text are the field `lines`, and the file's name is the field `id`; `at` says where each line stands.
    """

    file: str
    data: Any
    node: yaml.Node | None
    text: str
    body_at: int = 1
    at: tuple[int, ...] = ()

    def line(self, loc: Sequence[int | str] = ()) -> int:
        """The line on which a field stands, counted from 1; that of the nearest field around it when it is missing."""
        if loc and loc[0] == "body":
            return self.body_at
        if self.at and len(loc) > 1 and isinstance(loc[1], int):
            return self.at[loc[1]]
        node, line = self.node, 1
        for part in loc:
            found = _child(node, part)
            if found is None:
                break
            line, node = found
        return line

    def line_of(self, needle: str, start: int = 1) -> int:
        """The first line from `start` that holds this text, or `start`."""
        lines = self.text.splitlines()
        return next((number for number in range(start, len(lines) + 1) if needle in lines[number - 1]), start)


def read(path: Path, file: str) -> Document:
    """Raises `PackInvalid` if the file is not UTF-8, not YAML, or says a key twice."""
    text = _text(path, file)
    if path.suffix == ".txt":
        return _lines(text, file, path.stem)
    matter, body = _split(text, file) if path.suffix == ".md" else (text, None)
    try:
        loader = _Loader(matter)
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else None
        _refuse_twice(node, file)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "it cannot be read"
        mend = "check indentation and quotes (a value with ': ' in it needs quotes)"
        raise _refused(file, line, f"not YAML ({problem})", mend) from None
    if body is None or not isinstance(data, dict):
        return Document(file, data, node, text)
    begins = text[: len(text) - len(body.lstrip())].count("\n") + 1
    return Document(file, data | {"body": body.strip()}, node, text, begins)


def _text(path: Path, file: str) -> str:
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _refused(file, line, f"not UTF-8 (byte {error.start})", "save the file as UTF-8") from None
    return text.replace("\r\n", "\n").rstrip("\n") + "\n"


def _lines(text: str, file: str, name: str) -> Document:
    """Empty lines, and those that begin with `#`, are for whoever reads the file."""
    numbered = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1)]
    kept = [(number, line) for number, line in numbered if line and not line.startswith("#")]
    data = {"id": name, "lines": [line for _, line in kept]}
    return Document(file, data, None, text, at=tuple(number for number, _ in kept))


def _split(text: str, file: str) -> tuple[str, str]:
    """Front matter with its first line kept as a comment, so that line numbers stay those of the file."""
    opening, _, rest = text.partition("\n")
    matter, closing, body = rest.partition("\n---\n")
    if opening.strip() != "---" or not closing:
        raise _refused(
            file, 1, "no front matter", "begin with a line ---, then the fields, then a line ---, then the text"
        )
    return f"#\n{matter}\n", body


def _child(node: yaml.Node | None, part: int | str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        pairs = (pair for pair in node.value if pair[0].value == part)
        return next(((key.start_mark.line + 1, value) for key, value in pairs), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line + 1, node.value[part]
    return None


def _refuse_twice(node: yaml.Node | None, file: str) -> None:
    """YAML readers keep the last of two equal keys in silence."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if str(key.value) in seen:
                line = key.start_mark.line + 1
                raise _refused(file, line, f"'{key.value}' is given twice", "keep one of the two")
            seen.add(str(key.value))
            _refuse_twice(value, file)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_twice(value, file)


def _refused(file: str, line: int, wrong: str, mend: str) -> PackInvalid:
    return PackInvalid([Mistake(file, line, wrong, mend)])
