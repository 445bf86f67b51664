"""Between Milepost and its PostgreSQL: a connection that is cut just when a transaction is committed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Literal

Cut = Literal["arrived", "lost"]
"""Whether the server hears of the commit whose answer nobody gets."""

COMMIT = b"COMMIT;"


def through(folder: Path, name: str) -> str:
    """The address of a database behind a proxy."""
    return f"postgresql://milepost@/{name}?host={folder}"


@asynccontextmanager
async def cutting(server: Path, folder: Path, fate: Callable[[], Cut | None]) -> AsyncIterator[None]:
    """A proxy in a folder, for the server in another; `fate` is asked at each commit."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            answers, questions = await asyncio.open_unix_connection(server / ".s.PGSQL.5432")
        except OSError:
            writer.close()
            return
        answering = asyncio.create_task(_copy(answers, writer))
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                cut = fate() if COMMIT in data else None
                if cut:
                    answering.cancel()
                    writer.close()
                if cut != "lost":
                    questions.write(data)
                    await questions.drain()
                if cut:
                    break
        questions.close()
        with suppress(asyncio.CancelledError):
            await answering

    proxy = await asyncio.start_unix_server(serve, folder / ".s.PGSQL.5432")
    async with proxy:
        yield


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
