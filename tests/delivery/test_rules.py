"""Newer rules of time zones, and a zone of which there are none."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import Weekly, known, nearest_slot, next_slot
from bot.delivery import Rules, rules
from bot.store import Notes, Schedule
from bot.zones import version
from tests.delivery.weeks import DAY, HOUR, WEEK, Died, Installation, Watched, utc

SUNDAY, THURSDAY = utc("2026-09-13T16:00"), utc("2026-09-17T16:00")


async def slots(home: Installation) -> list[datetime]:
    rows = (await home.database.tables())["schedule"]
    return sorted(datetime.fromtimestamp(row["due_at"], THURSDAY.tzinfo) for row in rows)


async def older(home: Installation, *names: str) -> None:
    """As a process with older rules leaves it, by which Berlin was an hour behind."""
    for name in names or ("ada",):
        await home.someone(name).says("/start zone:Berlin")
    await home.app.deliver()
    await home.spoil("update schedule set due_at = due_at + 3600")
    await home.spoil("update notes set value = '1999a' where name = 'tzdata'")
    await home.restart()


async def test_newer_rules_move_what_is_to_come_to_its_wall_time(home: Installation, platform: Watched) -> None:
    await older(home)
    assert await slots(home) == [SUNDAY + HOUR, THURSDAY + HOUR]
    await home.app.deliver()
    assert await slots(home) == [SUNDAY, THURSDAY]
    await home.skip(THURSDAY)
    assert [each.at for each in platform.arrivals] == [SUNDAY, THURSDAY]


async def test_the_same_rules_move_nothing(home: Installation) -> None:
    await older(home)
    await home.spoil(f"update notes set value = '{version()}' where name = 'tzdata'")
    await home.app.deliver()
    assert await slots(home) == [SUNDAY + HOUR, THURSDAY + HOUR]


async def test_a_slot_that_has_passed_by_the_newer_rules_is_late_and_not_lost(
    home: Installation, platform: Watched
) -> None:
    await older(home)
    home.clock.move_to(SUNDAY + HOUR / 2)
    await home.app.deliver()
    assert [each.at for each in platform.arrivals] == [SUNDAY + HOUR / 2]
    assert await slots(home) == [THURSDAY, SUNDAY + WEEK]


async def test_what_is_planned_stays_as_it_is(home: Installation, platform: Watched) -> None:
    await home.someone().says("/start zone:Berlin")
    home.app._adapters.clear()
    await home.skip(SUNDAY)
    before = await home.outbox("tip")
    await home.spoil("update notes set value = '1999a' where name = 'tzdata'")
    await home.restart()
    home.app._adapters.clear()
    await home.app.deliver()
    assert await home.outbox("tip") == before
    assert before[0]["state"] == "pending"


async def test_whoever_dies_within_begins_again(home: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "BATCH", 1)
    await older(home, "ada", "bob", "eve")
    home.database.die_at(2, committed=True)
    with pytest.raises(Died):
        await home.app.deliver()
    assert set(await slots(home)) == {SUNDAY, SUNDAY + HOUR, THURSDAY, THURSDAY + HOUR}
    await home.restart()
    await home.app.deliver()
    assert await slots(home) == [SUNDAY] * 3 + [THURSDAY] * 3


async def test_a_process_looks_once(home: Installation) -> None:
    notes = Notes(home.database)
    checked = Rules("2026x", Schedule(home.database), notes, home.clock)
    await checked.renew()
    await notes.keep_text("tzdata", "1999a")
    await checked.renew()
    assert await notes.text("tzdata") == "1999a"


@given(st.sampled_from(["Europe/Berlin", "Pacific/Apia", "Africa/Cairo"]), st.integers(0, 6), st.integers(0, 1439),
       st.timedeltas(timedelta(days=-3), timedelta(days=3)))  # fmt: skip
def test_the_nearest_slot_of_a_slot_is_itself_and_of_a_moment_near_it_too(
    zone: str, weekday: int, minute: int, off: timedelta
) -> None:
    rule = Weekly(zone, weekday, minute)
    slot = next_slot(rule, utc("2026-02-01T00:00"))
    assert nearest_slot(rule, slot) == nearest_slot(rule, slot + off) == slot


@pytest.mark.parametrize(("zone", "there"), [
    ("Europe/Berlin", True), ("UTC", True), ("Mars/Olympus", False), ("", False), ("../etc/passwd", False),
    ("Europe", False), ("UTC+2", False),
])  # fmt: skip
def test_a_zone_is_known_by_its_rules(zone: str, there: bool) -> None:
    assert known(zone) is there


LOST = "update members set zone = 'Mars/Olympus' where name = 'ada'"


async def test_a_member_whose_zone_is_lost_is_counted_in_utc_and_marked_until_they_choose_another(
    home: Installation, platform: Watched
) -> None:
    ada = home.someone()
    await ada.says("/start zone:Berlin")
    await home.app.deliver()
    await home.spoil(LOST)
    await home.skip(SUNDAY + WEEK + DAY, silently=True)
    assert [each.at for each in platform.arrivals] == [SUNDAY, THURSDAY, SUNDAY + WEEK + 2 * HOUR]
    assert "I count in UTC until you tell me your city." in (await ada.says("/settings")).text
    doctor = (await home.someone("boss", admin=True).says("/doctor")).text
    assert "1 member in the zone Mars/Olympus, which I do not know; I count in UTC. Update tzdata" in doctor
    await ada.says("/settings zone:Berlin")
    assert "Olympus" not in (await home.someone("boss", admin=True).says("/doctor")).text
    assert "Europe/Berlin" in (await ada.says("/nudges")).text


@pytest.mark.parametrize("say", ["/less", "/settings time:9:00", "/pause 1w"])
async def test_the_name_of_a_lost_zone_is_kept_for_the_day_on_which_it_is_known_again(
    home: Installation, say: str
) -> None:
    await home.someone().says("/start zone:Berlin")
    await home.spoil(LOST)
    await home.someone().says(say)
    (member,) = (await home.database.tables())["members"]
    assert member["zone"] == "Mars/Olympus"
