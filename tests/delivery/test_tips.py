"""A tip a week: never the same twice, and the same one when it is drawn again for the same delivery."""

import asyncio
from dataclasses import replace

import pytest

from bot.clock import MovableClock
from bot.content import Pack
from bot.core.ports import RetryLater
from tests.conftest import Databases
from tests.delivery.weeks import HOUR, WEEK, Died, Installation, Watched, utc

SUNDAY = utc("2026-09-13T18:00")


def titles(platform: Watched, name: str = "ada") -> list[str]:
    return [each.card.title for each in platform.got("tip", name)]


async def test_no_tip_comes_twice_in_half_a_year_asked_for_or_not(home: Installation, platform: Watched) -> None:
    ada = home.someone()
    await ada.says("/start")
    asked = []
    for _ in range(7):
        asked.append((await ada.says("/tip")).title)
        await home.skip(4 * WEEK)
        await home.restart()
        ada = home.someone()
    every = [*asked, *titles(platform)]
    assert len(every) == 35
    assert len(set(every)) == 35
    assert set(every) <= {tip.title for tip in home.pack.tips.values()}


async def test_two_members_in_the_same_place_get_the_same_tips_in_the_same_order(
    home: Installation, platform: Watched
) -> None:
    for name in ("ada", "bob"):
        await home.someone(name).says("/start")
    await home.skip(5 * WEEK)
    assert titles(platform, "ada") == titles(platform, "bob")
    assert len(titles(platform)) == 5


@pytest.mark.parametrize("write", range(1, 5))
async def test_a_tip_drawn_again_after_a_death_is_the_same_tip_and_only_one_is_used_up(
    pack: Pack, databases: Databases, write: int
) -> None:
    drawn = []
    for dies in (False, True):
        clock = MovableClock(utc("2026-09-12T09:00"), speed=0)
        platform = Watched(clock=clock)
        with databases.fresh() as url:
            async with Installation.begun(pack, url, clock, platform) as home:
                await home.someone().says("/start")
                clock.move_to(SUNDAY)
                if dies:
                    home.database.die_at(write, committed=True)
                    with pytest.raises(Died):
                        await home.app.deliver()
                    await home.restart()
                await home.app.deliver()
                await home.skip(WEEK)
                given = (await home.database.tables())["tips_given"]
                drawn.append((titles(platform), sorted(row["tip"] for row in given)))
    assert drawn[0] == drawn[1]
    assert len(drawn[0][1]) == 2


async def test_asking_twice_with_one_request_gives_one_tip(home: Installation) -> None:
    ada = home.someone()
    first = await ada.does("tip", request_id="the same")
    again = await ada.does("tip", request_id="the same")
    other = await ada.does("tip", request_id="another")
    assert first == again
    assert other.title != first.title


async def test_two_presses_at_once_give_two_tips(home: Installation) -> None:
    ada = home.someone()
    await ada.says("/start")
    cards = await asyncio.gather(*(ada.does("tip") for _ in range(3)))
    assert len({card.title for card in cards}) == 3


async def test_the_weekly_tip_is_about_the_members_own_phase(home: Installation, platform: Watched) -> None:
    await home.someone().says("/start")
    await home.skip(WEEK)
    route = home.pack.route(None)
    tip = next(tip for tip in home.pack.tips.values() if tip.title == titles(platform)[0])
    first = route.phases[0]
    assert set(tip.milestones) & set(first.steps(None)) or f"{route.id}/{first.id}" in tip.phases


async def test_when_all_tips_are_given_the_checkins_come_alone(
    pack: Pack, database_url: str, clock: MovableClock, platform: Watched
) -> None:
    few = replace(pack, tips=dict([*pack.tips.items()][:2]))
    async with Installation.begun(few, database_url, clock, platform) as home:
        ada = home.someone()
        await ada.says("/start")
        await home.skip(5 * WEEK)
        assert [len(platform.got(kind)) for kind in ("checkin", "tip")] == [5, 2]
        assert (await ada.says("/tip")).title == "No new tip"


async def test_a_tip_that_waits_is_the_one_that_was_drawn(home: Installation, platform: Watched) -> None:
    ada = home.someone()
    await ada.says("/start")
    platform.refuse = [RetryLater(HOUR)]
    await home.skip(SUNDAY)
    asked = await ada.says("/tip")
    await home.skip(HOUR)
    assert len(titles(platform)) == 1
    assert titles(platform) != [asked.title]
