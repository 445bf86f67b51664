"""All or nothing, one after the other, and usable afterwards whatever happened."""

import asyncio
import sqlite3

import asyncpg
import pytest

from bot.store import Database


async def names(database: Database) -> list[str]:
    return [row["name"] for row in (await database.tables())["notes"]]


async def keep(database: Database, name: str, *, then: BaseException | None = None) -> None:
    """Two writes of one transaction, with some waiting between them, and perhaps an end with an error."""
    async with database.transaction() as run:
        await run.keep_note(name=f"{name} 1", value="x")
        await asyncio.sleep(0)
        await run.keep_note(name=f"{name} 2", value="x")
        if then:
            raise then


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), asyncio.CancelledError()])
async def test_a_transaction_that_fails_leaves_nothing_and_the_next_one_works(
    database: Database, error: BaseException
) -> None:
    with pytest.raises(type(error)):
        await keep(database, "failed", then=error)
    await keep(database, "good")
    assert await names(database) == ["good 1", "good 2"]


async def test_a_statement_that_fails_takes_the_whole_transaction_with_it(database: Database) -> None:
    async def breaks() -> None:
        async with database.transaction() as run:
            await run.keep_note(name="before", value="x")
            await run.keep_note(name="broken", value=None)

    with pytest.raises((sqlite3.Error, asyncpg.PostgresError)):
        await breaks()
    assert await names(database) == []


async def test_transactions_at_the_same_time_never_mix(database: Database) -> None:
    """Every second one fails; what the others wrote is whole."""
    results = await asyncio.gather(
        *(keep(database, f"{n:02d}", then=ValueError() if n % 2 else None) for n in range(20)), return_exceptions=True
    )
    assert [isinstance(result, ValueError) for result in results] == [bool(n % 2) for n in range(20)]
    assert sorted(await names(database)) == [f"{n:02d} {part}" for n in range(0, 20, 2) for part in (1, 2)]


async def test_a_reader_never_sees_half_of_a_transaction(database: Database) -> None:
    seen: list[int] = []

    async def look() -> None:
        for _ in range(20):
            seen.append(len(await names(database)))
            await asyncio.sleep(0)

    await asyncio.gather(look(), *(keep(database, str(n)) for n in range(10)))
    assert set(seen) <= set(range(0, 21, 2))
    assert len(await names(database)) == 20


async def test_a_cancelled_transaction_is_done_whole_or_not_at_all_and_the_next_one_works(database: Database) -> None:
    """Cancelled after so many turns of the event loop: at the begin, between the writes, or at the commit."""
    for turns in range(24):
        task = asyncio.create_task(keep(database, f"cancelled {turns:02d}"))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await keep(database, f"after {turns:02d}")
        kept = [name.rsplit(" ", 1)[0] for name in await names(database)]
        assert kept.count(f"cancelled {turns:02d}") in (0, 2)
        assert kept.count(f"after {turns:02d}") == 2
