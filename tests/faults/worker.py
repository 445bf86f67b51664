"""`milepost run` as a process that can be told where to die: `python -m tests.faults.worker` forks one for each line.

A line is a `Task` as JSON; the answer is the process id. Whoever forks has everything imported, so that a process is
there in a quarter of a second; it ends all of them when its input ends.
"""

import asyncio
import json
import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any

import bot.delivery.sender
import bot.delivery.ticks
import bot.serving
import bot.store.outbox
import bot.store.postgres_locks
import bot.store.schedule
import bot.store.sqlite
from bot import zones
from bot.core.dispatch import Dispatch
from bot.core.errors import CannotStart
from bot.core.ports import Adapter
from bot.settings import Settings
from bot.store import Database
from tests.delivery.weeks import light
from tests.faults import points
from tests.faults.hostile import TIMEOUT
from tests.faults.remote import Remote

LEASE = 4.0
"""Seconds; the real one is a minute, which is too long to wait for in a test."""

SLOWEST_SEND = 3.0
TICK = 0.05


@dataclass(frozen=True)
class Task:
    """One process. `adapter` is a `module:name` that makes the platform's adapter of (Settings, Dispatch, Task)."""

    database: str
    platform: str
    port: int
    folder: str
    control: int = 0
    clock: str = ""
    adapter: str = "tests.faults.worker:remote"
    blind: bool = False
    pragmas: tuple[str, ...] = ()
    nth: dict[str, int] = field(default_factory=dict)
    chance: float = 0.0
    seed: int = 0

    def line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"


def remote(settings: Settings, dispatch: Dispatch, task: Task) -> Adapter:
    return Remote(task.platform, task.port, blind=task.blind)


def work(task: Task) -> None:
    """Serves until it is told to end, or dies."""
    os.chdir(task.folder)
    os.dup2(os.open("log", os.O_WRONLY | os.O_APPEND | os.O_CREAT), 2)
    control = socket.create_connection(("127.0.0.1", task.control))
    control.sendall(f"{os.getpid()}\n".encode())
    threading.Thread(target=_end_with, args=(control,), daemon=True).start()
    points.deaths = points.Deaths(
        dict(task.nth), task.chance, task.seed, lambda point: control.sendall(f"{point}\n".encode())
    )
    _hurry()
    _instead(bot.serving, Database=_Mortal(task))
    try:
        asyncio.run(bot.serving.run(_settings(task), light(), {task.platform: partial(_adapter, task)}))
    except CannotStart as error:
        print(f"[error    ] cannot start: {error}", file=sys.stderr, flush=True)


def _end_with(control: socket.socket) -> None:
    """Whoever started this is gone."""
    with suppress(OSError):
        control.recv(1)
    os._exit(1)


def _hurry() -> None:
    """Leases, timeouts and ticks of a test: whatever was killed or frozen is taken for dead soon."""
    for module in (bot.store.outbox, bot.store.schedule):
        _instead(module, LEASE=timedelta(seconds=LEASE))
    slowest, timeout = timedelta(seconds=SLOWEST_SEND), timedelta(seconds=TIMEOUT * 1.2)
    _instead(bot.delivery.sender, LEASE=timedelta(seconds=LEASE), SLOWEST_SEND=slowest, TIMEOUT=timeout)
    bot.store.postgres_locks.SESSION["idle_session_timeout"] = str(int(LEASE * 500))
    _instead(bot.delivery.ticks, EVERY=TICK, MOST_OFTEN=TICK)


def _instead(module: ModuleType, **others: object) -> None:
    """What has a name in a module is something else in this process."""
    for name, other in others.items():
        assert hasattr(module, name)
        setattr(module, name, other)


class _Mortal:
    """In place of `Database` in bot.serving."""

    def __init__(self, task: Task) -> None:
        self._task = task

    async def open(self, url: str) -> Database:
        living = await Database.open(url)
        for pragma in self._task.pragmas:
            await living._connection.execute(f"pragma {pragma}")  # type: ignore[attr-defined]
        return points.Mortal(living)


def _settings(task: Task) -> Settings:
    token: dict[str, Any] = {"discord": {"discord_token": "t"}, "slack": {"slack_bot_token": "t"}}[task.platform]
    return Settings(database_url=task.database, milepost_clock=task.clock, milepost_log="warning text", **token)


def _adapter(task: Task, settings: Settings, dispatch: Dispatch) -> Adapter:
    module, _, name = task.adapter.partition(":")
    return points.Doomed(getattr(import_module(module), name)(settings, dispatch, task))


def main() -> None:
    """The dead are kept until the end, so that no other process gets the number of one."""
    light()
    zones.suggest("Berlin")
    children = []
    for line in sys.stdin.buffer:
        child = os.fork()
        if not child:
            work(Task(**json.loads(line)))
            os._exit(0)
        children.append(child)
        print(child, flush=True)
    for child in children:
        if os.waitpid(child, os.WNOHANG) == (0, 0):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


if __name__ == "__main__":
    main()
