"""Sending at a pace: against a platform that refuses whoever is too fast, with other domains, and into a shutdown."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from bot.core.pace import DISCORD, SLACK, Pace
from bot.core.ports import RetryLater, Stopped, Unknown
from bot.delivery.abreast import Flights
from bot.delivery.pacing import Pacing
from tests.delivery.strict import Strict, leaping, messages, now, sending

MINUTES = 10
ON_SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def test_ten_minutes_of_discord_are_at_the_pace_and_nothing_is_refused() -> None:
    assert leaping(straight(Strict(DISCORD))) >= 0.98 * 45 * 60 * MINUTES


def test_ten_minutes_of_a_slack_workspace_are_at_the_growing_pace_and_nothing_is_refused() -> None:
    paced = sum(60 * (2 + 0.1 * minute) for minute in range(MINUTES))
    assert leaping(straight(Strict(SLACK, limit=300, window=60, each=True))) >= 0.98 * paced


async def straight(platform: Strict) -> int:
    """How many arrive in ten minutes without a store in between; none is refused."""
    pacing, end = Pacing(now), now() + 60 * MINUTES
    domain = pacing.domain(platform, "s")

    async def send(message: int) -> int:
        place = messages(1)[0].place.model_copy(update={"channel": str(message)})
        with domain.hearing(place.channel):
            await platform.send(place, CARD, str(message))
        return 1

    async with Flights() as flights:
        for message in count():
            await flights.fewer_than(domain.at_once)
            if not await pacing.clear(domain) or now() >= end:
                break
            domain.take(str(message))
            flights.start(send(message))
    assert platform.refused == 0
    return flights.landed


CARD = messages(1)[0].card


@ON_SQLITE
def test_the_sender_keeps_the_pace_through_claims_turns_and_answers_on_their_way(database_url: str) -> None:
    platform = Strict(DISCORD)

    async def works() -> None:
        async with sending(database_url, messages(800), platform) as home:
            await home.sends_for(12)

    leaping(works())
    assert platform.refused == 0
    assert len({id for _, _, id in platform.posted}) == len(platform.posted) >= 0.98 * 12 * 45


@ON_SQLITE
def test_a_busy_workspace_holds_up_no_other_and_no_other_platform(database_url: str) -> None:
    slack, discord = Strict(SLACK, platform="slack"), Strict(DISCORD, platform="discord")
    waiting = messages(100, "slack", ["busy"]) + messages(2, "slack", ["calm"]) + messages(90, "discord")

    async def works() -> None:
        async with sending(database_url, waiting, slack, discord) as home:
            await home.sends_for(5)

    leaping(works())
    assert max(at for at, place, _ in slack.posted if place.space == "calm") < 1
    assert max(at for at, _, _ in discord.posted) < 3
    assert len(discord.posted) == 90
    assert 8 <= Counter(place.space for _, place, _ in slack.posted)["busy"] <= 22


@ON_SQLITE
def test_a_channel_that_takes_one_message_a_second_gets_all_of_its_own_and_holds_up_no_other(database_url: str) -> None:
    platform = Strict(SLACK, limit=300, window=60, each=True)
    waiting = messages(8, channels=1) + messages(16, spaces=["t"])
    mine = [replace(each, place=each.place.model_copy(update={"space": "s"})) for each in waiting]

    async def works() -> list[str]:
        async with sending(database_url, mine, platform) as home:
            await home.sends_for(60)
            return await home.states()

    assert leaping(works()) == ["sent"] * 24
    assert platform.refused == 0


@ON_SQLITE
def test_a_domain_that_was_told_to_wait_gets_nothing_until_then(database_url: str) -> None:
    platform = Strict(DISCORD)
    platform.answers = lambda place: RetryLater(timedelta(seconds=60)) if 1 <= now() < 2 else None

    async def works() -> list[str]:
        async with sending(database_url, messages(300), platform) as home:
            await home.sends_for(80)
            return await home.states()

    assert leaping(works()) == ["sent"] * 300
    assert not [at for at, _, _ in platform.posted if 2 <= at < 61]
    assert platform.tried - 300 <= 5
    assert platform.refused == 0


@ON_SQLITE
def test_a_revoked_token_costs_one_request_and_loses_nothing(database_url: str) -> None:
    platform, valid = Strict(DISCORD), Strict(DISCORD)
    platform.answers = lambda place: Stopped("the token was revoked")

    async def works() -> tuple[list[str], list[str]]:
        async with sending(database_url, messages(100), platform) as home:
            await home.sends_for(600)
            before = await home.states()
        async with sending(database_url, [], valid) as again:
            await again.sends_for(610)
            return before, await again.states()

    assert leaping(works()) == (["pending"] * 100, ["sent"] * 100)
    assert platform.tried == 1


@ON_SQLITE
def test_what_waited_too_long_for_a_stopped_domain_is_expired_and_not_sent(database_url: str) -> None:
    platform = Strict(DISCORD)
    platform.answers = lambda place: Stopped("too hasty", timedelta(days=3))

    async def works() -> list[str]:
        async with sending(database_url, messages(20), platform) as home:
            await home.sends_for(60)
            await asyncio.sleep(3 * 86400)
            await home.sends_for(3 * 86400 + 120)
            return await home.states()

    assert leaping(works()) == ["expired"] * 20
    assert platform.tried == 1


@ON_SQLITE
@pytest.mark.parametrize("pace", [SLACK, Pace(rate=0.2, most=0.2)])
def test_a_shutdown_in_the_middle_of_a_wait_ends_it_at_once_and_gives_back_what_was_not_sent(
    database_url: str, pace: Pace
) -> None:
    platform = Strict(pace)

    async def works() -> tuple[float, list[str]]:
        async with sending(database_url, messages(50), platform) as home:
            busy = asyncio.create_task(home.sender.send_due())
            await asyncio.sleep(2.1)
            home.sender.end()
            await busy
            return now(), await home.states()

    ended, states = leaping(works())
    assert ended < 2.3
    assert Counter(states) == {"sent": len(platform.posted), "pending": 50 - len(platform.posted)}


@ON_SQLITE
def test_looks_are_requests_too_and_keep_the_pace(database_url: str) -> None:
    platform = Strict(DISCORD)
    platform.answers = lambda place: Unknown("no answer") if platform.tried > 20 and now() < 4 else None

    async def works() -> list[str]:
        async with sending(database_url, messages(200), platform) as home:
            await home.sends_for(20)
            return await home.states()

    assert leaping(works()) == ["sent"] * 200
    assert platform.refused == 0
    assert len({id for _, _, id in platform.posted}) == len(platform.posted)


@ON_SQLITE
def test_a_cancelled_sender_leaves_nothing_behind_that_is_lost_or_sent_twice(database_url: str) -> None:
    platform = Strict(DISCORD)

    async def works() -> list[str]:
        async with sending(database_url, messages(100), platform) as home:
            busy = asyncio.create_task(home.sender.send_due())
            await asyncio.sleep(1)
            busy.cancel()
            with pytest.raises(asyncio.CancelledError):
                await busy
            assert len(asyncio.all_tasks()) == 1
            await home.sends_for(30)
            return await home.states()

    assert leaping(works()) == ["sent"] * 100
    assert len({id for _, _, id in platform.posted}) == len(platform.posted) == 100
