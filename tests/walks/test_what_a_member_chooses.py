"""Start, settings, pause, resume, stop, less: each change is shown, and a wrong one changes nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.app import App
from bot.clock import MovableClock
from bot.core.ports import RetryLater
from bot.store import Database
from tests.talking import Platform, Someone
from tests.walks.reading import facts, refused

SATURDAY = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


async def chosen(database: Database) -> dict[str, Any]:
    (row,) = (await database.tables())["members"]
    return row


async def due(database: Database) -> dict[str, datetime]:
    rows = (await database.tables())["schedule"]
    return {row["kind"]: datetime.fromtimestamp(row["due_at"], UTC) for row in rows}


async def test_starting_promises_a_check_in_at_a_named_time_with_its_zone(ada: Someone, database: Database) -> None:
    card = await ada.says("/start")
    assert facts(card)["Next check-in"] == "Thu 26 Nov 2026, 18:00 UTC"
    assert await due(database) == {
        "checkin": datetime(2026, 11, 26, 18, tzinfo=UTC),
        "tip": datetime(2026, 11, 22, 18, tzinfo=UTC),
    }
    assert "already" in (await ada.says("/start")).title


async def test_nothing_is_due_before_the_member_started(ada: Someone, app: App, clock: MovableClock) -> None:
    for line in ("/plan", "/settings zone:Berlin weekday:monday", "/checkin", "/tip", "/pause 1w", "/less", "/stop"):
        await ada.says(line)
    platform = Platform()
    app.serve(platform)
    await app.skip_to(clock.now() + timedelta(weeks=4), clock)
    assert platform.posted == []


async def test_settings_are_changed_together_and_shown(ada: Someone, database: Database) -> None:
    await ada.says("/start")
    card = await ada.says("/settings zone:New York weekday:Monday time:6:30 pm hours:7.5 messages:1")
    assert card.title == "Your settings are changed"
    assert facts(card)["Next check-in"] == "Mon 23 Nov 2026, 18:30 America/New_York"
    assert "7.5 hours a week" in facts(card)["Study"]
    assert "at most 1 a week" in facts(card)["Unasked messages"]
    row = await chosen(database)
    wanted = {"zone": "America/New_York", "weekday": 0, "minute": 18 * 60 + 30, "hours": 7.5, "budget": 1}
    assert {name: row[name] for name in wanted} == wanted


async def test_a_city_chosen_right_after_the_start_brings_no_check_in_from_before_it(
    ada: Someone, app: App, platform: Platform
) -> None:
    await ada.says("/start")
    card = await ada.says("/settings zone:Berlin")
    assert facts(card)["Next check-in"] == "Thu 26 Nov 2026, 18:00 Europe/Berlin"
    await app.deliver()
    assert platform.posted == []


async def test_settings_without_arguments_are_shown_and_the_button_asks_for_all_five(ada: Someone) -> None:
    card = await ada.says("/settings")
    change = next(button for button in card.buttons if button.label == "Change them")
    form = ada.form("settings", **change.args)  # type: ignore[union-attr]
    assert form is not None
    assert [question.name for question in form.questions] == ["zone", "weekday", "time", "hours", "messages"]
    assert not any(question.required for question in form.questions)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("zone:Berln", "did you mean Berlin, Germany"),
        ("zone:Nowhereville Upon Nothing", "write a large city nearby"),
        ("time:03:00", "between 08:00 and 20:59"),
        ("time:21:00", "between 08:00 and 20:59"),
        ("time:soonish", "is no time of day; write 18:00 or 6pm"),
        ("time:25:00", "is no time of day"),
        ("time:@everyone", "is no time of day"),
        ("time:<@123>", "is no time of day"),
        ("time:*18*", "is no time of day"),
        ("hours:many", "a number, not 'many'"),
        ("hours:0", "between 0.5 and 80"),
        ("hours:nan", "between 0.5 and 80"),
        ("hours:inf", "between 0.5 and 80"),
        ("hours:-6", "between 0.5 and 80"),
        ("messages:9", "between 0 and 5"),
        ("messages:-1", "between 0 and 5"),
        ("messages:1.5", "a number, not '1.5'"),
        ("weekday:someday", "monday"),
    ],
)
async def test_a_wrong_setting_says_what_fits_beside_its_name_and_changes_nothing(
    ada: Someone, database: Database, line: str, told: str
) -> None:
    await ada.says("/start")
    before = await database.tables()
    card = await ada.says(f"/settings {line}")
    assert card.title == "That does not fit yet"
    name = line.partition(":")[0]
    (problem,) = [each for each in card.text.splitlines() if each.startswith(f"- **{name}**: ")]
    assert told in problem
    assert "Nothing was changed." in card.text
    assert {name: rows for name, rows in (await database.tables()).items() if name != "accounts"} == {
        name: rows for name, rows in before.items() if name != "accounts"
    }


async def test_several_wrong_settings_each_get_their_own_line_and_the_right_one_is_not_taken(
    ada: Someone, database: Database
) -> None:
    await ada.says("/start")
    card = await ada.says("/settings zone:Berln weekday:monday time:3am hours:x messages:99")
    lines = [line for line in card.text.splitlines() if line.startswith("- **")]
    assert [line[4:].split("**")[0] for line in lines] == ["zone", "time", "hours", "messages"]
    assert (await chosen(database))["weekday"] == 3


async def test_a_city_is_completed_from_its_beginning(ada: Someone) -> None:
    offered = [choice.value for choice in await ada.offered("settings", "zone", "são pa")]
    assert offered[0] == "São Paulo, Brazil"
    for value in offered:
        assert (await ada.does("settings", zone=value)).title == "Your settings are changed"


@pytest.mark.parametrize(
    ("length", "until"),
    [
        ("2w", SATURDAY + timedelta(weeks=2)),
        ("10 days", SATURDAY + timedelta(days=10)),
        ("2026-12-24", datetime(2026, 12, 24, 0, 0, tzinfo=UTC)),
        ("26w", SATURDAY + timedelta(weeks=26)),
    ],
)
async def test_a_pause_holds_everything_back_until_its_end(
    ada: Someone, app: App, clock: MovableClock, platform: Platform, database: Database, length: str, until: datetime
) -> None:
    await ada.says("/start")
    card = await ada.says(f"/pause {length}")
    assert f"until **{until:%a %-d %b %Y, %H:%M} UTC**" in card.text
    assert min((await due(database)).values()) > until
    await app.skip_to(until, clock)
    assert platform.posted == []
    await app.skip_to(until + timedelta(weeks=1), clock)
    assert len(platform.posted) == 2


@pytest.mark.parametrize(
    "length",
    ["2026-11-20", "2020-01-01", "0d", "27w", "9999w", "2099-01-01", "soon", "-2w", "2", "2026-02-30", "9999-12-31",
     "0001-01-01", "2w2w", "1e9d", "٢w٢"],
)  # fmt: skip
async def test_a_pause_in_the_past_too_long_or_nonsense_is_refused_and_nothing_changes(
    ada: Someone, database: Database, length: str
) -> None:
    await ada.says("/start")
    before = (await chosen(database), await due(database))
    card = await ada.says(f"/pause {length}")
    assert refused(card)
    assert "2w" in card.text or "26 weeks" in card.text
    assert (await chosen(database), await due(database)) == before


async def test_a_pause_counts_a_date_in_the_members_own_zone(ada: Someone) -> None:
    await ada.says("/start zone:Auckland")
    card = await ada.says("/pause 2026-12-24")
    assert "Thu 24 Dec 2026, 00:00 Pacific/Auckland" in card.text


async def test_resuming_ends_a_pause_and_a_stop_and_keeps_the_progress(ada: Someone, database: Database) -> None:
    await ada.says("/start")
    await ada.says("/done sql")
    for line in ("/pause 10w", "/stop"):
        await ada.says(line)
        card = await ada.says("/resume")
        assert facts(card)["Next check-in"] == "Thu 26 Nov 2026, 18:00 UTC"
        assert "Paused" not in card.text
    assert facts(await ada.says("/progress"))["All milestones"].startswith("1 of ")


async def test_resuming_is_not_starting(ada: Someone, database: Database) -> None:
    card = await ada.says("/resume")
    assert card.title == "Nothing is held back"
    assert [button.label for button in card.buttons] == ["Start", "Find my starting point"]
    assert await due(database) == {}


async def test_a_pause_before_the_start_can_be_ended_with_its_button(ada: Someone) -> None:
    await ada.says("/pause")
    card = await ada.presses("Resume now")
    assert card.title == "The pause is over"
    assert (await ada.presses("Start")).title == "Welcome. We have begun"


async def test_stop_sends_nothing_any_more_not_even_what_was_waiting(
    ada: Someone, app: App, clock: MovableClock, platform: Platform, database: Database
) -> None:
    await ada.says("/start")
    await ada.says("/stop")
    assert await due(database) == {}
    await app.skip_to(clock.now() + timedelta(weeks=8), clock)
    assert platform.posted == []
    assert (await ada.presses("Begin again")).title == "Welcome back"


@pytest.mark.parametrize("line", ["/stop", "/pause 2w"])
async def test_what_the_platform_held_up_is_called_off_with_the_rest(
    ada: Someone, app: App, clock: MovableClock, platform: Platform, line: str
) -> None:
    await ada.says("/start")
    platform.refuse = [RetryLater(timedelta(hours=1))]
    await app.skip_to(SATURDAY + timedelta(days=1, hours=9, minutes=30), clock)
    assert platform.refuse == []
    await ada.says(line)
    await app.skip_to(clock.now() + timedelta(days=6), clock)
    assert platform.posted == []


async def test_less_takes_one_message_a_week_away_down_to_none(
    ada: Someone, app: App, clock: MovableClock, platform: Platform
) -> None:
    await ada.says("/start")
    for left in ("**1 unasked message**", "**No unasked messages**", "**No unasked messages**"):
        assert left in (await ada.says("/less")).text
    await app.skip_to(clock.now() + timedelta(weeks=3), clock)
    assert platform.posted == []


async def test_less_never_means_more(ada: Someone, database: Database) -> None:
    await ada.says("/settings messages:1")
    await ada.does("less", messages="5")
    assert (await chosen(database))["budget"] == 1
    assert refused(await ada.does("less", messages="-1"))
