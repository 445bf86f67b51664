"""A PostgreSQL of the tests' own: found on the machine or in the package pgserver, gone when the tests end."""

import asyncio
import ctypes
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Self

import asyncpg

from bot.store import Database

OLDEST = 14
NOBODY = 65534
"""The user who runs it where the tests are root, which PostgreSQL refuses to be."""

GUARDED = "guarded"
"""The one user who needs a password."""

CONFIGURATION = """
listen_addresses = ''
max_connections = 100
shared_buffers = 32MB
fsync = off
full_page_writes = off
jit = off
"""


@cache
def programs() -> Path | None:
    """The folder of `postgres` and `initdb`, new enough; none if there are none."""
    return next((folder for folder in _candidates() if _version(folder) >= OLDEST), None)


def _candidates() -> Iterator[Path]:
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent
    with suppress(OSError, subprocess.CalledProcessError):
        yield Path(subprocess.check_output(["pg_config", "--bindir"], text=True).strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin: float(bin.parent.name), reverse=True)
    package = importlib.util.find_spec("pgserver")
    if package and package.origin:
        yield Path(package.origin).parent / "pginstall" / "bin"


def _version(folder: Path) -> int:
    with suppress(OSError, subprocess.CalledProcessError):
        for program in ("initdb", "postgres"):
            said = subprocess.check_output([folder / program, "--version"], text=True)
        return int(re.findall(r"\d+", said)[0])
    return 0


class Server:
    """Heard on a socket in a folder of its own. Nothing waits for the disk, except for a server that is `durable`."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        found = programs()
        assert found
        self.folder = folder
        self._user: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        if self._user:
            shutil.chown(folder, NOBODY, NOBODY)
        self._programs = self._readable(found)
        self._data = folder / "data"
        self._do("initdb", "--no-sync", "--auth=trust", "--username=milepost", "--encoding=UTF8", "--no-locale")
        self._configure(CONFIGURATION.replace("fsync = off", "fsync = on") if durable else CONFIGURATION)
        self.start()

    def _readable(self, found: Path) -> Path:
        """A copy, where the user who runs it may not look into the folder: a checkout in the home of root, say."""
        try:
            subprocess.run([found / "postgres", "--version"], check=True, capture_output=True, **self._user)
            return found
        except (OSError, subprocess.CalledProcessError):
            package, copy = found.parents[1], self.folder / "site"
            for part in (package, package.with_name("pgserver.libs")):
                if part.is_dir():
                    shutil.copytree(part, copy / part.name)
            subprocess.run(["chown", "-R", str(NOBODY), copy], check=True)
            return copy / package.name / "pginstall" / "bin"

    def _do(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self._data), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **self._user)

    def _configure(self, text: str) -> None:
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(f"{text}\nunix_socket_directories = '{self.folder}'\n")
        rules = self._data / "pg_hba.conf"
        rules.write_text(f"local all {GUARDED} scram-sha-256\n{rules.read_text()}")

    def start(self) -> None:
        """Returns when it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                preexec_fn=_end_with_the_tests,  # noqa: PLW1509 - one call into the C library
                **self._user,
            )
        for _ in range(400):
            with suppress(OSError):
                if "ready" in (self._data / "postmaster.pid").read_text():
                    return
            threading.Event().wait(0.025)
        raise AssertionError((self.folder / "log").read_text())

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT is fast; SIGQUIT is as a crash."""
        self.process.send_signal(how)
        self.process.wait(30)

    def url(self, database: str, user: str = "milepost") -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"


def name_of(url: str) -> str:
    """The database's."""
    return url.partition("@/")[2].partition("?")[0]


def _end_with_the_tests() -> None:
    """However the tests end, Linux then stops it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


class Databases:
    """Databases with Milepost's tables and no rows: one that a test had is emptied for the next, which is quick."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._free: list[str] = []
        self._hands: dict[str, Any] = {}
        """The connections that empty them: making one takes longer than the emptying."""
        self._made = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of a database that nobody else uses meanwhile."""
        name = self._free.pop() if self._free else self._do(self._new())
        try:
            yield self.server.url(name)
        finally:
            if self._do(self._emptied(name)):
                self._free.append(name)

    @contextmanager
    def bare(self) -> Iterator[str]:
        """The address of a database without any tables."""
        name = self._do(self._new(tables=False))
        try:
            yield self.server.url(name)
        finally:
            self.sql("postgres", f"drop database if exists {name} with (force)")

    def sql(self, database: str, statement: str) -> list[Any]:
        """Run by the administrator, beside whoever uses the database."""
        return list(self._do(self._sql(database, statement)))

    def _do(self, work: "Coroutine[Any, Any, Any]") -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    async def _sql(self, database: str, statement: str) -> list[Any]:
        connection = await asyncpg.connect(self.server.url(database))
        try:
            return list(await connection.fetch(statement))
        finally:
            await connection.close()

    async def _new(self, *, tables: bool = True) -> str:
        self._made += 1
        name = f"test_{self._made}"
        await self._sql("postgres", f"create database {name}")
        if tables:
            await (await Database.open(self.server.url(name))).close()
        return name

    async def _emptied(self, name: str) -> bool:
        """False if it cannot be used again."""
        hand = self._hands.pop(name, None)
        try:
            hand = hand or await asyncpg.connect(self.server.url(name))
            await hand.execute(END_OTHERS)
            await hand.execute(EMPTY)
        except BROKEN:
            if hand:
                hand.terminate()
            return False
        self._hands[name] = hand
        return True

    async def _lets_go(self) -> None:
        for hand in self._hands.values():
            with suppress(*BROKEN):
                await hand.close(timeout=5)

    def close(self) -> None:
        self._do(self._lets_go())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        self.server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


BROKEN = asyncpg.PostgresError, asyncpg.InterfaceError, OSError
TABLES = "select tablename from pg_tables where schemaname = 'public'"
END_ALL = "select pg_terminate_backend(pid) from pg_stat_activity"
END_OTHERS = f"{END_ALL} where datname = current_database() and pid <> pg_backend_pid()"
EMPTY = f"""set session_replication_role = replica;
do $$ declare name text; begin
    for name in {TABLES} and tablename <> 'migrations' order by 1 loop execute 'delete from ' || name; end loop;
end $$"""


@contextmanager
def running(*, durable: bool = False) -> Iterator[Databases]:
    """In memory, where the machine has it as a folder."""
    memory = Path("/dev/shm")
    made = tempfile.TemporaryDirectory(prefix="pg", dir=memory if memory.is_dir() else None)
    with made as folder, Databases(Server(Path(folder), durable=durable)) as databases:
        yield databases
