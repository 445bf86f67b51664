"""Things that go wrong, one after the other or several at a time, each with servers and a Milepost of its own."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from scripts.loopback.stage import Server, Stage, Wrong, staged, verdict

ABREAST = 4
"""They mostly wait."""

S = TypeVar("S", bound=Server)

Scenario = Callable[[Stage, S], str]
"""Says in a line what came of it; what is wrong it keeps in the stage."""


def alone(walk: Callable[..., str], *servers: Server) -> int:
    """0 where a walk with these servers came to its end and nothing was wrong."""
    with staged(*servers) as stage:
        fine, wrong = _played(stage, lambda: walk(stage, *servers))
    return verdict(wrong, fine)


def play(make: Callable[[], S], scenarios: Mapping[str, Scenario[S]], only: str = "") -> int:
    """0 where nothing was wrong in any; `only` is part of the names of those that are played."""

    def one(name: str) -> list[str]:
        server = make()
        with staged(server) as stage:
            came, wrong = _played(stage, lambda: scenarios[name](stage, server))
        print(f"{name:<42} {came}", flush=True)
        return wrong

    with ThreadPoolExecutor(ABREAST) as pool:
        found = [each for wrong in pool.map(one, [name for name in scenarios if only in name]) for each in wrong]
    return verdict(found, "nothing was lost, nothing came twice, nothing was refused that was not asked for.")


def _played(stage: Stage, walk: Callable[[], str]) -> tuple[str, list[str]]:
    """What came of it, and what was wrong; then Milepost's log is shown."""
    try:
        came = walk()
    except Wrong as error:
        came = "it did not come to its end"
        stage.check(False, str(error))
    if wrong := stage.judge():
        print("\n".join(["Milepost's log:", *stage.log()]), flush=True)
    return came, wrong
