"""A store that takes no writes for a while: an alarm of one line, nothing lost, nothing twice, and it goes on."""

import asyncio
import random
import re
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests import postgres
from tests.faults.hostile import GENTLE
from tests.faults.run import Plan, Run, running
from tests.postgres_proxy import Cut, cutting, through

ON_SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)

Trouble = Callable[[Run], AbstractAsyncContextManager[None]]
PLAN = Plan("slack", members=60, chances=GENTLE)


def file_of(run: Run) -> Path:
    return Path(run.url.removeprefix("sqlite:///"))


@asynccontextmanager
async def full(run: Run) -> AsyncIterator[None]:
    """The file may grow no more, as on a full disk."""
    import resource

    log = file_of(run).with_name(f"{file_of(run).name}-wal")
    (process,) = run.fleet.living
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (log.stat().st_size, before[1]))
    yield
    resource.prlimit(process, resource.RLIMIT_FSIZE, before)


@asynccontextmanager
async def locked(run: Run) -> AsyncIterator[None]:
    """Another program writes, for longer than is waited for."""
    with closing(sqlite3.connect(file_of(run), isolation_level=None, timeout=10)) as other:
        other.execute("begin immediate")
        yield
        other.execute("rollback")


@asynccontextmanager
async def read_only(run: Run) -> AsyncIterator[None]:
    for pragmas in (("query_only=on",), ()):
        await run.fleet.all_dead()
        run.fleet.task = replace(run.fleet.task, pragmas=pragmas)
        await run.fleet.revive()
        if pragmas:
            yield


TROUBLES = [
    pytest.param(locked, "database is locked", id="locked", marks=pytest.mark.long if sys.platform == "linux" else ()),
    pytest.param(read_only, "readonly database", id="read-only", marks=pytest.mark.long),
]
if sys.platform == "linux":
    TROUBLES.append(pytest.param(full, "full|disk I/O", id="disk full"))


async def troubled(run: Run, trouble: Trouble, said: str) -> None:
    """Something is wrong after a third of the messages, and mended when it was told."""
    await run.accepted(run.plan.members // 3)
    async with trouble(run):
        async with asyncio.timeout(30):
            while not re.search(rf"\[error +\].*({said})", run.log):  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
        before = len(run.platform.posts)
        await asyncio.sleep(1)
        assert len(run.platform.posts) == before, "a message was sent without a claim that was kept"
    await run.settled()
    assert "Traceback" not in run.log, run.log


@ON_SQLITE
@pytest.mark.parametrize(("trouble", "said"), TROUBLES)
async def test_a_file_that_cannot_be_written_stops_the_sending_until_it_can(
    database_url: str, trouble: Trouble, said: str
) -> None:
    async with running(replace(PLAN, pragmas=("busy_timeout=200",)), database_url) as run:
        await troubled(run, trouble, said)
    verdict = await run.verdict()
    assert verdict.wrong == {}


@ON_POSTGRESQL
@pytest.mark.parametrize(
    "how",
    [pytest.param(signal.SIGINT, id="stopped"), pytest.param(signal.SIGQUIT, id="crashed", marks=pytest.mark.long)],
)
async def test_a_server_that_is_restarted_stops_the_sending_until_it_is_back(
    databases: postgres.Databases, how: signal.Signals
) -> None:
    with postgres.running(durable=True) as own, own.fresh() as url:

        @asynccontextmanager
        async def down(run: Run) -> AsyncIterator[None]:
            await asyncio.to_thread(own.server.stop, how)
            yield
            await asyncio.to_thread(own.server.start)

        async with running(replace(PLAN, processes=2), url) as run:
            await troubled(run, down, "connection to the database is lost")
        verdict = await run.verdict()
    assert verdict.wrong == {}


@ON_POSTGRESQL
async def test_commits_of_which_nobody_hears_lose_nothing_and_double_nothing(
    databases: postgres.Databases, database_url: str, tmp_path: Path
) -> None:
    chosen, cuts = random.Random(4), list[Cut]()

    def fate() -> Cut | None:
        if chosen.random() > 0.1:
            return None
        cuts.append(chosen.choice(("arrived", "lost")))
        return cuts[-1]

    name = postgres.name_of(database_url)
    async with cutting(databases.server.folder, tmp_path, fate):
        plan = replace(PLAN, processes=2)
        async with running(plan, database_url, behind=through(tmp_path, name)) as run:
            await run.settled()
            assert "may or may not" in run.log
    verdict = await run.verdict()
    assert verdict.wrong == {}
    assert {"arrived", "lost"} == set(cuts)
