"""What a member is told of the messages they got, did not get, and will get."""

import pytest

from bot.core.ports import RetryLater, Undeliverable, Unknown
from tests.delivery.weeks import DAY, HOUR, WEEK, Installation, Watched, utc

SUNDAY, THURSDAY = utc("2026-09-13T16:00"), utc("2026-09-17T16:00")
"""The slots of a member in Berlin who began on Saturday the 12th."""


@pytest.fixture
async def begun(home: Installation) -> Installation:
    await home.someone().says("/start zone:Berlin")
    return home


async def told(home: Installation, name: str = "ada") -> list[str]:
    return (await home.someone(name).says("/nudges")).text.splitlines()


async def test_a_stranger_and_somebody_who_did_not_start_are_told_that_nothing_comes(home: Installation) -> None:
    assert "none will come before /start" in (await told(home))[0]
    await home.someone().says("/settings zone:Berlin")
    assert await told(home) == ["**Next**", "None before /start.", "", "**Before**", "There were none yet."]
    assert len((await home.database.tables())["members"]) == 1


async def test_what_comes_next_is_said_with_its_local_time_and_zone_and_then_what_was_sent(begun: Installation) -> None:
    assert await told(begun) == [
        "**Next**",
        "- Tip: Sun 13 Sep 2026, 18:00 Europe/Berlin",
        "- Check-in: Thu 17 Sep 2026, 18:00 Europe/Berlin",
        "",
        "**Before**",
        "There were none yet.",
    ]
    await begun.skip(WEEK)
    assert await told(begun) == [
        "**Next**",
        "- Tip: Sun 20 Sep 2026, 18:00 Europe/Berlin",
        "- Check-in: Thu 24 Sep 2026, 18:00 Europe/Berlin",
        "",
        "**Before**",
        "- Check-in for Thu 17 Sep 2026, 18:00 Europe/Berlin: sent",
        "- Tip for Sun 13 Sep 2026, 18:00 Europe/Berlin: sent",
    ]


async def test_what_came_late_or_not_at_all_is_said_with_the_reason(begun: Installation, platform: Watched) -> None:
    platform.refuse = [Undeliverable("you *blocked* me")]
    await begun.skip(SUNDAY)
    await begun.sleep(THURSDAY + HOUR)
    assert (await told(begun))[-2:] == [
        "- Check-in for Thu 17 Sep 2026, 18:00 Europe/Berlin: sent late, Thu 17 Sep 2026, 19:00 Europe/Berlin",
        "- Tip for Sun 13 Sep 2026, 18:00 Europe/Berlin: not sent, because you \\*blocked\\* me",
    ]
    await begun.sleep(THURSDAY + 3 * WEEK)
    missed = [line for line in await told(begun) if "missed" in line]
    assert missed[0] == "- Tip for Sun 4 Oct 2026, 18:00 Europe/Berlin: missed, because I was down"


async def test_what_waits_is_said_to_wait(begun: Installation, platform: Watched) -> None:
    platform.refuse = [RetryLater(HOUR)]
    await begun.skip(SUNDAY)
    assert (await told(begun))[-1].endswith(": waiting, because the platform asked me to wait")
    platform.refuse = [Unknown("no answer")]
    await begun.skip(HOUR)
    assert (await told(begun))[-1].endswith(": waiting; I do not know yet whether it arrived")


@pytest.mark.parametrize(("line", "next_line", "was"), [
    ("/pause 1w", "You paused.", "not sent, because you paused"),
    ("/stop", "None: you stopped. /resume begins again.", "not sent, because you stopped"),
])  # fmt: skip
async def test_a_member_reads_what_they_chose_themselves(
    begun: Installation, platform: Watched, line: str, next_line: str, was: str
) -> None:
    platform.refuse = [RetryLater(HOUR)]
    await begun.skip(SUNDAY)
    await begun.someone().says(line)
    lines = await told(begun)
    assert lines[1] == next_line
    assert lines[-1].endswith(was)


async def test_what_is_over_the_budget_is_said_before_and_after(begun: Installation) -> None:
    await begun.someone().says("/settings messages:1")
    assert (await told(begun))[1].endswith("(more than you take in a week, so it goes to /inbox)")
    await begun.skip(SUNDAY)
    assert (await told(begun))[-1].endswith("kept in /inbox, because it was more than you take in a week")


async def test_ten_are_shown_and_never_those_of_another_member(begun: Installation, platform: Watched) -> None:
    await begun.someone("bob").says("/start zone:Tokyo")
    platform.broken["@bob"] = Undeliverable("a reason of bob's")
    await begun.skip(8 * WEEK)
    lines = await told(begun)
    assert len(lines[lines.index("**Before**") + 1 :]) == 10
    assert not [line for line in lines if "Tokyo" in line or "bob" in line]
    assert all("Europe/Berlin" in line for line in lines if line.startswith("- "))
    assert all("Asia/Tokyo" in line for line in await told(begun, "bob") if line.startswith("- "))


async def test_reading_it_changes_nothing(begun: Installation) -> None:
    await begun.skip(DAY)
    before = await begun.database.tables()
    reply = await begun.someone().replied("nudges")
    assert reply.private
    assert await begun.database.tables() == before


async def test_its_buttons_lead_to_settings_and_to_a_pause(begun: Installation) -> None:
    ada = begun.someone()
    card = await ada.says("/nudges")
    assert (await ada.presses("Settings", card)).title == "Your settings"
    assert (await ada.presses("Pause", card)).title == "Paused"
