"""What is heard on Discord, and how it is answered: by the real discord.py on a simulated Discord."""

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.adapters.discord.render import read
from bot.adapters.discord.wire import DEFERRED, DEFERRED_UPDATE, EPHEMERAL, UPDATE
from bot.app import App
from bot.clock import MovableClock
from bot.core.soon import Soon
from bot.store import Database
from tests.adapters.discord.here import Guild, codes, title
from tests.adapters.discord.loopback import until

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


async def test_what_is_private_is_seen_by_one_person_and_what_is_public_by_all(here: Guild) -> None:
    assert (await here.ada.slash(here.channel, "settings")).ephemeral
    assert not (await here.ada.slash(here.channel, "glossary", term="epoch")).ephemeral


async def test_an_answer_that_takes_time_is_promised_and_takes_the_place_of_the_promise(here: Guild) -> None:
    here.slow()
    for name, private in (("settings", True), ("myths", False)):
        result = await here.ada.slash(here.channel, name)
        assert here.acknowledged() == DEFERRED
        assert result.ephemeral == private
        assert title(result)


async def test_a_private_error_after_a_public_promise_takes_the_promise_away(here: Guild) -> None:
    here.slow()
    """simcord takes no answer once its promise is gone, which Discord does; so it is looked at what was asked for."""
    result = await here.ada.slash(here.channel, "resources", topic="no such topic")
    assert result.response is None
    *_, gone, told = here.env.http_requests
    assert (gone.method, gone.path.rpartition("/")[2]) == ("DELETE", "@original")
    assert told.json is not None
    assert (told.json["embeds"][0]["title"], told.json["flags"]) == ("That did not work", EPHEMERAL)


async def test_a_card_is_drawn_anew_where_it_stands_also_when_that_takes_time(here: Guild) -> None:
    opened = await here.ada.user.slash("quiz")
    first = opened.response
    assert first
    for acknowledged in (UPDATE, DEFERRED_UPDATE):
        if acknowledged == DEFERRED_UPDATE:
            here.slow()
        result = await here.ada.user.click(first, custom_id=codes(opened)[0])
        assert here.acknowledged() == acknowledged
        assert result.response
        assert result.response.id == first.id
        opened = result
    assert len(here.env.backend.messages[first.channel_id]) == 1


async def test_a_button_of_a_public_card_answers_who_pressed_it_and_leaves_the_card(here: Guild) -> None:
    shown = await here.ada.slash(here.channel, "ask", question="do I need a phd?")
    assert shown.response
    before = shown.response.embeds[0].title
    pressed = await here.boss.click(shown.response, label="Helpful")
    assert pressed.ephemeral
    assert shown.response.embeds[0].title == before


async def test_an_interaction_that_comes_three_times_is_answered_once(here: Guild, database: Database) -> None:
    client, ear = here.adapter.client, here.adapter.client.ear

    async def thrice(interaction: Any) -> None:
        await asyncio.gather(*(ear.interaction(interaction) for _ in range(3)))

    client.on_interaction = thrice  # type: ignore[method-assign]
    for slowly in (False, True):
        if slowly:
            here.slow()
        before = here.acknowledgements()
        done = await here.ada.slash(here.channel, "done", milestone="git-workflow" if slowly else "sql")
        assert title(done).startswith("Done")
        assert here.acknowledgements() == before + 1, "Discord would refuse the others (40060)"
    assert [row["milestone"] for row in (await database.tables())["progress"]] == ["sql", "git-workflow"]


async def test_what_is_missing_is_asked_for_in_a_form_and_what_does_not_fit_is_said(here: Guild) -> None:
    opened = await here.boss.slash(here.channel, "resource", title="A course")
    assert opened.modal
    wrong = await here.boss.submit_modal(opened, {"link": "nowhere", "why": "It is good."})
    assert wrong.ephemeral
    assert title(wrong) == "That does not fit yet"
    assert wrong.response
    again = await here.boss.click(wrong.response, label="Edit")
    assert again.modal
    filled = {each["component"]["custom_id"]: each["component"].get("value") for each in again.modal["components"]}
    assert filled == {"link": "nowhere", "why": "It is good.", "milestones": None}, "nothing that was written is lost"
    opened = await here.boss.slash(here.channel, "resource", title="A course")
    right = await here.boss.submit_modal(opened, {"link": "https://example.org", "why": "It is good."})
    assert title(right) == "New resource: A course"


async def test_values_are_offered_while_somebody_types(here: Guild) -> None:
    offered = await here.ada.autocomplete(here.channel, "settings", "zone", "berl")
    assert offered[0]["name"] == "Berlin, Germany"
    assert len(await here.ada.autocomplete(here.channel, "resources", "topic", "")) == 25


async def test_a_store_that_does_not_answer_delays_no_form_and_no_completion(
    here: Guild, monkeypatch: pytest.MonkeyPatch
) -> None:
    await here.ada.slash(here.channel, "start", hours=8)
    settings = await here.ada.slash(here.channel, "settings")
    assert settings.response
    opened = await here.ada.click(settings.response, label="Change them")
    assert opened.modal
    assert [each["component"].get("value") for each in opened.modal["components"]][-2:] == ["8", "2"]

    async def silent(*_: object) -> None:
        before = here.acknowledgements()
        await until(lambda: here.acknowledgements() > before)

    monkeypatch.setattr(here.app.dispatch, "_soon", Soon(0.05))
    monkeypatch.setattr(here.app.members, "of", silent)
    opened = await here.ada.click(settings.response, label="Change them")
    assert opened.modal
    assert {each["component"].get("value") for each in opened.modal["components"]} == {None}
    assert await here.ada.autocomplete(here.channel, "roadmap", "phase", "") == []


async def test_a_mention_by_name_and_a_direct_message_are_questions_and_nothing_else_is_heard(here: Guild) -> None:
    me = here.env.backend.bot_user.id
    before = len(here.posted())
    await here.ada.send(here.channel, "how much maths do I need?")
    assert len(here.posted()) == before + 1
    await here.ada.send(here.channel, f"<@{me}> how much maths do I need?")
    answer = here.posted()[-1]
    assert answer.embeds[0]["title"] == "How much maths do I need?"
    assert answer.reference or answer.message_reference
    said = await here.ada.send_dm("do I need a phd?")
    answers = [each for each in here.env.backend.messages[said.channel.id].values() if each.id > said.id]
    assert [each.embeds[0]["title"] for each in answers] == ["Do I need a PhD?"]


async def test_a_mention_where_i_may_not_write_breaks_nothing(here: Guild, caplog: pytest.LogCaptureFixture) -> None:
    here.env.inject_error("POST", f"/channels/{here.channel.id}/messages", status=403, code=50013, message="No")
    await here.ada.send(here.channel, f"<@{here.env.backend.bot_user.id}> how much maths do I need?")
    (line,) = [each for each in caplog.records if each.name.startswith("bot.adapters")]
    assert (line.levelname, line.__dict__["code"]) == ("WARNING", 50013)


async def test_a_message_can_be_asked_about_and_made_an_answer(here: Guild) -> None:
    said = await here.ada.send(here.channel, "do I need a phd?")
    asked = await here.ada.context_menu(here.channel, "Ask the mentor about this", said)
    assert title(asked) == "Do I need a PhD?"
    opened = await here.boss.context_menu(here.channel, "Save as FAQ", said)
    assert opened.modal
    filled = {each["component"]["custom_id"]: each["component"].get("value") for each in opened.modal["components"]}
    assert filled == {"title": None, "source": None, "text": "do I need a phd?"}


async def test_who_begins_in_a_channel_is_written_to_directly(
    here: Guild, app: App, clock: MovableClock, database: Database
) -> None:
    await here.ada.slash(here.channel, "start", zone="Berlin")
    direct = here.ada.user.dm_channel.id
    assert [row["channel"] for row in (await database.tables())["accounts"]] == [str(direct)]
    await app.skip_to(clock.now() + timedelta(days=6), clock)
    messages = list(here.env.backend.messages[direct].values())
    assert "Check-in for week 2026-W48" in [each.embeds[0]["title"] for each in messages]


async def test_whoever_cannot_be_written_to_directly_is_told_how_they_will_be_called(
    here: Guild, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Discord answers where somebody takes no messages, or opened too many conversations."""

    async def refused(_: int) -> Any:
        raise aiohttp.ServerDisconnectedError

    monkeypatch.setattr(here.adapter.client.http, "start_private_message", refused)
    begun = await here.ada.slash(here.channel, "start")
    assert title(begun) == "Welcome. We have begun"
    assert begun.response
    assert "I cannot write to you directly. I call you" in str(begun.response.embeds[0].description)


async def test_a_button_in_a_direct_conversation_means_the_guild_that_it_is_about(
    here: Guild, database: Database
) -> None:
    other = here.env.create_guild("Another")
    channel, twin = other.create_text_channel("talk"), other.add_member(here.ada.user)
    await here.ada.slash(here.channel, "start")
    await twin.slash(channel, "start")
    shown = await here.ada.user.slash("plan")
    assert {read(code)[1] for code in codes(shown)} == {str(here.guild.id)}, "where they came first"
    spaces = [row["space"] for row in (await database.tables())["accounts"]]
    assert sorted(spaces) == sorted([str(here.guild.id), str(other.id)])


async def test_a_stranger_among_several_communities_is_asked_to_show_up_in_theirs(here: Guild) -> None:
    assert title(await here.ada.user.slash("settings")) == "Your settings", "with one guild it is that"
    here.env.create_guild("Another")
    stranger = here.env.create_user("eve")
    assert title(await stranger.slash("settings")) == "Where do you belong?"


async def test_no_view_is_kept_however_many_buttons_were_sent(here: Guild) -> None:
    for _ in range(20):
        await here.ada.slash(here.channel, "ask", question="do I need a phd?")
    state = here.adapter.client._connection
    assert state._view_store._views == {}
    assert state._view_store._synced_message_views == {}
    assert not state._messages, "and no messages"
    assert [each.id for each in state.guilds[0].members] == [here.env.backend.bot_user.id], "and nobody but itself"


async def test_the_commands_are_registered_only_when_they_changed(here: Guild) -> None:
    def registered() -> int:
        return sum(each.method == "PUT" and each.path.endswith("/commands") for each in here.env.http_requests)

    assert registered() == 1
    await here.adapter._register()
    assert registered() == 1
    here.adapter._commands = here.adapter._commands[1:]
    await here.adapter._register()
    assert registered() == 2
