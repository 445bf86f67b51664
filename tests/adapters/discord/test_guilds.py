"""Guilds, roles, permissions and channels that change while the bot runs: discord.py on a simulated Discord."""

from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord.backend import serializers
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from bot.adapters.discord.sending import LEFT
from bot.app import App
from bot.clock import MovableClock, SystemClock
from bot.core.model import Card, Place
from bot.core.ports import Undeliverable
from bot.store import Database
from tests.adapters.discord.here import Guild, title

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

NEWS = Card(title="News", text="Something new.")


def place(here: Guild) -> Place:
    return Place(platform="discord", space=str(here.guild.id), channel=str(here.channel.id))


async def test_nothing_is_sent_to_a_guild_that_removed_the_bot_and_its_data_are_there_when_it_is_back(
    here: Guild, app: App, database: Database
) -> None:
    await here.boss.slash(here.channel, "setup", messages=1)
    await here.ada.slash(here.channel, "start", zone="Berlin")
    before = await database.tables()
    backend = here.env.backend
    guild, channel = backend.guilds[here.guild.id], backend.channels[here.channel.id]
    backend.remove_guild(here.guild.id)
    asked = len(here.env.http_requests)
    for ask in (here.adapter.send(place(here), NEWS, "d1"), here.adapter.look(place(here), "d1", SystemClock().now())):
        with pytest.raises(Undeliverable, match=LEFT):
            await ask
    assert len(here.env.http_requests) == asked
    after = await database.tables()
    assert (after["communities"], after["members"]) == (before["communities"], before["members"])
    backend.guilds[guild.id], backend.channels[channel.id], backend.messages[channel.id] = guild, channel, {}
    backend.emit("GUILD_CREATE", serializers.guild_create_payload(backend, guild))
    await here.env.settle()
    await here.adapter.send(place(here), NEWS, "d1")
    community = await app.setup._communities.of(("discord", str(here.guild.id)))
    assert community.most == 1


async def test_an_outage_of_a_guild_is_no_removal(here: Guild) -> None:
    here.env.backend.emit("GUILD_DELETE", {"id": str(here.guild.id), "unavailable": True})
    await here.env.settle()
    await here.adapter.send(place(here), NEWS, "d1")
    assert len(here.posted()) == 1


async def test_whose_role_is_taken_away_is_no_mentor_with_the_next_thing_they_do(here: Guild) -> None:
    role = here.guild.create_role("guides")
    await here.boss.slash(here.channel, "setup", people=role)
    assert title(await here.ada.slash(here.channel, "review")) == "That did not work"
    here.env.backend.add_member_role(here.guild.id, here.ada.id, role.id)
    assert title(await here.ada.slash(here.channel, "review")) != "That did not work"
    here.env.backend.remove_member_role(here.guild.id, here.ada.id, role.id)
    assert title(await here.ada.slash(here.channel, "review")) == "That did not work"


async def begin_where_no_direct_message_arrives(here: Guild, channel: Any) -> None:
    """The check-in calls in that channel."""
    await here.boss.slash(here.channel, "setup", checkins=channel)
    here.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, message="Cannot send", times=None)
    await here.ada.slash(here.channel, "start", zone="Berlin")


async def weeks(app: App, clock: MovableClock, number: int = 1) -> None:
    for _ in range(7 * number):
        await app.skip_to(clock.now() + timedelta(days=1), clock)


def called(here: Guild, channel: int) -> int:
    messages = here.env.backend.messages.get(channel, {}).values()
    return sum(each.content == f"<@{here.ada.id}>" for each in messages)


async def test_where_the_bot_may_not_write_any_more_is_said_to_admins_and_mentors_with_what_to_do(
    here: Guild, app: App, clock: MovableClock
) -> None:
    rooms = {name: here.guild.create_text_channel(name) for name in ("check-ins", "desk")}
    await here.boss.slash(here.channel, "setup", mentors=rooms["desk"])
    await begin_where_no_direct_message_arrives(here, rooms["check-ins"])
    await weeks(app, clock)
    assert called(here, rooms["check-ins"].id) == 1
    silenced = discord.Permissions(send_messages=True).value
    me = here.env.backend.bot_user.id
    here.env.backend.set_overwrite(rooms["check-ins"].id, Overwrite(me, OverwriteType.MEMBER, deny=silenced))
    await here.env.settle()
    await weeks(app, clock)
    said = await here.boss.slash(here.channel, "doctor")
    assert said.response
    (report,) = [each for each in str(said.response.embeds[0].description).splitlines() if "50013" in each]
    assert "Give my role *Send Messages*" in report
    desk = [each.embeds[0] for each in here.env.backend.messages[rooms["desk"].id].values()]
    assert [each["title"] for each in desk if "50013" in each["description"]] == ["Deliveries began to fail"]
    shown = await here.boss.slash(here.channel, "setup")
    assert shown.response
    assert "#check-ins: allow me Send Messages" in str(shown.response.embeds[0].fields)


async def test_a_channel_that_was_deleted_is_one_line_and_a_new_one_is_written_to(
    here: Guild, app: App, clock: MovableClock
) -> None:
    old, new = (here.guild.create_text_channel(name) for name in ("check-ins", "questions"))
    await begin_where_no_direct_message_arrives(here, old)
    here.env.backend.delete_channel(old.id)
    await here.env.settle()
    await weeks(app, clock, 2)
    said = await here.boss.slash(here.channel, "doctor")
    assert said.response
    lines = [each for each in str(said.response.embeds[0].description).splitlines() if "10003" in each]
    assert len(lines) == 1
    assert "The channel is gone. Choose one with /setup" in lines[0]
    shown = await here.boss.slash(here.channel, "setup")
    assert shown.response
    assert "it is gone, or kept from me; choose another one." in str(shown.response.embeds[0].fields)
    await here.boss.slash(here.channel, "setup", checkins=new)
    await weeks(app, clock)
    assert called(here, new.id) == 1
