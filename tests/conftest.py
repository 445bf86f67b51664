"""The shipped pack, a clock that stands still, a real database file, and the whole bot on a test platform."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is imported; as `milepost` itself does

from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack, find, load
from bot.store import Database
from tests.talking import Platform, Someone

settings.register_profile("milepost", settings(), deadline=None)  # a busy machine is no defect
settings.load_profile("milepost")

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
"""A Saturday."""


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load(find("ml-engineer"))


@pytest.fixture(scope="session", autouse=True)
def cache(pytestconfig: pytest.Config) -> Iterator[Path]:
    """What the matcher learns of a pack is learnt once, for all runs and for the processes that they start."""
    folder = Path(pytestconfig.cache.mkdir("matcher"))
    os.environ["MILEPOST_CACHE"] = str(folder)
    yield folder
    del os.environ["MILEPOST_CACHE"]


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START, speed=0)


@pytest.fixture
def database_url() -> Iterator[str]:
    """In memory-backed files where the machine has them: each of thousands of transactions waits for the disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield f"sqlite:///{folder}/milepost.db"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with await Database.open(database_url) as opened:
        yield opened


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def app(pack: Pack, database: Database, clock: MovableClock, platform: Platform, cache: Path) -> App:
    made = App(pack, database, clock, cache)
    made.serve(platform)
    return made


@pytest.fixture
def ada(app: App) -> Someone:
    return Someone(app)


@pytest.fixture
def boss(app: App) -> Someone:
    return Someone(app, name="boss", admin=True)
