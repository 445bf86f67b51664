"""Processes of Milepost that are killed and frozen, and always followed by new ones."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import bot
from bot.clock import Clock
from tests.faults.worker import LEASE, Task

ROOT = Path(bot.__file__).parents[1]


@dataclass
class Fleet:
    """`task` is what each process does; `wanted` is how many there are, and of each that ends another takes the place.

    `died` counts the points at which they died by themselves, and `killed` and `frozen` what came from outside.
    """

    task: Task
    wanted: int
    clock: Clock
    speed: float
    environment: dict[str, str] = field(default_factory=dict)
    died: Counter[str] = field(default_factory=Counter)
    killed: int = 0
    frozen: int = 0
    once: list[dict[str, int]] = field(default_factory=list)
    """Where the next processes die, one each."""

    def __post_init__(self) -> None:
        self._living: dict[int, asyncio.StreamWriter] = {}
        self._starting = 0
        self._seed = self.task.seed
        self._one = asyncio.Lock()
        self._ended = asyncio.Event()

    @asynccontextmanager
    async def sailing(self) -> AsyncIterator["Fleet"]:
        """With processes that live, until the end; then with none."""
        server = await asyncio.start_server(self._hear, "127.0.0.1", 0)
        self.task = replace(self.task, control=int(server.sockets[0].getsockname()[1]))
        pipe = asyncio.subprocess.PIPE
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **self.environment}
        self._nursery = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.faults.worker", stdin=pipe, stdout=pipe, cwd=ROOT, env=environment
        )
        try:
            for _ in range(self.wanted):
                await self._start()
            yield self
        finally:
            self.wanted = 0
            assert self._nursery.stdin
            self._nursery.stdin.close()
            await self._nursery.wait()
            server.close()
            await server.wait_closed()

    async def _start(self) -> None:
        self._seed += 1
        nth = self.once.pop(0) if self.once else {}
        clock = f"{self.clock.now().isoformat()} x{self.speed}"
        task = replace(self.task, seed=self._seed, nth=nth, clock=clock)
        async with self._one:
            assert self._nursery.stdin
            assert self._nursery.stdout
            self._nursery.stdin.write(task.line())
            await self._nursery.stdout.readline()

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A process says its number, and where it dies; the end of the connection is its end."""
        process = int(await reader.readline() or 0)
        self._living[process] = writer
        with suppress(ConnectionError):
            while point := (await reader.readline()).decode().strip():
                self.died[point] += 1
        del self._living[process]
        writer.close()
        self._ended.set()
        if len(self._living) < self.wanted:
            await self._start()

    @property
    def living(self) -> list[int]:
        return sorted(self._living)

    async def kill(self, process: int) -> None:
        self.killed += 1
        os.kill(process, signal.SIGKILL)

    async def freeze(self, process: int) -> None:
        """For longer than its lease."""
        self.frozen += 1
        os.kill(process, signal.SIGSTOP)
        await asyncio.sleep(LEASE * 1.2)
        if process in self._living:
            os.kill(process, signal.SIGCONT)

    async def all_dead(self) -> None:
        """Kills all of them, and starts none, until `revive`."""
        self.wanted, wanted = 0, self.wanted
        for process in self.living:
            os.kill(process, signal.SIGKILL)
        while self._living:
            self._ended.clear()
            await self._ended.wait()
        self._revived = wanted

    async def revive(self) -> None:
        self.wanted = self._revived
        for _ in range(self.wanted):
            await self._start()
