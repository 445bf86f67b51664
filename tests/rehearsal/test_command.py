"""`milepost simulate` as a real process."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from tests.processes import COMMAND, environment, milepost

SEPTEMBER = "2026-09-21T00:00:00Z"


def test_figures_are_one_object_a_picture_is_drawn_and_nothing_else_is_left_behind(tmp_path: Path) -> None:
    typed = ("simulate", "--members", "10", "--weeks", "1", "--json", "--picture", "load.png")
    run = milepost(tmp_path, *typed, MILEPOST_CLOCK=SEPTEMBER)
    assert (run.returncode, run.stderr) == (0, "")
    figures = json.loads(run.stdout)
    assert (figures["members"], figures["weeks"], figures["start"]) == (10, 1.0, SEPTEMBER)
    assert figures["proof"] == {"lost": 0, "doubled": 0, "at_night": 0, "stale": 0, "too_fast": 0}
    assert [path.name for path in tmp_path.iterdir()] == ["load.png"]
    assert (tmp_path / "load.png").read_bytes().startswith(b"\x89PNG")


def test_the_database_of_the_settings_is_rehearsed_when_no_members_are_invented(tmp_path: Path) -> None:
    typed = {"stdin": "/start zone:Berlin\n", "MILEPOST_CLOCK": f"{SEPTEMBER} x0"}
    assert milepost(tmp_path, "chat", **typed).returncode == 0
    before = (tmp_path / "milepost.db").read_bytes()
    run = milepost(tmp_path, "simulate", "--weeks", "2", MILEPOST_CLOCK=SEPTEMBER)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("1 member, 2 weeks from Mon 21 Sep 2026, 00:00 UTC")
    assert "a copy of the database" in run.stdout
    assert "check-ins 2, tips 2" in run.stdout
    assert (tmp_path / "milepost.db").read_bytes() == before


@pytest.mark.parametrize(("typed", "said"), [
    (("simulate",), "there is no database of Milepost yet; rehearse with --members N"),
    (("simulate", "--members", "0"), "'0' is no whole number from 1 to 1,000,000"),
    (("simulate", "--weeks", "9999"), "'9999' is no whole number from 1 to 104"),
    (("simulate", "--platform", "slack"), "--platform is for invented members"),
    (("simulate", "--members", "1", "--picture", "no/such.png"), "no/such.png cannot be drawn"),
    (("simulate", "--members", "1", "--picture", "load.gif"), "load.gif cannot be drawn"),
])  # fmt: skip
def test_what_cannot_be_rehearsed_is_said_in_one_line(tmp_path: Path, typed: tuple[str, ...], said: str) -> None:
    run = milepost(tmp_path, *typed)
    assert (run.returncode, run.stdout) == (2, "")
    assert said in run.stderr.splitlines()[-1]
    assert "Traceback" not in run.stderr
    assert list(tmp_path.iterdir()) == []


def _heeding_ctrl_c() -> None:
    """Who runs the tests in the background has them ignore it, and what they start as well."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_stops_it_and_shows_what_there_is_so_far(tmp_path: Path) -> None:
    typed = [*COMMAND, "simulate", "--members", "100", "--weeks", "104"]
    with subprocess.Popen(
        typed,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        text=True,
        env=environment(),
        preexec_fn=_heeding_ctrl_c,  # noqa: PLW1509 - one call into the C library
    ) as running:
        assert running.stderr
        assert "sent" in running.stderr.readline()
        running.send_signal(signal.SIGINT)
        printed, said = running.communicate(timeout=120)
    assert "of 104 weeks, then interrupted, from" in printed
    assert "\nProof " in printed
    assert "Traceback" not in said
    assert running.returncode == 0
