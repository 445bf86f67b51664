"""The shipped pack, a clock that stands still, a real database of each engine, and the whole bot on a test platform."""

import asyncio
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is imported; as `milepost` itself does

from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack
from bot.core import soon
from bot.core.rate import Rate
from bot.store import Database
from tests import postgres
from tests.packs import shipped
from tests.talking import Platform, Someone

settings.register_profile("milepost", settings(), deadline=None)  # a busy machine is no defect
settings.load_profile("milepost")

soon.SOON = 60.0  # nor is it that somebody would have been offered nothing there

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
"""A Saturday."""


ENGINES = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=ENGINES, help="run the tests that need this database, and no others")
    parser.addoption("--long", action="store_true", help="run the tests that take many minutes, and no others")
    parser.addoption("--seed", type=int, help="run the simulation of this seed, and show what happened")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--engine") == "postgresql" and not postgres.programs():
        pytest.exit(NO_POSTGRESQL, returncode=pytest.ExitCode.USAGE_ERROR)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that needs a database is run on each engine that this machine has."""
    if "databases" in metafunc.fixturenames and not _engine_of(metafunc.definition):
        engines = ENGINES if postgres.programs() else ("sqlite",)
        metafunc.parametrize("databases", engines, indirect=True, scope="session")


def _engine_of(node: pytest.Item | pytest.Function) -> bool:
    """Whether the test itself says on which engine it runs."""
    return any("databases" in mark.args[0] for mark in node.iter_markers("parametrize"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked as `long` are run by `--long` only."""
    items[:] = [item for item in items if bool(item.get_closest_marker("long")) == config.getoption("--long")]
    if engine := config.getoption("--engine"):
        items[:] = [
            item
            for item in items
            if isinstance(item, pytest.Function)
            and (getattr(item, "callspec", None) and item.callspec.params.get("databases") == engine)
        ]


def pytest_collection() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    """What is there before the first test stays to the end: it is not gone through again and again for garbage."""
    gc.freeze()
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not postgres.programs():
        terminalreporter.section("NOT TESTED ON POSTGRESQL", red=True)
        terminalreporter.line(NO_POSTGRESQL)


NO_POSTGRESQL = "There is no PostgreSQL here, so the tests ran on SQLite only; install PostgreSQL 14 or newer."


class Files:
    """SQLite, in memory-backed files where the machine has them: each transaction waits for the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._first = folder / "first.db"
        asyncio.run(self._made())

    async def _made(self) -> None:
        """Its tables are made once, and copied."""
        await (await Database.open(f"sqlite:///{self._first}")).close()

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of a database with Milepost's tables and no rows, that nobody else uses."""
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            shutil.copy(self._first, f"{folder}/milepost.db")
            yield f"sqlite:///{folder}/milepost.db"


Databases = Files | postgres.Databases


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Gives fresh databases of one engine. A test that is about one engine says so by parametrize, indirect."""
    if request.param == "postgresql" and not postgres.programs():
        pytest.skip(NO_POSTGRESQL)
    with _of_engine(request.param) as made:
        yield made


@contextmanager
def _of_engine(engine: str) -> Iterator[Databases]:
    if engine == "postgresql":
        with postgres.running() as made:
            yield made
    else:
        memory = Path("/dev/shm")
        with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
            yield Files(Path(folder))


@pytest.fixture(scope="session")
def pack() -> Pack:
    return shipped()


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
def database_url(databases: Databases) -> Iterator[str]:
    with databases.fresh() as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with await Database.open(database_url) as opened:
        yield opened


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def rate() -> Rate | None:
    """How fast each member may ask: as they can."""
    return None


@pytest.fixture
def app(pack: Pack, database: Database, clock: MovableClock, platform: Platform, cache: Path, rate: Rate | None) -> App:
    """What is learnt of another pack is not kept: it would take the shipped one's place in the tests' cache."""
    made = App(pack, database, clock, cache if pack is shipped() else None, rate)
    made.serve(platform)
    return made


@pytest.fixture
def ada(app: App) -> Someone:
    return Someone(app)


@pytest.fixture
def boss(app: App) -> Someone:
    return Someone(app, name="boss", admin=True)
