"""What thousands of guilds cost: the real client on a Discord of its own process tells what it keeps: `make bench`.

Prints, for a first start in which every guild is new and for the next one: seconds until each shard was ready and every
guild greeted (discord.py lets two pass after the last guild, and five lie between two shards), the memory that is kept
for a guild, the tasks there were at most and are left, and the longest time in which nothing else could run.
"""

import argparse
import asyncio
import gc
import logging
import multiprocessing
import tempfile
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from bot.adapters.discord import Discord, Memory, point_at
from bot.app import App
from bot.clock import SystemClock, seconds
from bot.content import Pack, find, load
from bot.store import Database
from tests.adapters.discord.loopback import guild, loopback, until

PAGE = 4096
LOOK = 0.005
"""Seconds between two looks at what there is."""


def stand_in(tell: Connection, guilds: int, shards: int, channels: int, roles: int) -> None:
    """The other process: Discord, until it is ended."""

    async def serve() -> None:
        there = [guild(number + 1 << 22, channels, roles) for number in range(guilds * shards)]
        async with loopback(there) as server:
            server.shards = shards
            tell.send(server.port)
            await asyncio.Event().wait()

    with suppress(KeyboardInterrupt):
        asyncio.run(serve())


def resident() -> int:
    """Bytes."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE


class Watch:
    """Looks at the loop while something goes on in it."""

    def __init__(self) -> None:
        self.tasks, self.stall = 0, 0.0

    async def look(self) -> None:
        while True:
            began = seconds()
            await asyncio.sleep(LOOK)
            self.stall = max(self.stall, seconds() - began - LOOK)
            self.tasks = max(self.tasks, len(asyncio.all_tasks()))


def process(port: int, folder: str, name: str, guilds: int) -> None:
    """One of its own, so that each begins with the memory of none before."""
    logging.disable(logging.WARNING)
    point_at(f"http://127.0.0.1:{port}/api/v10", f"ws://127.0.0.1:{port}/gateway")
    asyncio.run(start(load(find("ml-engineer")), folder, name, guilds))


async def start(pack: Pack, folder: str, name: str, guilds: int) -> None:
    async with await Database.open(f"sqlite:///{folder}/milepost.db") as database:
        app, watch = App(pack, database, SystemClock(), Path(folder)), Watch()
        adapter = Discord(app.dispatch, Memory(app.members, app.notes, app.stops, app.account.met), app.setup, "token")
        before, watching, began = resident(), asyncio.create_task(watch.look()), seconds()
        running = asyncio.create_task(adapter.run())
        await until(adapter.client.is_ready)
        spaces = [str(each.id) for each in adapter.client.guilds]
        assert len(spaces) == guilds

        async def greeted() -> bool:
            return not await app.setup.new("discord", spaces)

        await until(greeted, every=0.5)
        took = seconds() - began
        watching.cancel()
        await asyncio.sleep(0.1)
        left, kept = len(asyncio.all_tasks()), resident() - before
        print(
            f"{name}: {guilds:,} guilds in {took:.1f} s; {kept / 2**20:.0f} MiB more, {kept / guilds / 1024:.1f} KiB a"
            f" guild; {watch.tasks} tasks at most, {left} left; longest stall {watch.stall * 1000:.0f} ms"
        )
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--guilds", type=int, default=2500, help="of a shard")
    parser.add_argument("--shards", type=int, default=2)
    parser.add_argument("--channels", type=int, default=20)
    parser.add_argument("--roles", type=int, default=10)
    given = parser.parse_args()
    apart = multiprocessing.get_context("spawn")
    told, tell = apart.Pipe()
    about = (tell, given.guilds, given.shards, given.channels, given.roles)
    discord = apart.Process(target=stand_in, args=about, daemon=True)
    discord.start()
    port = told.recv()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("every guild is new", "started again"):
            started = apart.Process(target=process, args=(port, folder, name, given.guilds * given.shards))
            started.start()
            started.join()
    discord.terminate()


if __name__ == "__main__":
    main()
