"""The commands one types, as real processes: ask, chat and check, and what they print."""

import json
import shutil
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

from bot.content import find
from bot.serving import REHEARSAL
from tests.processes import COMMAND, environment, milepost, together

SATURDAY = "2026-11-21T09:00:00Z"


def objects(printed: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.splitlines()]


def test_one_question_gets_its_answer_as_a_member_would_read_it(tmp_path: Path) -> None:
    run = milepost(tmp_path, "ask", "how much maths do I need?")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("**How much maths do I need?**\n")
    assert "(HireKit Academy, 15 Feb 2026)" in run.stdout
    assert list(tmp_path.iterdir()) == []


def test_json_is_one_object_with_exactly_the_promised_keys(tmp_path: Path) -> None:
    run = milepost(tmp_path, "ask", "how much maths do I need?", "--json")
    (answer,) = objects(run.stdout)
    assert list(answer) == ["entry", "text", "suggested", "sources", "score"]
    assert answer["entry"] == "maths-how-much"
    assert answer["suggested"] == []
    assert "HireKit Academy (15 Feb 2026)" in answer["sources"]
    assert 0 < answer["score"] <= 1
    assert (run.returncode, run.stderr) == (0, "")


def test_the_answer_is_whole_and_says_what_is_past_its_review(tmp_path: Path) -> None:
    asked = partial(milepost, tmp_path, "ask", "how much does a senior earn in the US", "--json")
    early = partial(asked, MILEPOST_CLOCK="2026-02-01T00:00:00Z")
    now, before = (objects(run.stdout)[0]["text"] for run in together(partial(asked, MILEPOST_CLOCK=SATURDAY), early))
    assert "due for review since 30 Jun 2026" in now
    assert "due for review" not in before
    for text in (now, before):
        assert "Senior, United States: $180,000–250,000+ a year, from 1 guide." in text
        assert "$100,000–250,000 a year (Edirae, 2026)" in text
        assert "**Why they differ.**" in text
        assert "page 1" not in text


def test_a_question_a_line_gives_an_object_a_line_with_its_id(tmp_path: Path) -> None:
    questions = [
        "how much maths do I need?",
        {"question": "do I need an umbrella in Lisbon tomorrow", "id": 7},
        {"id": {"a": ["b", None]}, "question": "how much maths do I need?", "kind": "other fields are let pass"},
        {"question": "why " * 2500, "id": "long"},
        {"question": "", "id": None},
    ]
    run = milepost(tmp_path, "ask", "--jsonl", stdin="\n\n".join(json.dumps(each) for each in questions))
    answers = objects(run.stdout)
    assert (run.returncode, run.stderr, len(answers)) == (0, "", len(questions))
    keys = ["entry", "text", "suggested", "sources", "score"]
    assert [list(answer) for answer in answers] == [keys, *[["id", *keys]] * 4]
    assert [answer.get("id") for answer in answers] == [None, 7, {"a": ["b", None]}, "long", None]
    assert [answer["entry"] for answer in answers] == ["maths-how-much", None, "maths-how-much", None, None]
    assert all(answer["sources"] == [] for answer in answers if answer["entry"] is None)
    assert "1,000" in answers[3]["text"]


def test_a_broken_line_gets_an_error_and_stops_no_other(tmp_path: Path) -> None:
    broken = [b"nope", b"5", b"[]", b"null", b'{"q": 1}', b'{"question": 5}', b'{"question": null}', b"\xff\xfe"]
    broken += [b"1" * 5000, b"[" * 100_000]
    fine = b'"how much maths do I need?"'
    run = milepost(tmp_path, "ask", "--jsonl", stdin=b"\n".join([*broken, fine]), PYTHONIOENCODING="utf-8")
    answers = objects(run.stdout)
    assert run.stderr == ""
    assert [list(answer) for answer in answers[: len(broken)]] == [["error"]] * len(broken)
    assert [f"line {number} " in answer["error"] for number, answer in enumerate(answers[: len(broken)], 1)] == (
        [True] * len(broken)
    )
    assert answers[-1]["entry"] == "maths-how-much"
    assert run.returncode == 1


def test_text_that_no_encoding_has_is_answered_all_the_same(tmp_path: Path) -> None:
    line = rb'{"id": "\ud800", "question": "how much maths do I need \udfff?"}'
    asked = partial(milepost, tmp_path, "ask", "--jsonl", stdin=line, PYTHONUTF8="0")
    for run in together(partial(asked, PYTHONIOENCODING="utf-8"), partial(asked, PYTHONIOENCODING="ascii")):
        assert run.stderr == ""
        assert [answer["entry"] for answer in objects(run.stdout)] == ["maths-how-much"]


def test_a_scripted_member_is_answered_placed_reminded_and_sees_progress(tmp_path: Path) -> None:
    script = """how much maths do I need?
/quiz
2
/done git-workflow
/resource
/as boss admin
/resource
A book
/announce
/as ada
/start
/settings zone:Berlin
/skip 7d
/progress"""
    run = milepost(tmp_path, "chat", "--as", "ada", stdin=script, MILEPOST_CLOCK=f"{SATURDAY} x0")
    assert run.returncode == 0
    assert run.stderr.splitlines() == [REHEARSAL.format("2026-11-21 09:00 UTC, standing still")]
    shown = run.stdout
    wanted = [
        "How much maths do I need?",
        "Question 1 of 8",
        "Question 2 of 8",
        "Done: ",
        "Cancelled; nothing was changed.",
        "You are boss, an admin now.",
        "Title: what it is",
        "Link: https://",
        "You are ada now.",
        "Next check-in: Thu 26 Nov 2026, 18:00 UTC",
        "Next check-in: Thu 26 Nov 2026, 18:00 Europe/Berlin",
        "Check-in for",
        "For Thu 26 Nov 2026, 18:00 Europe/Berlin",
        "It is Sat 28 Nov 2026, 09:00 UTC now.",
        "Your progress",
        "[picture: ",
    ]
    places = [shown.find(each) for each in wanted]
    assert [each for each, place in zip(wanted, places, strict=True) if place < 0] == []
    assert "**" not in shown
    assert "\x1b" not in shown
    assert "Something broke" not in shown


def test_a_script_on_the_keyboard_is_as_fast_as_it_likes(tmp_path: Path) -> None:
    run = milepost(tmp_path, "chat", stdin="/about\n" * 60)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.count("Machine Learning Engineer\n") == 60


def test_bytes_that_are_no_text_break_neither_the_chat_nor_what_is_kept(tmp_path: Path) -> None:
    typed = (
        b"how \xff\xfe much\n/checkin note:caf\xe9\n/as caf\xe9\n/start\n/\xff\n/settings zone:\xff time:\xff\n/about\n"
    )
    talk = partial(milepost, tmp_path, "chat", stdin=typed)
    strict = partial(talk, DATABASE_URL="sqlite:///strict.db", PYTHONIOENCODING="utf-8")
    lenient = partial(talk, DATABASE_URL="sqlite:///lenient.db", PYTHONIOENCODING="utf-8:surrogateescape")
    for run in together(strict, lenient):
        assert "Traceback" not in run.stderr
        assert "Something broke" not in run.stdout
        assert "\nMachine Learning Engineer\n" in run.stdout
        assert run.returncode == 0


def test_whoever_stops_reading_gets_no_traceback(tmp_path: Path) -> None:
    chat = subprocess.Popen(
        [*COMMAND, "chat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(),
    )
    assert chat.stdin
    assert chat.stdout
    assert chat.stderr
    with chat:
        chat.stdin.write(b"/about\n")
        chat.stdin.flush()
        assert chat.stdout.readline() == b"Machine Learning Engineer\n"
        chat.stdout.close()
        chat.stdin.write(b"/help\n" * 20)
        chat.stdin.close()
        assert chat.stderr.read() == b""


def test_a_whole_pack_is_counted_and_a_broken_one_shows_every_mistake_with_file_and_line(tmp_path: Path) -> None:
    run = milepost(tmp_path, "check")
    assert (run.returncode, run.stderr) == (0, "")
    assert "is whole: 45 answers" in run.stdout
    shutil.copytree(find("ml-engineer"), tmp_path / "mine")
    for file, old, new in (
        ("quiz.yaml", "intro: >-", "intrro: >-"),
        ("faq/salary.md", "id: salary", "id: Salary!"),
        ("routes/edirae.yaml", "high: 3}", "high: -3}"),
    ):
        path = tmp_path / "mine" / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    run = milepost(tmp_path, "check", "mine")
    assert (run.returncode, run.stdout) == (1, "")
    assert "Traceback" not in run.stderr
    places = [line.split(": ")[0].partition(":") for line in run.stderr.splitlines()]
    assert {place[0] for place in places} == {"quiz.yaml", "faq/salary.md", "routes/edirae.yaml"}
    assert all(line.isdigit() for _, _, line in places)


def test_check_tells_of_wrong_settings_too_and_finds_both(tmp_path: Path) -> None:
    run = milepost(tmp_path, "check", "nope", MILEPOST_LOG="loud")
    assert run.returncode == 1
    assert "MILEPOST_LOG" in run.stderr
    assert "no content pack here" in run.stderr


def test_schemas_for_editors_are_json_and_one_for_each_kind(tmp_path: Path) -> None:
    run = milepost(tmp_path, "check", "--schemas", "deep/schemas")
    files = sorted((tmp_path / "deep" / "schemas").iterdir())
    assert run.returncode == 0
    assert f"Wrote {len(files)} schemas" in run.stdout
    assert all(json.loads(file.read_text(encoding="utf-8"))["type"] == "object" for file in files)
    assert {"pack.schema.json", "faq.schema.json", "tips.schema.json"} <= {file.name for file in files}
