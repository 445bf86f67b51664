"""What an admin sees of a member's week before anybody is sent anything."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.app import App
from bot.clock import MovableClock
from bot.core.model import Card
from bot.payloads import PAYLOADS
from bot.store import Database
from tests.talking import Platform, Someone

WEEK = timedelta(weeks=1)


def payloads(card: Card) -> dict[str, Any]:
    assert card.file
    found: dict[str, Any] = json.loads(card.file.content)
    return found


async def test_a_preview_is_to_the_letter_what_then_comes_and_changes_nothing(
    app: App, ada: Someone, boss: Someone, platform: Platform, database: Database, clock: MovableClock
) -> None:
    await ada.says("/start zone:Berlin")
    before = await database.tables()
    card = await boss.says("/preview ada 1")
    assert await database.tables() == before | {"communities": (await database.tables())["communities"]}
    await app.skip_to(clock.now() + WEEK, clock)
    assert len(platform.posted) == 2
    for name, (place, posted, id) in zip(("Tip", "Check-in"), platform.posted, strict=True):
        for of, draw in PAYLOADS.items():
            assert payloads(card)[name][of] == draw(posted, place, id), (name, of)
    assert [fact.name for fact in card.facts] == [
        "Tip, Sun 22 Nov 2026, 18:00 Europe/Berlin",
        "Check-in, Thu 26 Nov 2026, 18:00 Europe/Berlin",
    ]
    assert "(Done · Partly · Stuck · Less · Pause · Stop)" in card.facts[1].value


async def test_a_later_week_is_one_of_the_road_and_shows_nothing_of_what_the_member_ticked(
    app: App, ada: Someone, boss: Someone
) -> None:
    await ada.says("/start zone:Berlin hours:40")
    weeks = [await boss.says(f"/preview ada {week}") for week in (1, 3, 10)]
    asked = [card.facts[1].value.splitlines()[1] for card in weeks]
    assert len(set(asked)) == 3
    tips = [card.facts[0].value.splitlines()[0] for card in weeks]
    assert len(set(tips)) == 3
    await ada.says("/checkin done 40")
    await ada.says("/done sql")
    again = await boss.says("/preview ada 3")
    assert (again.facts, payloads(again)) == (weeks[1].facts, payloads(weeks[1]))


async def test_what_is_more_than_the_member_takes_is_said_to_be_none(ada: Someone, boss: Someone) -> None:
    await ada.says("/start messages:1")
    card = await boss.says("/preview ada 1")
    assert card.facts[0].value.startswith("None: it is more than they take in a week")
    assert list(payloads(card)) == ["Check-in"]


async def test_an_admin_sees_their_own_road_too(boss: Someone) -> None:
    await boss.says("/start zone:Tokyo")
    assert (await boss.says("/preview me 2")).title == "Week 2 of the road of boss"


async def test_whoever_did_not_start_yet_is_shown_as_if_they_began_now(ada: Someone, boss: Someone) -> None:
    await ada.says("/plan")
    card = await boss.says("/preview ada 1")
    assert card.facts[1].name == "Check-in, Thu 26 Nov 2026, 18:00 UTC"


@pytest.mark.parametrize(("typed", "said"), [
    ("/preview nobody 1", "I know nobody here called “nobody”"),
    ("/preview ada 0", "between 1 and 104"),
    ("/preview ada 105", "between 1 and 104"),
    ("/preview ada soon", "a number, not 'soon'"),
])  # fmt: skip
async def test_what_cannot_be_previewed_is_said(ada: Someone, boss: Someone, typed: str, said: str) -> None:
    await ada.says("/start")
    assert said in (await boss.says(typed)).text


async def test_of_two_with_one_name_the_id_says_who_is_meant(app: App, ada: Someone, boss: Someone) -> None:
    await ada.says("/start zone:Berlin")
    other = Someone(app, name="Ada")
    await other.says("/start zone:Tokyo")
    assert "2 members are called" in (await boss.says("/preview ada 1")).text
    assert "Asia/Tokyo" in (await boss.does("preview", member="id-of-Ada", week="1")).facts[1].name


async def test_a_preview_is_for_admins_and_private(ada: Someone, boss: Someone) -> None:
    await ada.says("/start")
    assert (await ada.says("/preview ada 1")).file is None
    assert (await boss.replied("preview", member="ada", week="1")).private
