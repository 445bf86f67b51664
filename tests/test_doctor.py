"""`milepost doctor` as a process: each platform is asked, whatever the others say, and no secret is printed."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from discord.http import Route

from bot.adapters import discord, slack
from bot.adapters.discord.commands import digest
from bot.adapters.slack.manifest import SCOPES
from bot.core.ports import Check
from bot.doctor import WIDTH, lines
from tests.adapters.discord.portal import CHANNEL, COMMANDS, answering
from tests.adapters.slack.fake import TEAM, Fake, Fault
from tests.processes import ROOT, Run, milepost


@pytest.fixture
async def fake() -> AsyncIterator[Fake]:
    async with Fake().serving() as fake:
        yield fake


async def doctor(folder: Path, fake: Fake, **settings: str) -> Run:
    keys = {"SLACK_BOT_TOKEN": "xoxb-hush", "SLACK_APP_TOKEN": "xapp-hush", "SLACK_API_BASE": fake.base} | settings
    run = await asyncio.to_thread(milepost, folder, "doctor", **keys)
    assert "hush" not in run.stdout + run.stderr
    assert run.stderr == ""
    return run


async def test_before_the_first_start_the_tokens_are_looked_at_and_nothing_is_made(tmp_path: Path, fake: Fake) -> None:
    run = await doctor(tmp_path, fake)
    assert run.stdout.splitlines() == [
        "Slack",
        "  ✓ Bot token  Slack takes it: I am milepost in T.",
        "  ✓ App token  Slack takes it: I can be heard by Socket Mode.",
        "",
        "Milepost",
        "  – Database  There is none of Milepost yet: milepost run makes it.",
        "",
        "Nothing needs you.",
    ]
    assert (run.returncode, os.listdir(tmp_path)) == (0, [])


async def test_what_one_of_them_refuses_keeps_no_other_from_being_asked(tmp_path: Path, fake: Fake) -> None:
    fake.faults["auth.test"] = [Fault(error="invalid_auth")]
    async with answering() as (address, _):
        here = {"DISCORD_TOKEN": "hush", "DISCORD_API_BASE": address, "SLACK_APP_TOKEN": ""}
        run = await doctor(tmp_path, fake, **here, DATABASE_URL="postgresql://me:hush@127.0.0.1:9/x")
    told = " ".join(run.stdout.split())
    assert run.returncode == 1
    for said in (
        "✓ Token Discord takes it: it is that of Mentor (1).",
        "✗ Commands Not as they should be: /about, /announce,",
        "✗ Bot token Slack refuses it (invalid_auth). Copy SLACK_BOT_TOKEN anew",
        "✗ Settings Slack needs SLACK_APP_TOKEN, for Socket Mode, or SLACK_SIGNING_SECRET, for HTTP.",
        "✗ Database It cannot be read: nothing answers at the PostgreSQL database x at 127.0.0.1:9",
        "4 things, marked ✗, need you.",
    ):
        assert said in told


async def test_a_broken_pack_keeps_no_platform_from_being_asked(tmp_path: Path, fake: Fake) -> None:
    run = await doctor(tmp_path, fake, MILEPOST_PACK="nope")
    assert "✓ Bot token" in run.stdout
    assert "✗ Pack      It cannot be used: " in run.stdout


async def test_a_slack_that_is_half_set_is_said_to_be(tmp_path: Path, fake: Fake) -> None:
    run = await doctor(tmp_path, fake, SLACK_BOT_TOKEN="")
    assert "✗ Settings  There are keys of Slack's, but no SLACK_BOT_TOKEN: Slack is not served." in run.stdout
    several = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "hush", "SLACK_SIGNING_SECRET": "a" * 32}
    run = await doctor(tmp_path, fake, SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="", **several)
    assert "SLACK_WORKSPACES names no workspace: none can install me." in run.stdout


def test_names_stand_in_a_column_and_long_lines_go_on_below_their_beginning() -> None:
    long = Check("It is so. " * 20, "Do\nthat.", "wrong", "#a-long-name")
    told = list(lines({"Discord": [Check("**Fine**", name="Token"), long], "Milepost": [Check("Alive.")]}))
    assert told[:2] == ["Discord", "  ✓ Token         Fine"]
    assert told[2].startswith("  ✗ #a-long-name  It is so.")
    assert {line[:18] for line in told[3:6]} == {" " * 18}
    assert [line.strip() for line in told[5:]] == ["Do", "that.", "", "Milepost", "✓ Alive.", "", told[-1]]
    assert told[-1] == "1 thing, marked ✗, needs you."
    assert max(map(len, told)) <= WIDTH


async def test_the_screen_of_the_readme_is_what_is_printed(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.room("C1")
    fake.channels["C1"]["name"] = "check-ins"
    fake.room("C2", member=False)
    fake.channels["C2"]["name"] = "news"
    fake.granted = ",".join(SCOPES.keys() - {"files:write"})
    on_slack = [("check-ins", TEAM, "C1"), ("announcements", TEAM, "C2")]
    async with answering() as (address, says):
        monkeypatch.setattr(Route, "BASE", address)
        denied = {"id": "5", "type": 0, "allow": "0", "deny": str(1 << 14)}
        says["/channels/7"] = CHANNEL | {"permission_overwrites": [denied]}
        expected = discord.Expected(COMMANDS, lambda _: asyncio.sleep(0, digest(COMMANDS)))
        told = {
            "Discord": await discord.examine("token", expected, [("check-ins", "5", "7")]),
            "Slack": await slack.examine(
                slack.client_of(fake.base, "xoxb-1"), slack.Listening(app_token="xapp-1"), on_slack
            ),
        }
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "$ milepost doctor\n" + "\n".join(lines(told)) + "\n```" in readme
