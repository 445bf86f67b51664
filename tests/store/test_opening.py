"""A database that cannot be used is refused with one clear line and leaves nothing running; a good one is whole."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.store import Database, Members, StoreError
from bot.store.sqlite import SQLite
from tests.talking import Someone

HERE = Path(__file__).parents[2]
NOBODY = 65534


def url(path: Path) -> str:
    return f"sqlite:///{path}"


async def refusal(path: Path) -> str:
    """What is said about a database that cannot be opened: one line, and no thread is left behind."""
    before = set(threading.enumerate())
    with pytest.raises(StoreError) as caught:
        async with await Database.open(url(path)):
            pass
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive(), "a thread was left behind; the process would never end"
    text = str(caught.value)
    assert "\n" not in text
    assert "Traceback" not in text
    return text


@contextmanager
def ordinary_user() -> Iterator[Path]:
    """A folder of one's own, without the rights of an administrator (whom no file mode stops)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = os.geteuid() == 0
        if root:
            folder.chmod(0o777)
            os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o777)


async def test_a_new_file_gets_its_tables_and_an_old_one_keeps_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    async with await Database.open(url(path)) as database:
        first = await database.tables()
        async with database.transaction() as run:
            await run.keep_note(name="colour", value="green")
    for _ in range(2):
        async with await Database.open(url(path)) as database:
            again = await database.tables()
    assert first.keys() == again.keys()
    assert first["migrations"] == again["migrations"] != []
    assert again["notes"] == [{"name": "colour", "value": "green"}]


async def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    async with await Database.open(url(path)) as database:
        numbers = [row["number"] for row in (await database.tables())["migrations"]]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("insert into migrations values (?)", (max(numbers) + 1,))
    before = path.read_bytes()
    assert "newer Milepost" in await refusal(path)
    assert path.read_bytes() == before


async def test_a_migration_that_was_cut_off_in_the_middle_is_done_whole_the_next_time(tmp_path: Path) -> None:
    """Half of the tables would be a database that no version knows."""
    path = tmp_path / "half.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create table notes (name text primary key, value text not null)")
    assert "notes" in await refusal(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        left = {row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")}
        assert left <= {"notes", "migrations"}, "half of a migration stayed"
        connection.execute("drop table notes")
    async with await Database.open(url(path)) as database:
        assert (await database.tables())["migrations"] != []


async def test_what_is_committed_is_on_the_disk_and_readers_do_not_block(tmp_path: Path) -> None:
    """With synchronous=NORMAL a claim can vanish in a power loss after its message was posted."""
    path = tmp_path / "safe.db"
    async with await SQLite.opened(url(path)) as database:
        found = {}
        for name in ("synchronous", "journal_mode", "foreign_keys", "busy_timeout"):
            rows = await database._connection.execute_fetchall(f"pragma {name}")
            found[name] = next(iter(rows))[0]
    assert found == {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000}


async def test_another_kind_of_database_is_refused_without_its_password() -> None:
    for address in ("mysql://me:secret@x/y", "milepost.db"):
        with pytest.raises(StoreError) as caught:
            await Database.open(address)
        assert "use sqlite:///" in str(caught.value)
        assert "secret" not in str(caught.value)


async def test_a_second_opening_of_the_same_file_is_refused_until_the_first_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "one.db"
    async with await Database.open(url(path)):
        for _ in range(2):
            text = await refusal(path)
            assert "another Milepost is using" in text
            assert str(path) in text
    async with await Database.open(url(path)):
        pass


async def test_the_same_file_by_another_name_is_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    async with await Database.open(url(tmp_path / "real" / "one.db")):
        assert "another Milepost is using" in await refusal(tmp_path / "link" / "one.db")
        assert "another Milepost is using" in await refusal(tmp_path / "real" / ".." / "real" / "one.db")


async def test_a_second_process_is_refused_with_one_line_and_exit_code_two(tmp_path: Path) -> None:
    path = tmp_path / "one.db"
    async with await Database.open(url(path)) as database:
        second = [sys.executable, "-m", "bot", "chat", "--database", url(path)]
        ran = await asyncio.to_thread(
            subprocess.run, second, cwd=HERE, input="/help\n", capture_output=True, text=True, timeout=60, check=False
        )
        assert ran.returncode == 2
        assert ran.stdout == ""
        assert ran.stderr.count("\n") == 1
        assert "another Milepost is using" in ran.stderr
        async with database.transaction() as run:
            await run.keep_note(name="first", value="undisturbed")


HOLDER = """
import asyncio, sys
from bot.store import Database
async def hold():
    async with await Database.open(sys.argv[1]) as database:
        async with database.transaction() as run:
            await run.keep_note(name="kept", value="yes")
        async with database.transaction() as run:
            await run.keep_note(name="lost", value="yes")
            print("open", flush=True)
            sys.stdin.read()
asyncio.run(hold())
"""


async def test_a_killed_process_leaves_no_lock_and_only_whole_transactions(tmp_path: Path) -> None:
    path = tmp_path / "one.db"
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, url(path), cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"open\n"
    assert "another Milepost is using" in await refusal(path)
    holder.kill()
    await holder.communicate()
    async with await Database.open(url(path)) as database:
        assert [row["name"] for row in (await database.tables())["notes"]] == ["kept"]


@pytest.mark.parametrize("name", ["missing/milepost.db", "file/milepost.db"])
async def test_a_folder_that_is_none_is_named_with_what_to_do(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("I am no folder")
    text = await refusal(tmp_path / name)
    assert name in text
    assert "folder" in text
    assert "DATABASE_URL" in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]  # noqa: ASYNC240


async def test_a_folder_where_the_file_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    text = await refusal(tmp_path / "folder.db")
    assert "folder.db" in text
    assert "DATABASE_URL" in text


@pytest.mark.parametrize(
    "content", [b"Dear diary, today I met nobody.\n" * 50, b"\x00" * 4096, b"hello", b"PK\x03\x04zip"]
)
async def test_a_file_that_is_no_database_is_refused_and_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "diary.txt"
    path.write_bytes(content)
    assert "diary.txt" in await refusal(path)
    assert path.read_bytes() == content


async def test_somebody_elses_database_is_not_taken_over(tmp_path: Path) -> None:
    """A table of that name with other columns is not ours."""
    path = tmp_path / "theirs.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create table members (number integer, surname text)")
        connection.execute("insert into members values (1, 'Lovelace')")
    assert "theirs.db" in await refusal(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute("select * from members").fetchall() == [(1, "Lovelace")]


async def test_an_unwritable_folder_is_named_with_what_to_do() -> None:
    with ordinary_user() as folder:
        (folder / "closed").mkdir(mode=0o500)
        text = await refusal(folder / "closed" / "milepost.db")
    assert "closed/milepost.db" in text
    assert "writable" in text


async def test_a_read_only_file_is_named_with_what_to_do() -> None:
    with ordinary_user() as folder:
        path = folder / "milepost.db"
        async with await Database.open(url(path)):
            pass
        path.chmod(0o444)
        text = await refusal(path)
    assert "milepost.db" in text
    assert "writable" in text


async def test_a_database_that_another_program_holds_is_refused_after_a_while(tmp_path: Path) -> None:
    path = tmp_path / "held.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("create table anything (x)")
        other.execute("begin exclusive")
        text = await refusal(path)
    assert "locked" in text
    assert "another program holds it" in text
    async with await Database.open(url(path)):
        pass


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_a_writer_who_comes_in_between_costs_one_answer_and_nothing_else(
    ada: Someone, database: Database, database_url: str, clock: MovableClock
) -> None:
    """A backup tool, say. The member reads that nothing was changed; what was said before stays."""
    await ada.says("/start")
    assert isinstance(database, SQLite)
    await database._connection.execute("pragma busy_timeout = 50")
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("begin immediate")
        card = await ada.says("/done sql")
        assert "Nothing was changed" in card.text
        other.execute("rollback")
    assert (await ada.says("/done sql")).title.startswith("Done")
    member = await Members(database).of(ada.person)
    assert member is not None
    assert member.state == "active"
    assert len((await database.tables())["progress"]) == 1


def test_every_migration_has_a_number_of_its_own_so_that_none_is_left_out() -> None:
    files = [file.name for file in (HERE / "bot" / "store" / "migrations").glob("*.sql")]
    assert len({name.split("_")[0] for name in files}) == len(files)
