"""One person on two platforms becomes one member by a code, without losing anything, and may part again."""

import re
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.slack.render import typed
from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack
from bot.core.model import Card
from bot.store import Database
from tests.delivery.weeks import light
from tests.talking import Platform, Someone

WEEK = timedelta(weeks=1)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return light()


@pytest.fixture(autouse=True)
def second(app: App) -> Platform:
    made = Platform("second")
    app.serve(made)
    return made


@pytest.fixture
def elsewhere(app: App) -> Someone:
    """Ada's other account."""
    return Someone(app, name="ada-there", platform="second")


def code_of(card: Card) -> str:
    found = re.search(r"`(\w{4}-\w{4})`", card.text)
    assert found, card.text
    return found[1]


async def join(owner: Someone, other: Someone) -> Card:
    code = code_of(await owner.says("/link"))
    assert (await other.does("link", code=code)).title == "Join the accounts?"
    return await other.presses("Join")


async def rows(database: Database, table: str) -> list[dict[str, Any]]:
    return (await database.tables())[table]


async def test_what_was_done_on_either_platform_is_there_on_both(ada: Someone, elsewhere: Someone) -> None:
    await ada.says("/done sql")
    await elsewhere.says("/done pandas")
    assert (await join(ada, elsewhere)).title == "Joined"
    for who in (ada, elsewhere):
        card = await who.does("mydata", what="export")
        assert card.file is not None
        assert {b"sql", b"pandas"} <= set(re.findall(rb'"milestone": "(\w+)"', card.file.content))
        assert card.file.content.count(b'"user_id"') == 2
    assert (await elsewhere.says("/undo")).title == (await ada.says("/undo")).title


async def test_the_later_word_on_a_milestone_stands_and_an_undo_takes_back_what_it_took_back(
    app: App, ada: Someone, elsewhere: Someone, clock: MovableClock, database: Database
) -> None:
    await ada.says("/done sql")
    await app.skip_to(clock.now() + timedelta(minutes=5), clock)
    await elsewhere.says("/done pandas")
    await app.skip_to(clock.now() + timedelta(minutes=5), clock)
    await ada.says("/undo")
    await app.skip_to(clock.now() + timedelta(minutes=5), clock)
    await elsewhere.says("/done sql")
    await join(ada, elsewhere)
    steps = await rows(database, "progress")
    told = [(row["milestone"], row["state"], row["undoes"]) for row in sorted(steps, key=lambda row: row["seq"])]
    assert told == [("sql", "done", None), ("pandas", "done", None), ("sql", "open", 1), ("sql", "done", None)]
    assert len({row["member_id"] for row in steps}) == 1


async def test_of_two_answers_for_a_week_the_later_counts_and_what_only_the_earlier_says_stays(
    app: App, ada: Someone, elsewhere: Someone, clock: MovableClock, database: Database
) -> None:
    await elsewhere.does("checkin", answer="done", hours="3", note="from there")
    await app.skip_to(clock.now() + timedelta(hours=1), clock)
    await ada.does("checkin", answer="partly", hours="5")
    await join(ada, elsewhere)
    (week,) = await rows(database, "checkins")
    assert (week["hours"], week["note"]) == (5, "from there")


async def test_one_message_a_slot_where_the_member_was_last(
    app: App, ada: Someone, elsewhere: Someone, clock: MovableClock, platform: Platform, second: Platform
) -> None:
    await ada.says("/start zone:Berlin")
    await elsewhere.says("/start zone:Berlin")
    await join(ada, elsewhere)
    clock.move_to(clock.now() + timedelta(minutes=1))
    await elsewhere.says("/done sql")
    await app.skip_to(clock.now() + WEEK, clock)
    kinds = [card.title for _, card, _ in second.posted]
    assert len(kinds) == 2, kinds
    assert platform.posted == []
    await ada.says("/done pandas")
    await app.skip_to(clock.now() + WEEK, clock)
    assert (len(platform.posted), len(second.posted)) == (2, 2)


async def test_a_pause_of_either_account_is_kept(
    app: App, ada: Someone, elsewhere: Someone, clock: MovableClock, platform: Platform, second: Platform
) -> None:
    await ada.says("/start zone:Berlin")
    await elsewhere.says("/start zone:Berlin")
    await elsewhere.says("/pause 3w")
    await join(ada, elsewhere)
    await app.skip_to(clock.now() + 2 * WEEK, clock)
    assert (platform.posted, second.posted) == ([], [])
    assert "Paused until" in (await ada.says("/settings")).text


async def test_joining_in_the_middle_of_a_week_never_passes_the_budget(
    app: App, ada: Someone, elsewhere: Someone, clock: MovableClock, platform: Platform, second: Platform
) -> None:
    await ada.says("/start zone:Berlin weekday:monday")
    await elsewhere.says("/start zone:Berlin weekday:tuesday")
    monday = clock.now() + timedelta(days=2, hours=10)
    await app.skip_to(monday, clock)
    await join(elsewhere, ada)
    before = len(platform.posted) + len(second.posted)
    await app.skip_to(monday + timedelta(days=5), clock)
    week = [card.title for _, card, _ in (*platform.posted, *second.posted)][before - 1 :]
    assert len([title for title in week if title.startswith("Check-in")]) <= 1, week


async def test_nothing_with_the_old_members_id_is_left_and_no_message_is_lost(
    app: App, ada: Someone, elsewhere: Someone, clock: MovableClock, database: Database
) -> None:
    for who in (ada, elsewhere):
        await who.says("/start zone:Berlin")
        await who.says("/tip")
        await who.does("rate", entry="certification-cost", vote="helpful")
        await who.does("human", question="which saddle fits?", sure="yes")
    await app.skip_to(clock.now() + 2 * WEEK, clock)
    accounts = {row["user_id"]: row["member_id"] for row in await rows(database, "accounts")}
    gone = accounts[elsewhere.person.id]
    counts = {table: len(found) for table, found in (await database.tables()).items()}
    await join(ada, elsewhere)
    tables = await database.tables()
    assert [table for table, found in tables.items() for row in found if gone in map(str, row.values())] == []
    assert len(tables["outbox"]) == counts["outbox"]
    assert len(tables["accounts"]) == 2


async def test_a_code_works_once_for_ten_minutes_and_only_the_newest(
    app: App, ada: Someone, elsewhere: Someone, clock: MovableClock
) -> None:
    old = code_of(await ada.says("/link"))
    new = code_of(await ada.says("/link"))
    assert "not valid" in (await elsewhere.does("link", code=old)).text
    assert (await elsewhere.does("link", code=new.lower().replace("-", " "))).title == "Join the accounts?"
    await app.skip_to(clock.now() + timedelta(minutes=11), clock)
    assert "not valid" in (await elsewhere.does("link", code=new, sure="yes")).text
    fresh = code_of(await ada.says("/link"))
    assert (await elsewhere.does("link", code=fresh, sure="yes")).title == "Joined"
    third = Someone(app, name="eve", platform="second")
    assert "not valid" in (await third.does("link", code=fresh, sure="yes")).text


async def test_codes_cannot_be_guessed_and_ones_own_is_refused(app: App, ada: Someone, elsewhere: Someone) -> None:
    code = code_of(await ada.says("/link"))
    assert "already" in (await ada.does("link", code=code)).text
    answers = [(await elsewhere.does("link", code=f"BBBB-BBB{letter}")).text for letter in "BCDFGH"]
    assert ["Too many tries" in answer for answer in answers] == [False] * 5 + [True]


async def test_the_code_is_said_as_it_is_typed_on_each_platform_wherever_it_is_read(ada: Someone) -> None:
    card = await ada.says("/link")
    read_on_slack = typed(["link"])(card.text)
    assert read_on_slack == card.text
    assert f"on Slack: `/mentor link {code_of(card)}`" in card.text
    assert f"on Discord: the command **link**, with the code `{code_of(card)}`" in card.text


async def test_two_people_of_one_place_do_not_become_one_member(
    app: App, ada: Someone, elsewhere: Someone, database: Database
) -> None:
    bob = Someone(app, name="bob")
    code = code_of(await ada.says("/link"))
    assert "in the same place" in (await bob.does("link", code=code, sure="yes")).text
    assert len(await rows(database, "members")) == 2
    assert (await elsewhere.does("link", code=code, sure="yes")).title == "Joined"
    assert "in the same place" in (await bob.does("link", code=code_of(await elsewhere.says("/link")))).text


async def test_the_code_is_kept_only_as_a_digest(ada: Someone, database: Database) -> None:
    code = code_of(await ada.says("/link"))
    kept = str(await rows(database, "link_codes"))
    assert code not in kept
    assert code.replace("-", "") not in kept


async def test_parting_leaves_everything_with_the_other_account(
    app: App, ada: Someone, elsewhere: Someone, clock: MovableClock, platform: Platform, second: Platform
) -> None:
    await ada.says("/start zone:Berlin")
    await join(ada, elsewhere)
    assert "joined with no other" in (await Someone(app, name="eve").says("/unlink")).text
    await elsewhere.says("/unlink")
    assert (await elsewhere.presses("Part it")).title == "Parted"
    assert (await elsewhere.says("/mydata")).title == "I keep nothing about you"
    await app.skip_to(clock.now() + WEEK, clock)
    assert (len(platform.posted), len(second.posted)) == (2, 0)
    assert "joined with no other" in (await ada.does("unlink", sure="yes")).text
