"""Thousands of lives, each drawn from one number: nothing is lost, doubled, stale, or meant for somebody else."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.simulation.stores import Change
from tests.simulation.world import World, lived

SHORT, LONG = 500, 10_000
AT_ONCE = 50
"""Seeds a test."""

SOME = 300
"""Seeds in which a defect has to be found."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seeds" not in metafunc.fixturenames:
        return
    one = metafunc.config.getoption("--seed")
    if one is not None:
        metafunc.parametrize("seeds", [range(one, one + 1)], ids=str)
        return
    short = [range(begin, begin + AT_ONCE) for begin in range(0, SHORT, AT_ONCE)]
    rest = [range(begin, begin + AT_ONCE) for begin in range(SHORT, LONG, AT_ONCE)]
    long = [pytest.param(each, marks=pytest.mark.long) for each in [*short, *rest]]
    metafunc.parametrize("seeds", [*short, *long], ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")


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

DEFECTS: dict[str, tuple[str, tuple[Change, ...]]] = {
    "whoever lost a message to another process settles it all the same": ("was posted", ((FENCED, "where id = :id"),)),
    "a message is sent before its claim is kept": (
        "was posted",
        (("update outbox set state = 'sending', owner", "update outbox set owner"), (FENCED, "where id = :id")),
    ),
    "a lease is over at once": ("was posted", (("+ :lease", "- 100 + 0 * :lease"),)),
    "messages never expire": ("stale", ((":due_at, :expires_at,", ":due_at, :expires_at + 9999999,"),)),
    "a week is left out": ("lost", (("set due_at = :next,", "set due_at = :next + 604800,"),)),
}
"""What the judge says of it, and how the queries are changed."""


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_in_the_queries_is_found(defect: str) -> None:
    said, changes = DEFECTS[defect]
    assert _found(said, changes=changes) is not None


def test_without_the_look_before_sending_again_messages_come_twice() -> None:
    assert _found("was posted", blind=True) is not None


def test_a_clock_ahead_of_the_platform_would_blind_the_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.outbox.LOOK_BACK", timedelta(seconds=5))
    assert _found("was posted") is not None


def _found(said: str, *, blind: bool = False, changes: tuple[Change, ...] = ()) -> int | None:
    """The first seed in which the judge says so."""
    return next(
        (
            seed
            for seed in range(SOME)
            if any(said in each for each in lived(seed, blind=blind, changes=changes).oracle.wrong)
        ),
        None,
    )
