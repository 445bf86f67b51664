"""Several real processes on one PostgreSQL: killed or frozen while they send, they lose nothing and double nothing."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack
from bot.store import Database
from tests.delivery.weeks import utc
from tests.processes import environment
from tests.talking import Platform, Someone

pytestmark = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)

MEMBERS = 30
THURSDAY = "2026-09-17T18:00:00Z x0"
SHORT = 2
"""Seconds of a lease, and of the silence after which PostgreSQL takes a process for dead."""

SERVING = f"""
import asyncio, json, os, sys
from datetime import timedelta

import bot.delivery.sender, bot.store.outbox, bot.store.postgres_locks
from bot.app import App
from bot.clock import moved
from bot.store import Database
from tests.delivery.weeks import light

bot.store.outbox.LEASE = bot.delivery.sender.LEASE = timedelta(seconds={SHORT})
bot.delivery.sender.SLOWEST_SEND = timedelta(seconds={SHORT / 2})
bot.delivery.sender.TIMEOUT = timedelta(seconds={SHORT / 4})
bot.store.postgres_locks.SESSION["idle_session_timeout"] = "{SHORT * 1000}"

class Remote:
    platform = "test"
    pace = None

    async def run(self): ...

    async def asks(self, *question):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(sys.argv[2]))
        writer.write(json.dumps([os.getpid(), *question]).encode() + b"\\n")
        answer = json.loads(await reader.readline())
        writer.close()
        return answer

    async def send(self, place, card, delivery_id):
        return await self.asks("send", delivery_id)

    async def look(self, place, delivery_id, since):
        return await self.asks("look", delivery_id)

async def serve():
    async with await Database.open(sys.argv[1]) as database:
        app = App(light(), database, moved("{THURSDAY}"))
        app.serve(Remote())
        print("up", flush=True)
        while True:
            await app.deliver()
            await asyncio.sleep(0.1)

asyncio.run(serve())
"""


@dataclass
class Fake:
    """A platform in the test's process, which remembers who posted what, and can do something before it answers."""

    posted: list[tuple[int, str]] = field(default_factory=list)
    meanwhile: Callable[[int], None] = lambda process: None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        process, what, id = json.loads(await reader.readline())
        if what == "send":
            self.posted.append((process, id))
            self.meanwhile(process)
        found = [f"message-{id}" for _, each in self.posted if each == id]
        writer.write(json.dumps(found[0] if found else None).encode() + b"\n")
        writer.close()

    @property
    def senders(self) -> list[int]:
        """In the order in which they came."""
        return list(dict.fromkeys(process for process, _ in self.posted))

    def strike(self, sign: signal.Signals, *numbers: int) -> None:
        """Whoever posts the message of such a number gets a signal before it has its answer."""

        def strike(process: int) -> None:
            if len(self.posted) in numbers:
                os.kill(process, sign)

        self.meanwhile = strike


@pytest.fixture
async def fake(database_url: str, pack: Pack) -> Fake:
    """A database on which thirty members wait for their check-in."""
    async with await Database.open(database_url) as database:
        app = App(pack, database, MovableClock(utc("2026-09-14T09:00"), speed=0))
        app.serve(Platform())
        for number in range(MEMBERS):
            await Someone(app, f"m{number}").says("/start")
    return Fake()


@asynccontextmanager
async def serving(url: str, fake: Fake, processes: int) -> AsyncIterator[list[Process]]:
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    port = str(server.sockets[0].getsockname()[1])
    command = (sys.executable, "-c", SERVING, url, port)
    started = [
        await asyncio.create_subprocess_exec(*command, env=environment(), stdout=asyncio.subprocess.PIPE)
        for _ in range(processes)
    ]
    try:
        for each in started:
            assert each.stdout
            assert await each.stdout.readline() == b"up\n"
        yield started
    finally:
        for each in started:
            if each.returncode is None:
                each.kill()
            await each.communicate()
        server.close()
        await server.wait_closed()


async def settled(url: str) -> None:
    """Until every check-in is marked as sent."""
    async with asyncio.timeout(30), await Database.open(url) as database:
        while [row["state"] for row in (await database.tables())["outbox"]] != ["sent"] * MEMBERS:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def once_each(fake: Fake) -> bool:
    return sorted(Counter(id for _, id in fake.posted).values()) == [1] * MEMBERS


@pytest.mark.long
async def test_of_four_processes_one_sends_and_whoever_is_killed_is_followed_by_another(
    fake: Fake, database_url: str
) -> None:
    fake.strike(signal.SIGKILL, 5, 10, 15)
    async with serving(database_url, fake, 4) as processes:
        await settled(database_url)
        assert sorted(each.returncode is None for each in processes) == [False, False, False, True]
    assert once_each(fake)
    assert len(fake.senders) == 4


async def test_a_process_that_was_frozen_for_longer_than_its_lease_sends_nothing_again(
    fake: Fake, database_url: str
) -> None:
    fake.strike(signal.SIGSTOP, 3)
    async with serving(database_url, fake, 2):
        await settled(database_url)
        assert len(fake.senders) == 2
        os.kill(fake.senders[0], signal.SIGCONT)
        await asyncio.sleep(0.5)
    assert once_each(fake)
