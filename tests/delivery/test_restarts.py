"""A process may end anywhere: nothing is lost, nothing comes twice."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Literal

import pytest

from bot.clock import MovableClock
from bot.content import Pack
from bot.core.ports import RetryLater, Unknown
from bot.delivery import unsure
from bot.store import Outbox
from tests.conftest import Databases
from tests.delivery.weeks import HOUR, WEEK, Died, Installation, Watched, nothing, utc

THURSDAY = utc("2026-09-17T18:00")


@pytest.mark.parametrize("committed", [False, True], ids=["before its commit", "after its commit"])
async def test_a_death_at_any_write_loses_nothing_and_doubles_nothing(
    pack: Pack, databases: Databases, committed: bool
) -> None:
    """Plan, claim and settle are writes, so this dies between each two of them as well."""
    write = 0
    while await _dies(pack, databases, write + 1, committed=committed):
        write += 1
    assert write > 6


async def _dies(pack: Pack, databases: Databases, write: int, *, committed: bool) -> bool:
    """Whether there was a write so late; after the death, whatever it was, both members got one check-in each."""
    clock = MovableClock(utc("2026-09-12T09:00"), speed=0)
    platform = Watched(clock=clock)
    with databases.fresh() as url:
        async with Installation.begun(pack, url, clock, platform) as home:
            for name in ("ada", "bob"):
                await home.someone(name).says("/start")
            clock.move_to(THURSDAY)
            home.database.die_at(write, committed=committed)
            with suppress(Died):
                await home.app.deliver()
            died = home.database.dead
            await home.restart()
            await home.app.deliver()
            assert (len(platform.got("checkin", "ada")), len(platform.got("checkin", "bob"))) == (1, 1), (
                f"write {write}"
            )
            assert await home.states() + await home.states(name="bob") == ["sent", "sent"]
            await home.skip(THURSDAY + WEEK)
            assert [each.kind for each in platform.arrivals] == [
                "checkin",
                "checkin",
                "tip",
                "tip",
                "checkin",
                "checkin",
            ]
    return died


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_death_while_sending_posts_once(
    home: Installation, platform: Watched, moment: Literal["before", "after"]
) -> None:
    await home.someone().says("/start")
    platform.dies = moment
    with pytest.raises(Died):
        await home.skip(THURSDAY)
    assert await home.states("tip") == ["sending"]
    platform.dies = None
    await home.restart()
    await home.app.deliver()
    await home.skip(THURSDAY)
    assert [each.kind for each in platform.arrivals] == ["tip", "checkin"]
    assert await home.states() + await home.states("tip") == ["sent", "sent"]


async def test_a_message_posted_by_a_process_that_died_before_it_wrote_so_is_found_and_not_sent_again(
    home: Installation, platform: Watched
) -> None:
    await home.someone().says("/start")
    platform.refuse = [RetryLater(HOUR)]
    await home.skip(utc("2026-09-13T18:00"))
    home.clock.move_to(home.clock.now() + HOUR)
    (claimed,) = await Outbox(home.database).claim(home.clock.now(), "test")
    posted = await platform.send(claimed.place, claimed.card, claimed.id)
    await home.restart()
    await home.app.deliver()
    assert len(platform.arrivals) == 1
    assert [(row["state"], row["message_id"]) for row in await home.outbox("tip")] == [("sent", posted)]


async def test_a_restart_in_an_hour_of_waiting_loses_nothing(home: Installation, platform: Watched) -> None:
    await home.someone().says("/start")
    platform.refuse = [RetryLater(HOUR)]
    await home.skip(utc("2026-09-13T18:00"))
    await home.restart()
    await home.app.deliver()
    assert platform.arrivals == []
    await home.skip(HOUR)
    assert [each.at for each in platform.arrivals] == [utc("2026-09-13T19:00")]


async def test_twelve_weeks_with_a_restart_every_few_days_are_the_same_twelve_weeks(
    home: Installation, platform: Watched
) -> None:
    await home.someone().says("/start zone:Berlin weekday:tuesday time:18:30")
    for _ in range(21):
        await home.skip(timedelta(days=4))
        await home.restart()
        await home.everybody_speaks()
    assert (len(platform.got("checkin")), len(platform.got("tip")), platform.doubles) == (12, 12, 0)


async def test_a_lost_reply_is_looked_for_and_not_posted_again(home: Installation, platform: Watched) -> None:
    await home.someone().says("/start")
    platform.lose = 1
    await home.skip(utc("2026-09-13T18:00"))
    assert await home.states("tip") == ["sending"]
    await home.app.deliver()
    assert await home.states("tip") == ["sent"]
    assert len(platform.arrivals) == 1


async def test_a_send_whose_outcome_is_unknown_and_that_never_arrived_is_sent_again(
    home: Installation, platform: Watched
) -> None:
    await home.someone().says("/start")
    platform.refuse = [Unknown("the connection broke before anything was posted")]
    await home.skip(utc("2026-09-13T18:00"))
    assert platform.arrivals == []
    await home.app.deliver()
    assert len(platform.arrivals) == 1
    assert await home.states("tip") == ["sent"]


@pytest.mark.parametrize("posted", [True, False])
async def test_nothing_is_sent_again_while_the_platform_cannot_be_looked_at(
    home: Installation, platform: Watched, posted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unsure, "AGAIN", 0.0)
    await home.someone().says("/start")
    if posted:
        platform.lose = 1
    else:
        platform.refuse = [Unknown("no answer")]
    platform.blind = RetryLater(HOUR)
    await home.skip(utc("2026-09-13T18:00"))
    for _ in range(3):
        await home.app.deliver()
    assert len(platform.arrivals) == int(posted)
    platform.blind = None
    await home.app.deliver()
    assert len(platform.arrivals) == 1
    assert await home.states("tip") == ["sent"]


async def test_an_outcome_that_stays_unknown_for_two_days_is_not_sent_stale(
    home: Installation, platform: Watched
) -> None:
    await home.someone().says("/start")
    platform.refuse, platform.blind = [Unknown("no answer")], RetryLater(HOUR)
    await home.skip(utc("2026-09-13T18:00"))
    platform.blind = None
    await home.sleep(utc("2026-09-15T18:01"))
    assert platform.arrivals == []
    assert await home.states("tip") == ["expired"]


async def test_what_was_of_unknown_outcome_before_a_pause_is_not_sent_after_it(
    home: Installation, platform: Watched
) -> None:
    ada = home.someone()
    await ada.says("/start")
    platform.refuse, platform.blind = [Unknown("no answer")], RetryLater(HOUR)
    await home.skip(utc("2026-09-13T18:00"))
    await ada.says("/pause 1w")
    await home.skip(utc("2026-09-13T19:00"))
    await ada.says("/resume")
    platform.blind = None
    await home.restart()
    await home.app.deliver()
    assert platform.arrivals == []
    assert await home.states("tip") == ["cancelled"]


async def test_two_deliveries_at_once_send_once(home: Installation, platform: Watched) -> None:
    for name in ("ada", "bob", "eve"):
        await home.someone(name).says("/start")
    home.clock.move_to(THURSDAY)
    await asyncio.gather(*(home.app.deliver() for _ in range(3)))
    assert sorted(each.channel for each in platform.got_all("checkin")) == ["@ada", "@bob", "@eve"]
    assert platform.doubles == 0


async def test_a_delivery_that_begins_while_a_message_is_on_its_way_does_not_send_it_again(
    home: Installation, platform: Watched
) -> None:
    """What is on its way looks like what a dead process left behind; the send takes until the other has looked."""
    await home.someone().says("/start")
    others: list[asyncio.Task[int]] = []

    async def meanwhile() -> None:
        others.append(asyncio.create_task(home.app.deliver()))
        for _ in range(20):
            await home.outbox()

    platform.meanwhile = meanwhile
    await home.skip(THURSDAY)
    platform.meanwhile = nothing
    await asyncio.gather(*others)
    assert [each.kind for each in platform.arrivals] == ["tip", "checkin"]
    assert len(others) == 2


async def test_a_delivery_during_a_skip_sends_once(home: Installation, platform: Watched) -> None:
    await home.someone().says("/start")
    await asyncio.gather(home.skip(4 * WEEK), *(home.app.deliver() for _ in range(20)))
    assert (len(platform.got("checkin")), len(platform.got("tip")), platform.doubles) == (4, 4, 0)


async def test_more_members_than_one_claim_holds_are_all_served(home: Installation, platform: Watched) -> None:
    names = [f"member{number}" for number in range(15)]
    for name in names:
        await home.someone(name).says("/start")
    await home.skip(THURSDAY)
    assert sorted(each.channel for each in platform.got_all("checkin")) == sorted(f"@{name}" for name in names)


async def test_a_platform_that_is_not_served_for_a_while_gets_its_messages_afterwards(
    home: Installation, platform: Watched
) -> None:
    await home.someone().says("/start")
    platform.platform = "another"
    await home.restart()
    await home.skip(utc("2026-09-13T20:00"))
    assert platform.arrivals == []
    platform.platform = "test"
    await home.restart()
    await home.skip(HOUR)
    assert [each.kind for each in platform.arrivals] == ["tip"]
