"""The App Home: drawn when it is opened and after what is done there, for members and mentors."""

import pytest

from bot.app import App
from bot.core.model import Person
from tests.adapters.slack.acting import Stage, always, nobody_moved, on_slack
from tests.adapters.slack.fake import Payload
from tests.adapters.slack.limits import elements

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
ADA, OLIVIA = "UADA", "UOLIVIA"


def headers(view: Payload) -> list[str]:
    return [block["text"]["text"] for block in view["blocks"] if block["type"] == "header"]


async def opens(stage: Stage, user: str, **more: object) -> None:
    await stage.happens({"type": "app_home_opened", "tab": "home", "user": user, "channel": f"D{user}", **more})


async def test_a_member_sees_their_week_and_a_press_there_changes_the_page_alone(app: App) -> None:
    async with on_slack(app.dispatch, always, app.account.moved, app.account.knows) as stage:
        await opens(stage, ADA)
        assert headers(stage.fake.homes[ADA]) == ["Milepost, a mentor for your learning"]
        assert not await app.account.knows(Person(platform="slack", space="T1", id=ADA, name="ada")), (
            "looking is nothing"
        )
        await stage.types(ADA, "C1", "/mentor", "start")
        before = len(stage.fake.messages)
        await opens(stage, ADA)
        week = stage.fake.homes[ADA]
        check_in, progress, _, settings = headers(week)
        assert (check_in[:8], progress, settings) == ("Check-in", "Your progress", "Your settings")
        done = next(each for each in elements(week["blocks"]) if each["text"]["text"] == "Done")
        view = {"type": "view", "view_id": "V1"}
        await stage.presses(ADA, {"ts": "", "channel": ""}, done, container=view, response_url="")
        assert len(stage.fake.messages) == before
        assert "Done: " in str(stage.fake.homes[ADA])
        assert stage.fake.refused == []


async def test_an_admin_has_a_desk_below_it(app: App) -> None:
    async with on_slack(app.dispatch, always, app.account.moved, app.account.knows) as stage:
        await opens(stage, OLIVIA)
        assert len(headers(stage.fake.homes[OLIVIA])) == 4
        assert stage.fake.refused == []


async def test_the_messages_tab_and_an_older_page_change_nothing(app: App) -> None:
    async with on_slack(app.dispatch, always, nobody_moved, app.account.knows) as stage:
        await opens(stage, ADA, tab="messages")
        assert stage.fake.homes == {}
        await opens(stage, ADA)
        shown = stage.fake.homes[ADA]
        await opens(stage, ADA, view={"hash": "older"})
        assert stage.fake.homes[ADA] is shown
