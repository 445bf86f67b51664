"""`milepost doctor` asks Discord: each line says what to do, by the real discord.py from a server here."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from discord.http import Route

from bot.adapters.discord.commands import digest
from bot.adapters.discord.examine import COPY, Expected, examine, invitation
from bot.core.ports import Check
from tests.adapters.discord.portal import (
    APPLICATION,
    CHANNEL,
    COMMANDS,
    EVERYONE,
    GUILD,
    HIDDEN,
    MEMBER,
    Json,
    answering,
)
from tests.processes import ROOT


@pytest.fixture
async def says(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Json]:
    async with answering() as (address, answers):
        monkeypatch.setattr(Route, "BASE", address)
        yield answers


async def examined(*, marked: str | None = None, guilds: tuple[int, ...] = ()) -> dict[str, Check]:
    async def noted(name: str) -> str | None:
        assert name.startswith("discord commands of 1 in ")
        return marked

    found = await examine("token", Expected(COMMANDS, noted, guilds), [("announcements", "5", "7")])
    return {each.name: each for each in found}


async def test_all_is_well(says: dict[str, Any]) -> None:
    assert list((await examined(marked=digest(COMMANDS))).values()) == [
        Check("Discord takes it: it is that of Mentor (1).", name="Token"),
        Check("No privileged one is needed, and none is on.", name="Intents"),
        Check("I am in 1 server: Learners.", name="Servers"),
        Check("All 2 are registered.", name="Commands"),
        Check("999 of 1,000 are left for the next hours.", name="Connections"),
        Check("For announcements in Learners: I can write there.", name="#general"),
    ]


async def test_what_is_missing_in_a_channel_is_named_with_where_to_give_it(says: dict[str, Any]) -> None:
    without = EVERYONE | {"permissions": str(117760 - (1 << 14) - (1 << 15))}
    says["/guilds/5"] = GUILD | {"roles": [without]}
    at_large = (await examined())["#general"]
    assert at_large.text == "For announcements in Learners: I lack Embed Links and Attach Files."
    assert at_large.mend == "In Server Settings, Roles: allow Embed Links and Attach Files to m."
    mine = {"id": "8", "name": "Milepost", "permissions": "117760", "managed": True, "tags": {"bot_id": "1"}}
    says["/guilds/5"] = GUILD | {"roles": [EVERYONE, EVERYONE | mine]}
    denied = {"id": "5", "type": 0, "allow": "0", "deny": str(1 << 11)}
    says["/channels/7"] = CHANNEL | {"permission_overwrites": [denied]}
    here = (await examined())["#general"]
    assert here.needs_you
    assert here.mend.startswith("In the settings of #general, Permissions: allow Send Messages")
    assert here.mend.endswith(" to the role Milepost.")


async def test_a_thread_is_written_to_by_a_right_of_its_own(says: dict[str, Any]) -> None:
    thread = {"id": "7", "guild_id": "5", "parent_id": "6", "owner_id": "9", "type": 11, "name": "week one"}
    times = {"archived": False, "auto_archive_duration": 60, "archive_timestamp": MEMBER["joined_at"]}
    says["/channels/7"] = thread | {"thread_metadata": times, "message_count": 0, "member_count": 1}
    says["/channels/6"] = CHANNEL | {"id": "6"}
    assert (await examined())["#week one"].text == "For announcements in Learners: I lack Send Messages in Threads."


async def test_a_channel_that_is_gone_and_a_bot_in_no_server_need_somebody(says: dict[str, Any]) -> None:
    del says["/channels/7"]
    says["/users/@me/guilds"] = []
    found = await examined()
    assert {name: each.text for name, each in found.items() if each.needs_you} == {
        "Servers": "I am in none.",
        "Channel": "For announcements in Learners: 7 is gone or hidden from me (10003).",
    }
    assert found["Servers"].mend == f"Add it with {invitation(1)}"


async def test_a_channel_that_is_hidden_is_named_with_what_it_needs(says: dict[str, Any]) -> None:
    says["/channels/7"] = HIDDEN
    denied = {"id": "5", "type": 0, "allow": "0", "deny": str(1 << 10)}
    says["/guilds/5/channels"] = [CHANNEL | {"permission_overwrites": [denied]}]
    found = (await examined())["#general"]
    assert found.text.startswith("For announcements in Learners: I lack View Channel")
    assert found.mend.startswith("In the settings of #general, Permissions: allow View Channel")


async def test_a_guild_of_the_setting_where_the_bot_is_not_is_named(says: dict[str, Any]) -> None:
    found = (await examined(guilds=(6,)))["Commands"]
    assert found.text == "They cannot be seen in the server 6."
    assert found.mend.endswith(", or take it out of DISCORD_GUILDS")


@pytest.mark.parametrize(("held", "marked", "told"), [
    ([], "a digest", "Not as they should be: /ask and Save as FAQ not registered."),
    ([COMMANDS[0]], None, "Not as they should be: Save as FAQ not registered."),
    ([*COMMANDS, {"name": "old"}], None, "Not as they should be: /old no longer known."),
    (COMMANDS, "another digest", "Not as they should be: they are those of another version."),
], ids=["all are gone", "one is missing", "one is too many", "of another version"])  # fmt: skip
async def test_commands_that_are_not_those_of_this_version_come_with_a_restart(
    says: dict[str, Any], held: list[Json], marked: str | None, told: str
) -> None:
    says["/applications/1/commands"] = held
    wrong = (await examined(marked=marked))["Commands"]
    assert (wrong.text, wrong.mend) == (told, "Restart Milepost, which registers them anew.")


async def test_before_the_first_start_no_command_is_registered_and_nobody_is_needed(says: dict[str, Any]) -> None:
    says["/applications/1/commands"] = []
    none = (await examined())["Commands"]
    assert (none.text, none.state) == ("None is registered yet.", "note")


async def test_what_the_portal_does_with_them_is_told(says: dict[str, Any]) -> None:
    on = {"flags": (1 << 19) | (1 << 14), "interactions_endpoint_url": "https://example.org/"}
    says["/oauth2/applications/@me"] = APPLICATION | on
    found = await examined()
    assert found["Intents"].state == "note"
    assert found["Intents"].text == "On, though I need none: Server Members and Message Content."
    assert (
        found["Portal"].mend
        == "In the developer portal, under General Information, clear the Interactions Endpoint URL."
    )
    says["/oauth2/applications/@me"] = APPLICATION | {"bot_require_code_grant": True}
    assert (await examined())["Portal"].text == "Nobody can add me to a server."


@pytest.mark.parametrize(("left", "state"), [(100, "well"), (99, "note"), (0, "wrong")])
async def test_connections_that_run_out_are_told(says: dict[str, Any], left: int, state: str) -> None:
    says["/gateway/bot"]["session_start_limit"]["remaining"] = left
    assert (await examined())["Connections"].state == state


async def test_in_the_guilds_of_the_setting_the_commands_are_looked_for_there(says: dict[str, Any]) -> None:
    says["/applications/1/guilds/5/commands"] = COMMANDS
    assert (await examined(guilds=(5,)))["Commands"].text == "All 2 are registered in the server 5."


async def test_a_question_without_an_answer_spoils_no_other(says: dict[str, Any]) -> None:
    del says["/gateway/bot"]
    found = await examined()
    assert found["Connections"].text == "Discord refuses to say how it is (404, 10003)."
    assert found["#general"].state == "well"


async def test_a_refused_token_is_one_line(says: dict[str, Any]) -> None:
    (only,) = await examine("wrong", Expected([], never), [])
    assert (only.text, only.mend, only.needs_you) == ("Discord refuses it.", COPY, True)


async def test_without_a_network_it_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", "http://127.0.0.1:9")
    (only,) = await examine("token", Expected([], never), [("announcements", "5", "7")])
    assert (only.text, only.needs_you) == ("Discord cannot be reached from here.", True)


async def never(name: str) -> str | None:
    raise AssertionError(name)


def test_the_readme_has_the_link_with_just_these_permissions() -> None:
    assert invitation(1).replace("=1&", "=ID&", 1) in (ROOT / "README.md").read_text(encoding="utf-8")
