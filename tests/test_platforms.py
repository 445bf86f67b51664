"""Two platforms in one process: what keeps one of them from starting is told, and the other one goes on."""

import asyncio
import contextlib
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot import platforms
from bot.adapters.slack import Keys, Slack
from bot.adapters.slack import Memory as Known
from bot.app import App
from bot.clock import MovableClock, SystemClock
from bot.content import Pack
from bot.core.errors import CannotStart
from bot.core.model import Place
from bot.store import Database, Stops
from tests.adapters.slack.acting import MEMORY
from tests.adapters.slack.fake import Fake, Fault
from tests.processes import COMMAND, environment
from tests.talking import Platform, Someone

ROOM = Place(platform="slack", space="T1", channel="C1")


@dataclass
class Standing(Platform):
    """Runs until the end, unless something keeps it from starting."""

    wrong: str = ""

    async def run(self) -> None:
        if self.wrong:
            raise CannotStart(self.wrong)
        await asyncio.Event().wait()


@pytest.fixture
def platform() -> Standing:
    return Standing()


@pytest.fixture
async def fake() -> AsyncIterator[Fake]:
    async with Fake().serving() as fake:
        yield fake


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SHORTEST_WAIT", "LONGEST_WAIT", "SETTLED"):
        monkeypatch.setattr(platforms, name, 0.02)


def slack(app: App, fake: Fake, memory: Known = MEMORY, **keys: str) -> None:
    app.serve(Slack(Keys("xoxb-1", base=fake.base, **({"app_token": "xapp-1"} | keys)), app.dispatch, memory))


@asynccontextmanager
async def running(app: App) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(app.run(ticking=False))
    yield task
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def report(app: App) -> str:
    return (await Someone(app, "boss", admin=True).says("/doctor")).text


async def told(app: App, wanted: Callable[[str], bool]) -> str:
    """What /doctor says as soon as it is as wanted."""
    async with asyncio.timeout(60):
        while not wanted(text := await report(app)):  # noqa: ASYNC110 - what it waits for is in the database
            await asyncio.sleep(0.01)
    return text


async def test_a_platform_whose_token_is_refused_is_left_out_told_and_not_asked_again(
    app: App,
    database: Database,
    clock: MovableClock,
    fake: Fake,
    patience: None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fake.faults["auth.test"] = [Fault(error="token_revoked")]
    slack(app, fake)
    async with running(app) as task:
        text = await told(app, lambda text: "Nothing is sent on slack" in text)
        assert "**Slack refuses SLACK\\_BOT\\_TOKEN (token\\_revoked)**. The token was withdrawn or has ended." in text
        assert "- Platforms served: test." in text
        await app.setup.joined(ROOM)
        for state in ("pending", "expired"):
            await app.deliver()
            assert [each["state"] for each in (await database.tables())["outbox"]] == [state]
            clock.move_to(clock.now() + timedelta(days=60))
        await asyncio.sleep(0.1)
        assert not task.done()
    assert [method for method, _ in fake.calls] == ["auth.test"]
    (line,) = [each for each in caplog.records if each.levelname == "ERROR"]
    assert line.__dict__["why"] == "Slack refuses SLACK_BOT_TOKEN (token_revoked); copy it anew, and restart"


async def test_what_may_pass_is_tried_again_until_it_has(app: App, fake: Fake, patience: None) -> None:
    fake.faults["auth.test"] = [Fault(error="org_login_required")] * 10_000
    slack(app, fake, signing_secret="s", app_token="", listen="127.0.0.1:0")
    async with running(app):
        await told(app, lambda text: "Nothing is sent on slack" in text)
        fake.faults.clear()
        await told(app, lambda text: "Nothing is sent on slack" not in text and "slack and test" in text)
    assert len(fake.called("auth.test")) > 1


async def test_socket_mode_that_is_turned_off_is_told_and_tried_again(app: App, fake: Fake, patience: None) -> None:
    off = True

    async def turned_off(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if off:
            await socket.send_json({"type": "disconnect", "reason": "link_disabled", "debug_info": {}})
        async for _ in socket:
            pass
        return socket

    served = web.Application()
    served.router.add_get("/", turned_off)
    runner = web.AppRunner(served, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.socket = f"ws://127.0.0.1:{runner.addresses[0][1]}/"
    slack(app, fake)
    async with running(app):
        text = await told(app, lambda text: "Nothing is sent on slack" in text)
        assert "**Socket Mode is turned off in the settings of the Slack app**. Turn it on there" in text
        off = False
        await told(app, lambda text: "Nothing is sent on slack" not in text)
    await runner.cleanup()


async def test_when_none_is_left_each_says_why(app: App, fake: Fake, platform: Standing) -> None:
    fake.faults["auth.test"] = [Fault(error="invalid_auth")]
    slack(app, fake)
    platform.wrong = "another one; do this"
    with pytest.raises(CannotStart) as found:
        await app.run(ticking=False)
    lines = {"another one; do this", "Slack refuses SLACK_BOT_TOKEN (invalid_auth); copy it anew, and restart"}
    assert set(str(found.value).splitlines()) == lines


async def test_a_platform_without_its_settings_is_left_out(app: App, patience: None) -> None:
    app.platforms.refuse("slack", CannotStart("Slack needs SLACK_APP_TOKEN, for Socket Mode, or another thing"))
    async with running(app):
        text = await told(app, lambda text: "Nothing is sent on slack" in text)
        assert "another thing**. Put one of them into the settings, and restart. I try once more" in text


async def test_what_a_restart_mends_is_forgotten(
    pack: Pack, database: Database, clock: MovableClock, fake: Fake, cache: Path, patience: None
) -> None:
    for faults in ([Fault(error="invalid_auth")], []):
        fake.faults["auth.test"] = faults
        app = App(pack, database, clock, cache)
        app.serve(Standing())
        slack(app, fake, signing_secret="s", app_token="", listen="127.0.0.1:0")
        async with running(app):
            wrong = bool(faults)
            await told(app, lambda text, wrong=wrong: ("Nothing is sent on slack" in text) == wrong)  # type: ignore[misc]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_a_process_serves_one_platform_while_the_other_one_is_refused(
    tmp_path: Path, fake: Fake, database_url: str
) -> None:
    """Discord is not there, and waited for, which is no reason to end either."""
    fake.faults["auth.test"] = [Fault(error="invalid_auth")]
    told = environment(
        DATABASE_URL=database_url,
        DISCORD_TOKEN="hush",
        DISCORD_API_BASE="http://127.0.0.1:9/api/v10",
        SLACK_API_BASE=fake.base,
        SLACK_BOT_TOKEN="xoxb-hush",
        SLACK_APP_TOKEN="xapp-hush",
    )
    pipe = subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*COMMAND, "run", stdout=pipe, stderr=pipe, cwd=tmp_path, env=told)
    assert process.stderr
    said = b""
    async with asyncio.timeout(50):
        while not (b"left out" in said and b"Discord is not there" in said):
            line = await process.stderr.readline()
            assert line, "it ended"
            said += line
    assert b"Slack refuses SLACK_BOT_TOKEN (invalid_auth); copy it anew, and restart" in said
    process.send_signal(signal.SIGTERM)
    _, err = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, b"hush" in said + err) == (0, False)
    async with await Database.open(database_url) as database:
        (stop,) = await Stops(database).standing(SystemClock().now())
    assert (stop.domain, stop.reason) == ("slack", "Slack refuses SLACK_BOT_TOKEN (invalid_auth)")
