"""What a member chooses holds at once, also for what is planned already: budget, pauses, stop."""

import pytest

from bot.calendar import week_of
from bot.core.ports import RetryLater, Unknown
from tests.delivery.weeks import DAY, HOUR, WEEK, Died, Installation, Watched, utc

MONDAY = utc("2026-09-14T18:00")
THURSDAY = utc("2026-09-17T18:00")


@pytest.fixture
async def waiting(home: Installation, platform: Watched) -> Installation:
    """Ada's check-in of Thursday is planned, and the platform made it wait for an hour."""
    await home.someone().says("/start")
    await home.skip(THURSDAY - HOUR)
    platform.refuse = [RetryLater(HOUR)]
    await home.skip(THURSDAY)
    assert await home.states() == ["pending"]
    return home


@pytest.mark.parametrize("weekday", ["monday", "friday", "sunday"])
@pytest.mark.parametrize(("budget", "kinds"), [
    ("0", set()), ("1", {"checkin"}), ("2", {"checkin", "tip"}), ("5", {"checkin", "tip"}),
])  # fmt: skip
async def test_the_budget_of_a_week_goes_to_the_checkin_first_and_then_to_the_tip(
    home: Installation, platform: Watched, weekday: str, budget: str, kinds: set[str]
) -> None:
    await home.someone().does("start", weekday=weekday, messages=budget)
    await home.skip(utc("2026-10-05T00:00"))
    for monday in (14, 21, 28):
        week = [each for each in platform.arrivals if MONDAY.replace(day=monday) - DAY < each.at]
        week = [each for each in week if week_of("UTC", each.at) == week_of("UTC", MONDAY.replace(day=monday))]
        assert sorted(each.kind for each in week) == sorted(kinds)


async def test_less_takes_the_tip_first_and_then_the_checkin(home: Installation, platform: Watched) -> None:
    ada = home.someone()
    await ada.says("/start weekday:monday")
    await home.skip(utc("2026-09-14T00:00"))
    counts = []
    for _ in range(4):
        before = len(platform.arrivals)
        await home.skip(WEEK)
        counts.append(len(platform.arrivals) - before)
        card = await ada.says("/less")
    assert counts == [2, 1, 0, 0]
    assert "No unasked messages" in card.text


async def test_less_pressed_once_and_delivered_twice_by_the_platform_is_less_once(
    home: Installation, platform: Watched
) -> None:
    ada = home.someone()
    await ada.says("/start")
    for _ in range(2):
        await ada.does("less", request_id="the same press")
    await home.skip(2 * WEEK)
    assert [each.kind for each in platform.arrivals] == ["checkin", "checkin"]


@pytest.mark.parametrize("line", ["/settings messages:0", "/less messages:0", "/pause 1w", "/stop"])
async def test_what_waits_is_called_off_when_the_member_wants_no_more(
    waiting: Installation, platform: Watched, line: str
) -> None:
    before = len(platform.arrivals)
    await waiting.someone().says(line)
    await waiting.restart()
    await waiting.skip(2 * DAY)
    assert len(platform.arrivals) == before
    assert await waiting.states() == ["cancelled"]


@pytest.mark.parametrize("line", ["/stop", "/pause 1w"])
@pytest.mark.parametrize("how", ["the process died", "no answer came"])
async def test_what_may_have_been_posted_is_not_sent_again_to_somebody_who_wants_no_more(
    waiting: Installation, platform: Watched, line: str, how: str
) -> None:
    if how == "no answer came":
        platform.refuse = [Unknown(how)]
        await waiting.skip(HOUR)
    else:
        platform.dies = "before"
        with pytest.raises(Died):
            await waiting.skip(HOUR)
        platform.dies = None
    before = len(platform.arrivals)
    await waiting.restart()
    await waiting.someone().says(line)
    await waiting.app.deliver()
    await waiting.skip(2 * DAY)
    assert len(platform.arrivals) == before


@pytest.mark.parametrize("line", ["/stop", "/pause 1w", "/mydata what:delete"])
async def test_who_says_stop_while_others_are_written_to_is_not_written_to_any_more(
    home: Installation, platform: Watched, line: str
) -> None:
    """All of them are claimed together; the first send takes its time, and meanwhile the last one stops."""
    for name in ("ada", "bob", "eve"):
        await home.someone(name).says("/start")
    await home.skip(THURSDAY - HOUR)
    order: list[str] = []

    async def stops() -> None:
        if order:
            return
        order.append("stopped")
        for name in ("ada", "bob", "eve"):
            command, args = home.app.dispatch.read(line[1:])
            await home.someone(name).does(command, **args, **({"sure": "yes"} if command == "mydata" else {}))

    platform.meanwhile = stops
    await home.skip(THURSDAY + HOUR)
    assert len(platform.got_all("checkin")) == 1


async def test_a_pause_is_kept_and_nothing_of_it_is_caught_up(home: Installation, platform: Watched) -> None:
    ada = home.someone()
    await ada.says("/start zone:Berlin weekday:monday time:9:00")
    await ada.says("/pause 5w")
    await home.skip(utc("2026-10-17T08:59"))
    assert platform.arrivals == []
    await home.skip(WEEK)
    assert [each.at for each in platform.got("checkin")] == [utc("2026-10-19T07:00")]
    assert await home.states() == ["sent"]


async def test_resume_ends_a_pause_early_without_catching_up(home: Installation, platform: Watched) -> None:
    ada = home.someone()
    await ada.says("/start weekday:monday")
    await ada.says("/pause 20w")
    await home.skip(5 * WEEK)
    await ada.says("/resume")
    await home.app.deliver()
    assert platform.arrivals == []
    await home.skip(WEEK)
    assert [each.at for each in platform.got("checkin")] == [MONDAY + 5 * WEEK]


async def test_a_settings_change_within_a_pause_does_not_end_it(home: Installation, platform: Watched) -> None:
    ada = home.someone()
    await ada.says("/start")
    await ada.says("/pause 2026-09-25T12:00")
    for line in ("zone:Berlin", "zone:Tokyo weekday:monday", "time:11:00", "zone:New York", "hours:3 messages:3"):
        await ada.says(f"/settings {line}")
    await home.skip(utc("2026-09-25T11:59"))
    assert platform.arrivals == []
    await home.skip(10 * DAY)
    assert platform.got("checkin")


@pytest.mark.parametrize("before", [
    [("2026-09-14T12:00", "/pause 2026-09-18T10:00")],
    [("2026-09-14T12:00", "/pause 3w"), ("2026-09-18T10:00", "/resume")],
    [("2026-09-14T12:00", "/stop"), ("2026-09-18T10:00", "/resume")],
    [("2026-09-14T12:00", "/stop"), ("2026-09-18T10:00", "/start")],
], ids=lambda before: " ".join(line for _, line in before))  # fmt: skip
async def test_a_change_of_zone_brings_nothing_of_the_time_before_the_silence_ended(
    home: Installation, platform: Watched, before: list[tuple[str, str]]
) -> None:
    ada = home.someone()
    await ada.says("/start zone:Berlin")
    for moment, line in before:
        await home.skip(utc(moment))
        await ada.says(line)
    await home.skip(utc("2026-09-18T12:00"))
    await ada.says("/settings zone:Paris")
    await home.skip(HOUR)
    assert platform.got("checkin") == []


async def test_setting_the_city_after_the_start_brings_nothing_of_the_time_before(
    home: Installation, platform: Watched
) -> None:
    """The clock stands on Saturday; Thursday's slot passed 39 hours ago, before this member was one."""
    ada = home.someone()
    await ada.says("/start")
    await ada.says("/settings zone:Berlin")
    await home.skip(HOUR)
    assert platform.arrivals == []


async def test_stop_ends_it_and_resume_begins_again(home: Installation, platform: Watched) -> None:
    ada = home.someone()
    await ada.says("/start")
    await home.skip(WEEK)
    await ada.says("/stop")
    await home.skip(4 * WEEK)
    assert len(platform.arrivals) == 2
    await ada.says("/settings zone:Berlin")
    await home.skip(WEEK)
    assert len(platform.arrivals) == 2
    await ada.says("/resume")
    await home.skip(WEEK)
    assert [each.kind for each in platform.arrivals] == ["tip", "checkin"] * 2
