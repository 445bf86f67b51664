"""Who gets something unasked, from when on, and at what hour of their day."""

from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.clock import MovableClock
from bot.core.model import Place, Request
from tests.delivery.weeks import DAY, HOUR, WEEK, Installation, Watched, utc


@pytest.mark.parametrize("lines", [
    ["/plan", "/progress", "/tip", "/roadmap", "/done sql", "/undo", "/checkin done", "/mydata"],
    ["/settings zone:Berlin weekday:monday time:9:00 hours:8 messages:5"],
    ["/route edirae", "/less", "/stop", "/pause 1w"],
    ["/resume"],
    ["/quiz"],
])  # fmt: skip
async def test_nothing_is_sent_to_somebody_who_did_not_start(
    home: Installation, platform: Watched, lines: list[str]
) -> None:
    ada = home.someone()
    for line in lines:
        await ada.says(line)
    await home.skip(4 * WEEK)
    assert platform.arrivals == []
    assert (await home.database.tables())["outbox"] == []


async def test_the_last_answer_of_the_quiz_begins_the_weeks_and_not_one_before(
    home: Installation, platform: Watched
) -> None:
    ada = home.someone()
    card = await ada.says("/quiz")
    questions = len(home.pack.quiz.questions)
    for _ in range(questions - 1):
        card = await ada.does(card.buttons[0].command, **card.buttons[0].args)  # type: ignore[union-attr]
    await home.skip(2 * WEEK)
    assert platform.arrivals == []
    await ada.does(card.buttons[0].command, **card.buttons[0].args)  # type: ignore[union-attr]
    await home.skip(2 * WEEK)
    assert [each.kind for each in platform.arrivals] == ["tip", "checkin"] * 2


async def test_the_first_checkin_and_the_first_tip_come_at_the_members_own_hour(
    home: Installation, platform: Watched
) -> None:
    await home.someone().says("/start zone:New York weekday:monday time:7:30pm")
    await home.skip(8 * DAY)
    assert [each.at for each in platform.got("checkin")] == [utc("2026-09-14T23:30")]
    assert [each.at for each in platform.got("tip")] == [utc("2026-09-17T23:30")]
    await home.app.deliver()
    assert len(platform.arrivals) == 2


@pytest.mark.parametrize(("zone", "begins"), [
    ("Europe/Berlin", "2026-09-12T09:00"),
    ("Europe/Berlin", "2027-02-13T09:00"),
    ("America/New_York", "2026-09-12T09:00"),
    ("America/New_York", "2027-02-13T09:00"),
    ("Australia/Lord_Howe", "2026-09-12T09:00"),
    ("Australia/Lord_Howe", "2027-02-13T09:00"),
])  # fmt: skip
async def test_twelve_weeks_are_twelve_checkins_at_the_same_local_hour_across_a_dst_change(
    home: Installation, platform: Watched, clock: MovableClock, zone: str, begins: str
) -> None:
    clock.move_to(utc(begins))
    await home.someone().does("start", zone=zone, weekday="tuesday", time="18:30")
    await home.skip(12 * WEEK)
    for kind, weekday in (("checkin", "Tue"), ("tip", "Fri")):
        local = [each.at.astimezone(ZoneInfo(zone)) for each in platform.got(kind)]
        assert [f"{at:%a %H:%M}" for at in local] == [f"{weekday} 18:30"] * 12
        assert {later.date() - earlier.date() for earlier, later in pairwise(local)} == {WEEK}
        assert len({at.utcoffset() for at in local}) == 2, "the weeks chosen hold no DST change"
    assert [each.at for each in platform.arrivals] == sorted(each.at for each in platform.arrivals)
    assert clock.now() == utc(begins) + 12 * WEEK


async def test_every_unasked_message_says_its_local_time_and_carries_less_pause_and_stop(
    home: Installation, platform: Watched
) -> None:
    await home.someone().says("/start zone:Berlin weekday:tuesday time:18:30")
    await home.skip(4 * WEEK)
    assert len(platform.arrivals) == 8
    for each in platform.arrivals:
        local = each.at.astimezone(ZoneInfo("Europe/Berlin"))
        assert each.card.footer.startswith(f"For {local:%a} {local.day} {local:%b %Y}, 18:30 Europe/Berlin")
        assert "late" not in each.card.footer
        assert [(button.label, button.command) for button in each.card.controls] == [
            ("Less", "less"),
            ("Pause", "pause"),
            ("Stop", "stop"),
        ]


async def test_the_buttons_under_a_message_do_what_they_say(home: Installation, platform: Watched) -> None:
    ada = home.someone()
    await ada.says("/start")
    await home.skip(WEEK)
    paused = await ada.presses("Pause", platform.arrivals[-1].card)
    assert paused.title == "Paused"
    await home.skip(13 * DAY)
    assert len(platform.arrivals) == 2
    await home.skip(WEEK)
    await ada.presses("Less", platform.arrivals[-1].card)
    await home.skip(2 * WEEK)
    assert {each.kind for each in platform.arrivals[-2:]} == {"checkin"}
    await ada.presses("Stop", platform.arrivals[-1].card)
    before = len(platform.arrivals)
    await home.skip(3 * WEEK)
    assert len(platform.arrivals) == before


async def test_each_checkin_names_its_own_week_and_what_is_to_be_done_in_it(
    home: Installation, platform: Watched
) -> None:
    ada = home.someone()
    await ada.says("/start zone:Berlin")
    await home.skip(3 * WEEK)
    titles = [each.card.title for each in platform.got("checkin")]
    assert titles == [f"Check-in for week 2026-W{week}" for week in (38, 39, 40)]
    plan = await ada.says("/plan")
    first = next(iter(home.pack.route(None).steps(None)))
    assert home.pack.milestones[first].title in platform.got("checkin")[-1].card.text
    assert home.pack.milestones[first].title in plan.text


async def test_members_are_served_one_after_the_other_in_the_order_of_their_hours(
    home: Installation, platform: Watched
) -> None:
    await home.someone("ada").says("/start zone:New York")
    await home.someone("bob").says("/start zone:Tokyo")
    await home.someone("eve").says("/start zone:Berlin")
    await home.skip(4 * WEEK)
    assert [each.channel for each in platform.arrivals] == ["@bob", "@eve", "@ada"] * 8
    assert all(earlier.at < later.at for earlier, later in pairwise(platform.arrivals))


async def test_somebody_who_began_in_a_public_channel_is_never_written_to_there(
    home: Installation, platform: Watched
) -> None:
    ada = home.someone()
    public = Place(platform="test", space="s", channel="#general", direct=False)
    await home.app.dispatch.answer(Request(id="r1", command="start", person=ada.person, place=public))
    await home.skip(WEEK)
    assert platform.arrivals == []
    assert [(row["state"], row["reason"]) for row in await home.outbox()] == [("dead", "no direct conversation")]
    await ada.says("/plan")
    await home.skip(WEEK)
    assert [each.channel for each in platform.arrivals] == ["@ada", "@ada"]


async def test_a_clock_that_is_never_moved_sends_nothing_twice(home: Installation, platform: Watched) -> None:
    await home.someone().says("/start")
    await home.skip(utc("2026-09-17T18:00"))
    for _ in range(5):
        await home.app.deliver()
    assert len(platform.got("checkin")) == 1


async def test_skipping_to_a_moment_just_before_a_slot_sends_nothing_of_it(
    home: Installation, platform: Watched, clock: MovableClock
) -> None:
    await home.someone().says("/start")
    await home.skip(utc("2026-09-17T18:00") - timedelta(seconds=1))
    assert platform.got("checkin") == []
    await home.skip(timedelta(seconds=1))
    assert [each.at for each in platform.got("checkin")] == [utc("2026-09-17T18:00")]
    await home.skip(utc("2026-09-17T18:00") - HOUR)
    assert clock.now() == utc("2026-09-17T18:00"), "the clock went back"
