"""Slack over HTTP: the same listeners behind a signature, and whoever cannot sign is refused."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.adapters.slack import http
from bot.adapters.slack.adapter import Slack
from bot.adapters.slack.hear import Ack
from bot.adapters.slack.http import MOST, PATH, serve
from bot.adapters.slack.keys import Keys
from bot.clock import SystemClock
from bot.core.errors import CannotStart
from bot.core.model import Place
from bot.core.ports import Stopped
from tests.adapters.slack.acting import MEMORY, Stage
from tests.adapters.slack.fake import TEAM, Fake
from tests.adapters.slack.several import free_port, signed

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


async def test_a_wrong_secret_shows_in_the_log_once(address: str, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        assert (await delivered(address, signed(EVENT, secret="another")))[0] == 401
    assert [each.message for each in caplog.records if "SLACK_SIGNING_SECRET" in each.message] == [
        "a request was refused: is SLACK_SIGNING_SECRET right, and this machine's clock?"
    ]


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


async def test_a_body_that_does_not_come_is_not_waited_for(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "PATIENCE", 0.05)
    host, _, port = address.removeprefix("http://").removesuffix(PATH).partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n".encode())
    assert b"408" in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_whoever_asked_before_the_end_is_answered(stage: Stage) -> None:
    app, listen, asked, go = stage.slack.app(), free_port(), asyncio.Event(), asyncio.Event()

    async def slowly(ack: Ack) -> None:
        asked.set()
        await go.wait()
        await ack("done")

    app.command("/slow")(slowly)
    end = await serve(app, listen)
    body = urlencode({"command": "/slow", "team_id": TEAM, "user_id": "UADA"})
    headers = signed(body) | {"Content-Type": "application/x-www-form-urlencoded"}
    answer = asyncio.create_task(delivered(f"http://{listen}{PATH}", headers, body))
    await asked.wait()
    ending = asyncio.ensure_future(end())
    await asyncio.sleep(0)
    go.set()
    assert await answer == (200, "done")
    await ending
    with pytest.raises(aiohttp.ClientConnectorError):
        await delivered(f"http://{listen}{PATH}", headers, body)


async def test_there_is_nothing_else_at_that_address(address: str) -> None:
    for elsewhere in ("/", "/slack/install", "/slack/oauth_redirect"):
        async with aiohttp.ClientSession() as session, session.get(address.replace(PATH, elsewhere)) as answer:
            assert (answer.status, await answer.text()) == (404, "Not Found")


def test_without_a_way_to_hear_slack_nothing_starts() -> None:
    with pytest.raises(CannotStart, match="SLACK_APP_TOKEN, for Socket Mode, or SLACK_SIGNING_SECRET"):
        Keys(token="xoxb-1")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"client_id": "1.2", "client_secret": "c", "signing_secret": "s", "token": "xoxb-1"}, "leave SLACK_BOT_TOKEN"),
        (
            {"client_id": "1.2", "client_secret": "c", "app_token": "xapp-1"},
            "and SLACK_APP_TOKEN out",
        ),
        ({"client_id": "1.2", "client_secret": "c"}, "and SLACK_SIGNING_SECRET together"),
        ({"client_id": "1.2", "signing_secret": "s"}, "SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and"),
        ({"token": "xoxb-1", "signing_secret": "s", "client_secret": "c"}, "SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and"),
    ],
)
def test_keys_that_do_not_go_together_are_told_in_one_line(keys: dict[str, str], said: str) -> None:
    with pytest.raises(CannotStart, match=said) as error:
        Keys(**keys)
    assert "xoxb" not in str(error.value)


def test_keys_do_not_show_themselves() -> None:
    keys = Keys(token="hush", app_token="hush", signing_secret="hush")
    assert "hush" not in repr(keys)


async def test_the_token_of_one_workspace_is_not_used_for_another(stage: Stage, fake: Fake) -> None:
    place = Place(platform="slack", space="T9", channel="C1", direct=False)
    for asked in (stage.slack.access(place), stage.slack.look(place, "d", SystemClock().now())):
        with pytest.raises(Stopped, match="not_installed"):
            await asked
    assert {method for method, _ in fake.calls} == {"auth.test"}


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
