"""`milepost doctor` with Slack's keys: what is wrong is one line with its mend, and nothing is posted."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot.adapters.slack import Listening, client_of, examine, examine_each
from bot.adapters.slack.manifest import SCOPES
from bot.clock import SystemClock
from bot.core.ports import Check
from bot.store import Installation
from tests.adapters.slack.fake import TEAM, Fake, Fault

SOCKET = Listening(app_token="xapp-1")
CHANNELS = [("announcements", TEAM, "C1"), ("checkins", TEAM, "C2"), ("mentors", "T9", "C1")]


@pytest.fixture
async def alone() -> AsyncIterator[Fake]:
    async with Fake().serving() as fake:
        fake.room("C1")
        fake.room("C2", member=False)
        yield fake


async def asked(
    fake: Fake, listening: Listening = SOCKET, channels: Sequence[tuple[str, str, str]] = ()
) -> list[Check]:
    return await examine(client_of(fake.base, "xoxb-1"), listening, channels)


async def test_what_is_well_is_said_without_a_mend_and_a_channel_without_us_with_one(alone: Fake) -> None:
    alone.granted = ",".join(SCOPES)
    told = await asked(alone, channels=CHANNELS)
    assert told == [
        Check("Slack takes it: I am milepost in T.", name="Bot token"),
        Check(f"All {len(SCOPES)} scopes of the manifest are granted.", name="Scopes"),
        Check("Slack takes it: I can be heard by Socket Mode.", name="App token"),
        Check("For announcements: I can write there.", name="#c1"),
        Check(
            "For checkins: I cannot write there.",
            "I am not in it. Invite me there: type /invite @Milepost in it.",
            "wrong",
            "#c2",
        ),
    ]
    assert {method for method, _ in alone.calls} == {"auth.test", "apps.connections.open", "conversations.info"}


async def test_the_scopes_that_are_missing_are_named_with_what_will_not_work(alone: Fake) -> None:
    alone.granted = ",".join(SCOPES.keys() - {"im:write", "files:write"})
    (lacking,) = [each for each in await asked(alone) if each.needs_you]
    assert lacking.text == "files:write and im:write are missing."
    assert lacking.mend.splitlines() == [
        f"files:write: without it I cannot {SCOPES['files:write']}.",
        f"im:write: without it I cannot {SCOPES['im:write']}.",
        "Add what is missing under OAuth & Permissions, and install the app again.",
    ]


async def test_scopes_that_are_not_needed_are_worth_a_word(alone: Fake) -> None:
    alone.granted = ",".join([*SCOPES, "admin"])
    (more,) = [each for each in await asked(alone) if each.state != "well"]
    assert (more.state, more.text) == ("note", "All are granted; not needed: admin.")


@pytest.mark.parametrize(("method", "name"), [("auth.test", "Bot token"), ("apps.connections.open", "App token")])
async def test_a_token_that_is_refused_is_named(alone: Fake, method: str, name: str) -> None:
    alone.faults[method] = [Fault(error="invalid_auth")]
    (wrong,) = [each for each in await asked(alone) if each.needs_you]
    assert (wrong.name, wrong.text) == (name, "Slack refuses it (invalid_auth).")
    assert f"SLACK_{name.upper().replace(' ', '_')}" in wrong.mend


@pytest.mark.parametrize(("app", "well"), [("A1", True), ("A2", False)])
async def test_two_tokens_are_of_one_app(alone: Fake, app: str, well: bool) -> None:
    told = await asked(alone, Listening(app_token=f"xapp-1-{app}-1-abc"))
    assert [each.text for each in told if each.needs_you] == (
        [] if well else ["It is of another app than the bot token."]
    )


async def test_without_a_network_there_is_one_line() -> None:
    (only,) = await examine(client_of("http://127.0.0.1:9/api/", "xoxb-1"), SOCKET, CHANNELS)
    assert (only.text, only.needs_you) == ("Slack cannot be reached from here.", True)


@pytest.mark.parametrize(("secret", "well"), [("0123456789abcdef" * 2, True), ("xapp-1", False)])
async def test_a_signing_secret_that_is_none_shows(alone: Fake, secret: str, well: bool) -> None:
    told = await asked(alone, Listening(signing_secret=secret))
    assert [(each.name, each.needs_you) for each in told] == [("Signing secret", not well), ("Bot token", False)]


async def test_of_several_workspaces_it_says_how_many_are_well_and_what_is_amiss_in_the_others(alone: Fake) -> None:
    alone.tokens = {"xoxb-T1": "T1", "xoxb-T2": "T2"}
    alone.granted = ",".join(SCOPES)
    now, listening = SystemClock().now(), Listening(signing_secret="a" * 32, listen="127.0.0.1:3000")

    def installed(team: str, **more: Any) -> Installation:
        ids = {"platform": "slack", "space": team, "bot_user": "UBOT", "bot": "B1", "installed_at": now}
        about = {"name": f"*{team}*", "token": SecretStr(f"xoxb-{team}")}
        return Installation.model_validate(ids | about | more)

    ended = installed("T4", expires_at=now - timedelta(hours=1), refresh_token=SecretStr("xoxe-1"))
    every = [installed("T1"), installed("T2"), installed("T3"), ended]
    assert await examine_each(every, alone.base, listening, CHANNELS) == [
        Check("It looks right; Slack is heard over HTTP on 127.0.0.1:3000.", name="Signing secret"),
        Check("All is well in 1 of 4.", name="Workspaces"),
        Check(
            "#c2: For checkins: I cannot write there.",
            "I am not in it. Invite me there: type /invite @Milepost in it.",
            "wrong",
            r"\*T1\*",
        ),
        Check(
            "Bot token: Slack refuses it (invalid_auth).",
            "Install the app there again, at /slack/install.",
            "wrong",
            r"\*T3\*",
        ),
        Check("Bot token: It has ended, and is renewed with its next use.", state="note", name=r"\*T4\*"),
    ]
    (_, none) = await examine_each([], alone.base, listening, [])
    assert (none.needs_you, "/slack/install" in none.mend) == (True, True)
