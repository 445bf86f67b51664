"""How fast a person may ask: bursts, waits, other people, and what is forgotten."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.commands import Commands, commands_of
from bot.core.dispatch import Dispatch
from bot.core.model import Person
from bot.core.rate import Rate
from tests.core.making import Kitchen, request

BURST, EVERY = 3, 2.0
STEPS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 16).map(lambda quarters: quarters / 4)), max_size=80)
"""Who asks, and how many seconds after the one before; quarters, so that sums are exact."""


class Stopwatch:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def time() -> Stopwatch:
    return Stopwatch()


def taken(steps: Sequence[tuple[str, float]]) -> list[tuple[str, float, float]]:
    """Who asked, when, and how long they were told to wait."""
    time, asked = Stopwatch(), []
    rate = Rate(BURST, EVERY, time)
    for who, later in steps:
        time.seconds += later
        asked.append((who, time.seconds, rate.take(who)))
    return asked


@given(STEPS)
def test_in_no_window_more_is_taken_than_the_burst_and_what_time_brings(steps: list[tuple[str, float]]) -> None:
    for person in "abc":
        times = [at for who, at, wait in taken(steps) if who == person and not wait]
        for first, start in enumerate(times):
            for last, end in enumerate(times[first:], first):
                assert last - first + 1 <= BURST + (end - start) / EVERY


@given(STEPS)
def test_whoever_is_refused_is_told_the_shortest_wait_after_which_they_are_not(steps: list[tuple[str, float]]) -> None:
    for number, (who, _, wait) in enumerate(taken(steps)):
        if wait:
            assert 0 < wait <= EVERY
            assert taken([*steps[: number + 1], (who, wait)])[-1][2] == 0
            assert taken([*steps[: number + 1], (who, wait - 0.25)])[-1][2] == 0.25 or wait <= 0.25


@given(STEPS)
def test_what_others_ask_changes_nothing_for_a_person(steps: list[tuple[str, float]]) -> None:
    together = taken(steps)
    for person in "abc":
        times = [at for who, at, _ in together if who == person]
        alone = taken([(person, later - sooner) for sooner, later in zip([100.0, *times], times, strict=False)])
        assert [wait for _, _, wait in alone] == [wait for who, _, wait in together if who == person]


def test_a_refusal_costs_nothing_and_after_a_rest_the_whole_burst_is_back(time: Stopwatch) -> None:
    rate = Rate(BURST, EVERY, time)
    assert [rate.take("ada") for _ in range(6)] == [0, 0, 0, EVERY, EVERY, EVERY]
    time.seconds += EVERY
    assert [rate.take("ada"), rate.take("ada")] == [0, EVERY]
    time.seconds += 1000
    assert [rate.take("ada") for _ in range(4)] == [0, 0, 0, EVERY]


def test_only_so_many_people_are_remembered_and_whoever_asked_longest_ago_is_forgotten(time: Stopwatch) -> None:
    rate = Rate(1, EVERY, time, remembered=2)
    assert [rate.take(who) for who in ("ada", "bo", "cy")] == [0, 0, 0]
    assert [rate.take(who) for who in ("bo", "cy", "ada")] == [EVERY, EVERY, 0]


async def test_who_asks_too_fast_is_told_when_privately_and_nothing_runs(time: Stopwatch) -> None:
    kitchen = Dispatch(Commands(commands_of(Kitchen())), Rate(2, 6.0, time))
    replies = [await kitchen.answer(request(name, kind="green")) for name in ("tea", "nothing-of-the-sort", "burn")]
    assert [reply.card.title for reply in replies] == ["1 green", "That did not work", "A little slower, please"]
    assert replies[2].card.text == "I can take your next question in 6 seconds. Nothing was changed."
    assert replies[2].private
    time.seconds += 5.5
    assert "in 1 second." in (await kitchen.answer(request("tea", kind="green"))).card.text
    time.seconds += 0.5
    assert (await kitchen.answer(request("tea", kind="green"))).card.title == "1 green"


async def test_the_same_id_on_another_platform_or_in_another_space_is_somebody_else(time: Stopwatch) -> None:
    kitchen = Dispatch(Commands(commands_of(Kitchen())), Rate(1, 6.0, time))
    people = [
        Person(platform=platform, space=space, id=id, name="Ada")
        for platform, space, id in (("test", "s", "1"), ("else", "s", "1"), ("test", "t", "1"), ("test", "s", "2"))
    ]
    asked = [request("tea", kind="green").model_copy(update={"person": person}) for person in people * 2]
    titles = [(await kitchen.answer(each)).card.title for each in asked]
    assert titles == ["1 green"] * 4 + ["A little slower, please"] * 4


async def test_without_a_rate_nobody_is_slowed_down() -> None:
    kitchen = Dispatch(Commands(commands_of(Kitchen())))
    assert {(await kitchen.answer(request("tea", kind="green"))).card.title for _ in range(100)} == {"1 green"}
