"""Slack over HTTP: the same listeners behind a signature, and whoever cannot sign is refused."""

import hashlib
import hmac
import io
import json
import socket
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest

from bot.adapters.slack.adapter import Keys, Slack
from bot.adapters.slack.http import MOST, PATH, serve
from bot.clock import SystemClock
from bot.core.errors import CannotStart
from tests.adapters.slack.acting import MEMORY, Stage
from tests.adapters.slack.fake import TEAM, Fake

EVENT = json.dumps(
    {
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": "Ev1",
        "event": {"type": "app_mention", "user": "UADA", "channel": "C1", "text": "<@UBOT> what is tea?", "ts": "1.0"},
    }
)


@pytest.fixture
async def address(stage: Stage) -> AsyncIterator[str]:
    listen = free_port()
    end = await serve(stage.slack.app(), listen)
    yield f"http://{listen}{PATH}"
    await end()


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return f"127.0.0.1:{bound.getsockname()[1]}"


def signed(body: str, secret: str = "s", late: int = 0) -> dict[str, str]:
    """docs.slack.dev/authentication/verifying-requests-from-slack"""
    at = str(int(SystemClock().now().timestamp()) - late)
    digest = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": f"v0={digest}",
        "Content-Type": "application/json",
    }


async def delivered(address: str, headers: dict[str, str], body: str | io.BytesIO = EVENT) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(address, data=body, headers=headers) as answer:
        return answer.status, await answer.text()


async def test_a_signed_event_is_acknowledged_and_answered(stage: Stage, fake: Fake, address: str) -> None:
    assert (await delivered(address, signed(EVENT)))[0] == 200
    await stage.settled()
    assert [each["thread_ts"] for each in fake.messages] == ["1.0"]


@pytest.mark.parametrize(
    "headers",
    [
        lambda: signed(EVENT, secret="another"),
        lambda: signed(EVENT, late=301),
        lambda: signed(EVENT) | {"X-Slack-Signature": "v0=0"},
        lambda: {"Content-Type": "application/json"},
    ],
    ids=["another secret", "five minutes old", "forged", "unsigned"],
)
async def test_what_slack_did_not_sign_just_now_is_refused(
    headers: Callable[[], dict[str, str]], stage: Stage, fake: Fake, address: str
) -> None:
    assert (await delivered(address, headers()))[0] == 401
    await stage.settled()
    assert fake.messages == []


async def test_slack_may_ask_whether_we_are_there(address: str) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c7"})
    assert await delivered(address, signed(body), body) == (200, '{"challenge": "c7"}')


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"x" * (MOST + 1), 413), (b"\xff\xfe", 400), (b'{"type": ', 400)],
    ids=["too long", "no text", "no JSON"],
)
async def test_what_slack_would_never_send_is_refused_without_a_word(
    body: bytes, status: int, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert await delivered(address, signed(EVENT), io.BytesIO(body)) == (status, "")
    assert caplog.records == []


async def test_there_is_nothing_else_at_that_address(address: str) -> None:
    for elsewhere in ("/", "/slack/install", "/slack/oauth_redirect"):
        async with aiohttp.ClientSession() as session, session.get(address.replace(PATH, elsewhere)) as answer:
            assert (answer.status, await answer.text()) == (404, "Not Found")


def test_without_a_way_to_hear_slack_nothing_starts() -> None:
    with pytest.raises(CannotStart, match="SLACK_APP_TOKEN, for Socket Mode, or SLACK_SIGNING_SECRET"):
        Keys(token="xoxb-1")


async def test_a_token_that_slack_refuses_is_told_in_one_line(stage: Stage, fake: Fake) -> None:
    from tests.adapters.slack.fake import Fault

    for method, keys, name in (
        ("auth.test", {"signing_secret": "s"}, "SLACK_BOT_TOKEN"),
        ("apps.connections.open", {"app_token": "xapp-1"}, "SLACK_APP_TOKEN"),
    ):
        fake.faults[method] = [Fault(error="invalid_auth")]
        slack = Slack(Keys("xoxb-1", base=fake.base, **keys), stage.slack.hearing.mentor, MEMORY)
        with pytest.raises(CannotStart, match=f"Slack refuses {name} \\(invalid_auth\\); copy it anew"):
            await slack.run()


async def test_a_port_that_is_taken_is_told_in_one_line(stage: Stage, fake: Fake, address: str) -> None:
    listen = address.removeprefix("http://").removesuffix(PATH)
    keys = Keys("xoxb-1", signing_secret="s", base=fake.base, listen=listen)
    with pytest.raises(CannotStart, match=f"SLACK_LISTEN {listen} cannot be used"):
        await Slack(keys, stage.slack.hearing.mentor, MEMORY).run()
