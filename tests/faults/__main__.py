"""Prints the table of kills: `python -m tests.faults [--engine sqlite] [--members N]`. It takes many minutes."""

import argparse
import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from tests import postgres
from tests.faults.plans import LONG
from tests.faults.table import HEAD, line


@contextmanager
def database(engine: str) -> Iterator[str]:
    if engine == "postgresql":
        with postgres.running() as databases, databases.fresh() as url:
            yield url
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/milepost.db"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=LONG, help="only this one")
    parser.add_argument("--members", type=int, help="as many in each run")
    args = parser.parse_args()
    print(HEAD, "|---" * HEAD.count(" | ") + "|---|", sep="\n", flush=True)
    for engine, plans in LONG.items():
        blind = replace(plans[0], members=1500, blind=True)
        for plan in (*plans, blind) if args.engine in (engine, None) else ():
            with database(engine) as url:
                chosen = replace(plan, members=args.members or plan.members)
                print(asyncio.run(line(engine, chosen, url, within=3600)), flush=True)


if __name__ == "__main__":
    main()
