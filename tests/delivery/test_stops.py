"""What a platform forbade is not tried again by the next process, is told to the admins, and lets nothing lie about."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.clock import MovableClock
from bot.core.pace import Pace
from bot.core.ports import DeliveryError, MayNotLook, RetryLater, Stopped, Undeliverable
from bot.core.reasons import FIXES
from bot.delivery.domain import FORBIDDEN
from bot.delivery.pacing import Pacing
from bot.store import Database, Stop, Stops
from tests.delivery.weeks import DAY, HOUR, WEEK, Installation, Watched, utc

THURSDAY = utc("2026-09-17T18:00")
PACE = Pace(rate=1000, most=1000)


async def begun(home: Installation, platform: Watched, *names: str) -> None:
    platform.pace = PACE
    for name in names:
        await home.someone(name).says("/start")


async def doctor(home: Installation) -> str:
    return (await home.someone("boss", admin=True).says("/doctor")).text


@pytest.mark.parametrize("error", [
    Stopped("the bot was too hasty", DAY), RetryLater(HOUR), RetryLater(timedelta(seconds=20)),
], ids=["a stop of a day", "an hour's Retry-After", "twenty seconds"])  # fmt: skip
async def test_what_stopped_a_domain_stops_the_next_process_too(
    home: Installation, platform: Watched, error: DeliveryError
) -> None:
    """Times of platforms are real ones, so moving the clock of the test ends none."""
    await begun(home, platform, "ada", "bob", "eve")
    platform.refuse = [error]
    await home.skip(THURSDAY)
    for _ in range(3):
        await home.restart()
        await home.app.deliver()
    assert (platform.tries, platform.arrivals) == (1, [])


async def test_what_stopped_a_domain_stops_whoever_takes_it_over(home: Installation, platform: Watched) -> None:
    await begun(home, platform, "ada", "bob")
    other = App(home.pack, home.database, home.clock)
    other.serve(platform)
    await other.deliver()
    platform.refuse = [Stopped("the bot was too hasty", DAY)]
    await home.skip(THURSDAY)
    await other.deliver()
    assert platform.tries == 1


async def test_a_stop_of_first_contacts_is_not_forgotten_in_a_restart(home: Installation, platform: Watched) -> None:
    await begun(home, platform, "ada")
    await home.skip(utc("2026-09-13T18:00"))
    await begun(home, platform, "bob", "eve")
    platform.broken = dict.fromkeys(("@bob", "@eve"), Stopped("opening too fast (40003)", DAY, first_contacts=True))
    await home.skip(THURSDAY)
    tried, came = platform.tries, len(platform.arrivals)
    await home.restart()
    await home.skip(THURSDAY + WEEK)
    assert platform.tries - tried == len(platform.arrivals) - came > 0
    assert {each.channel for each in platform.arrivals} == {"@ada"}
    assert f"never got a message from me since {datetime.now(UTC):%a}" in await doctor(home)
    assert FIXES["40003"].what in await doctor(home)


async def test_too_many_refusals_stop_the_next_process_too(home: Installation, platform: Watched) -> None:
    await begun(home, platform, "ada")
    await home.app.deliver()
    pacing = home.app.delivery._sender._pacing
    domain = pacing.domain(platform, "s")
    for _ in range(FORBIDDEN + 1):
        with pytest.raises(Undeliverable):
            async with pacing.hearing(domain):
                raise Undeliverable("Forbidden (50013)", forbidden=True)
    await home.restart()
    await home.skip(THURSDAY)
    assert platform.tries == 0
    assert "**more than 200 refusals in 10 minutes**. It goes on by itself" in await doctor(home)


async def test_a_revoked_token_is_tried_once_by_each_process_and_shown_until_it_works(
    home: Installation, platform: Watched
) -> None:
    await begun(home, platform, "ada", "bob")
    platform.refuse = [Stopped("token_revoked")] * 3
    await home.skip(THURSDAY)
    for tries in (2, 3):
        await home.restart()
        await home.app.deliver()
        await home.app.deliver()
        assert (platform.tries, platform.arrivals) == (tries, [])
    report = await doctor(home)
    assert "Nothing is sent on test since" in report
    assert f"**token\\_revoked**. {FIXES['token_revoked'].what} I try once more after each start." in report
    await home.restart()
    await home.app.deliver()
    assert len(platform.arrivals) == 2
    assert "token" not in (await doctor(home)).partition("**To know**")[0]


async def test_nothing_lies_about_past_its_time_in_a_domain_that_never_goes_on(
    home: Installation, platform: Watched
) -> None:
    await begun(home, platform, "ada", "bob")
    platform.refuse = [Stopped("the token was revoked")]
    await home.skip(utc("2026-09-30T00:00"))
    await home.app.deliver()
    for kind in ("checkin", "tip"):
        states = [row["state"] for row in await home.outbox(kind)]
        assert states == ["expired"] * len(states)
        assert states
    assert platform.tries == 1


async def test_a_stop_that_is_over_holds_nothing(home: Installation, platform: Watched) -> None:
    await begun(home, platform, "ada")
    platform.refuse = [Stopped("the bot was too hasty", DAY)]
    await home.skip(utc("2026-09-13T18:00"))
    await home.spoil("update stops set since = since - 90000, until = until - 90000")
    await home.restart()
    await home.app.deliver()
    assert len(platform.arrivals) == 1
    assert "hasty" not in await doctor(home)


async def test_a_clock_that_was_set_back_makes_no_stop_longer_than_it_was(database: Database) -> None:
    began = utc("2026-09-17T18:00")
    stop = Stop(domain="test", kind="all", reason="too hasty", since=began, until=began + HOUR)
    await Stops(database).keep(stop)
    pacing = Pacing(lambda: 0.0, Stops(database), MovableClock(began - 30 * DAY, speed=0))
    await pacing.recall()
    assert pacing.domain(Watched(pace=PACE), "s").wait() == 3600


async def test_what_a_platform_tells_by_itself_stops_it_before_anything_is_refused(
    home: Installation, platform: Watched
) -> None:
    await begun(home, platform, "ada", "bob")
    await home.app.delivery.told("test", "s", Stopped("app_uninstalled"))
    await home.skip(THURSDAY)
    assert platform.tries == 0
    report = await doctor(home)
    assert f"**app\\_uninstalled**. {FIXES['app_uninstalled'].what} I try once more after each start." in report
    platform.refuse = [Stopped("token_revoked")]
    await home.restart()
    await home.app.deliver()
    await home.app.deliver()
    assert (platform.tries, platform.arrivals) == (1, [])
    await home.restart()
    await home.app.deliver()
    assert len(platform.arrivals) == 2
    assert "Nothing is sent on" not in await doctor(home)


async def test_what_was_on_its_way_when_a_domain_stopped_lifts_no_stop(home: Installation, platform: Watched) -> None:
    await begun(home, platform, "ada")

    async def told() -> None:
        await home.app.delivery.told("test", "s", Stopped("app_uninstalled"))
        await home.app.delivery._sender._pacing.recall()

    platform.meanwhile = told
    await home.skip(THURSDAY)
    assert len(platform.arrivals) == 1
    assert "Nothing is sent on test" in await doctor(home)


async def test_where_an_outcome_may_not_be_looked_up_it_is_listed_and_nothing_comes_twice(
    home: Installation, platform: Watched
) -> None:
    await begun(home, platform, "ada")
    platform.lose, platform.blind = 1, MayNotLook("im:history")
    await home.skip(THURSDAY)
    mend = "1 message for test whose outcome I may not look up: add the scope im:history and install again."
    assert mend in await doctor(home)
    for _ in range(3):
        await home.restart()
        await home.app.deliver()
    assert mend in await doctor(home)
    assert len({each.id for each in platform.arrivals}) == len(platform.arrivals)
    platform.blind = None
    await home.restart()
    await home.app.deliver()
    assert "may not look up" not in await doctor(home)
    assert len({each.id for each in platform.arrivals}) == len(platform.arrivals)


async def test_what_cannot_be_looked_for_any_more_is_refused_and_not_asked_for_again(
    home: Installation, platform: Watched
) -> None:
    await begun(home, platform, "ada")
    platform.lose = 1
    platform.blind = Undeliverable("10003: Unknown Channel")
    await home.skip(THURSDAY + HOUR)
    assert "**10003: Unknown Channel**" in await doctor(home)
    assert "without a known outcome" not in await doctor(home)
