"""`milepost evaluate --pack`, as a real process, and what counts as what."""

import json
import shutil
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from bot.content import find
from bot.evaluation.answering import Outcome, answered, by_kind, collisions
from bot.evaluation.expected import Expected
from bot.evaluation.report import of_pack
from tests.processes import milepost, together

QUESTIONS = (
    {"question": "how much maths do I need?", "expect": ["maths-how-much"], "must": ["(?i)maths"], "kind": "plain"},
    {"question": "how much maths do I need?", "expect": ["maths-how-much"], "must": ["umbrella"], "id": {"my": 1}},
    {"question": "how much maths do I need?", "expect": ["salary"], "id": "x"},
    {"question": "how much maths do I need?", "expect": []},
    {"question": "my cat sleeps on the warm roof", "expect": ["phd"]},
    {"question": "my cat sleeps on the warm roof", "expect": []},
)


@dataclass(frozen=True)
class Said:
    """An answer as a pack gives it."""

    entry: str | None
    suggested: tuple[str, ...] = ()
    markdown: str = "what it says"
    score: float = 0.5


@pytest.mark.parametrize(
    ("expect", "must", "said", "outcome"),
    [
        (("a", "b"), ("say",), Said("b"), "right"),
        (("a",), ("say", "sing"), Said("a"), "wrong text"),
        (("a",), (), Said("b"), "wrong entry"),
        ((), (), Said("b"), "false"),
        ((), ("sing",), Said(None, ("a",)), "right"),
        (("a",), ("sing",), Said(None, ("b", "a")), "offered"),
        (("a",), (), Said(None, ("b", "c")), "declined"),
        (("a",), (), Said(None), "declined"),
    ],
)
def test_an_outcome_says_what_came_of_a_question(
    expect: tuple[str, ...], must: tuple[str, ...], said: Said, outcome: Outcome
) -> None:
    (found,) = answered([(1, Expected(question="?", expect=expect, must=must))], lambda question: said)
    assert found.outcome == outcome


def test_entries_taken_for_one_another_are_counted_the_most_frequent_pair_first() -> None:
    said = {
        "wrong order": (("a",), Said(None, ("b", "a"))),
        "other first, the right one not at all": (("a", "x"), Said(None, ("b", "c"))),
        "the later one of those expected is meant": (("x", "a"), Said(None, ("b", "a"))),
        "other answer": (("a",), Said("c")),
        "false": ((), Said("c")),
        "right": (("a",), Said("a")),
        "right order": (("a",), Said(None, ("a", "b"))),
        "nothing": (("a",), Said(None)),
        "rightly not answered": ((), Said(None, ("b",))),
    }
    asked = [(1, Expected(question=name, expect=expect, kind="k")) for name, (expect, _) in said.items()]
    found = answered(asked, lambda question: said[question][1])
    assert collisions(found) == [("a", "b", 0, 3), ("(nothing)", "c", 1, 0), ("a", "c", 1, 0)]
    assert by_kind(found) == {
        "k": Counter({"offered": 3, "right": 2, "declined": 2, "wrong entry": 1, "false": 1}),
    }
    assert of_pack([]) == of_pack([])[:2]


def test_each_question_has_a_line_with_what_came_of_it_and_without_its_text(tmp_path: Path) -> None:
    (tmp_path / "asked.jsonl").write_text("\n\n".join(map(json.dumps, QUESTIONS)), encoding="utf-8")
    evaluate = partial(milepost, tmp_path, "evaluate", "--pack")
    lines, report = together(partial(evaluate, "asked.jsonl"), partial(evaluate, "--report", "asked.jsonl"))
    found = [json.loads(line) for line in lines.stdout.splitlines()]
    assert (lines.returncode, lines.stderr, report.returncode, report.stderr) == (0, "", 0, "")
    keys = ["outcome", "entry", "score", "suggested"]
    assert [list(line) for line in found] == [["line", *keys], *[["line", "id", *keys]] * 2, *[["line", *keys]] * 3]
    assert [line["line"] for line in found] == [1, 3, 5, 7, 9, 11]
    assert [line["outcome"] for line in found] == [
        *("right", "wrong text", "wrong entry", "false", "declined", "right")
    ]
    assert found[1]["id"] == {"my": 1}
    assert "salary -> maths-how-much" in report.stdout
    assert [line.split()[:3] for line in report.stdout.splitlines()[1:4]] == [
        *(["-", "5", "1"], ["plain", "1", "1"], ["all", "6", "2"])
    ]


def test_a_packs_own_questions_are_asked_when_no_file_is_given(tmp_path: Path) -> None:
    shutil.copytree(find("ml-engineer"), tmp_path / "mine")
    evaluate = partial(milepost, tmp_path, "evaluate", "--pack", MILEPOST_PACK="mine")
    (tmp_path / "mine" / "questions.jsonl").unlink(missing_ok=True)
    without = evaluate()
    (tmp_path / "mine" / "questions.jsonl").write_text(json.dumps(QUESTIONS[0]), encoding="utf-8")
    own, check = together(evaluate, partial(milepost, tmp_path, "check", "mine"))
    assert (without.returncode, without.stdout, len(without.stderr.splitlines())) == (2, "", 1)
    assert "the pack in mine has no questions.jsonl" in without.stderr
    assert json.loads(own.stdout)["outcome"] == "right"
    assert check.returncode == 0
