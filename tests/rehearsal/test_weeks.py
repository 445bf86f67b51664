"""Weeks rehearsed in seconds: on invented members, and on a copy of a real database, which stays as it is."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.clock import MovableClock
from bot.content import Pack
from bot.core.errors import CannotStart
from bot.core.ports import Undeliverable
from bot.rehearsal.figures import Figures
from bot.rehearsal.leaping import leaping
from bot.rehearsal.report import lines, picture
from bot.rehearsal.weeks import Plan, rehearse
from bot.store import Database, StoreError
from bot.store.copies import copied
from tests.delivery.weeks import WEEK, Installation, Watched, utc

AUTUMN = utc("2026-10-12T00:00")
"""Two weeks before Europe's clocks go back, three before America's."""


def invented(
    pack: Pack, folder: Path, members: int = 30, weeks: int = 3, seed: int = 1, platform: str = "discord"
) -> Figures:
    file = folder / f"{members}-{weeks}-{seed}-{platform}-{len(list(folder.iterdir()))}.db"
    return leaping(rehearse(Plan(AUTUMN, weeks, seed, members, platform, f"sqlite:///{file}"), pack))


async def rehearsed(home: Installation, folder: Path, start: datetime, weeks: int) -> Figures:
    """As the command does it: in a copy, with a loop of its own."""
    url = await copied(home.url, folder / "copy.db")
    assert url
    plan = Plan(start, weeks, 1, None, "", url)
    return await asyncio.to_thread(lambda: leaping(rehearse(plan, home.pack)))


async def everything(database: Database) -> dict[str, list[Any]]:
    return {name: sorted(rows, key=str) for name, rows in (await database.tables()).items()}


def test_invented_members_get_their_weeks_and_no_message_is_lost_or_doubled_across_two_changes_of_the_clocks(
    pack: Pack, tmp_path: Path
) -> None:
    figures = invented(pack, tmp_path, members=60, weeks=5)
    assert figures.proof.whole
    assert figures.members == 60
    assert figures.sent.keys() >= {"checkin", "tip"}
    assert 60 * 5 * 2 * 0.7 < sum(figures.sent.values()) <= 60 * 5 * 2
    assert sum(hour.messages for hour in figures.hours) == sum(figures.sent.values())
    assert [(change.day, change.minutes) for change in figures.changes] >= [("2026-10-25", -60)]
    assert all(change.twice == 0 for change in figures.changes)
    assert sum(change.once for change in figures.changes) > 10
    assert {each.reason for each in figures.not_sent} >= {"over the member's budget"}
    assert figures.late
    assert figures.late.p50 >= 5, "a tick comes as late as it may"


def test_one_seed_is_one_community_and_another_is_another(pack: Pack, tmp_path: Path) -> None:
    first, again, other = (
        invented(pack, tmp_path, 15, 1, seed).model_dump(exclude={"took", "seed"}) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_slack_is_sent_to_at_its_own_pace(pack: Pack, tmp_path: Path) -> None:
    figures = invented(pack, tmp_path, 40, 1, platform="slack")
    assert figures.platforms == ("slack",)
    assert figures.proof.whole
    assert figures.busiest
    assert figures.busiest.late.longest > figures.busiest.late.p50


async def test_a_real_database_is_rehearsed_as_a_copy_and_stays_as_it_is(
    home: Installation, platform: Watched, clock: MovableClock, tmp_path: Path
) -> None:
    for name in ("ada", "bob", "eve"):
        await home.someone(name).says("/start zone:Berlin")
    platform.broken["@bob"] = Undeliverable("50013: Missing Permissions")
    platform.broken["@eve"] = Undeliverable("50007: Cannot send messages to this user")
    await home.skip(2 * WEEK)
    before, arrived = await everything(home.database), len(platform.arrivals)
    figures = await rehearsed(home, tmp_path, clock.now(), 4)
    assert (await everything(home.database), len(platform.arrivals)) == (before, arrived)
    assert figures.proof.whole
    assert (figures.members, figures.sent) == (3, {"checkin": 4, "tip": 4})
    (refused,) = figures.not_sent
    assert (refused.reason, refused.messages, refused.members) == ("50013: Missing Permissions", 8, 1)
    assert datetime.fromisoformat(refused.first) > clock.now()


async def test_whoever_was_silent_before_is_silent_in_the_rehearsal_too_and_is_asked_whether_to_stop(
    home: Installation, clock: MovableClock, tmp_path: Path
) -> None:
    await home.someone().says("/start zone:Berlin")
    await home.skip(2 * WEEK, silently=True)
    clock.move_to(clock.now() + 3 * WEEK)
    figures = await rehearsed(home, tmp_path, clock.now(), 6)
    assert figures.sent == {"checkin": 1, "tip": 1, "silence": 1}
    assert figures.proof.whole


async def test_a_database_in_which_nobody_started_says_what_to_do(home: Installation, tmp_path: Path) -> None:
    await home.someone().says("/plan")
    with pytest.raises(CannotStart, match="--members"):
        await rehearsed(home, tmp_path, AUTUMN, 1)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_file_that_is_not_there_or_is_no_database_is_said_so(database_url: str, tmp_path: Path) -> None:
    assert asyncio.run(copied(f"sqlite:///{tmp_path}/none.db", tmp_path / "copy.db")) is None
    Path(database_url.removeprefix("sqlite:///")).write_text("nothing of the kind " * 99, encoding="utf-8")
    with pytest.raises(StoreError, match="Milepost database"):
        asyncio.run(copied(database_url, tmp_path / "copy.db"))


def test_the_report_fits_a_screen_and_the_picture_has_a_row_for_each_week(pack: Pack, tmp_path: Path) -> None:
    figures = invented(pack, tmp_path, 60, 3)
    report = lines(figures)
    assert len(report) <= 40
    assert max(map(len, report)) <= 120
    assert report[0].startswith("60 invented members on discord (seed 1), 3 weeks from Mon 12 Oct 2026, 00:00 UTC")
    assert "Nothing was sent" in report[1]
    assert picture(figures).startswith(b"\x89PNG")
    broken = figures.model_copy(update={"proof": figures.proof.model_copy(update={"doubled": 1})})
    assert any(line.startswith("DEFECT") for line in lines(broken))
