"""Forms, choices and shortcuts: what is missing is asked for, and what is wrong stands beside its field."""

import json
from dataclasses import replace

import pytest

from bot.core.dispatch import Dispatch
from tests.adapters.slack.acting import ADA, MEMORY, Stage, on_slack, titles
from tests.adapters.slack.fake import Fake, Fault

pytestmark = pytest.mark.usefixtures("nothing_is_refused")


async def test_what_is_missing_opens_a_form_and_its_answers_run_the_command(stage: Stage, fake: Fake) -> None:
    await stage.types(ADA, "C1", "/mentor", "tea cups:2")
    (view,) = fake.views
    assert fake.messages == []
    assert [block["block_id"] for block in view["blocks"]] == ["kind", "note"]
    answer = await stage.submits(ADA, view, kind="black-tea")
    assert (answer.status, answer.body) == (200, "")
    assert titles(fake.messages) == ["2 black-tea"]


async def test_a_wrong_answer_stands_beside_its_field_and_the_form_stays(stage: Stage, fake: Fake) -> None:
    await stage.types(ADA, "C1", "/mentor", "tea")
    answer = await stage.submits(ADA, fake.views[0], kind="green", cups="12", note="x" * 21)
    told = json.loads(answer.body)
    assert told["response_action"] == "errors"
    assert told["errors"] == {
        "cups": "at most 9 cups, or you will not sleep",
        "note": "at most 20 characters (yours has 21)",
    }
    assert fake.messages == []
    await stage.submits(ADA, fake.views[0], kind="green", cups="9")
    assert titles(fake.messages) == ["9 green"]


async def test_values_are_offered_while_somebody_types(stage: Stage, fake: Fake) -> None:
    await stage.types(ADA, "C1", "/mentor", "tea")
    offered = await stage.looks_up(ADA, fake.views[0], "note", "m")
    assert offered == [str(number) for number in range(25)]


async def test_the_shortcut_asks_anywhere_and_answers_in_the_direct_conversation(
    stage: Stage, fake: Fake, asked: list[str]
) -> None:
    await stage.takes_shortcut(ADA, "ask")
    assert asked == [""]
    assert fake.messages[0]["channel"] == "DUADA"


async def test_a_form_that_opens_too_late_is_said(stage: Stage, fake: Fake) -> None:
    fake.faults["views.open"] = [Fault(error="expired_trigger_id")]
    await stage.types(ADA, "C1", "/mentor", "tea")
    assert titles(fake.seen_by(ADA, "C1")) == ["The form did not open"]


async def test_a_line_that_has_no_room_in_a_form_is_said(stage: Stage, fake: Fake) -> None:
    await stage.types(ADA, "C1", "/mentor", f"menu first:{'x' * 3000} second:b")
    assert titles(fake.seen_by(ADA, "C1")) == ["That is too long for one line"]
    assert fake.views == []


async def test_a_form_opens_however_slow_the_store_is(mentor: Dispatch) -> None:
    async def never(event: str) -> bool:
        raise AssertionError("a form waits for nothing")

    async with on_slack(mentor, replace(MEMORY, first=never)) as stage:
        await stage.types(ADA, "C1", "/mentor", "tea")
        assert len(stage.fake.views) == 1


async def test_a_form_that_was_closed_opens_again(stage: Stage, fake: Fake) -> None:
    for _ in range(2):
        await stage.types(ADA, "C1", "/mentor", "tea")
    await stage.submits(ADA, fake.views[1], kind="green")
    assert titles(fake.messages) == ["1 green"]


async def test_a_choice_on_a_card_offers_values_and_runs_its_command(stage: Stage, fake: Fake) -> None:
    shown = fake.post("C1", {"text": "t", "blocks": []})
    choice = {"type": "external_select", "action_id": "pick.1.tea?kind=green&form=note", "block_id": "b"}
    assert len(await stage.searches(ADA, choice, "m")) == 25
    await stage.presses(ADA, shown, choice, selected_option={"value": "7"})
    assert titles(fake.messages) == ["1 green"]
    assert "7" in fake.messages[0]["text"]
