"""Whom I cannot write to directly I call to their check-in in the community's channel; everything else is kept."""

import pytest

from bot.adapters.discord import render as discord
from bot.adapters.slack import render as slack
from bot.core.model import Card, Place, Request
from bot.core.ports import Undeliverable
from tests.delivery.weeks import WEEK, Installation, Watched, utc
from tests.talking import Someone

PUBLIC = Place(platform="test", space="s", channel="general")


async def begin_in_public(home: Installation, somebody: Someone) -> None:
    args = {"zone": "Berlin"}
    await home.app.dispatch.answer(Request(id="r1", command="start", args=args, person=somebody.person, place=PUBLIC))


@pytest.fixture
async def ada(home: Installation) -> Someone:
    """Began in public, in a community with a channel for check-ins."""
    await home.someone("boss", admin=True).does("setup", checkins="check-ins")
    ada = home.someone("ada")
    await begin_in_public(home, ada)
    return ada


async def test_the_check_in_calls_the_member_by_name_and_says_nothing_else_of_them(
    home: Installation, platform: Watched, ada: Someone
) -> None:
    await home.skip(WEEK)
    ((place, card, _),) = platform.posted
    assert place == Place(platform="test", space="s", channel="check-ins", person=ada.person.id)
    assert card.title == "Your check-in is ready"
    assert [each.label for each in (*card.buttons, *card.controls)] == ["Open", "Less", "Pause", "Stop"]
    reply = await ada.presses("Open", card)
    assert reply.title.startswith("Check-in for week")
    assert (await ada.replied("checkin")).private


async def test_a_tip_waits_under_inbox_since_others_would_read_along(home: Installation, ada: Someone) -> None:
    await home.skip(WEEK)
    assert "Tip for Sun 13 Sep 2026" in (await ada.says("/nudges")).text
    assert "kept in /inbox, because I had no direct conversation with you" in (await ada.says("/nudges")).text
    assert (await ada.says("/inbox")).footer.startswith("1 of 1 kept")


async def test_once_the_member_wrote_directly_i_write_there(
    home: Installation, platform: Watched, ada: Someone
) -> None:
    await ada.says("/plan")
    await home.skip(WEEK)
    assert {each.channel for each in platform.arrivals} == {"@ada"}


async def test_who_closed_their_messages_is_called_from_the_next_check_in_on(
    home: Installation, platform: Watched, ada: Someone
) -> None:
    await ada.says("/plan")
    platform.broken["@ada"] = Undeliverable("50007: Cannot send messages to this user", forbidden=True)
    await home.skip(2 * WEEK)
    assert [(each.channel, each.card.title) for each in platform.arrivals][:1] == [
        ("check-ins", "Your check-in is ready")
    ]


async def test_whose_check_in_is_the_first_to_be_refused_is_called_to_that_one(
    home: Installation, platform: Watched, ada: Someone
) -> None:
    await ada.says("/plan")
    await home.skip(utc("2026-09-14T09:00"))
    platform.broken["@ada"] = Undeliverable("50007: Cannot send messages to this user", forbidden=True)
    await home.skip(utc("2026-09-18T09:00"))
    assert [(each.channel, each.card.title) for each in platform.arrivals[1:]] == [
        ("check-ins", "Your check-in is ready")
    ]
    card = platform.arrivals[-1].card
    assert card.footer == "For Thu 17 Sep 2026, 18:00 Europe/Berlin", "and nothing else of hers"
    assert (await ada.presses("Open", card)).title == "Check-in for week 2026-W38"
    assert sorted(each["state"] for each in await home.outbox("checkin")) == ["dead", "sent"]


async def test_nobody_is_called_in_the_channel_of_another_community(home: Installation, platform: Watched) -> None:
    boss = home.someone("boss", admin=True)
    elsewhere = boss.person.model_copy(update={"space": "another"})
    args = {"checkins": "check-ins"}
    await home.app.dispatch.answer(Request(id="r0", command="setup", args=args, person=elsewhere, place=PUBLIC))
    await begin_in_public(home, home.someone("ada"))
    await home.skip(WEEK)
    assert platform.posted == []


CARD = Card(title="Your check-in is ready", text="Press *Open*.")


def test_on_discord_only_this_member_is_notified() -> None:
    payload = discord.calling(discord.message(CARD), "42").payload
    assert (payload["content"], payload["allowed_mentions"]) == ("<@42>", {"users": ["42"]})


def test_on_slack_only_this_member_is_notified() -> None:
    payload = slack.calling(slack.message(CARD), "U42").payload
    assert payload["blocks"][0] == {"type": "section", "text": {"type": "mrkdwn", "text": "<@U42>"}}
    assert payload["text"].startswith("<@U42> ")
    assert len(payload["blocks"]) == len(slack.message(CARD).payload["blocks"]) + 1
