"""What an admin is told of deliveries that fail, and what to do about each."""

from pathlib import Path

import pytest

from bot.core.ports import RetryLater, Undeliverable, Unknown
from bot.core.reasons import FIXES
from tests.delivery.weeks import DAY, HOUR, WEEK, Installation, Watched, utc
from tests.processes import environment, milepost

SUNDAY = utc("2026-09-13T18:00")


async def told(home: Installation) -> list[str]:
    """The lines of /doctor, from a process that ticks."""
    await home.app.beat()
    return (await home.someone("boss", admin=True).says("/doctor")).text.splitlines()


async def test_where_nothing_fails_nothing_needs_anybody(home: Installation) -> None:
    await home.someone().says("/start")
    await home.skip(WEEK)
    lines = await told(home)
    assert lines[0] == "Nothing needs you."
    assert lines[-2:] == [
        "- Platforms served: test.",
        "- Places that were chosen: for announcements 0, for mentors 0, for check-ins 0.",
    ]
    assert lines[-3].startswith("- Alive: the last tick was at ")


async def test_failures_are_counted_by_reason_newest_first_each_with_its_fix(
    home: Installation, platform: Watched
) -> None:
    for name in ("ada", "bob", "eve"):
        await home.someone(name).says("/start")
    platform.broken = {f"@{name}": Undeliverable("Forbidden (50013): Missing Permissions") for name in ("ada", "bob")}
    await home.skip(SUNDAY)
    platform.broken = {"@eve": Undeliverable("who_knows @everyone")}
    await home.skip(WEEK)
    lines = await told(home)
    assert lines[:3] == [
        "**Needs you**",
        "- 2 messages not sent, last Sun 20 Sep 2026, 18:00 UTC: **who\\_knows @\u200beveryone**. "
        "I know no fix for this one; the platform's documentation may.",
        "- 2 messages not sent, last Sun 13 Sep 2026, 18:00 UTC: **Forbidden (50013): Missing Permissions**. "
        + FIXES["50013"].what,
    ]


async def test_what_is_over_or_older_than_two_weeks_needs_nobody(home: Installation, platform: Watched) -> None:
    await home.someone().says("/start")
    platform.refuse = [Undeliverable("odd")]
    await home.skip(SUNDAY)
    await home.sleep(SUNDAY + 15 * DAY)
    lines = await told(home)
    assert lines[0] == "Nothing needs you."
    assert not [line for line in lines if "odd" in line]
    assert any("**Milepost was down**. It was off for too long." in line for line in lines)


async def test_what_waits_is_told_with_how_long_and_why(home: Installation, platform: Watched) -> None:
    await home.someone().says("/start")
    platform.refuse = [RetryLater(3 * HOUR)]
    await home.skip(SUNDAY + HOUR)
    waits = "- 1 message for test waiting for 60 minutes (the platform asked to wait)."
    assert waits in await told(home)
    assert (await told(home))[0] == "Nothing needs you."


async def test_an_outcome_that_nobody_can_find_out_needs_somebody(home: Installation, platform: Watched) -> None:
    await home.someone().says("/start")
    platform.refuse, platform.blind = [Unknown("no answer")], RetryLater(HOUR)
    await home.skip(SUNDAY + HOUR)
    assert (await told(home))[1].startswith("- 1 message for test without a known outcome for 60 minutes. Nobody tries")


async def test_a_platform_that_is_not_served_any_more_is_named(home: Installation, platform: Watched) -> None:
    await home.someone().says("/start")
    platform.refuse = [RetryLater(HOUR)]
    await home.skip(SUNDAY)
    await home.spoil("update outbox set platform = 'slack' where state = 'pending'")
    await home.skip(2 * HOUR)
    lines = await told(home)
    assert "1 message for slack waiting for 2 hours (the platform asked to wait). This platform is not" in lines[1]


async def test_it_is_for_admins_and_changes_nothing(home: Installation) -> None:
    assert "for admins" in (await home.someone().says("/doctor")).text
    before = await home.database.tables()
    assert (await home.someone("boss", admin=True).replied("doctor")).private
    assert await home.database.tables() == before


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_the_command_says_the_same_beside_the_running_process(
    home: Installation, platform: Watched, tmp_path: Path
) -> None:
    """The installation holds its file's lock all the while."""
    environment()  # what the process needs is learnt before the heartbeat: that gets old
    await home.someone().says("/start")
    await home.app.beat()
    settings = {"DATABASE_URL": home.url, "MILEPOST_CLOCK": "2026-09-21T00:00:00Z x0"}
    fine = milepost(tmp_path, "doctor", **settings)
    assert (fine.returncode, fine.stdout.splitlines()[-1], fine.stderr) == (0, "Nothing needs you.", "")
    platform.refuse = [Undeliverable("is_archived")]
    await home.skip(WEEK)
    await home.app.beat()
    failing = milepost(tmp_path, "doctor", **settings)
    assert failing.returncode == 1
    assert failing.stdout.splitlines()[-1] == "1 thing, marked ✗, needs you."
    told = " ".join(failing.stdout.split())
    assert f"✗ 1 message not sent, last Sun 13 Sep 2026, 18:00 UTC: is_archived. {FIXES['is_archived'].what}" in told


def test_without_a_database_and_a_token_the_command_says_so_and_makes_nothing(tmp_path: Path) -> None:
    run = milepost(tmp_path, "doctor")
    assert (run.returncode, run.stderr) == (1, "")
    assert "– Database  There is none of Milepost yet: milepost run makes it." in run.stdout
    assert "✗ Settings  No platform has a token." in run.stdout
    assert list(tmp_path.iterdir()) == []
