"""How Milepost starts and stops as a real process: what it refuses, beside whom it runs, and how it ends."""

import asyncio
import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.store import HEARTBEAT, Database, Notes, Stop, Stops
from tests.processes import COMMAND, Run, environment, milepost, together

REFUSALS: dict[str, tuple[tuple[str, ...], dict[str, str], str]] = {
    "a setting that does not exist": (("ask", "hi"), {"MILEPOST_LGO": "info"}, "did you mean MILEPOST_LOG?"),
    "a database of no known kind": (("chat",), {"DATABASE_URL": "mysql://db"}, "DATABASE_URL"),
    "a database that is not there": (
        ("chat",),
        {"DATABASE_URL": "postgresql://u:pw@127.0.0.1:9/x"},
        "127.0.0.1:9; start",
    ),
    "a database in a file for a folder": (("chat",), {"DATABASE_URL": "sqlite:///file/x.db"}, "there is no folder"),
    "a database that is a folder": (("chat",), {"DATABASE_URL": "sqlite:///folder"}, "cannot be used"),
    "a database that is a text": (("chat",), {"DATABASE_URL": "sqlite:///file"}, "is it a Milepost database?"),
    "a pack that is not there": (("chat",), {"MILEPOST_PACK": "nope"}, "one of: ml-engineer"),
    "a run without a token": (("run",), {}, "set DISCORD_TOKEN or SLACK_BOT_TOKEN"),
    "a run elsewhere": (("run",), {"DISCORD_TOKEN": "x", "DISCORD_API_BASE": "https://e.org"}, "on this machine"),
    "a token and no command": ((), {"SLACK_BOT_TOKEN": "xoxb-1"}, "Slack needs SLACK_APP_TOKEN"),
    "no question": (("ask",), {}, "milepost ask"),
    "schemas into a file": (("check", "--schemas", "file"), {}, "file"),
}


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """All refused starts by name."""
    starts = []
    for arguments, settings, _ in REFUSALS.values():
        folder = tmp_path_factory.mktemp("refused")
        (folder / "folder").mkdir()
        (folder / "file").write_text("A text of some length, and no database at all.\n" * 100, encoding="utf-8")
        starts.append(partial(milepost, folder, *arguments, **settings))
    return dict(zip(REFUSALS, together(*starts), strict=True))


@pytest.mark.parametrize("name", REFUSALS)
def test_what_cannot_start_ends_with_two_and_one_line_that_says_what_to_do(refusals: dict[str, Run], name: str) -> None:
    run, (_, _, told) = refusals[name], REFUSALS[name]
    assert (run.returncode, run.stdout) == (2, "")
    assert len(run.stderr.splitlines()) == 1
    assert run.stderr.startswith("milepost: ")
    assert told in run.stderr


def test_two_wrong_settings_are_both_told(tmp_path: Path) -> None:
    run = milepost(tmp_path, "ask", "hi", MILEPOST_LOG="loud", MILEPOST_CLOCK="noon")
    assert run.returncode == 2
    assert sorted(line.removeprefix("milepost: ").split(":")[0] for line in run.stderr.splitlines()) == [
        "MILEPOST_CLOCK",
        "MILEPOST_LOG",
    ]


def test_an_env_file_that_is_no_text_is_refused_with_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"DISCORD_TOKEN=\xff\xfe\n")
    run = milepost(tmp_path, "ask", "hi")
    assert run.returncode == 2
    assert len(run.stderr.splitlines()) == 1
    assert ".env" in run.stderr


def test_a_second_process_on_the_same_file_is_refused_while_the_first_goes_on(tmp_path: Path) -> None:
    first = subprocess.Popen(
        [*COMMAND, "chat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path, env=environment(), text=True
    )
    assert first.stdin
    assert first.stdout
    with first:
        first.stdin.write("/about\n")
        first.stdin.flush()
        assert first.stdout.readline() == "Machine Learning Engineer\n"
        second = milepost(tmp_path, "chat", stdin="/start")
        assert (second.returncode, second.stdout) == (2, "")
        assert second.stderr.startswith("milepost: another Milepost is using milepost.db; stop it first")
        assert len(second.stderr.splitlines()) == 1
        out, _ = first.communicate("/start\n", timeout=60)
    assert first.returncode == 0
    assert "Welcome. We have begun" in out


def test_check_running_tells_a_living_milepost_from_a_dead_one_beside_its_lock(
    tmp_path: Path, database_url: str
) -> None:
    async def seen(age: timedelta | None) -> Run:
        async with await Database.open(database_url) as database:
            if age is not None:
                await Notes(database).keep_moment(HEARTBEAT, SystemClock().now() - age)
            return await asyncio.to_thread(milepost, tmp_path, "check", "--running", DATABASE_URL=database_url)

    never, dead, alive = (asyncio.run(seen(age)) for age in (None, timedelta(minutes=3), timedelta(0)))
    assert [run.returncode for run in (never, dead, alive)] == [1, 1, 0]
    assert "never" in never.stdout
    assert all(run.stderr == "" for run in (never, dead, alive))


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_check_running_says_since_when_a_platform_is_not_heard(tmp_path: Path, database_url: str) -> None:
    now = SystemClock().now()

    async def seen(minutes: int) -> Run:
        async with await Database.open(database_url) as database:
            await Notes(database).keep_moment(HEARTBEAT, now)
            since = now - timedelta(minutes=minutes)
            lost = Stop(domain="Discord's gateway", kind="unheard", reason="no connection", since=since)
            await Stops(database).lift(lost.domain)
            await Stops(database).keep(lost)
            return await asyncio.to_thread(milepost, tmp_path, "check", "--running", DATABASE_URL=database_url)

    passing, lasting = (asyncio.run(seen(minutes)) for minutes in (1, 6))
    assert (passing.returncode, lasting.returncode) == (0, 1)
    assert all("Discord's gateway: not heard since" in run.stdout for run in (passing, lasting))


def test_whether_one_is_alive_on_a_database_that_is_not_there_cannot_be_said(tmp_path: Path) -> None:
    run = milepost(tmp_path, "check", "--running", DATABASE_URL="postgresql://me:hush@127.0.0.1:9/x")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("milepost: nothing answers at the PostgreSQL database x at 127.0.0.1:9")
    assert "hush" not in run.stderr


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_a_second_chat_on_one_postgresql_is_refused_while_the_first_goes_on(tmp_path: Path, database_url: str) -> None:
    told = environment(DATABASE_URL=database_url)
    pipe = subprocess.PIPE
    with subprocess.Popen([*COMMAND, "chat"], stdin=pipe, stdout=pipe, cwd=tmp_path, env=told, text=True) as first:
        assert first.stdin
        assert first.stdout
        first.stdin.write("/about\n")
        first.stdin.flush()
        assert first.stdout.readline() == "Machine Learning Engineer\n"
        second = milepost(tmp_path, "chat", stdin="/start", DATABASE_URL=database_url)
        first.communicate("/start\n", timeout=60)
    assert (second.returncode, second.stdout) == (2, "")
    assert second.stderr.startswith("milepost: another chat is using this database; end it first")
    assert first.returncode == 0


SERVING = """
import asyncio
from bot.serving import run
from bot.content import find, load
from bot.settings import load as settings

class Silent:
    platform = "discord"
    pace = None

    def __init__(self, settings, app):
        assert settings.discord_token.get_secret_value() == "secret"

    async def run(self):
        print("serving", flush=True)
        await asyncio.Event().wait()

asyncio.run(run(settings(), load(find("ml-engineer")), {"discord": Silent}))
print("stopped", flush=True)
"""


HURRYING = """
import asyncio
from bot.serving import run
from bot.content import find, load
from bot.core.model import Person, Place, Request
from bot.settings import load as settings

class Hurried:
    platform = "discord"
    pace = None

    def __init__(self, settings, app):
        self.mentor = app.dispatch

    async def run(self):
        where = {"platform": "discord", "space": "s"}
        ada, place = Person(id="1", name="Ada", **where), Place(channel="c", **where)
        for number in range(25):
            reply = await self.mentor.answer(Request(id=str(number), command="about", person=ada, place=place))
            print(reply.card.title)

asyncio.run(run(settings(), load(find("ml-engineer")), {"discord": Hurried}))
"""


def test_on_a_platform_a_member_may_ask_twenty_times_at_once(tmp_path: Path) -> None:
    serving = subprocess.run(
        [sys.executable, "-c", HURRYING],
        capture_output=True,
        cwd=tmp_path,
        env=environment(DISCORD_TOKEN="secret"),
        text=True,
        check=True,
        timeout=60,
    )
    titles = serving.stdout.splitlines()
    assert titles[:20] == ["Machine Learning Engineer"] * 20
    assert titles[-1] == "A little slower, please"


def test_a_serving_process_told_to_stop_stops_cleanly_and_leaves_the_database_free(tmp_path: Path) -> None:
    script = tmp_path / "serve.py"
    script.write_text(SERVING, encoding="utf-8")

    def told(signum: signal.Signals) -> tuple[int, str, str]:
        """How the process ended after this signal, and what it said."""
        serving = subprocess.Popen(
            [sys.executable, str(script)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env=environment(
                DISCORD_TOKEN="secret", MILEPOST_LOG="info json", DATABASE_URL=f"sqlite:///{signum.name}.db"
            ),
            text=True,
        )
        assert serving.stdout
        with serving:
            assert serving.stdout.readline() == "serving\n"
            serving.send_signal(signum)
            out, err = serving.communicate(timeout=30)
        return serving.returncode, out, err

    async def opens(file: str) -> None:
        async with await Database.open(f"sqlite:///{tmp_path / file}") as database:
            assert "members" in await database.tables()

    signals = (signal.SIGTERM, signal.SIGINT)
    with ThreadPoolExecutor(2) as threads:
        for code, out, err in threads.map(told, signals):
            assert (code, out) == (0, "stopped\n")
            assert "stopped" in [json.loads(line)["event"] for line in err.splitlines()]
            assert "secret" not in err
    for signum in signals:
        asyncio.run(opens(f"{signum.name}.db"))


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_a_second_serving_process_stands_by_and_takes_over_when_the_first_is_killed(
    tmp_path: Path, database_url: str
) -> None:
    script = tmp_path / "serve.py"
    script.write_text(SERVING, encoding="utf-8")
    told = environment(DISCORD_TOKEN="secret", DATABASE_URL=database_url, MILEPOST_LOG="info text")
    command = [sys.executable, str(script)]
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(command, stdout=pipe, stderr=pipe, cwd=tmp_path, env=told, text=True) as first,
        subprocess.Popen(command, stdout=pipe, stderr=pipe, cwd=tmp_path, env=told, text=True) as second,
    ):
        try:
            logs = [process.stderr for process in (first, second)]
            assert all(logs)
            told_by = [next(line for line in log or () if "serving" in line or "standing by" in line) for log in logs]
            serving, waiting = (first, second) if "serving" in told_by[0] else (second, first)
            assert sum("standing by" in line for line in told_by) == 1
            serving.kill()
            assert waiting.stdout
            assert waiting.stdout.readline() == "serving\n"
            waiting.send_signal(signal.SIGTERM)
            out, err = waiting.communicate(timeout=30)
        finally:
            first.kill()
            second.kill()
    assert (waiting.returncode, out) == (0, "stopped\n")
    assert "secret" not in err
