"""What the delivery design's table of time wants besides instants, in its order, as a member lives through it.

Clocks that are set and machines that sleep are in test_watch.py, newer and lost zones in test_rules.py. Leap seconds,
24:00 and days outside a week are for the parsers: tests/test_clock.py, tests/test_calendar.py, tests/core/test_when.py.
"""

import asyncio

import pytest

from bot.app import App
from bot.core.ports import RetryLater
from tests.delivery.weeks import DAY, HOUR, WEEK, Died, Installation, Watched, utc

THURSDAY = utc("2026-09-17T18:00")


async def test_paused_before_planning_there_is_no_row(home: Installation) -> None:
    ada = home.someone()
    await ada.says("/start")
    await ada.says("/pause 2w")
    await home.skip(2 * WEEK - HOUR)
    assert await home.outbox() == await home.outbox("tip") == []


@pytest.mark.parametrize("committed", [True, False])
async def test_paused_after_planning_what_waits_is_called_off_in_the_same_transaction(
    home: Installation, platform: Watched, *, committed: bool
) -> None:
    """Whoever dies at the write of the pause has done both or neither."""
    ada = home.someone()
    await ada.says("/start")
    await home.skip(utc("2026-09-14T00:00"))
    platform.refuse = [RetryLater(HOUR)]
    await home.skip(THURSDAY)
    home.database.die_at(2, committed=committed)  # the first write meets the member
    with pytest.raises(Died):
        await ada.says("/pause 2w")
    (member,) = (await home.database.tables())["members"]
    assert (member["paused_until"] is not None) is committed
    assert await home.states() == ["cancelled" if committed else "pending"]
    await home.restart()
    await home.skip(DAY)
    assert len(platform.got("checkin")) == (0 if committed else 1)


async def test_paused_while_it_is_sent_it_goes_out_and_nothing_after_it(home: Installation, platform: Watched) -> None:
    ada = home.someone()
    await ada.says("/start")
    await home.skip(THURSDAY - HOUR)
    platform.meanwhile = lambda: ada.says("/pause 3w")
    await home.skip(THURSDAY)
    assert await home.states() == ["sent"]
    await home.skip(3 * WEEK - HOUR, silently=True)
    assert len(platform.got("checkin")) == 1


@pytest.mark.parametrize("back", ["/start", "/resume"])
async def test_who_leaves_and_returns_in_the_same_week_begins_anew_but_no_sooner_than_four_days_later(
    home: Installation, platform: Watched, back: str
) -> None:
    ada = home.someone()
    await ada.says("/start")
    await home.skip(THURSDAY)
    await home.skip(DAY)
    await ada.says("/stop")
    assert (await home.database.tables())["schedule"] == []
    await ada.says(back)
    await ada.says("/settings weekday:sunday")
    await home.skip(2 * WEEK)
    assert [each.at for each in platform.got("checkin")] == [THURSDAY, THURSDAY + 10 * DAY]


async def test_a_row_that_two_processes_plan_at_once_is_one_message(home: Installation, platform: Watched) -> None:
    for number in range(30):
        await home.someone(f"m{number}").says("/start")
    other = App(home.pack, home.database, home.clock)
    other.serve(platform)
    home.clock.move_to(utc("2026-09-13T18:00"))
    await asyncio.gather(home.app.delivery._planner.plan(), other.delivery._planner.plan())
    tables = await home.database.tables()
    assert len(tables["outbox"]) == 30
    assert {row["due_at"] for row in tables["schedule"] if row["kind"] == "tip"} == {
        int(utc("2026-09-20T18:00").timestamp())
    }
