"""Files of questions: what is read of them, and on which line one is refused."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import CannotStart
from bot.evaluation.expected import expected
from bot.evaluation.labelled import OUT_OF_SCOPE, Labelled, phrasings, questions

expected_of_a_pack = partial(expected, entries=["salary", "phd"])
LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=30)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "given"


def test_a_mark_of_byte_order_windows_line_ends_empty_lines_and_more_tabs_are_read(file: Path) -> None:
    file.write_bytes(
        b"\xef\xbb\xbfpay\thow much\r\n\r\n   \n pay \twhat\tnow \nsi\xc3\xb1\t\xf0\x9f\xa4\xb7\n__oos__\t\n"
    )
    assert questions(file) == [("pay", "how much"), ("pay", "what\tnow "), ("siñ", "🤷"), (None, "")]


def test_the_same_text_may_be_learnt_for_two_labels_in_the_order_of_the_file(file: Path) -> None:
    file.write_text("b\tsame\na\tsame\nb\tother\n", encoding="utf-8")
    assert phrasings(file) == {"b": ["same", "other"], "a": ["same"]}


@given(st.lists(st.tuples(st.sampled_from(["a", "b c", OUT_OF_SCOPE]), LINE)))
def test_every_line_is_one_question_whatever_stands_in_it(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, str]]
) -> None:
    file = tmp_path_factory.mktemp("lines") / "questions.tsv"
    file.write_bytes("".join(f"{label}\t{text}\n" for label, text in lines).encode())
    assert questions(file) == [Labelled(None if label == OUT_OF_SCOPE else label, text) for label, text in lines]


@pytest.mark.parametrize(
    ("read", "content", "told"),
    [
        (phrasings, b"", ":1: there is nothing to learn"),
        (phrasings, b"a\tb\n__oos__\tb", ":2: the label is __oos__"),
        (phrasings, b"a\tb\n\na\t ", ":3: there is no text"),
        (phrasings, b"a\tb\nno tab", ":2: there is no tab"),
        (questions, b"a\tb\n\n \tb", ":3: the label is empty"),
        (questions, b"a\tb\n\xff", ":2: not UTF-8 (byte 4)"),
        (questions, "a\tb".encode("utf-16"), ":1: not UTF-8"),
        (expected_of_a_pack, b'\n{"question": "x",', ":2: not JSON"),
        (expected_of_a_pack, b"[" * 100_000, ":1: not JSON"),
        (expected_of_a_pack, b'"x"', ":1: the line: "),
        (expected_of_a_pack, b'{"question": "x"}', ":1: expect: "),
        (expected_of_a_pack, b'{"question": 5, "expect": []}', ":1: question: "),
        (expected_of_a_pack, b'{"question": "x", "expect": "phd"}', ":1: expect: "),
        (expected_of_a_pack, b'{"question": "x", "expect": [], "must": ["("]}', "'(' is no regular expression"),
        (expected_of_a_pack, b'{"question": "x", "expect": ["salry"]}', "did you mean 'salary'?"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(
    read: Callable[[Path], Any], content: bytes, told: str, file: Path
) -> None:
    file.write_bytes(content)
    with pytest.raises(CannotStart) as refusal:
        read(file)
    assert str(refusal.value).startswith(f"{file}:")
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("read", [phrasings, questions, expected_of_a_pack])
def test_a_file_that_is_not_there_or_is_a_folder_is_told(read: Callable[[Path], Any], file: Path) -> None:
    for path in (file, file.parent):
        with pytest.raises(CannotStart, match="cannot be read"):
            read(path)


def test_fields_that_only_their_author_knows_are_let_be(file: Path) -> None:
    file.write_text('{"question": "x", "expect": ["phd"], "not": ["salary"], "id": 7}', encoding="utf-8")
    ((line, found),) = expected_of_a_pack(file)
    assert (line, found.id, found.kind, found.must) == (1, 7, "-", ())
