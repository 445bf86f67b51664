"""Each named query has one home, and somebody who runs it."""

import re
from collections import Counter
from pathlib import Path

import bot
from bot.store.database import QUERIES

SOURCES = [path.read_text(encoding="utf-8") for path in Path(bot.__file__).parent.rglob("*.py")]
NAMES = [
    name for path in QUERIES.glob("*.sql") for name in re.findall(r"-- name: (\w+)", path.read_text(encoding="utf-8"))
]


def test_no_two_files_have_a_query_of_the_same_name() -> None:
    """The one that is read last would take the other's place without a word."""
    assert [name for name, count in Counter(NAMES).items() if count > 1] == []


def test_each_query_is_run_somewhere() -> None:
    words = {word for source in SOURCES for word in re.findall(r"\w+", source)}
    assert sorted(set(NAMES) - words) == []


def test_postgresql_has_its_own_version_only_of_queries_that_there_are() -> None:
    own = re.findall(r"-- name: (\w+)", (QUERIES.parent / "postgres.sql").read_text(encoding="utf-8"))
    assert sorted(set(own) - set(NAMES)) == []
