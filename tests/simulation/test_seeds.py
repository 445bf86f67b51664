"""Thousands of lives, each drawn from one number: nothing is lost, doubled, stale, or meant for somebody else."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.simulation.world import STRAIGHT, Bent, World, lived

SHORT, LONG = 500, 10_000
AT_ONCE = 25
"""Seeds a test."""

FOUND = (2296, 2924)
"""Seeds in which a defect showed once: after the clock was set back, a message that was tried already came early."""

SOME = 300
"""Seeds in which a defect has to be found."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seeds" not in metafunc.fixturenames:
        return
    one = metafunc.config.getoption("--seed")
    if one is not None:
        metafunc.parametrize("seeds", [range(one, one + 1)], ids=str)
        return
    found = [range(seed, seed + 1) for seed in FOUND]
    short = [range(begin, begin + AT_ONCE) for begin in range(0, SHORT, AT_ONCE)]
    rest = [range(begin, begin + AT_ONCE) for begin in range(SHORT, LONG, AT_ONCE)]
    long = [pytest.param(each, marks=pytest.mark.long) for each in [*short, *rest]]
    metafunc.parametrize("seeds", [*found, *short, *long], ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What fails here fails on purpose."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_whatever_happens_nothing_is_lost_doubled_stale_or_foreign(seeds: range) -> None:
    for seed in seeds:
        _explain(seed, lived(seed))


def _explain(seed: int, world: World) -> None:
    if world.oracle.wrong:
        end = "\n".join(world.trace[-60:])
        wrong = "\n".join(world.oracle.wrong)
        pytest.fail(f"{wrong}\n\n{end}\n\nAgain: pytest tests/simulation --seed {seed}", pytrace=False)


def test_a_seed_is_the_same_life_each_time() -> None:
    assert lived(7).trace == lived(7).trace


FENCED = "where id = :id and state = 'sending' and owner = :owner"

DEFECTS = {
    "whoever lost a message to another process settles it all the same": (
        "was posted",
        Bent(changes=((FENCED, "where id = :id"),), blows=("freezes with an answer",), shared=True),
    ),
    "a message is sent before its claim is kept": (
        "was posted",
        Bent(
            changes=(
                ("update outbox set state = 'sending', owner", "update outbox set owner"),
                (FENCED, "where id = :id"),
            )
        ),
    ),
    "a lease is over at once": (
        "was posted",
        Bent(changes=(("+ :lease", "- 100 + 0 * :lease"),), blows=("loses its lock",), shared=True),
    ),
    "messages never expire": ("stale", Bent(changes=((":expires_at,", ":expires_at + 9999999,"),))),
    "a week is left out": ("lost", Bent(changes=(("set due_at = :next,", "set due_at = :next + 604800,"),))),
    "nothing is looked for before it is sent again": ("was posted", Bent(blind=True)),
}
"""With what the judge says of each."""

RARE = {"whoever lost a message to another process settles it all the same", "messages never expire"}
"""What shows once in fifty lives or less."""


@pytest.mark.parametrize(
    "defect", [pytest.param(each, marks=[pytest.mark.long] if each in RARE else []) for each in DEFECTS]
)
def test_a_defect_is_found(defect: str) -> None:
    assert _found(*DEFECTS[defect]) is not None


@pytest.mark.long
def test_a_clock_ahead_of_the_platform_would_blind_the_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.unsure.LOOK_BACK", timedelta(seconds=5))
    assert _found("was posted", STRAIGHT) is not None


def _found(said: str, bent: Bent) -> int | None:
    """The first seed in which the judge says so."""
    wrong = ((seed, lived(seed, bent).oracle.wrong) for seed in range(SOME))
    return next((seed for seed, each in wrong if any(said in what for what in each)), None)
