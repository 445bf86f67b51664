"""Day, hour and zone changed in mid-week: nothing comes twice, nothing too soon, and nothing is lost."""

import asyncio
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.store import Schedule
from tests.delivery.weeks import DAY, HOUR, WEEK, Installation, Watched, utc

MONDAY = utc("2026-09-14T18:00")
THURSDAY = utc("2026-09-17T18:00")


@pytest.mark.parametrize("lines", [
    ["/stop", "/settings weekday:friday", "/resume"],
    ["/stop", "/resume", "/settings weekday:friday"],
    ["/settings weekday:friday", "/stop", "/resume"],
    ["/settings weekday:friday", "/stop", "/start"],
    ["/settings weekday:friday", "/pause 1m"],
    ["/settings weekday:friday", "/pause 1m", "/resume"],
    ["/settings weekday:friday", "/pause 1m", "/settings time:17:00"],
    ["/settings weekday:wednesday"],
    ["/settings weekday:friday"],
    ["/settings weekday:sunday"],
    ["/settings weekday:tuesday", "/settings weekday:monday time:20:00"],
    ["/settings time:20:00"],
    ["/settings zone:Honolulu"],
    ["/settings zone:Auckland weekday:sunday"],
], ids=" ".join)  # fmt: skip
async def test_nobody_is_asked_twice_in_one_week_whatever_they_change_in_it(
    home: Installation, platform: Watched, lines: list[str]
) -> None:
    ada = home.someone()
    await ada.says("/start weekday:monday messages:5")
    await home.skip(MONDAY + HOUR)
    assert len(platform.got("checkin")) == 1
    for line in lines:
        await ada.says(line)
    await home.skip(2 * WEEK)
    weeks = [each.card.title for each in platform.got("checkin")]
    assert len(weeks) == len(set(weeks)), weeks
    assert len(weeks) >= 2
    assert all(later.at - earlier.at >= 4 * DAY for earlier, later in pairwise(platform.got("checkin")))


@pytest.mark.parametrize("line", ["/settings zone:Tokyo", "/settings hours:3", "/less", "/pause 2w", "/route edirae"])
async def test_a_stop_is_not_lost_when_another_change_comes_at_the_same_moment(
    home: Installation, platform: Watched, line: str
) -> None:
    ada = home.someone()
    await ada.says("/start")
    await asyncio.gather(ada.says("/stop"), home.someone().says(line))
    await home.skip(2 * WEEK)
    assert platform.arrivals == []


async def test_two_checkins_are_never_a_day_apart_also_not_in_two_weeks(home: Installation, platform: Watched) -> None:
    ada = home.someone()
    await ada.says("/start weekday:sunday messages:5")
    await home.skip(MONDAY - HOUR)
    await ada.says("/settings weekday:monday")
    await home.skip(2 * WEEK)
    assert [each.at for each in platform.got("checkin")] == [MONDAY - DAY, MONDAY + WEEK]


@pytest.mark.parametrize("line", ["/settings weekday:friday", "/pause 2w", "/stop"])
async def test_a_slot_that_the_member_moved_while_it_was_being_planned_is_not_planned(
    home: Installation, line: str
) -> None:
    """The planner has read the row; the member is quicker than its writing."""
    ada, schedule = home.someone(), Schedule(home.database)
    await ada.says("/start")
    home.clock.move_to(THURSDAY)
    seen = await schedule.due(THURSDAY)
    await ada.says(line)
    async with schedule.holding(seen) as held:
        assert held.slots.isdisjoint(slot for slot in seen if slot.kind == "checkin")
    await home.app.deliver()
    assert await home.states() == []


@pytest.mark.parametrize("lines", [
    ["/quiz"], ["/stop", "/resume"], ["/stop", "/quiz"], ["/stop", "/start"],
    ["/pause 1h", "/resume"], ["/settings time:18:30"],
], ids=" ".join)  # fmt: skip
async def test_nothing_that_was_sent_today_is_sent_again_today(
    home: Installation, platform: Watched, lines: list[str]
) -> None:
    ada = home.someone()
    await ada.says("/start")
    await home.skip(THURSDAY)
    for line in lines:
        card = await ada.says(line)
        while card.title.startswith("Question"):
            card = await ada.does(card.buttons[0].command, **card.buttons[0].args)  # type: ignore[union-attr]
    await home.skip(THURSDAY + 2 * DAY)
    assert [each.at for each in platform.got("checkin")] == [THURSDAY]
    await home.skip(6 * DAY)
    assert len(platform.got("checkin")) == 2


@pytest.mark.parametrize(("home_zone", "moves"), [
    ("Tokyo", [("2026-09-17T09:01", "New York")]),
    ("Tokyo", [("2026-09-17T08:59", "New York")]),
    ("New York", [("2026-09-17T10:00", "Tokyo")]),
    ("New York", [("2026-09-17T12:00", "Tokyo"), ("2026-09-17T12:30", "New York")]),
    ("New York", [("2026-09-17T21:59", "Tokyo")]),
    ("New York", [("2026-09-17T22:01", "Tokyo"), ("2026-09-18T22:30", "New York")]),
    ("Auckland", [("2026-09-17T06:30", "Honolulu"), ("2026-09-18T04:30", "Auckland")]),
    ("Honolulu", [("2026-09-16T12:00", "Auckland")]),
])  # fmt: skip
async def test_a_change_of_zone_in_mid_week_neither_doubles_nor_loses_the_checkin(
    home: Installation, platform: Watched, home_zone: str, moves: list[tuple[str, str]]
) -> None:
    ada = home.someone()
    await ada.says(f"/start zone:{home_zone}")
    for moment, zone in moves:
        await home.skip(utc(moment))
        await ada.says(f"/settings zone:{zone}")
        await home.app.deliver()
    await home.skip(utc("2026-10-02T12:00"))
    titles = [each.card.title for each in platform.got("checkin")]
    assert titles == [f"Check-in for week 2026-W{week}" for week in (38, 39, 40)]


async def test_who_travels_east_past_their_hour_gets_the_checkin_at_once_and_marked_late(
    home: Installation, platform: Watched
) -> None:
    ada = home.someone()
    await ada.says("/start zone:New York time:9:00")
    await home.skip(utc("2026-09-17T03:00"))
    await ada.says("/settings zone:Tokyo")
    await home.app.deliver()
    assert [each.at for each in platform.got("checkin")] == [utc("2026-09-17T03:00")]
    assert platform.got("checkin")[0].card.footer.startswith("For Thu 17 Sep 2026, 09:00 Asia/Tokyo (sent late)")


async def test_a_chosen_hour_that_has_passed_today_means_next_week(home: Installation, platform: Watched) -> None:
    ada = home.someone()
    await ada.says("/start zone:Berlin weekday:friday")
    await home.skip(utc("2026-09-17T08:00"))
    await ada.says("/settings weekday:thursday time:9:00")
    await home.app.deliver()
    assert platform.got("checkin") == []
    await home.skip(WEEK)
    assert [each.at for each in platform.got("checkin")] == [utc("2026-09-24T07:00")]


async def test_new_settings_hold_from_the_next_message_on(home: Installation, platform: Watched) -> None:
    ada = home.someone()
    await ada.says("/start")
    await home.skip(THURSDAY + HOUR)
    card = await ada.says("/settings zone:New York weekday:tuesday time:8:00")
    assert "Tue 22 Sep 2026, 08:00 America/New_York" in card.facts[0].value
    await home.skip(2 * WEEK)
    local = [each.at.astimezone(ZoneInfo("America/New_York")) for each in platform.got("checkin")[1:]]
    assert [f"{at:%m-%d %H:%M}" for at in local] == ["09-22 08:00", "09-29 08:00"]


async def test_a_pause_at_the_very_moment_of_the_slot_holds(home: Installation, platform: Watched) -> None:
    ada = home.someone()
    await ada.says("/start")
    home.clock.move_to(THURSDAY)
    await ada.says("/pause 6d")
    await home.app.deliver()
    await home.skip(THURSDAY + 7 * DAY - HOUR)
    assert platform.arrivals == []
