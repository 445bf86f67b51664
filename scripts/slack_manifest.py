"""Writes slack-manifest.yaml from the commands of the whole bot: `make manifest`.

With `ADDRESS=https://HOST`, prints instead the one of an app that is heard over HTTP there.
"""

import asyncio
import sys
from pathlib import Path

from bot.adapters.slack.manifest import written
from bot.app import registry
from bot.content import find, load

FILE = Path(__file__).parents[1] / "slack-manifest.yaml"


def main(address: str) -> None:
    commands = asyncio.run(registry(load(find("ml-engineer"))))
    if address:
        print(written(commands, address), end="")
    else:
        FILE.write_text(written(commands), encoding="utf-8")


if __name__ == "__main__":
    main("".join(sys.argv[1:]).rstrip("/"))
