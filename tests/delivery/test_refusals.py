"""What becomes of a message that a platform, a recipient or a broken row stands in the way of."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.ports import RetryLater, Stopped, Undeliverable, Unknown
from tests.delivery.weeks import DAY, HOUR, WEEK, Installation, Watched, utc

SUNDAY = utc("2026-09-13T18:00")
THURSDAY = utc("2026-09-17T18:00")


async def test_a_platform_that_asks_to_wait_is_left_alone_until_then(home: Installation, platform: Watched) -> None:
    await home.someone().says("/start")
    platform.refuse = [RetryLater(HOUR)]
    await home.skip(SUNDAY + HOUR - timedelta(seconds=1))
    assert (platform.tries, platform.arrivals) == (1, [])
    await home.skip(timedelta(seconds=1))
    assert [each.at for each in platform.arrivals] == [SUNDAY + HOUR]
    assert await home.states("tip") == ["sent"]


@pytest.mark.parametrize("seconds", [0.0, 0.3, 1.4])
async def test_a_wait_of_a_moment_is_waited_too(home: Installation, platform: Watched, seconds: float) -> None:
    """Platforms give their waits in fractions of a second, and sometimes wrongly as none at all."""
    await home.someone().says("/start")
    platform.refuse = [RetryLater(timedelta(seconds=seconds))] * 3
    home.clock.move_to(SUNDAY)
    await home.app.deliver()
    assert platform.tries == 1
    for _ in range(5):
        home.clock.move_to(home.clock.now() + timedelta(seconds=5))
        await home.app.deliver()
    assert [each.kind for each in platform.arrivals] == ["tip"]


async def test_a_fraction_of_a_second_is_never_rounded_down_to_too_early(home: Installation, platform: Watched) -> None:
    await home.someone().says("/start")
    platform.refuse = [RetryLater(timedelta(seconds=2.9))]
    home.clock.move_to(SUNDAY)
    await home.app.deliver()
    home.clock.move_to(SUNDAY + timedelta(seconds=2.5))
    await home.app.deliver()
    assert platform.tries == 1


async def test_a_platform_that_makes_it_wait_for_three_days_gets_nothing_stale(
    home: Installation, platform: Watched
) -> None:
    await home.someone().says("/start")
    platform.refuse = [RetryLater(3 * DAY)]
    await home.skip(2 * WEEK)
    assert [row["state"] for row in await home.outbox("tip")] == ["expired", "sent"]
    assert [each.at for each in platform.got("tip")] == [SUNDAY + WEEK]
    assert len(platform.got("checkin")) == 2


async def test_an_undeliverable_message_is_dead_with_its_reason_and_next_week_comes_all_the_same(
    home: Installation, platform: Watched
) -> None:
    await home.someone().says("/start")
    await home.skip(SUNDAY)
    platform.refuse = [Undeliverable("cannot send messages to this user")]
    await home.skip(THURSDAY + WEEK)
    rows = [(row["state"], row["reason"]) for row in await home.outbox()]
    assert rows == [("dead", "cannot send messages to this user"), ("sent", None)]
    assert [each.at for each in platform.got("checkin")] == [THURSDAY + WEEK]


@pytest.mark.parametrize("error", [
    Undeliverable("blocked"), RetryLater(7 * HOUR), Unknown("no answer"), RuntimeError("a defect of the adapter"),
], ids=lambda error: type(error).__name__)  # fmt: skip
async def test_one_bad_recipient_never_stops_the_others(
    home: Installation, platform: Watched, error: Exception
) -> None:
    for name in ("ada", "bob", "eve"):
        await home.someone(name).says("/start")
        platform.broken = {"@bob": error}
    await asyncio.wait_for(home.skip(2 * WEEK), 60)
    for name in ("ada", "eve"):
        assert [len(platform.got(kind, name)) for kind in ("checkin", "tip")] == [2, 2]
    assert platform.got("checkin", "bob") == []
    platform.broken = {}
    await home.skip(WEEK)
    assert platform.got("checkin", "bob")[-1].at == THURSDAY + 2 * WEEK


@pytest.mark.parametrize("spoilt", [
    "update members set zone = 'Mars/Olympus' where name = 'ada'",
    "update members set weekday = 99 where name = 'ada'",
    "update members set state = 'active', route = 'a-route-that-is-gone' where name = 'ada'",
])  # fmt: skip
async def test_one_spoilt_member_never_stops_the_others(home: Installation, platform: Watched, spoilt: str) -> None:
    """The skip has to end as well."""
    for name in ("ada", "bob"):
        await home.someone(name).says("/start")
    await home.spoil(spoilt)
    await asyncio.wait_for(home.skip(2 * WEEK), 60)
    assert [len(platform.got(kind, "bob")) for kind in ("checkin", "tip")] == [2, 2]


async def test_a_card_that_can_no_longer_be_drawn_is_dead_and_stops_nobody(
    home: Installation, platform: Watched
) -> None:
    for name in ("ada", "bob"):
        await home.someone(name).says("/start")
    await home.skip(SUNDAY)
    platform.refuse = [RetryLater(HOUR), RetryLater(HOUR)]
    await home.skip(THURSDAY)
    await home.spoil("""update outbox set card = '{"title": ""}' where kind = 'checkin' and member_id in
        (select id from members where name = 'ada')""")
    await home.skip(THURSDAY + 2 * HOUR)
    (row,) = await home.outbox()
    assert row["state"] == "dead"
    assert row["reason"]
    assert len(platform.got("checkin", "bob")) == 1
    await home.skip(WEEK)
    assert len(platform.got("checkin", "ada")) == 1


async def test_a_stop_of_first_contacts_goes_on_with_those_who_are_known(home: Installation, platform: Watched) -> None:
    await home.someone("ada").says("/start")
    await home.skip(SUNDAY)
    for name in ("bob", "eve"):
        await home.someone(name).says("/start")
    platform.broken = dict.fromkeys(("@bob", "@eve"), Stopped("too fast", DAY, first_contacts=True))
    await home.skip(THURSDAY)
    assert len(platform.got("checkin", "ada")) == 1
    assert await home.states(name="bob") == await home.states(name="eve") == ["pending"]
    assert platform.tries == 3


async def test_a_stopped_platform_is_asked_once_and_goes_on_after_a_restart(
    home: Installation, platform: Watched
) -> None:
    for name in ("ada", "bob"):
        await home.someone(name).says("/start")
    platform.refuse = [Stopped("the token was revoked")]
    await home.skip(THURSDAY)
    assert (platform.tries, platform.arrivals) == (1, [])
    await home.restart()
    await home.app.deliver()
    assert sorted(each.channel for each in platform.got_all("checkin")) == ["@ada", "@bob"]
    assert await home.states("tip") == ["expired"]


@pytest.mark.parametrize("note", ["<#" * 500, "<@" * 500, "*" * 1000, "@everyone " * 100, "🦉" * 1000])
async def test_a_note_full_of_markup_stops_neither_its_writer_nor_the_others(
    home: Installation, platform: Watched, note: str
) -> None:
    ada, bob = home.someone("ada"), home.someone("bob")
    for person in (ada, bob):
        await person.says("/start hours:80")
    home.clock.move_to(utc("2026-09-15T12:00"))
    answered = await ada.does("checkin", answer="stuck", hours="40.25", note=note)
    assert answered.title.startswith("Check-in")
    await home.skip(utc("2026-09-25T00:00"))
    assert [len(platform.got("checkin", name)) for name in ("ada", "bob")] == [1, 2]
