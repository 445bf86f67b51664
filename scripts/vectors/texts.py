"""The sentences MiniLM is asked about: few-shot questions, docstrings, the content packs, and filled-in patterns."""

import ast
import csv
import importlib.util
import random
import re
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
CONTENT = HERE.parent.parent / "content"
PATTERNS: dict[str, Any] = yaml.safe_load((HERE / "patterns.yaml").read_text("utf-8"))

# All BSD, MIT or Apache-2.0; the standard library is PSF-2.0. The versions are those of the group "vectors".
PACKAGES = (
    *("torch", "transformers", "sklearn", "scipy", "numpy", "sympy", "networkx", "pydantic", "huggingface_hub"),
    *("sentence_transformers", "rich", "joblib", "jinja2", "typer", "fsspec", "setuptools"),
)
_SENTENCE = re.compile(r"(?<=[.?!:])\s+|\n\s*\n|\n\s*[-*>]|\n\s*:?\w+:?\s*\n")
_PROSE = re.compile(r"(?:[A-Za-z][A-Za-z'’-]*|\d[\d.,%]*|[CF]\+\+|[$€£]\d[\d,.k]*)[,;:.?!)\"'’]*")
_NOT_THEIRS = {"_vendor", "vendor", "externals", "_external", "array_api_compat"}  # other people's code, of any licence
_SENTENCES_EACH = 8  # the first ones; further down a docstring is code or a table


def labelled(files: Iterable[Path]) -> list[str]:
    """The questions of `label<TAB>text` files. Give training files only."""
    rows = (row for file in files for row in csv.reader(file.open(encoding="utf-8"), delimiter="\t", quoting=3))
    return [row[1] for row in rows if len(row) == 2]


def docstrings(most: int) -> list[str]:
    """Sentences of the standard library and of PACKAGES; by their digest, so that one more changes no other's place."""
    library = Path(sysconfig.get_path("stdlib"))
    homes = [home for home in sorted(library.iterdir()) if home.name not in ("site-packages", "test", "idlelib")]
    found = {name: importlib.util.find_spec(name) for name in PACKAGES}
    homes += [Path(spec.origin).parent for spec in found.values() if spec and spec.origin]
    files = [file for home in homes for file in ([home] if home.is_file() else home.rglob("*.py"))]
    theirs = [file for file in files if file.suffix == ".py" and not _NOT_THEIRS & set(file.parts)]
    known = {sentence for file in theirs for sentence in _documented(file)}
    return sorted(known, key=lambda sentence: sha256(sentence.encode()).digest())[:most]


def _documented(file: Path) -> Iterator[str]:
    try:
        tree = ast.parse(file.read_text("utf-8"))
    except (SyntaxError, UnicodeDecodeError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from list(sentences(ast.get_docstring(node) or ""))[:_SENTENCES_EACH]


def sentences(text: str) -> Iterator[str]:
    """What reads like a sentence: 4 to 24 words, nearly all of them prose."""
    for part in _SENTENCE.split(text.replace("`", "")):
        tokens = part.split()
        if 4 <= len(tokens) <= 24 and sum(bool(_PROSE.fullmatch(token)) for token in tokens) >= 0.85 * len(tokens):
            yield " ".join(tokens)


def packs() -> list[str]:
    """Every line of the content packs that has words in it."""
    files = [file for kind in ("*.yaml", "*.md", "*.txt") for file in sorted(CONTENT.rglob(kind))]
    lines = (line.strip(" -|>\"'") for file in files for line in file.read_text("utf-8").splitlines())
    cleaned = (re.sub(r"\{\{.*?\}\}|https?://\S+|^[\w-]+: *|[*_`#\[\]]", "", line).strip(" \"'") for line in lines)
    return sorted({line for line in cleaned if 2 <= len(line.split()) <= 60})


def asked(count: int, choose: random.Random) -> list[str]:
    """Questions to helpdesks of many kinds."""
    areas = list(PATTERNS["areas"].values())
    return [_fill(choose.choice(PATTERNS["frames"]), choose.choice(areas), choose) for _ in range(count)]


def _fill(frame: str, area: dict[str, list[str]], choose: random.Random) -> str:
    thing, other = choose.sample(area["thing"], 2)
    text = frame.replace("{thing}", thing).replace("{other}", other).replace("{do}", choose.choice(area["do"]))
    text = re.sub(r"\{a\} (?=([aeiou])?)", lambda gap: "an " if gap[1] else "a ", text)
    return text + choose.choice(("", "", "?"))


def spoken(vocabulary: Sequence[str], rounds: int, choose: random.Random) -> list[str]:
    """Every word of the vocabulary in `rounds` patterns, beside words drawn with it."""
    made = []
    for _ in range(rounds):
        for first in vocabulary:
            second, third = choose.sample(vocabulary, 2)
            made.append(choose.choice(PATTERNS["words"]).format(first=first, second=second, third=third))
    return made
