"""What a try has: servers that stand in for platforms, Milepost beside them as a process, and a verdict in the end."""

import contextlib
import json
import os
import re
import sqlite3
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from scripts.loopback.process import Process

Json = dict[str, Any]

SATURDAY = "2026-11-21T09:00:00Z"
"""When a week begins, as in the README's transcript."""

EXPECTED = ("a rehearsal: the clock is not the real one", "Can't keep up, shard ID")
"""Warnings of every try. discord.py notes when it sent a heartbeat only after it sent it, in another thread. Here it is
acknowledged before that, and discord.py takes the time since the heartbeat before it for a delay. A loop that is really
blocked has another warning.
"""


SAMPLES = {
    "question": "how much maths do I need?",
    "link": "https://example.org/course",
    "zone": "Berlin",
    "time": "18:30",
    "hours": "6",
    "messages": "2",
    "milestone": "git",
    "milestones": "",
    "low": "1",
    "week": "1",
    "high": "2",
}
"""What is written into a field of a form; into any other a few words."""


LOGGED = re.compile(r"\S+Z (\[\w+ *\] .*?)  +\[.*")
"""A line of the log: the moment, the level, what it says, and about whom."""


class Wrong(Exception):
    """A member could not go on; the text says where."""


class Server(ABC):
    """A strict server that is started for a try, and its control API: what members do, and what they see."""

    script: str

    def __init__(self, emulators: Path, *arguments: str) -> None:
        self.process = Process(emulators / self.script, *arguments)
        self.said: Json = json.loads(self.process.says())
        self.seed: Json = self.said["seed"]
        self.users: dict[str, str] = self.seed["users"]
        self.provoked = list[str]()
        """Parts of refusals that the try wants to see."""

    def call(self, method: str, path: str, /, **values: object) -> Any:
        """Raises `Wrong` where nobody could do that."""
        url, data = f"{self.said['control']}{path}", None
        if method == "GET":
            url += f"?{urllib.parse.urlencode(values)}"
        else:
            data = json.dumps(values).encode()
        asked = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Wrong(f"{method} {path} {values}: {error.read().decode()}") from None

    @property
    @abstractmethod
    def keys(self) -> dict[str, str]:
        """The environment with which Milepost comes here."""

    @property
    @abstractmethod
    def connected(self) -> bool: ...

    @abstractmethod
    def refused(self) -> list[str]:
        """What it did not take of Milepost, and what it did not know."""


class Stage:
    """The servers, Milepost, which is started and stopped by the try, and all that was wrong."""

    def __init__(self, folder: Path, *servers: Server) -> None:
        self._folder = folder
        self._servers = servers
        self._milepost: Process | None = None
        self._wrong = list[str]()

    @property
    def milepost(self) -> Process:
        assert self._milepost, "Milepost is not started"
        return self._milepost

    def start(self, clock: str, *, wait: bool = True, **more: str) -> None:
        """`clock` is MILEPOST_CLOCK; `more` is environment."""
        keys = {name: value for server in self._servers for name, value in server.keys.items()}
        environment = keys | {
            "DATABASE_URL": f"sqlite:///{self._folder}/milepost.db",
            "MILEPOST_CACHE": os.environ.get("MILEPOST_CACHE", ".milepost"),
            "MILEPOST_CLOCK": clock,
        }
        self._milepost = Process("-m", "bot", "run", log=self._log, **(environment | more))
        if wait:
            self.ready()

    def ready(self) -> None:
        until(lambda: not self.milepost.runs or all(server.connected for server in self._servers), 180)
        if not self.milepost.runs or not all(server.connected for server in self._servers):
            raise Wrong("Milepost did not come up")

    def stop(self) -> float:
        """As a supervisor does it; gives the seconds it took. A second signal would hurry Milepost."""
        if self._milepost is None:
            return 0.0
        self._milepost.end()
        code, took = self._milepost.ended()
        self._milepost = None
        self.check(code == 0, f"Milepost ended with {code}")
        return took

    def ends(self) -> int:
        """By itself; gives its exit code."""
        code, _ = self.milepost.ended()
        self._milepost = None
        return code

    def restart(self, clock: str) -> None:
        self.stop()
        self.start(clock)

    @contextlib.contextmanager
    def store_is_slow(self) -> Iterator[None]:
        """Nothing can be written meanwhile, as while a disk does not answer; what reads waits behind what writes."""
        with contextlib.closing(sqlite3.connect(self._folder / "milepost.db", isolation_level=None)) as other:
            other.execute("begin immediate")
            yield
            other.execute("rollback")

    def check(self, fine: bool, what: str) -> bool:
        """Keeps for the verdict what is not so."""
        if not fine:
            self._wrong.append(what)
            print(f"WRONG: {what}", flush=True)
        return fine

    def log(self) -> list[str]:
        """What Milepost logged, each kind of line once, with how often it came."""
        lines = self._log.read_text(encoding="utf-8").splitlines() if self._log.exists() else []
        logged = [line for line in lines if LOGGED.match(line) and not any(each in line for each in EXPECTED)]
        kinds = Counter(LOGGED.sub(r"\1", line) for line in logged)
        return [f"{count} times {kind}" for kind, count in kinds.items()]

    def judge(self) -> list[str]:
        """All that was wrong, with what the servers refused and what Milepost itself calls broken."""
        self.stop()
        for server in self._servers:
            for each in server.refused():
                if not any(wanted in each for wanted in server.provoked):
                    self.check(False, f"{server.script} refused {each}")
        for line in self.log():
            self.check("broke" not in line, f"Milepost logged {line}")
        return self._wrong

    @property
    def _log(self) -> Path:
        return self._folder / "milepost.log"


@contextlib.contextmanager
def staged(*servers: Server) -> Iterator[Stage]:
    """A database of its own, and a Milepost that is not started yet; all of it is gone in the end."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), *servers)
        try:
            yield stage
        finally:
            stage.stop()
            for server in servers:
                server.process.end()
                server.process.ended()


def verdict(wrong: list[str], fine: str) -> int:
    print(f"\nVerdict: {len(wrong)} wrong, see above." if wrong else f"\nVerdict: {fine}")
    return 1 if wrong else 0


def until(done: Callable[[], object], patience: float, every: float = 0.1) -> bool:
    """Waits for it, for so many seconds; what the count says in the end."""
    end = time.monotonic() + patience
    while not (found := bool(done())) and time.monotonic() < end:
        time.sleep(every)
    return found
