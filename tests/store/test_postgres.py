"""What PostgreSQL refuses is told in one clear line without the password; what is lost on the way is no half."""

import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.store import Database, Notes, NotWritten, StoreError
from bot.store.postgres import PostgreSQL
from bot.store.versions import missing
from tests import postgres
from tests.conftest import START
from tests.postgres_proxy import Cut, cutting, through

pytestmark = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)


async def refusal(url: str) -> str:
    with pytest.raises(StoreError) as caught:
        async with await Database.open(url):
            pass
    assert caught.value.__cause__ is None
    text = str(caught.value)
    assert "\n" not in text
    assert "secret" not in text
    return text


@pytest.fixture
def server(databases: postgres.Databases) -> postgres.Server:
    return databases.server


@pytest.fixture
def name(database_url: str) -> str:
    """Of the database."""
    return postgres.name_of(database_url)


@pytest.fixture
def guarded(databases: postgres.Databases) -> Iterator[str]:
    """The address of a user with a password, who may do nothing."""
    databases.sql("postgres", f"create user {postgres.GUARDED} password 'secret'")
    yield databases.server.url("postgres", f"{postgres.GUARDED}:secret")
    databases.sql("postgres", f"drop user {postgres.GUARDED}")


async def test_a_server_that_is_not_there_is_named_with_what_to_do(databases: postgres.Databases) -> None:
    text = await refusal("postgresql://me:secret@127.0.0.1:9/milepost")
    assert text.startswith("nothing answers at the PostgreSQL database milepost at 127.0.0.1:9; start it")


async def test_a_wrong_password_is_told_without_it(guarded: str) -> None:
    assert "refuses this user or password" in await refusal(guarded.replace("secret", "secretly"))


async def test_a_user_who_may_make_no_tables_is_told_what_to_grant(guarded: str, databases: postgres.Databases) -> None:
    databases.sql("postgres", "revoke create on schema public from public")
    assert "grant create on schema public" in await refusal(guarded)


async def test_a_missing_database_is_told_with_how_to_make_it(server: postgres.Server) -> None:
    assert "createdb nowhere" in await refusal(server.url("nowhere", "milepost:secret"))


async def test_a_database_that_takes_no_writes_is_refused(databases: postgres.Databases) -> None:
    with databases.bare() as url:
        assert "takes no writes" in await refusal(f"{url}&default_transaction_read_only=on")


async def test_a_database_of_somebody_else_is_not_taken_over(databases: postgres.Databases) -> None:
    with databases.bare() as url:
        bare = postgres.name_of(url)
        databases.sql(bare, "create table members (surname text)")
        assert "other tables" in await refusal(url)
        assert [row[0] for row in databases.sql(bare, postgres.TABLES)] == ["members"]


async def test_a_database_of_a_newer_version_is_refused(databases: postgres.Databases) -> None:
    with databases.bare() as url:
        await (await Database.open(url)).close()
        databases.sql(postgres.name_of(url), "insert into migrations values (9999)")
        assert "newer Milepost" in await refusal(url)


@pytest.mark.parametrize("url", ["postgresql://me:secret@host:port/x", "postgres://me:secret@[/x"])
async def test_an_address_that_is_none_is_told(databases: postgres.Databases, url: str) -> None:
    assert "is no address of a PostgreSQL" in await refusal(url)


async def test_processes_that_start_together_on_an_empty_database_make_its_tables_once(
    databases: postgres.Databases,
) -> None:
    with databases.bare() as url:
        opened = await asyncio.gather(*(Database.open(url) for _ in range(4)))
        tables = await opened[0].tables()
        for each in opened:
            await each.close()
    assert sorted(row["number"] for row in tables["migrations"]) == [number for number, _ in missing(set())]
    assert "members" in tables


async def test_a_commit_waits_for_the_disk_whatever_the_server_does_otherwise(database_url: str) -> None:
    for configured in ("off", "local"):
        async with await PostgreSQL.opened(f"{database_url}&synchronous_commit={configured}") as database:
            assert await database._pool.fetchval("show synchronous_commit") == "on"


async def test_a_connection_lost_between_two_uses_is_made_again(
    database: Database, databases: postgres.Databases, name: str
) -> None:
    notes = Notes(database)
    await notes.keep_moment("before", START)
    for _ in range(2):
        databases.sql("postgres", f"{postgres.END_ALL} where datname = '{name}'")
        assert await notes.moment("before") == START
    await notes.keep_moment("after", START)


async def test_a_process_that_wakes_to_connections_that_the_server_ended_makes_them_again(
    database: Database, databases: postgres.Databases, name: str
) -> None:
    """It reads the server's last word at one turn of its loop and the end of the connection at the next."""
    for turns in range(4):
        assert await database.owns("test")
        databases.sql("postgres", f"{postgres.END_ALL} where datname = '{name}'")
        time.sleep(0.05)  # noqa: ASYNC251 - frozen meanwhile
        for _ in range(turns):
            await asyncio.sleep(0)
        assert await database.owns("test")
        await Notes(database).keep_moment("after", START)


async def test_connections_that_end_one_after_the_other_leave_nothing_in_the_log_but_one_line(
    database: Database, databases: postgres.Databases, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The end of one is noticed while the end of the next is on its way, as when a server is stopped."""
    for turns in range(6):
        async with database.reading() as one, database.reading():
            pid = await one._connection.fetchval("select pg_backend_pid()")
        databases.sql("postgres", f"{postgres.END_ALL} where pid = {pid}")
        time.sleep(0.05)  # noqa: ASYNC251 - frozen meanwhile
        keeping = asyncio.create_task(Notes(database).keep_moment("note", START))
        for _ in range(turns):
            await asyncio.sleep(0)
        databases.sql("postgres", f"{postgres.END_ALL} where datname = '{name}'")
        time.sleep(0.05)  # noqa: ASYNC251 - as above
        with suppress(NotWritten):
            await keeping
        await Notes(database).keep_moment("after", START)
    gc.collect()
    assert [record for record in caplog.records if record.name == "asyncio"] == []


async def test_a_connection_lost_in_a_transaction_leaves_nothing(
    database: Database, databases: postgres.Databases, name: str
) -> None:
    async def halved() -> None:
        async with database.transaction() as run:
            await run.keep_note(name="half", value="1")
            databases.sql("postgres", f"{postgres.END_ALL} where datname = '{name}'")
            await run.keep_note(name="other half", value="1")

    with pytest.raises(NotWritten, match="Nothing was changed"):
        await halved()
    assert (await database.tables())["notes"] == []


async def test_while_the_server_is_down_every_use_is_refused_and_afterwards_it_goes_on(
    databases: postgres.Databases,
) -> None:
    with postgres.running() as own, own.fresh() as url:
        async with await Database.open(url) as database:
            notes = Notes(database)
            await notes.keep_moment("before", START)
            assert await database.owns("test")
            await asyncio.to_thread(own.server.stop)
            with pytest.raises(NotWritten):
                await notes.keep_moment("meanwhile", START)
            with pytest.raises(NotWritten):
                await notes.moment("before")
            assert not await database.owns("test")
            await asyncio.to_thread(own.server.start)
            assert (await notes.moment("before"), await notes.moment("meanwhile")) == (START, None)
            assert await database.owns("test")


@pytest.mark.parametrize("cut", ["arrived", "lost"])
async def test_a_commit_whose_outcome_is_unknown_says_so(
    server: postgres.Server, name: str, tmp_path: Path, cut: Cut
) -> None:
    fate: list[Cut] = []
    async with (
        cutting(server.folder, tmp_path, lambda: fate.pop() if fate else None),
        await Database.open(through(tmp_path, name)) as database,
    ):
        fate.append(cut)
        with pytest.raises(NotWritten, match="may or may not"):
            await Notes(database).keep_moment("perhaps", START)
        assert await Notes(database).moment("perhaps") == (START if cut == "arrived" else None)
