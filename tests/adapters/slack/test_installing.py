"""Several workspaces: each installs Milepost by itself, is written to with its own token, and may leave and return."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from bot.adapters.slack.installing import VALID_FOR, States
from bot.adapters.slack.tokens import Installed
from bot.adapters.slack.workspaces import client_of
from bot.app import App
from bot.clock import MovableClock, SystemClock, seconds
from bot.content import Pack
from bot.core.model import Card, Person, Place
from bot.core.ports import RetryLater, Stopped
from bot.delivery import Pacing
from bot.store import Database, Installations, Stops
from bot.store.copies import copied
from tests.adapters.slack.acting import always
from tests.adapters.slack.fake import Fault
from tests.adapters.slack.several import Outside, outside
from tests.delivery.weeks import WEEK, light, utc
from tests.talking import Someone

THURSDAY = utc("2026-11-26T17:00")
HELLO = "Hello, I am Milepost"
CARD = Card(title="Check-in", text="How did it go?")
ADA = Place(platform="slack", space="T1", channel="UADA", direct=True)
HOURS = {"refresh_token": "xoxe-1", "expires_in": 43_200}
SECONDS = {"refresh_token": "xoxe-1", "expires_in": 60}
ENDED = {"refresh_token": "xoxe-1", "expires_in": -60}


class InT1(Someone):
    @property
    def person(self) -> Person:
        return super().person.model_copy(update={"space": "T1"})


@pytest.fixture(scope="module")
def pack() -> Pack:
    return light()


@pytest.fixture
def app(pack: Pack, database: Database, clock: MovableClock, cache: Path) -> App:
    """A week that is skipped is one for the pace, too."""
    pacing = Pacing(lambda: clock.now().timestamp() + seconds(), Stops(database))
    return App(pack, database, clock, cache, pacing=pacing)


@pytest.fixture
async def world(app: App, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Outside]:
    """Whatever happens, no token is logged."""
    async with outside(app) as made:
        yield made
    assert "xox" not in caplog.text


async def test_two_workspaces_are_written_to_each_with_its_own_token_until_one_leaves_and_again_when_it_returns(
    world: Outside, app: App, clock: MovableClock, database: Database
) -> None:
    for team in ("T1", "T2"):
        status, page = await world.installs(team)
        assert (status, f"Milepost is in {team} &amp; friends" in page, "/mentor setup" in page) == (200, True, True)
    await app.deliver()
    assert (world.posted("T1"), world.posted("T2")) == ([HELLO], [HELLO])

    await world.types("T1", "UADA", "/mentor", "start hours:8")
    await world.types("T2", "UBOB", "/mentor", "start hours:8")
    await app.skip_to(THURSDAY, clock)
    assert (world.posted("T1")[-1], world.posted("T2")[-1]) == ("Check-in for week 2026-W48",) * 2

    await world.removes("T1")
    before = len(world.fake.calls)
    await app.skip_to(THURSDAY + WEEK, clock)
    asked = [(name, args.get("channel")) for name, args in world.fake.calls[before:]]
    assert ("chat.postMessage", "DUBOB") in asked
    assert "UADA" not in str(asked)
    assert "xoxb-T1" not in str(await database.tables())

    assert (await world.installs("T1"))[0] == 200
    await app.skip_to(THURSDAY + 2 * WEEK, clock)
    assert world.posted("T1")[-1] == "Check-in for week 2026-W50"
    assert [world.posted(team).count(HELLO) for team in ("T1", "T2")] == [1, 1]
    assert world.fake.refused == []


async def test_what_is_known_of_a_workspace_is_kept_for_the_grace_and_then_forgotten(
    world: Outside, app: App, clock: MovableClock, database: Database
) -> None:
    for team, user in (("T1", "UADA"), ("T2", "UBOB")):
        await world.installs(team)
        await world.types(team, user, "/mentor", "start hours:8")
        await world.types(team, "UOLIVIA", "/mentor", "setup messages:1")
    await app.deliver()
    await world.removes("T1")
    clock.move_to(clock.now() + timedelta(days=29))
    await app.deliver()
    assert {row["space"] for row in (await database.tables())["accounts"]} == {"T1", "T2"}
    clock.move_to(clock.now() + timedelta(days=2))
    await app.deliver()
    tables = await database.tables()
    assert {row["space"] for row in tables["accounts"]} == {"T2"}
    assert "T1" not in str(tables)
    assert "UADA" not in str(tables)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
class TestOnOneEngine:
    async def test_whoever_is_known_elsewhere_too_stays_a_member_there(
        self, world: Outside, app: App, clock: MovableClock, database: Database
    ) -> None:
        await world.installs("T1")
        here, there = InT1(app, platform="slack"), Someone(app, platform="discord")
        await here.does("link", code=(await there.says("/link")).text.partition("/mentor link ")[2].partition("`")[0])
        await here.presses("Join")
        assert len((await database.tables())["accounts"]) == 2
        await world.removes("T1")
        clock.move_to(clock.now() + timedelta(days=31))
        await app.deliver()
        tables = await database.tables()
        assert [row["platform"] for row in tables["accounts"]] == ["discord"]
        assert len(tables["members"]) == 1

    async def test_a_removal_that_is_told_late_is_about_the_installation_before(self, world: Outside) -> None:
        await world.installs("T1")
        await world.happens("T1", {"type": "app_uninstalled"}, at=SystemClock().now().timestamp() - 3600)
        assert await world.slack.send(ADA, CARD, "d1")

    async def test_a_workspace_without_a_token_is_asked_nothing(self, world: Outside) -> None:
        before = len(world.fake.calls)
        with pytest.raises(Stopped, match="not_installed"):
            await world.slack.send(ADA, CARD, "d1")
        await world.happens("T1", {"type": "message", "channel_type": "im", "user": "UADA", "channel": "DUADA",
                                   "text": "hello", "ts": "1.0"})  # fmt: skip
        assert world.fake.calls[before:] == []


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
class TestTokensThatEnd:
    async def test_one_is_renewed_before_it_ends_and_once_however_many_ask(self, world: Outside) -> None:
        await world.installs("T1", SECONDS)
        world.fake.grants["xoxe-1"] = {"access_token": "xoxb-T1-new", "team": {"id": "T1"}} | HOURS
        sent = await asyncio.gather(*(world.slack.send(ADA, CARD, f"d{number}") for number in range(20)))
        assert len(set(sent)) == 20
        await world.types("T1", "UADA", "/ask", "do I need a phd?")
        assert len(world.fake.called("oauth.v2.access")) == 2, "one to install, one to renew"
        world.fake.tokens = {"xoxb-T1-new": "T1"}
        assert await world.slack.send(ADA, CARD, "later")

    async def test_nobody_is_turned_away_while_one_that_has_ended_is_renewed(self, world: Outside) -> None:
        await world.installs("T1", ENDED)
        world.fake.grants["xoxe-1"] = {"access_token": "xoxb-T1-new", "team": {"id": "T1"}} | HOURS
        sent = await asyncio.gather(*(world.slack.send(ADA, CARD, f"d{number}") for number in range(3)))
        assert len(set(sent)) == 3

    async def test_one_that_is_good_for_hours_is_left_alone(self, world: Outside) -> None:
        await world.installs("T1", HOURS)
        assert await world.slack.send(ADA, CARD, "d1")
        assert len(world.fake.called("oauth.v2.access")) == 1

    async def test_where_slack_refuses_another_one_that_workspace_stops_and_says_why(
        self, world: Outside, app: App, clock: MovableClock
    ) -> None:
        await world.installs("T1", ENDED)
        await world.installs("T2")
        await app.deliver()
        assert (world.posted("T1"), world.posted("T2")) == ([], [HELLO])
        boss = Someone(app, name="boss", admin=True)
        assert "slack T1" in (said := (await boss.says("/doctor")).text)
        assert "gives no new token" in said
        await world.installs("T1")
        clock.move_to(clock.now() + timedelta(minutes=1))
        await app.deliver()
        assert world.posted("T1") == [HELLO]

    async def test_while_slack_cannot_renew_it_the_old_one_is_used_until_it_ends(self, world: Outside) -> None:
        await world.installs("T1", SECONDS)
        await world.installs("T2", ENDED)
        world.fake.faults["oauth.v2.access"] = [Fault(status=500), Fault(status=500)]
        assert await world.slack.send(ADA, CARD, "d1")
        with pytest.raises(RetryLater):
            await world.slack.send(ADA.model_copy(update={"space": "T2"}), CARD, "d2")


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
class TestTheLastPage:
    async def test_what_went_wrong_is_said_in_one_line_and_nothing_is_kept(
        self, world: Outside, database: Database, caplog: pytest.LogCaptureFixture
    ) -> None:
        state, cookie = await world.begins()
        said = {
            "You did not allow it": (cookie, {"error": "access_denied"}),
            "Slack says: &lt;b&gt;": (cookie, {"error": "<b>"}),
            "in another browser": ({}, {"code": "c", "state": state}),
            "used already": ({"Cookie": cookie["Cookie"] + "0"}, {"code": "c", "state": f"{state}0"}),
            "did not take the code": (cookie, {"code": "no", "state": state}),
            "More than ten minutes": (cookie, {"code": "no", "state": state}),
        }
        for what, (browser, query) in said.items():
            status, page = await world.comes_back(browser, **query)
            assert (what in page, "Begin again" in page, page.count("<p>")) == (True, True, 2), page
            assert status in (200, 400, 401)
        assert "SLACK_SIGNING_SECRET" not in caplog.text
        assert (await database.tables())["installations"] == []

    async def test_slack_that_cannot_be_reached_is_said_too(self, world: Outside) -> None:
        world.fake.faults["oauth.v2.access"] = [Fault(dropped=True)]
        assert "could not be reached" in (await world.installs("T1"))[1]

    async def test_a_workspace_that_is_not_let_in_is_told_its_id_and_given_back_its_token(
        self, world: Outside, database: Database
    ) -> None:
        status, page = await world.installs("T666")
        assert (status, "The workspace T666 is not among those" in page) == (400, True)
        assert (await database.tables())["installations"] == []
        assert "T666" not in world.fake.tokens.values()

    async def test_a_whole_organisation_is_refused_and_its_token_given_back(
        self, world: Outside, database: Database
    ) -> None:
        org = {"team": None, "is_enterprise_install": True, "enterprise": {"id": "E1", "name": "Org"}}
        status, page = await world.installs("E1", org)
        assert (status, "one workspace at a time" in page) == (400, True)
        assert (await database.tables())["installations"] == []
        assert "E1" not in world.fake.tokens.values()


async def test_of_several_processes_one_renews_a_token_and_the_others_take_it(
    world: Outside, database: Database
) -> None:
    await world.installs("T1", SECONDS)
    world.fake.grants["xoxe-1"] = {"access_token": "xoxb-T1-new", "team": {"id": "T1"}} | HOURS
    rotator = AsyncTokenRotator(client_id="1.2", client_secret="secret", client=client_of(world.fake.base))
    processes = [Installed(Installations(database), rotator) for _ in range(4)]
    tokens = await asyncio.gather(*(each.token("T1") for each in processes))
    assert "xoxb-T1-new" in set(tokens) <= {"xoxb-T1-1", "xoxb-T1-new"}
    assert {await each.token("T1") for each in processes} == {"xoxb-T1-new"}
    assert len(world.fake.called("oauth.v2.access")) == 2


async def test_no_copy_holds_a_token(world: Outside, database_url: str, tmp_path: Path) -> None:
    await world.installs("T1", HOURS)
    assert await copied(database_url, tmp_path / "copy.db")
    content = await asyncio.to_thread((tmp_path / "copy.db").read_bytes)
    assert (b"T1 & friends" in content, b"xox" in content) == (True, False)


async def test_a_state_is_good_for_ten_minutes_and_only_ours(clock: MovableClock) -> None:
    ours, theirs = States("secret", always, clock), States("another", always, clock)
    state = await ours.async_issue()
    assert (await ours.async_consume(state), await theirs.async_consume(state)) == (True, False)
    for forged in ("", ".", "ä.1.2", state.replace(".", ".9")):
        assert not await ours.async_consume(forged)
    clock.move_to(clock.now() + timedelta(seconds=VALID_FOR + 1))
    assert not await ours.async_consume(state)
