"""The numbered files of `migrations/`: forward only, each once."""

from collections.abc import Collection
from pathlib import Path

from bot.store.database import StoreError

TABLE = "create table if not exists migrations (number integer primary key)"


def missing(done: Collection[int]) -> list[tuple[int, str]]:
    """What has not been run yet, in order, as number and SQL. Raises `StoreError` for a database from the future."""
    files = {int(file.name.split("_")[0]): file for file in (Path(__file__).parent / "migrations").glob("*.sql")}
    if set(done) - files.keys():
        raise StoreError("the database was written by a newer Milepost; update Milepost, or use another database")
    return [(number, files[number].read_text(encoding="utf-8")) for number in sorted(files.keys() - set(done))]
