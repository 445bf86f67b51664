"""What is caught up after Milepost was down, and what is let go; and that nobody is woken by it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.ports import RetryLater
from tests.delivery.weeks import DAY, HOUR, WEEK, Installation, Watched, utc

THURSDAY = utc("2026-09-17T18:00")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def down(home: Installation) -> Installation:
    """Ada has begun, and Milepost goes down a minute before her first check-in."""
    await home.someone().says("/start")
    await home.skip(THURSDAY - MINUTE)
    return home


@pytest.mark.parametrize(("length", "late"), [
    (MINUTE, False), (15 * MINUTE, False), (16 * MINUTE, True), (15 * HOUR, True), (2 * DAY - MINUTE, True),
])  # fmt: skip
async def test_a_missed_checkin_is_caught_up_within_two_days_and_says_so(
    down: Installation, platform: Watched, length: timedelta, late: bool
) -> None:
    await down.sleep(THURSDAY + length)
    (arrived,) = platform.got("checkin")
    assert arrived.at == THURSDAY + length
    assert arrived.card.footer.startswith("For Thu 17 Sep 2026, 18:00 UTC")
    assert ("late" in arrived.card.footer) is late
    await down.skip(THURSDAY + WEEK)
    assert [each.at for each in platform.got("checkin")[1:]] == [THURSDAY + WEEK]


async def test_after_more_than_two_days_it_is_let_go_and_recorded(down: Installation, platform: Watched) -> None:
    await down.sleep(THURSDAY + 2 * DAY + MINUTE)
    assert platform.got("checkin") == []
    assert await down.states() == ["missed"]
    await down.skip(THURSDAY + WEEK)
    assert [each.at for each in platform.got("checkin")] == [THURSDAY + WEEK]


@pytest.mark.parametrize(("length", "states"), [
    (3 * WEEK + HOUR, ["missed", "missed", "missed", "sent"]),
    (3 * WEEK + 3 * DAY, ["missed", "missed", "missed", "missed"]),
])  # fmt: skip
async def test_after_three_weeks_one_comes_at_most_and_the_rest_is_recorded(
    down: Installation, platform: Watched, length: timedelta, states: list[str]
) -> None:
    await down.sleep(THURSDAY + length)
    assert await down.states() == states
    slots = [datetime.fromtimestamp(row["slot"], ZoneInfo("UTC")) for row in await down.outbox()]
    assert slots == [THURSDAY + count * WEEK for count in range(4)]
    assert len(platform.got("checkin")) == states.count("sent")
    before = len(platform.arrivals)
    await down.skip(WEEK)
    assert sorted(each.kind for each in platform.arrivals[before:]) == ["checkin", "tip"]


async def test_at_most_one_message_comes_after_three_weeks_of_both_kinds(down: Installation, platform: Watched) -> None:
    before = len(platform.arrivals)
    await down.sleep(THURSDAY + 3 * WEEK + HOUR)
    assert [each.kind for each in platform.arrivals[before:]] == ["checkin"]
    assert await down.states("tip") == ["sent", "missed", "missed", "missed"]


@pytest.mark.parametrize(("zone", "back", "arrives"), [
    ("Berlin", "2026-09-17T23:30", "2026-09-18T08:00"),
    ("Berlin", "2026-09-18T05:00", "2026-09-18T08:00"),
    ("Berlin", "2026-09-17T21:00", "2026-09-18T08:00"),
    ("Berlin", "2026-09-17T20:59", "2026-09-17T20:59"),
    ("Berlin", "2026-09-18T08:00", "2026-09-18T08:00"),
    ("Kathmandu", "2026-09-18T07:59", "2026-09-18T08:00"),
])  # fmt: skip
async def test_whoever_sleeps_is_not_woken_by_what_was_missed(
    home: Installation, platform: Watched, zone: str, back: str, arrives: str
) -> None:
    await home.someone().does("start", zone=zone)
    local = ZoneInfo({"Berlin": "Europe/Berlin", "Kathmandu": "Asia/Kathmandu"}[zone])
    await home.skip(utc("2026-09-15T12:00"))
    await home.sleep(datetime.fromisoformat(back).replace(tzinfo=local))
    await home.skip(DAY)
    (arrived,) = platform.got("checkin")
    assert arrived.at == datetime.fromisoformat(arrives).replace(tzinfo=local)


async def test_the_end_of_the_night_is_eight_oclock_also_when_the_clocks_change_in_it(
    home: Installation, platform: Watched
) -> None:
    home.clock.move_to(utc("2027-03-22T12:00"))
    await home.someone().says("/start zone:Berlin weekday:saturday time:20:00")
    await home.skip(utc("2027-03-27T18:00"))
    await home.sleep(utc("2027-03-27T22:30"))
    assert platform.got("checkin") == []
    await home.skip(2 * DAY)
    assert [each.at for each in platform.got("checkin")] == [utc("2027-03-28T06:00")]


async def test_a_platform_that_makes_it_wait_into_the_night_makes_it_wait_for_the_morning(
    home: Installation, platform: Watched
) -> None:
    await home.someone().says("/start zone:Berlin time:20:30")
    await home.skip(utc("2026-09-16T12:00"))
    platform.refuse = [RetryLater(HOUR)]
    await home.skip(3 * DAY)
    (arrived,) = platform.got("checkin")
    assert arrived.at == utc("2026-09-18T06:00")
    assert "late" in arrived.card.footer


async def test_a_message_that_waited_for_hours_says_that_it_is_late(home: Installation, platform: Watched) -> None:
    """It was planned in time and sent late, because the platform or the process stood in the way."""
    await home.someone().says("/start zone:Berlin time:9:00")
    await home.skip(utc("2026-09-16T12:00"))
    platform.refuse = [RetryLater(5 * HOUR)]
    await home.skip(2 * DAY)
    (arrived,) = platform.got("checkin")
    assert arrived.at == utc("2026-09-17T12:00")
    assert "late" in arrived.card.footer


async def test_a_checkin_that_comes_after_its_sunday_can_still_be_answered(
    home: Installation, platform: Watched
) -> None:
    ada = home.someone()
    await ada.says("/start weekday:sunday time:18:00")
    await home.skip(utc("2026-09-13T17:59"))
    await home.sleep(utc("2026-09-14T10:00"))
    (arrived,) = platform.got("checkin")
    answered = await home.someone().presses("Done", arrived.card)
    assert answered.title.startswith("Check-in for week"), answered.text


async def test_downtime_within_a_pause_brings_nothing(home: Installation, platform: Watched) -> None:
    ada = home.someone()
    await ada.says("/start")
    await ada.says("/pause 3w")
    await home.sleep(utc("2026-10-01T18:30"))
    await home.skip(utc("2026-10-03T08:59"))
    assert platform.arrivals == []
    await home.skip(utc("2026-10-08T18:00"))
    assert [each.at for each in platform.got("checkin")] == [utc("2026-10-08T18:00")]
