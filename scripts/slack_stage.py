"""The server that stands in for Slack, and the bot beside it as a process: what the scripts have in common."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BEGIN = "2026-11-21T09:00:00Z"
"""A Saturday, as in the README's transcript."""


class Stage:
    """The server's control API: what members do, and what they see."""

    def __init__(self, seed: dict[str, Any]) -> None:
        self._control = seed["control"]
        self.users: dict[str, str] = seed["seed"]["users"]
        self.general: str = seed["seed"]["channels"]["general"]
        self.random: str = seed["seed"]["channels"]["random"]
        self.bot: str = seed["seed"]["bot_user"]
        self._seen: set[str] = set()

    def call(self, method: str, path: str, /, **values: Any) -> Any:
        url, data = f"{self._control}{path}", None
        if method == "GET":
            url += f"?{urllib.parse.urlencode(values)}"
        else:
            data = json.dumps(values).encode()
        asked = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{method} {path} {values}: {error.read().decode()}") from None

    def place(self, where: str) -> dict[str, Any]:
        return {"dm": True} if where == "dm" else {"channel_id": getattr(self, where)}

    def new(self, who: str, where: str, patience: float = 10.0) -> list[dict[str, Any]]:
        """What the bot said there since, as this member sees it; waits for it."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            every = self.call("GET", "/messages", user_id=self.users[who], as_user=self.users[who], author="bot",
                              **({"dm": 1} if where == "dm" else self.place(where)))  # fmt: skip
            fresh = [each for each in every if self._key(each) not in self._seen]
            if fresh:
                self._seen |= {self._key(each) for each in fresh}
                return fresh
            time.sleep(0.1)
        return []

    def _key(self, message: dict[str, Any]) -> str:
        return f"{message['ts']} {(message.get('edited') or {}).get('ts')}"

    def view(self, who: str) -> dict[str, Any]:
        found = self.call("GET", "/wait/view", user_id=self.users[who], timeout=5)["view"]
        if found is None:
            raise SystemExit(f"no form opened for {who}")
        return dict(found)


class Bot:
    """`milepost run` as a process, with a clock that starts where it is told."""

    def __init__(self, seed: dict[str, Any], stage: Stage, folder: Path, listen: str) -> None:
        self._seed, self._stage, self._folder, self._listen = seed, stage, folder, listen
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def memory(self) -> float:
        """What it holds now, in megabytes (Linux)."""
        assert self._process
        said = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", said)[0]) / 1024

    def start(self, moment: str, **more: str) -> None:
        """`more` is environment, for another platform beside it."""
        ours = re.compile(r"(.*_proxy|milepost_.*|slack_.*|discord_.*|database_url)", re.IGNORECASE)
        clean = {name: value for name, value in os.environ.items() if not ours.fullmatch(name)}
        by = {"SLACK_SIGNING_SECRET": self._seed["signing_secret"], "SLACK_LISTEN": self._listen}
        by = by if self._listen else {"SLACK_APP_TOKEN": self._seed["app_token"]}
        environment = clean | by | more | {
            "DATABASE_URL": f"sqlite:///{self._folder}/milepost.db",
            "MILEPOST_CACHE": os.environ.get("MILEPOST_CACHE", ".milepost"),
            "MILEPOST_CLOCK": moment,
            "MILEPOST_LOG": os.environ.get("MILEPOST_LOG", "warning text"),
            "SLACK_API_BASE": self._seed["api_base"],
            "SLACK_BOT_TOKEN": self._seed["token"],
        }  # fmt: skip
        self._process = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environment)

    def stop(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGTERM)
            code, self._process = self._process.wait(60), None
            if code:
                raise SystemExit(f"milepost ended with {code}")

    def restart(self, moment: str) -> None:
        self.stop()
        self.start(moment)
        ready(self._stage, self._listen)


def refused(stage: Stage) -> list[str]:
    """What Slack did not take, and what the server did not know."""
    state = stage.call("GET", "/state")
    asked = stage.call("GET", "/requests")
    wrong = [f"{each['method']}: {each['error']} {each.get('messages')}" for each in asked if each.get("error")]
    wrong += [
        f"{each['method']}: {each['status']}" for each in asked if each.get("status") != 200 and not each.get("error")
    ]
    return wrong + [str(each) for each in (*state["unknown"], *state["internal_errors"])]


@contextlib.contextmanager
def server(folder: Path, url: str) -> Iterator[dict[str, Any]]:
    by_http = ["--request-url", url] if url else []
    process = subprocess.Popen([sys.executable, folder / "fake_slack.py", *by_http], stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def ready(stage: Stage, listen: str) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        if listen:
            with (
                contextlib.suppress(OSError),
                socket.create_connection((listen.split(":", maxsplit=1)[0], int(listen.split(":")[1]))),
            ):
                return
        elif stage.call("GET", "/wait/connected", timeout=5)["ready"]:
            return
        time.sleep(0.2)
    raise SystemExit("the bot did not come up")


def free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@contextlib.contextmanager
def staged(emulators: Path, listen: str = "") -> Iterator[tuple[Stage, Bot]]:
    """A server of its own, and a bot with a database of its own that is not started yet and surely stopped."""
    url = f"http://{listen}/slack/events" if listen else ""
    with tempfile.TemporaryDirectory() as folder, server(emulators, url) as seed:
        stage = Stage(seed)
        bot = Bot(seed, stage, Path(folder), listen)
        try:
            yield stage, bot
        finally:
            bot.stop()
