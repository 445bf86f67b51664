"""On Mondays the places of mentors get what is to be reviewed: once a week, whatever happens to the process."""

from contextlib import suppress
from datetime import timedelta

import pytest

from bot.clock import MovableClock
from bot.content import Pack
from tests.delivery.weeks import DAY, HOUR, WEEK, Arrival, Died, Installation, Watched, utc

MONDAY = utc("2026-09-14T09:00")


def lists(platform: Watched) -> list[Arrival]:
    return [each for each in platform.arrivals if each.card.title.startswith("To review this week")]


@pytest.fixture
async def subscribed(home: Installation) -> Installation:
    """On Saturday, two days before the first list."""
    await home.someone("boss", admin=True).says("/subscribe mentors")
    return home


async def test_it_comes_every_monday_at_nine_with_the_first_few_and_a_way_to_the_rest(
    subscribed: Installation, platform: Watched
) -> None:
    await subscribed.skip(MONDAY - timedelta(minutes=1))
    assert lists(platform) == []
    await subscribed.skip(MONDAY + 12 * WEEK)
    assert [each.at for each in lists(platform)] == [MONDAY + week * WEEK for week in range(13)]
    assert platform.doubles == 0
    card = lists(platform)[0].card
    assert len(card.text.splitlines()) == 5
    boss = subscribed.someone("boss", admin=True)
    assert (await boss.presses("Review", card)).title.startswith("To review: ")
    refused = await subscribed.someone("ada").presses("Review", card)
    assert refused.text == "/review is for mentors of this community."


async def test_after_an_outage_over_monday_it_comes_with_the_first_tick_of_that_week_and_only_then(
    subscribed: Installation, platform: Watched
) -> None:
    await subscribed.sleep(MONDAY + 2 * DAY)
    await subscribed.sleep(MONDAY + 2 * DAY + HOUR)
    await subscribed.skip(MONDAY + 12 * WEEK)
    await subscribed.restart()
    await subscribed.app.deliver()
    expected = [MONDAY + 2 * DAY, *(MONDAY + week * WEEK for week in range(1, 13))]
    assert [each.at for each in lists(platform)] == expected
    assert platform.doubles == 0


async def test_after_an_outage_of_weeks_only_the_present_week_is_posted(
    subscribed: Installation, platform: Watched
) -> None:
    await subscribed.sleep(MONDAY + 3 * WEEK - HOUR)
    assert lists(platform) == [], "on a Monday before nine nothing of the week before is posted"
    await subscribed.skip(MONDAY + 3 * WEEK)
    assert [each.at for each in lists(platform)] == [MONDAY + 3 * WEEK]


@pytest.mark.parametrize("committed", [False, True])
@pytest.mark.parametrize("write", [1, 2, 3, 4])
async def test_a_process_that_dies_on_a_monday_posts_it_once_all_the_same(
    subscribed: Installation, platform: Watched, clock: MovableClock, write: int, *, committed: bool
) -> None:
    clock.move_to(MONDAY)
    subscribed.database.die_at(write, committed=committed)
    with suppress(Died):
        await subscribed.app.deliver()
    await subscribed.sleep(MONDAY + HOUR)
    await subscribed.sleep(MONDAY + 2 * HOUR)
    assert len(lists(platform)) == 1
    assert platform.doubles == 0


async def test_each_place_gets_it_once_and_one_that_subscribed_since_waits_for_monday(
    subscribed: Installation, platform: Watched
) -> None:
    await subscribed.skip(MONDAY + HOUR)
    await subscribed.someone("eve", admin=True).says("/subscribe mentors")
    await subscribed.someone("guest", admin=True).says("/subscribe announcements")
    await subscribed.restart()
    await subscribed.skip(MONDAY + WEEK)
    assert [(each.at, each.channel) for each in lists(platform)] == [
        (MONDAY, "@boss"),
        (MONDAY + WEEK, "@boss"),
        (MONDAY + WEEK, "@eve"),
    ]


async def test_nothing_is_posted_when_nothing_is_due(
    subscribed: Installation, platform: Watched, clock: MovableClock, pack: Pack
) -> None:
    boss = subscribed.someone("boss", admin=True)
    while (card := await boss.says("/review")).title != "Nothing to review":
        await boss.presses("Still true", await boss.presses(card.buttons[0].label, card))
    await subscribed.skip(MONDAY + WEEK)
    assert lists(platform) == []
