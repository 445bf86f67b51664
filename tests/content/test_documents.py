"""A file of a pack remembers on which line each of its fields stands."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.documents import Document, read

TEXT = """\
---
id: salary
title: "Pay"

facts:
  - id: first
    low: 1
    scope: {level: entry, region: us}
  # a comment
  - id: second
    statement: >-
      Over two
      lines
    low: 2
---
The answer,
on two lines.
"""


@pytest.fixture
def document(tmp_path: Path) -> Document:
    path = tmp_path / "salary.md"
    path.write_text(TEXT, encoding="utf-8")
    return read(path, "faq/salary.md")


@pytest.mark.parametrize(
    ("loc", "line"),
    [
        ((), 1),
        (("id",), 2),
        (("title",), 3),
        (("facts",), 5),
        (("facts", 0), 6),
        (("facts", 0, "low"), 7),
        (("facts", 0, "scope", "region"), 8),
        (("facts", 1), 10),
        (("facts", 1, "statement"), 11),
        (("facts", 1, "low"), 14),
        (("facts", 1, "source"), 10),  # missing: the nearest around it
        (("facts", 7, "low"), 5),
        (("nothing", 0, "low"), 1),
        (("id", "deeper"), 2),
    ],
)
def test_a_field_is_on_its_line_and_a_missing_one_on_that_of_what_is_around_it(
    document: Document, loc: tuple[int | str, ...], line: int
) -> None:
    assert document.line(loc) == line


def test_the_text_below_the_front_matter_is_the_body(document: Document) -> None:
    assert document.data["body"] == "The answer,\non two lines."
    assert document.data["facts"][1]["statement"] == "Over two lines"
    assert document.line_of("on two lines") == 17


def test_a_search_begins_where_it_is_told_and_stays_there_when_nothing_is_found(document: Document) -> None:
    assert document.line_of("low") == 7
    assert document.line_of("low", 8) == 14
    assert document.line_of("high", 8) == 8


Tree = dict[str, Any]
# YAML 1.1 ends a line at more characters than editors do; nobody types those.
letters = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")) | st.just("\n")
names = st.text("abc", min_size=1, max_size=5)
leaves = st.none() | st.booleans() | st.integers() | st.text(letters, max_size=200)
inner = st.recursive(
    leaves, lambda child: st.lists(child, max_size=4) | st.dictionaries(names, child, max_size=4), max_leaves=12
)
trees = st.dictionaries(names, inner, min_size=1, max_size=5)


def paths(node: object, loc: tuple[int | str, ...] = ()) -> Iterator[tuple[int | str, ...]]:
    """Every place in the tree, in the order in which it is written."""
    pairs: Iterator[tuple[int | str, object]] = iter(())
    if isinstance(node, dict):
        pairs = iter(node.items())
    elif isinstance(node, list):
        pairs = iter(enumerate(node))
    for part, value in pairs:
        yield (*loc, part)
        yield from paths(value, (*loc, part))


@settings(max_examples=100)
@given(tree=trees, markdown=st.booleans())
def test_whatever_is_written_is_found_on_the_line_on_which_it_stands(
    tmp_path_factory: pytest.TempPathFactory, tree: Tree, markdown: bool
) -> None:
    written = yaml.safe_dump(tree, sort_keys=False, allow_unicode=True)
    path = tmp_path_factory.getbasetemp() / ("tree.md" if markdown else "tree.yaml")
    path.write_text(f"---\n{written}---\nThe text.\n" if markdown else written, encoding="utf-8")
    document = read(path, path.name)
    lines = path.read_text("utf-8").split("\n")
    found = [document.line(loc) for loc in paths(tree)]
    assert found == sorted(found)
    for loc, line in zip(paths(tree), found, strict=True):
        begins = lines[line - 1].lstrip()
        assert begins.startswith("-") if isinstance(loc[-1], int) else f"{loc[-1]}:" in begins
        assert document.line((*loc, "nowhere")) == line
    assert document.data == tree | ({"body": "The text."} if markdown else {})
