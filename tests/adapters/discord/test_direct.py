"""Direct conversations, which do not say where somebody belongs nor what they may: on a simulated Discord."""

from datetime import timedelta
from typing import Any

import pytest
import simcord

from bot.adapters.discord.render import read
from bot.app import App
from bot.clock import MovableClock
from bot.store import Database
from tests.adapters.discord.here import Guild, codes, title

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

NOT_FOR_YOU = "That did not work"


async def test_a_mentor_is_one_in_a_direct_conversation_too_as_long_as_they_are(here: Guild) -> None:
    role = here.guild.create_role("guides")
    await here.boss.slash(here.channel, "setup", people=role)
    assert title(await here.ada.user.slash("review")) == NOT_FOR_YOU
    here.env.backend.add_member_role(here.guild.id, here.ada.id, role.id)
    assert title(await here.ada.user.slash("review")) != NOT_FOR_YOU
    assert (await here.ada.user.slash("save")).modal, "a form opens at once"
    here.env.backend.remove_member_role(here.guild.id, here.ada.id, role.id)
    assert title(await here.ada.user.slash("review")) == NOT_FOR_YOU
    assert title(await here.ada.user.slash("save")) == NOT_FOR_YOU


async def test_an_admin_is_one_in_a_direct_conversation_too(here: Guild) -> None:
    assert title(await here.boss.user.slash("review")) != NOT_FOR_YOU
    assert (await here.boss.user.slash("save")).modal


@pytest.mark.parametrize("command", ["review", "save"])
async def test_where_discord_does_not_say_it_that_is_said_and_the_next_try_works(here: Guild, command: str) -> None:
    here.env.inject_error("GET", "/guilds/*/members/*", status=503, times=2)
    assert title(await here.boss.user.slash(command)) == "I cannot see who you are just now"
    here.env.backend.faults.clear()
    again = await here.boss.user.slash(command)
    assert again.modal or title(again) != "I cannot see who you are just now"


async def test_what_was_written_in_a_form_is_kept_where_discord_does_not_say_who_wrote_it(here: Guild) -> None:
    opened = await here.boss.user.slash("save")
    here.env.inject_error("GET", "/guilds/*/members/*", status=503, times=None)
    written = {"title": "How long?", "text": "A year.", "source": "ours"}
    told = await here.boss.user.submit_modal(opened, written)
    assert title(told) == "I cannot see who you are just now"
    here.env.backend.faults.clear()
    assert told.response
    again = await here.boss.user.click(told.response, label="Edit")
    assert again.modal
    filled = {each["component"]["custom_id"]: each["component"].get("value") for each in again.modal["components"]}
    assert filled == written
    assert title(await here.boss.user.submit_modal(again, written)) != "I cannot see who you are just now"


async def test_nobody_is_asked_for_where_it_does_not_count(here: Guild) -> None:
    await here.ada.user.slash("settings")
    await here.ada.slash(here.channel, "review")
    assert not [each for each in here.env.http_requests if "/members/" in each.path]


@pytest.fixture
def others(here: Guild) -> list[Any]:
    """Ada is in two guilds of three."""
    guilds = [here.env.create_guild(name) for name in ("Another", "Foreign")]
    guilds[0].add_member(here.ada.user)
    return guilds


async def test_a_stranger_in_several_communities_chooses_one_and_it_is_remembered(
    here: Guild, others: list[Any], database: Database
) -> None:
    asked = await here.ada.user.slash("glossary", term="epoch")
    assert title(asked) == "Which community is this about?"
    assert asked.response
    labels = [each["label"] for row in asked.response.components for each in row["components"]]
    assert labels == ["Another", "Learners"], "and no name of a guild that she is not in"
    answer = await here.ada.user.click(asked.response, label="Learners")
    assert "epoch" in title(answer).casefold(), "what was asked for is done"
    tables = await database.tables()
    assert [(row["space"], row["user_id"]) for row in tables["accounts"]] == [(str(here.guild.id), str(here.ada.id))]
    assert tables["schedule"] == []
    plan = await here.ada.user.slash("plan")
    assert {read(code)[1] for code in codes(plan)} == {str(here.guild.id)}


async def test_a_question_that_a_stranger_wrote_is_answered_once_they_chose(here: Guild, others: list[Any]) -> None:
    said = await here.ada.send_dm("do I need a phd?")
    (which,) = [each for each in here.env.backend.messages[said.channel.id].values() if each.id > said.id]
    shown = simcord.ResponseMessage(here.env, which)
    assert title(await here.ada.user.click(shown, label="Another")) == "Do I need a PhD?"
    said = await here.ada.send_dm("what is gradient descent and how do I learn it " * 5)
    answers = [each for each in here.env.backend.messages[said.channel.id].values() if each.id > said.id]
    assert [each.embeds[0]["title"] for each in answers] != ["Which community is this about?"]


async def test_a_long_question_of_a_stranger_is_asked_for_again(here: Guild, others: list[Any]) -> None:
    said = await here.ada.send_dm("do I need a phd, or is there another way " * 5)
    (which,) = [each for each in here.env.backend.messages[said.channel.id].values() if each.id > said.id]
    shown = simcord.ResponseMessage(here.env, which)
    assert (await here.ada.user.click(shown, label="Learners")).modal


async def test_a_stranger_in_one_community_of_several_is_in_that_one(here: Guild, others: list[Any]) -> None:
    eve = others[1].add_member(here.env.create_user("eve"))
    shown = await eve.user.slash("settings")
    assert title(shown) == "Your settings"
    assert {read(code)[1] for code in codes(shown)} == {str(others[1].id)}


CLOSED = [(403, 50007, "Cannot send messages to this user"), (403, 50278, "Cannot send messages: no mutual guilds")]


@pytest.mark.parametrize(("status", "code", "message"), CLOSED)
async def test_whose_messages_are_closed_is_called_in_the_channel_and_answers_there_privately(
    here: Guild, app: App, clock: MovableClock, database: Database, status: int, code: int, message: str
) -> None:
    await here.boss.slash(here.channel, "setup", checkins=here.channel)
    await here.ada.slash(here.channel, "start", zone="Berlin")
    direct = here.ada.user.dm_channel.id
    path = f"/channels/{direct}/messages"
    here.env.inject_error("POST", path, status=status, code=code, message=message, times=None)
    for _ in range(2):
        await app.skip_to(clock.now() + timedelta(weeks=1), clock)
    assert sum((each.method, each.path) == ("POST", path) for each in here.env.http_requests) == 1, "then left alone"
    calls = [each for each in here.posted() if each.content == f"<@{here.ada.id}>"]
    assert [each.embeds[0]["title"] for each in calls] == ["Your check-in is ready"] * 2, "one a week"
    opened = await here.ada.click(simcord.ResponseMessage(here.env, calls[-1]), label="Open")
    assert opened.ephemeral
    assert title(opened).startswith("Check-in for week")
    assert opened.response
    answered = await here.ada.click(opened.response, label="Done")
    assert answered.response
    assert answered.response.id == opened.response.id, "drawn anew where only she sees it"
    assert [row["milestone"] for row in (await database.tables())["progress"]] != []


async def test_who_left_the_community_is_not_called_there(here: Guild, app: App, clock: MovableClock) -> None:
    await here.boss.slash(here.channel, "setup", checkins=here.channel)
    await here.ada.slash(here.channel, "start", zone="Berlin")
    here.guild.remove_member(here.ada)
    path = f"/channels/{here.ada.user.dm_channel.id}/messages"
    here.env.inject_error("POST", path, status=403, code=50278, message="no mutual guilds", times=None)
    for _ in range(2):
        await app.skip_to(clock.now() + timedelta(weeks=1), clock)
    assert [each.content for each in here.posted() if each.content] == []


async def test_help_names_what_a_mentor_may_do_in_a_direct_conversation_too(here: Guild) -> None:
    shown = await here.boss.user.slash("help")
    assert shown.response
    assert "**For mentors**" in shown.response.embeds[0].description
    here.env.inject_error("GET", "/guilds/*/members/*", status=503, times=None)
    unsure = await here.boss.user.slash("help")
    assert unsure.response
    assert "**For mentors**" not in unsure.response.embeds[0].description
    assert "`/ask`" in unsure.response.embeds[0].description


@pytest.mark.parametrize(("status", "code"), [(403, 20026), (403, 40003)])
async def test_what_is_about_the_whole_bot_closes_nobodys_conversation(
    here: Guild, app: App, clock: MovableClock, database: Database, status: int, code: int
) -> None:
    """First contacts wait; it is the bot that Discord refuses, not ada."""
    await here.ada.slash(here.channel, "start", zone="Berlin")
    path = f"/channels/{here.ada.user.dm_channel.id}/messages"
    here.env.inject_error("POST", path, status=status, code=code, message="No", times=None)
    await app.skip_to(clock.now() + timedelta(days=6), clock)
    tables = await database.tables()
    assert [row["refused_at"] for row in tables["accounts"]] == [None]
    assert [row["kind"] for row in tables["stops"]] == ["first contacts"]


async def test_a_conversation_that_was_opened_by_a_click_is_written_to(
    here: Guild, app: App, clock: MovableClock
) -> None:
    opened = await here.ada.slash(here.channel, "help")
    assert opened.response
    asked = await here.ada.slash(here.channel, "start", zone="Berlin")
    assert title(asked) == "Welcome. We have begun"
    assert asked.ephemeral
    requests = [(each.method, each.path) for each in here.env.http_requests]
    assert requests.count(("POST", "/users/@me/channels")) == 1
    await app.skip_to(clock.now() + timedelta(days=6), clock)
    said = here.env.backend.messages[here.ada.user.dm_channel.id].values()
    assert [each.embeds[0]["title"] for each in said if each.embeds[0]["title"].startswith("Check-in")]
