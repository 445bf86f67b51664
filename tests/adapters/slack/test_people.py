"""Who somebody is, asked of Slack as seldom as can be."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.people import KEPT, People, Profile
from tests.adapters.slack.fake import Fake, Fault


@pytest.fixture
async def alone() -> AsyncIterator[Fake]:
    async with Fake().serving() as fake:
        fake.user("UADA", "ada")
        fake.user("UBOB", "bob")
        yield fake


class Time:
    """Seconds that a test lets pass."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def people(alone: Fake, time: Time) -> People:
    return People(AsyncWebClient("xoxb-1", base_url=alone.base, retry_handlers=[]), now=time)


async def test_a_profile_is_read_again_after_an_hour_and_kept_while_slack_is_away(
    people: People, alone: Fake, time: Time
) -> None:
    for _ in range(3):
        assert await people.person("T1", "UADA")
    assert len(alone.called("users.info")) == 1
    time.now = KEPT + 1
    alone.users["UADA"]["is_admin"] = True
    alone.faults["users.info"] = [Fault(status=500)]
    assert [(found.admin if found else None) for found in [await people.person("T1", "UADA") for _ in "ab"]] == [
        False,
        True,
    ]


async def test_once_slack_asks_to_wait_nobodys_channel_is_asked_for_until_then(
    people: People, alone: Fake, time: Time
) -> None:
    alone.faults["conversations.open"] = [Fault(429, "ratelimited", "30")]
    assert [await people.is_direct(id, f"D{id}") for id in ("UADA", "UBOB")] == [False, False]
    assert len(alone.called("conversations.open")) == 1
    people.met("UBOB", "DUBOB")
    assert await people.is_direct("UBOB", "DUBOB")
    time.now = 31
    assert await people.is_direct("UADA", "DUADA")
    assert not await people.is_direct("UADA", "C1")
    assert len(alone.called("conversations.open")) == 2


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ({"profile": {"display_name": "Ada", "real_name": "Ada L"}}, "Ada"),
        ({"profile": {"display_name": "", "real_name": "Ada L"}}, "Ada L"),
        ({"name": "ada"}, "ada"),
        ({}, "U1"),
    ],
    ids=str,
)
def test_the_name_is_the_one_that_people_see(user: dict[str, object], name: str) -> None:
    assert Profile.read({"id": "U1", **user}, "T1").name == name


@pytest.mark.parametrize(("zone", "kept"), [("Europe/Berlin", "Europe/Berlin"), ("Mars/Olympus", ""), (None, "")])
def test_a_zone_that_nobody_knows_is_none(zone: str | None, kept: str) -> None:
    assert Profile.read({"id": "U1", "tz": zone}, "T1").zone == kept


async def test_whoever_is_of_another_workspace_is_written_to_in_channels_only(people: People, alone: Fake) -> None:
    alone.user("UFAR", "far", team_id="T9")
    far, ada = await people.person("T1", "UFAR"), await people.person("T1", "UADA")
    assert far
    assert ada
    assert (far.direct, ada.direct) == ("", "UADA")
