"""`milepost evaluate TRAIN QUESTIONS`, as a real process."""

import json
import os
import pty
import signal
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.matching.conftest import PACK
from tests.processes import COMMAND, Run, environment, milepost, together

ASKED = (
    ("salary", "how mutch mony will i make"),
    ("__oos__", "my cat sleeps on the warm roof"),
    ("maths", "how much maths do they want?"),
    ("framework", "who shall it be"),
    ("start", ""),
    ("maths", "maths " * 2000),
    ("portfolio", "🤷"),
    ("no-such-label", "what is the salary"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    said = [f"{label}\t{text}" for label, texts in PACK.items() for text in texts]
    (tmp_path / "train.tsv").write_text("\n".join(said), encoding="utf-8")
    (tmp_path / "asked.tsv").write_text("\n".join(f"{label}\t{text}" for label, text in ASKED), encoding="utf-8")
    return tmp_path


def objects(run: Run) -> list[dict[str, Any]]:
    assert (run.returncode, run.stderr) == (0, "")
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_each_question_has_one_line_in_order_and_a_label_from_the_threshold_on(folder: Path) -> None:
    evaluate = partial(milepost, folder, "evaluate", "train.tsv", "asked.tsv")
    default, all_of_it, nothing = together(evaluate, *(partial(evaluate, "--threshold", each) for each in ("0", "1")))
    found = objects(default)
    assert [list(line) for line in found] == [["label", "score", "top"]] * len(ASKED)
    assert [line["label"] for line in found] == ["salary", None, "maths", None, None, None, None, "salary"]
    assert all((line["label"] is None) == (line["score"] < 0.25) for line in found)
    assert all(len(line["top"]) in (0, 3) for line in found)
    assert all(line["label"] == next(iter(line["top"]), None) for line in objects(all_of_it))
    assert all(line["label"] is None for line in objects(nothing))
    assert sorted(path.name for path in folder.iterdir()) == ["asked.tsv", "train.tsv"]


def test_the_report_has_every_measure_and_the_sweep_every_threshold(folder: Path) -> None:
    run = milepost(folder, "evaluate", "train.tsv", "asked.tsv", "--sweep")
    figures = {line[:36].strip(): line[36:].strip() for line in run.stdout.split("\n\n")[0].splitlines()}
    assert (run.returncode, run.stderr) == (0, "")
    assert figures["questions"] == "8"
    assert figures["with a label that was not learnt"] == "1"
    assert figures["the first label is right"] == figures["in-scope accuracy"] == "0.2857"
    assert figures["out-of-scope recall"] == "1.0000"
    assert figures["accuracy"] == "0.3750"
    assert float(figures["peak memory"].removesuffix(" MiB")) > 10
    assert [line.split()[0] for line in run.stdout.split("\n\n")[1].splitlines()[1:]] == [
        f"0.{n}" for n in range(1, 10)
    ]


def test_what_was_learnt_is_kept_where_it_is_wanted_and_read_again(folder: Path) -> None:
    first, again = (milepost(folder, "evaluate", "train.tsv", "asked.tsv", "--cache", "deep/kept") for _ in range(2))
    assert objects(first) == objects(again)
    assert len(list((folder / "deep" / "kept").iterdir())) == 1


@pytest.mark.parametrize(
    "train",
    [
        "only\thow much maths do I need",
        "a\thow much\nb\thow much",
        "a\t🤷\nb\t?!",
        "数学\t数学要学多少\nüben\twie viel üben",
    ],
    ids=["one label", "the same text twice", "no words", "other languages"],
)
def test_the_smallest_and_strangest_files_are_learnt(train: str, folder: Path) -> None:
    (folder / "train.tsv").write_text(train, encoding="utf-8")
    labels = {line.partition("\t")[0] for line in train.splitlines()}
    assert all({*line["top"]} <= labels for line in objects(milepost(folder, "evaluate", "train.tsv", "asked.tsv")))


def test_what_cannot_be_measured_prints_nothing_but_one_line_that_says_why(folder: Path) -> None:
    (folder / "broken.tsv").write_text("maths\thow much\nno tab here\n", encoding="utf-8")
    refused = {
        ("train.tsv", "broken.tsv"): "milepost: broken.tsv:2: there is no tab in the line",
        ("train.tsv", "nope.tsv"): "milepost: nope.tsv cannot be read",
        ("train.tsv",): "milepost: give TRAIN.tsv and QUESTIONS.tsv",
        ("train.tsv", "asked.tsv", "--cache", "asked.tsv"): "milepost: asked.tsv is no folder",
        ("--pack", "asked.tsv", "--threshold", "0.5"): "milepost: a pack's thresholds are in its pack.yaml",
        ("--pack", "train.tsv", "asked.tsv"): "milepost: give TRAIN.tsv",
    }
    runs = together(*(partial(milepost, folder, "evaluate", *given) for given in refused))
    for run, told in zip(runs, refused.values(), strict=True):
        assert (run.returncode, run.stdout, len(run.stderr.splitlines())) == (2, "", 1)
        assert run.stderr.startswith(told)


def test_on_a_terminal_it_says_what_takes_so_long_and_ctrl_c_ends_it_there_and_then(folder: Path) -> None:
    said = (f"{number % 500}\tword{number} and word{number % 91}" for number in range(6000))
    (folder / "large.tsv").write_text("\n".join(said), encoding="utf-8")
    terminal, other_end = pty.openpty()
    learning = subprocess.Popen(
        [*COMMAND, "evaluate", "large.tsv", "asked.tsv"],
        stdout=subprocess.PIPE,
        stderr=other_end,
        cwd=folder,
        env=environment(OPENBLAS_NUM_THREADS="1"),
    )
    with learning:
        assert "Learning 6,000 phrasings of 500 labels" in os.read(terminal, 1000).decode()
        learning.send_signal(signal.SIGINT)
        out, _ = learning.communicate(timeout=10)
    os.close(terminal)
    os.close(other_end)
    assert (learning.returncode, out) == (-signal.SIGINT, b"")
