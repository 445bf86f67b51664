"""A member's zone is the one of their profile, and follows it until they choose a city themselves."""

import secrets

import pytest

from bot.app import App
from bot.core.model import Button, Card, Person, Place, Request
from bot.store import Database

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
PLACE = Place(platform="test", space="s", channel="general")


def ada(zone: str) -> Person:
    return Person(platform="test", space="s", id="1", name="ada", zone=zone, direct="1")


async def does(app: App, who: Person, command: str, **args: str) -> Card:
    request = Request(id=secrets.token_hex(4), command=command, args=args, person=who, place=PLACE)
    return (await app.dispatch.answer(request)).card


async def zone(database: Database) -> str:
    return str((await database.tables())["members"][0]["zone"])


async def test_it_moves_with_the_profile_and_so_does_the_next_check_in(app: App, database: Database) -> None:
    begun = await does(app, ada("Asia/Tokyo"), "start")
    assert begun.facts[0].value == "Thu 26 Nov 2026, 18:00 Asia/Tokyo"
    await app.account.moved(ada("America/New_York"))
    assert (await does(app, ada("America/New_York"), "settings")).facts[0].value.endswith("18:00 America/New_York")
    assert await zone(database) == "America/New_York"


async def test_a_city_that_was_chosen_stays(app: App, database: Database) -> None:
    await does(app, ada("Asia/Tokyo"), "start")
    await does(app, ada("Asia/Tokyo"), "settings", zone="Berlin")
    await app.account.moved(ada("America/New_York"))
    assert await zone(database) == "Europe/Berlin"


async def test_whoever_is_no_member_is_made_none_by_moving(app: App, database: Database) -> None:
    await app.account.moved(ada("America/New_York"))
    assert (await database.tables())["members"] == []


async def test_whoever_begins_in_a_channel_is_written_to_where_the_platform_says(app: App, database: Database) -> None:
    await does(app, ada("Asia/Tokyo"), "start")
    assert (await database.tables())["accounts"][0]["channel"] == "1"


async def test_another_zone_of_the_profile_is_offered_to_whoever_chose_a_city(app: App, database: Database) -> None:
    begun = await does(app, ada("Asia/Tokyo"), "start")
    assert "Your zone, Asia/Tokyo, is the one of your profile and moves with it." in begun.text
    chosen = await does(app, ada("Asia/Tokyo"), "settings", zone="Berlin")
    assert "Your profile says Asia/Tokyo now; I go by Europe/Berlin, as you chose." in chosen.text
    use = chosen.buttons[1]
    assert isinstance(use, Button)
    assert use.label == "Use Asia/Tokyo"
    used = await does(app, ada("Asia/Tokyo"), use.command, **use.args)
    assert await zone(database) == "Asia/Tokyo"
    assert "profile" not in used.text
