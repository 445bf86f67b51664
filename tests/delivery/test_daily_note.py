"""The places of mentors are told once what began to fail and needs somebody: at 09:00 UTC, and never twice."""

import pytest

from bot.core.ports import RetryLater, Undeliverable
from tests.delivery.weeks import DAY, HOUR, Arrival, Installation, Watched, utc

ARCHIVED = Undeliverable("is_archived")


def notes(platform: Watched) -> list[Arrival]:
    return [each for each in platform.arrivals if each.card.title == "Deliveries began to fail"]


@pytest.fixture
async def desk(home: Installation) -> Installation:
    """On Saturday; the mentors' place is boss's own conversation."""
    await home.someone("boss", admin=True).says("/subscribe mentors")
    return home


async def days(home: Installation, count: int) -> None:
    """As a process that ticks, at least at each 09:30."""
    for _ in range(count):
        await home.skip(DAY, silently=True)
        await home.app.deliver()


async def test_a_channel_that_is_gone_is_told_once_and_by_name(desk: Installation, platform: Watched) -> None:
    """Announcements go to a channel of the community; it is archived, and each of them fails."""
    await desk.spoil("""insert into subscriptions (platform, space, channel, direct, topic, since)
        values ('test', 's', 'C042', 0, 'announcements', 0)""")
    platform.broken = {"C042": ARCHIVED}
    boss = desk.someone("boss", admin=True)
    for title in ("One", "Two"):
        await boss.does("announce", title=title, text="a text")
        await days(desk, 1)
    await days(desk, 2)
    (note,) = notes(platform)
    assert note.at == utc("2026-09-13T09:00")
    assert "message to test C042 not sent, last Sat 12 Sep 2026, 09:00 UTC: **is\\_archived**" in note.card.text
    assert "/subscribe in another one" in note.card.text
    assert (await boss.presses("Look", note.card)).title == "Deliveries of the last 14 days"
    await days(desk, 20)
    assert len(notes(platform)) == 1
    assert platform.doubles == 0


async def test_what_only_a_member_can_mend_and_what_goes_well_is_no_news(desk: Installation, platform: Watched) -> None:
    for name in ("ada", "bob"):
        await desk.someone(name).says("/start")
    platform.broken = {"@ada": Undeliverable("Forbidden (50007)")}
    await days(desk, 10)
    assert notes(platform) == []


async def test_a_domain_that_stopped_is_told_once_where_it_can_be_read(desk: Installation, platform: Watched) -> None:
    began = int(utc("2026-09-12T20:00").timestamp())
    await desk.spoil(f"insert into stops values ('slack T1', 'all', 'token_revoked', {began}, null)")
    await days(desk, 5)
    (note,) = notes(platform)
    assert note.at == utc("2026-09-13T09:00")
    assert note.card.text.startswith("- Nothing is sent on slack T1 since Sat 12 Sep 2026, 20:00 UTC: **token")


async def test_it_is_posted_once_whoever_starts_again_and_however_often(desk: Installation, platform: Watched) -> None:
    await desk.someone("ada").says("/start")
    platform.broken = {"@ada": Undeliverable("missing_scope")}
    await desk.skip(utc("2026-09-13T18:00"), silently=True)
    platform.refuse = [RetryLater(2 * HOUR)]
    for hour in (8, 9, 10, 12, 20):
        await desk.sleep(utc(f"2026-09-14T{hour:02d}:30"))
    assert [each.at for each in notes(platform)] == [utc("2026-09-14T12:30")]
    assert "**missing\\_scope**" in notes(platform)[0].card.text


async def test_before_nine_nothing_is_said_of_the_day_before(desk: Installation, platform: Watched) -> None:
    await desk.someone("ada").says("/start")
    platform.broken = {"@ada": Undeliverable("missing_scope")}
    await desk.skip(utc("2026-09-13T18:00"), silently=True)
    await desk.sleep(utc("2026-09-15T08:59"))
    assert notes(platform) == []
