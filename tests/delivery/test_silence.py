"""Whoever is silent for three weeks is asked once whether I shall stop, and then left alone until they do something."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.ports import RetryLater, Undeliverable
from bot.planning import stage
from bot.store import Heard
from tests.delivery.weeks import DAY, HOUR, WEEK, Installation, Watched, utc

FOURTH = utc("2026-10-08T18:00")
"""The slot of the fourth check-in of a member who began on Saturday, 12 September."""
AGAIN = ["/checkin", "/checkin done", "/resume", "/plan", "/done sql", "/tip", "/settings hours:5"]
"""All of them remember something, so each is a sign of life."""


@pytest.fixture
async def begun(home: Installation) -> Installation:
    await home.someone().says("/start")
    return home


def titles(platform: Watched, name: str = "ada") -> list[str]:
    """Check-ins and the question by their title, and `tip`."""
    arrived = [each for each in platform.arrivals if each.channel == f"@{name}"]
    questions = ("Check-in", "Shall")
    return [each.card.title.split(" for ")[0] if each.card.title.startswith(questions) else "tip" for each in arrived]


async def test_over_twelve_silent_weeks_there_are_three_checkins_one_question_and_then_nothing(
    begun: Installation, platform: Watched
) -> None:
    for _ in range(12):
        await begun.skip(WEEK, silently=True)
        await begun.restart()
    assert titles(platform) == [*["tip", "Check-in"] * 3, "tip", "Shall I stop?"]
    last = platform.arrivals[-1]
    assert last.at == FOURTH
    assert [button.label for button in (*last.card.buttons, *last.card.controls)] == ["Go on", "Less", "Pause", "Stop"]
    assert last.card.footer == "For Thu 8 Oct 2026, 18:00 UTC"


async def test_whoever_does_something_within_three_weeks_is_never_asked(begun: Installation, platform: Watched) -> None:
    for week in range(12):
        await begun.skip(WEEK, silently=True)
        if week % 3 == 2:
            await begun.someone().says("/checkin partly")
    assert titles(platform) == ["tip", "Check-in"] * 12


@pytest.mark.parametrize("line", AGAIN)
async def test_anything_that_the_member_does_ends_the_silence_and_the_count_begins_anew(
    begun: Installation, platform: Watched, line: str
) -> None:
    await begun.skip(8 * WEEK, silently=True)
    before = len(platform.arrivals)
    await begun.someone().says(line)
    await begun.skip(8 * WEEK, silently=True)
    new = [title for title in titles(platform)[before:] if title != "tip"]
    assert new == ["Check-in"] * 3 + ["Shall I stop?"]


async def test_go_on_goes_on_and_stop_stops(begun: Installation, platform: Watched) -> None:
    await begun.skip(FOURTH, silently=True)
    asked = platform.arrivals[-1].card
    ada = begun.someone()
    assert (await ada.presses("Go on", asked)).title == "Welcome back"
    await begun.skip(WEEK, silently=True)
    assert titles(platform)[-2:] == ["tip", "Check-in"]
    assert (await ada.presses("Stop", asked)).title == "Stopped"
    before = len(platform.arrivals)
    await begun.skip(6 * WEEK, silently=True)
    assert len(platform.arrivals) == before


async def test_a_pause_is_no_silence(begun: Installation, platform: Watched) -> None:
    await begun.skip(3 * WEEK, silently=True)
    await begun.someone().says("/pause 6w")
    await begun.skip(9 * WEEK - DAY, silently=True)
    assert titles(platform).count("Check-in") == 3 + 3
    await begun.skip(WEEK, silently=True)
    assert titles(platform)[-1] == "Shall I stop?"


async def test_what_did_not_arrive_cannot_be_left_unanswered(begun: Installation, platform: Watched) -> None:
    platform.broken["@ada"] = Undeliverable("closed")
    await begun.skip(5 * WEEK, silently=True)
    platform.broken.clear()
    await begun.skip(3 * WEEK, silently=True)
    assert titles(platform).count("Check-in") == 3


async def test_a_question_that_waits_is_asked_once_and_one_that_fails_is_asked_next_week(
    begun: Installation, platform: Watched
) -> None:
    await begun.skip(FOURTH - HOUR, silently=True)
    platform.refuse = [RetryLater(HOUR), Undeliverable("closed for a day")]
    await begun.skip(FOURTH + DAY, silently=True)
    await begun.restart()
    await begun.skip(4 * WEEK, silently=True)
    assert titles(platform).count("Shall I stop?") == 1
    assert platform.arrivals[-1].at == FOURTH + WEEK
    assert await begun.states("silence") == ["dead", "sent"]


async def test_looking_at_the_ledger_is_no_sign_of_life_and_says_what_goes_on(
    begun: Installation, platform: Watched
) -> None:
    await begun.skip(FOURTH - DAY, silently=True)
    ada = begun.someone()
    assert "- “Shall I stop?”: Thu 8 Oct 2026, 18:00 UTC" in (await ada.says("/nudges")).text
    await begun.skip(2 * WEEK, silently=True)
    card = await ada.says("/nudges")
    assert card.text.splitlines()[1].startswith("None: I asked whether to stop and heard nothing.")
    assert "- “Shall I stop?” for Thu 8 Oct 2026, 18:00 UTC: sent" in card.text
    assert titles(platform)[-1] == "Shall I stop?"
    await ada.presses("Go on", card)
    assert "Check-in: Thu 22 Oct" in (await ada.says("/nudges")).text


times = st.integers(0, 400).map(lambda hours: utc("2026-09-12T09:00") + hours * HOUR)


@given(times, st.lists(times, max_size=4), st.lists(times, max_size=2))
def test_the_rule(spoke: datetime, checkins: list[datetime], asked: list[datetime]) -> None:
    now = stage(Heard(spoke=spoke, checkins=tuple(checkins), asked=tuple(asked)))
    assert (now == "silent") == any(slot > spoke for slot in asked)
    if now != "silent":
        assert (now == "ask") == (len([sent for sent in checkins if sent > spoke]) >= 3)
    later = max([spoke, *checkins, *asked])
    assert stage(Heard(spoke=later, checkins=tuple(checkins), asked=tuple(asked))) == "heard"
