"""Writes slack-manifest.yaml from the commands of the whole bot: `make manifest`.

With `ADDRESS=https://HOST`, prints instead the one of an app that is heard over HTTP there.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from bot.adapters.slack.manifest import written
from bot.app import App
from bot.clock import SystemClock
from bot.content import find, load
from bot.store import Database

FILE = Path(__file__).parents[1] / "slack-manifest.yaml"


async def main(address: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with await Database.open(f"sqlite:///{folder}/empty.db") as database:
            app = App(load(find("ml-engineer")), database, SystemClock())
            if address:
                print(written(app.dispatch.commands, address), end="")
            else:
                FILE.write_text(written(app.dispatch.commands), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main("".join(sys.argv[1:]).rstrip("/")))
