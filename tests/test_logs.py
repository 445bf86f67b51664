"""Logs: one line of JSON or text a record, on stderr, each once."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime

import pytest

from bot import logs


@pytest.fixture(autouse=True)
def _give_back_the_root_logger() -> Iterator[None]:
    """pytest's own handlers are put aside, so that `configure` neither closes nor keeps them."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers[:] = []
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    printed = capsys.readouterr()
    assert printed.out == "", "stdout is for answers"
    return printed.err.splitlines()


def break_something() -> None:
    try:
        raise RuntimeError("a\nb")
    except RuntimeError:
        logging.getLogger("bot.core").exception("a command broke", extra={"code": "c0ffee"})


def test_a_record_is_one_json_object_with_its_level_name_time_and_extras(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info json")
    logging.getLogger("bot.delivery").info("sent %s", "one", extra={"delivery": "m:checkin\n“x”", "missed": 2})
    (line,) = lines(capsys)
    found = json.loads(line)
    assert datetime.fromisoformat(found.pop("timestamp")).utcoffset() is not None
    assert found == {
        "event": "sent one",
        "level": "info",
        "logger": "bot.delivery",
        "delivery": "m:checkin\n“x”",
        "missed": 2,
    }


def test_an_exception_stays_within_its_one_json_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("warning json")
    break_something()
    (line,) = lines(capsys)
    found = json.loads(line)
    assert (found["code"], found["level"]) == ("c0ffee", "error")
    assert found["exception"].endswith("RuntimeError: a\nb")


def test_text_names_the_event_and_the_extras_without_colours(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info text")
    logging.getLogger("bot.delivery").info("sent", extra={"delivery": "m:checkin"})
    (line,) = lines(capsys)
    assert "\x1b" not in line
    assert all(part in line for part in ("info", "sent", "bot.delivery", "delivery=m:checkin"))


def test_text_shows_an_exception_once_and_complains_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("warning text")
    break_something()
    printed = "\n".join(lines(capsys))
    assert printed.count("Traceback (most recent call last)") == 1
    assert printed.count("RuntimeError: a\nb") == 1
    assert "code=c0ffee" in printed
    assert "Warning" not in printed


@pytest.mark.parametrize("wanted", ["info json", "info text", "info"])
def test_configured_twice_a_record_is_still_written_once(wanted: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("debug text")
    logs.configure(wanted)
    logging.getLogger("bot").info("once")
    assert len(lines(capsys)) == 1


@pytest.mark.parametrize(("wanted", "written"), [("debug", 4), ("info", 3), ("warning json", 2), ("error text", 1)])
def test_the_level_is_the_least_that_is_written(wanted: str, written: int, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(wanted)
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
        logging.getLogger("bot").log(level, "something")
    assert len(lines(capsys)) == written
