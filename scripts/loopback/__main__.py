"""What can be tried: `python -m scripts.loopback discord FOLDER --load`."""

import argparse
import sys
from pathlib import Path

from scripts.loopback.discord import Discord
from scripts.loopback.load import OnDiscord, load
from scripts.loopback.stage import staged


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("platform", choices=["discord"])
    parser.add_argument("emulators", type=Path)
    parser.add_argument("--load", action="store_true", help="1,000 questions at 20 a second")
    args = parser.parse_args()
    server = Discord(args.emulators)
    with staged(server) as stage:
        return load(stage, server, OnDiscord(server))


if __name__ == "__main__":
    sys.exit(main())
