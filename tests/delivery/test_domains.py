"""The bucket and the breakers of one rate domain, in time that passes when it is told to."""

import logging
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.pace import DISCORD, SLACK, Pace
from bot.core.ports import DeliveryError, RetryLater, Stopped, Undeliverable
from bot.delivery.domain import CLEAN, FORBIDDEN, SHORTEST_WAIT, WINDOW, Domain

LATE = st.lists(st.integers(0, 40).map(lambda eighths: eighths / 8), max_size=60)
"""Seconds that a sender is late; eighths, so that sums are exact."""
PACE = Pace(rate=2, most=2, burst=3)


class Stopwatch:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.seconds = 128.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def time() -> Stopwatch:
    return Stopwatch()


def sent(late: list[float], pace: Pace = PACE) -> list[float]:
    """When each message goes out: as soon as it may, and so much later."""
    time = Stopwatch()
    domain, times = Domain("test", pace, time), []
    for more in late:
        while wait := domain.wait():  # a rounding error may be left, which is waited for too
            time.seconds += wait
        time.seconds += more
        assert domain.take()
        times.append(time.seconds)
    return times


def answers(domain: Domain, error: DeliveryError, channel: str = "c") -> None:
    with suppress(DeliveryError), domain.hearing(channel):
        raise error


@given(LATE)
def test_in_no_window_more_goes_out_than_the_burst_and_what_time_brings(late: list[float]) -> None:
    times = sent(late)
    for first, start in enumerate(times):
        for last, end in enumerate(times[first:], first):
            assert last - first + 1 <= PACE.burst + (end - start) * PACE.rate


@given(LATE)
def test_no_token_is_lost_and_no_wait_is_longer_than_it_must_be(late: list[float]) -> None:
    """As counted by another bucket: one that is filled drop by drop and holds no more than the burst."""
    tokens, before = float(PACE.burst), 128.0
    for at, more in zip(sent(late), late, strict=True):
        tokens = min(tokens + (at - before) * PACE.rate, PACE.burst)
        assert tokens >= 1
        if not more:
            assert tokens == 1 or at == before
        tokens, before = tokens - 1, at


@given(LATE, st.floats(0.1, 100), st.integers(1, 5))
def test_with_rates_that_are_no_round_number_waiting_ends(late: list[float], rate: float, burst: int) -> None:
    """A wait that is too short by a rounding error is followed by another, which has to be one."""
    time = Stopwatch()
    domain = Domain("test", Pace(rate=rate, most=rate, burst=burst), time)
    for more in late:
        time.seconds += more
        for _ in range(4):
            time.seconds += domain.wait()
        assert domain.wait() == 0
        domain.take()


def test_a_steady_sender_is_as_fast_as_the_pace() -> None:
    times = sent([0.0] * 4500, DISCORD)
    assert times[-1] - times[0] == pytest.approx((4500 - DISCORD.burst) / 45)


@pytest.mark.parametrize("asked", [0.0, 0.3, 2.5, 3600.0])
def test_after_a_wait_that_the_platform_asked_for_one_goes_out_and_then_as_before(
    time: Stopwatch, asked: float
) -> None:
    domain, wait = Domain("test", PACE, time), max(asked, SHORTEST_WAIT.total_seconds())
    answers(domain, RetryLater(timedelta(seconds=asked)))
    assert domain.wait() == wait
    time.seconds += wait
    assert domain.wait() == 0
    domain.take()
    assert domain.wait() == 1 / PACE.rate


def test_one_channel_waits_alone(time: Stopwatch) -> None:
    domain = Domain("test", PACE, time)
    answers(domain, RetryLater(timedelta(seconds=8), "channel"), "slow")
    assert (domain.wait(), domain.wait_in("slow"), domain.wait_in("other")) == (0, 8, 0)
    time.seconds += 8
    assert domain.wait_in("slow") == 0


def test_a_shorter_wait_never_shortens_a_longer_one(time: Stopwatch) -> None:
    domain = Domain("test", PACE, time)
    for asked in (60, 2):
        answers(domain, RetryLater(timedelta(seconds=asked)))
    assert domain.wait() == 60


def test_one_channel_on_slack_gets_no_more_than_one_message_a_second(time: Stopwatch) -> None:
    domain = Domain("test", SLACK, time)
    domain.take("c")
    assert domain.wait_in("c") == pytest.approx(10 / 9)
    assert domain.wait_in("d") == 0


def test_slack_gets_faster_by_a_tenth_each_clean_minute_up_to_four_a_second(time: Stopwatch) -> None:
    domain, rates = Domain("test", SLACK, time), []
    for _ in range(30):
        domain.take()
        rates.append(domain.rate)
        time.seconds += CLEAN
    assert rates[:4] == pytest.approx([2.0, 2.1, 2.2, 2.3])
    assert rates[-1] == 4
    assert all(faster - slower <= 0.1 + 1e-9 for slower, faster in pairwise(rates))


def test_growing_gives_no_message_away(time: Stopwatch) -> None:
    domain, count = Domain("test", SLACK, time), 0
    while time.seconds < 128 + 600:
        count += domain.take()
        time.seconds += domain.wait()
    paced = 60 * sum(2 + 0.1 * minute for minute in range(10))
    assert 0.99 * paced < count <= paced + SLACK.burst


def test_what_has_to_wait_is_not_counted(time: Stopwatch) -> None:
    domain = Domain("test", PACE, time)
    assert [domain.take() for _ in range(5)] == [True, True, True, False, False]
    assert domain.wait() == 1 / PACE.rate


def test_an_idle_hour_earns_one_step(time: Stopwatch) -> None:
    domain = Domain("test", SLACK, time)
    time.seconds += 3600
    for _ in range(5):
        domain.take()
    assert domain.rate == pytest.approx(2.1)


def test_a_refusal_halves_slacks_rate_once_for_all_that_were_on_their_way(time: Stopwatch) -> None:
    domain = Domain("test", SLACK, time)
    for _ in range(3):
        answers(domain, RetryLater(timedelta(seconds=30)))
    assert (domain.rate, domain.wait()) == (1, 30)
    time.seconds += 30 + CLEAN - 1
    domain.take()
    assert domain.rate == 1
    time.seconds += 1
    domain.take()
    assert domain.rate == pytest.approx(1.1)


def test_a_rate_is_never_halved_to_nothing(time: Stopwatch) -> None:
    domain = Domain("test", SLACK, time)
    for _ in range(20):
        answers(domain, RetryLater(timedelta(seconds=1)))
        time.seconds += 1
    assert domain.rate == 0.5


def test_a_revoked_token_stops_the_domain_for_good_and_is_logged_once(
    time: Stopwatch, caplog: pytest.LogCaptureFixture
) -> None:
    domain = Domain("test", PACE, time)
    for _ in range(3):
        answers(domain, Stopped("the token was revoked"))
    time.seconds += 10**9
    stop = domain.stopped()
    assert stop
    assert (stop.reason, domain.wait()) == ("the token was revoked", inf)
    assert [each.levelno for each in caplog.records] == [logging.ERROR]


def test_a_stop_for_a_time_ends_then(time: Stopwatch, caplog: pytest.LogCaptureFixture) -> None:
    domain = Domain("test", PACE, time)
    answers(domain, Stopped("too hasty", timedelta(hours=1)))
    answers(domain, Stopped("too hasty", timedelta(minutes=1)))
    time.seconds += 3599
    assert domain.wait() == 1
    time.seconds += 1
    assert (domain.wait(), domain.stopped()) == (0, None)
    assert [each.message for each in caplog.records] == ["a rate domain stopped", "a rate domain goes on"]


def test_too_many_first_contacts_stop_these_alone(time: Stopwatch) -> None:
    domain = Domain("test", PACE, time)
    answers(domain, Stopped("opening direct messages too fast", timedelta(hours=24), first_contacts=True))
    assert (domain.wait(), domain.stopped()) == (0, None)
    assert domain.stopped(first_contacts=True)
    time.seconds += 24 * 3600
    assert not domain.stopped(first_contacts=True)


def test_too_many_forbidden_requests_in_ten_minutes_stop_the_domain_for_ten(time: Stopwatch) -> None:
    domain = Domain("test", PACE, time)
    for _ in range(FORBIDDEN):
        answers(domain, Undeliverable("missing access", forbidden=True))
        answers(domain, Undeliverable("no such channel"))
    assert domain.wait() == 0
    answers(domain, Undeliverable("missing access", forbidden=True))
    assert domain.wait() == WINDOW.total_seconds()
    time.seconds += WINDOW.total_seconds()
    assert domain.wait() == 0


def test_as_many_over_a_longer_time_are_no_alarm(time: Stopwatch) -> None:
    domain = Domain("test", PACE, time)
    for _ in range(3 * FORBIDDEN):
        answers(domain, Undeliverable("missing access", forbidden=True))
        time.seconds += 3.1
    assert domain.wait() == 0


def test_a_platform_without_a_pace_is_never_waited_for(time: Stopwatch) -> None:
    domain = Domain("test", None, time)
    for _ in range(100):
        domain.take("c")
        answers(domain, RetryLater(timedelta(hours=1)))
        assert (domain.wait(), domain.wait_in("c")) == (0, 0)
