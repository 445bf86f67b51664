"""`milepost doctor` with Slack's keys: what is wrong is one line with its mend, and nothing is posted."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot.adapters.slack import Keys, checked
from bot.adapters.slack.manifest import SCOPES
from bot.clock import SystemClock
from bot.core.model import Place
from bot.core.ports import Check
from bot.store import Installation
from tests.adapters.slack.fake import TEAM, Fake, Fault

ROOMS = [Place(platform="slack", space=TEAM, channel=each, direct=False) for each in ("C1", "C2")]
ELSEWHERE = Place(platform="slack", space="T9", channel="C1", direct=False)


@pytest.fixture
async def alone() -> AsyncIterator[Fake]:
    async with Fake().serving() as fake:
        fake.room("C1")
        fake.room("C2", member=False)
        yield fake


async def asked(fake: Fake, places: Sequence[Place] = (), **keys: str) -> list[Check]:
    return await checked(Keys(token="xoxb-1", base=fake.base, **({"app_token": "xapp-1"} | keys)), places)


async def test_of_several_workspaces_it_says_how_many_are_well_and_what_is_amiss_in_the_others(alone: Fake) -> None:
    alone.tokens = {"xoxb-T1": "T1", "xoxb-T2": "T2"}
    alone.granted = ",".join(SCOPES)
    now = SystemClock().now()

    def installed(team: str, **more: Any) -> Installation:
        ids = {"platform": "slack", "space": team, "bot_user": "UBOT", "bot": "B1", "installed_at": now}
        about = {"name": f"*{team}*", "token": SecretStr(f"xoxb-{team}")}
        return Installation.model_validate(ids | about | more)

    keys = Keys(signing_secret="a" * 32, client_id="1.2", client_secret="c", base=alone.base)
    ended = installed("T4", expires_at=now - timedelta(hours=1), refresh_token=SecretStr("xoxe-1"))
    told = await checked(keys, ROOMS, [installed("T1"), installed("T2"), installed("T3"), ended])
    assert [each.text for each in told] == [
        "Slack is heard over HTTP on 127.0.0.1:3000; its secret looks right.",
        "All is well in 1 workspace of 4.",
        r"In \*T1\*: I cannot write to #c2. I am not in it. Invite me there: type /invite @Milepost in it.",
        r"In \*T3\*: Slack refuses its token (invalid_auth). Install the app there again, at /slack/install.",
        r"In \*T4\*: the token has ended, and is renewed with its next use.",
    ]
    assert [each.needs_you for each in told] == [False, False, True, True, False]
    (_, none) = await checked(keys, [], [])
    assert (none.needs_you, "/slack/install" in none.text) == (True, True)


async def test_what_is_well_is_said_without_a_mend_and_a_channel_without_us_with_one(alone: Fake) -> None:
    alone.granted = ",".join(SCOPES)
    told = await asked(alone, [*ROOMS, ELSEWHERE])
    assert [each.text for each in told] == [
        "Slack takes the bot token, in T.",
        "Every scope of the manifest is granted.",
        "Slack takes the app token: it can be heard by Socket Mode.",
        "I can write to #c1.",
        "I cannot write to #c2. I am not in it. Invite me there: type /invite @Milepost in it.",
    ]
    assert [each.needs_you for each in told] == [False] * 4 + [True]
    assert {method for method, _ in alone.calls} == {"auth.test", "apps.connections.open", "conversations.info"}


async def test_the_scopes_that_are_missing_are_named(alone: Fake) -> None:
    alone.granted = ",".join(SCOPES.keys() - {"im:history", "files:write"})
    (lacking,) = [each for each in await asked(alone) if each.needs_you]
    assert lacking.text.startswith("The app lacks files:write, im:history. Add them")


@pytest.mark.parametrize(("method", "name"), [
    ("auth.test", "SLACK_BOT_TOKEN"), ("apps.connections.open", "SLACK_APP_TOKEN"),
])  # fmt: skip
async def test_a_token_that_is_refused_is_named(alone: Fake, method: str, name: str) -> None:
    alone.faults[method] = [Fault(error="invalid_auth")]
    (wrong,) = [each for each in await asked(alone) if each.needs_you]
    assert wrong.text.startswith(f"Slack refuses {name} (invalid_auth). ")


async def test_without_a_network_there_is_one_line() -> None:
    (only,) = await checked(Keys("xoxb-1", "xapp-1", base="http://127.0.0.1:9/api/"), ROOMS)
    assert only.text.startswith("Slack cannot be reached now. ")


@pytest.mark.parametrize(("secret", "well"), [("0123456789abcdef" * 2, True), ("xapp-1", False)])
async def test_a_signing_secret_that_is_none_shows(alone: Fake, secret: str, well: bool) -> None:
    told = await asked(alone, app_token="", signing_secret=secret)
    assert [each.needs_you for each in told] == [False, not well]
