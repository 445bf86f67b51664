"""Says on a terminal what takes long, and takes it back when it is done."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

LEARNING = "Learning the pack's questions. That takes half a minute, once …"


@contextmanager
def waiting_for(what: str) -> Iterator[None]:
    """On stderr, where it is a terminal; a program that reads us is told nothing."""
    shown = sys.stderr.isatty()
    if shown:
        print(what, end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        if shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
