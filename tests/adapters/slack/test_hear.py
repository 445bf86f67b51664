"""Slack's payloads through the real slack-bolt: each is acknowledged, answered once, and where it was asked."""

import asyncio
import json
import logging
from datetime import datetime

import pytest

from bot.core.dispatch import Dispatch
from bot.core.model import Person
from bot.core.ports import Stopped
from tests.adapters.slack.acting import Stage, on_slack
from tests.adapters.slack.fake import TEAM, Fake, Fault, Payload
from tests.adapters.slack.limits import elements

ADA, BOB, OLIVIA = "UADA", "UBOB", "UOLIVIA"


@pytest.fixture(autouse=True)
def _nothing_is_refused(fake: Fake) -> object:
    """Whatever a test does, the bot asks nothing of Slack that Slack would not take."""
    yield
    assert fake.refused == []


def titles(messages: list[Payload]) -> list[str]:
    return [each["blocks"][0]["text"]["text"] for each in messages]


async def test_a_command_with_its_arguments_is_answered_in_the_channel(stage: Stage, fake: Fake) -> None:
    answer = await stage.types(ADA, "C1", "/mentor", "tea green cups:2")
    assert (answer.status, answer.body) == (200, "")
    (shown,) = fake.messages
    assert (shown["channel"], shown["user"], titles([shown])) == ("C1", None, ["2 green"])


async def test_a_command_works_where_the_bot_is_not_invited(stage: Stage, fake: Fake) -> None:
    await stage.types(ADA, "C2", "/mentor", "tea green")
    assert titles(fake.seen_by(BOB, "C2")) == ["1 green"]


async def test_what_is_private_is_seen_by_the_one_who_asked_alone(stage: Stage, fake: Fake) -> None:
    await stage.types(ADA, "C1", "/mentor", "visit https://e.org")
    assert titles(fake.seen_by(ADA, "C1")) == ["Visit"]
    assert fake.seen_by(BOB, "C1") == []


async def test_in_the_direct_conversation_everything_stays_to_be_read(stage: Stage, fake: Fake) -> None:
    await stage.types(ADA, fake.direct(ADA), "/mentor", "visit https://e.org")
    (shown,) = fake.messages
    assert (shown["channel"], shown["user"]) == ("DUADA", None)


async def test_between_two_people_the_bot_only_whispers(stage: Stage, fake: Fake) -> None:
    """Their channel begins with D too, and the bot is not in it."""
    fake.channels["DTWO"] = {"id": "DTWO", "is_im": True, "members": [ADA, BOB]}
    await stage.types(ADA, "DTWO", "/mentor", "visit https://e.org")
    assert titles(fake.seen_by(ADA, "DTWO")) == ["Visit"]
    assert fake.seen_by(BOB, "DTWO") == []


async def test_a_mention_is_answered_in_its_thread(stage: Stage, fake: Fake, asked: list[str]) -> None:
    await stage.writes(ADA, "C1", "why *green* & not <black>?", ts="10.1")
    await stage.writes(ADA, "C1", "and now?", ts="10.2", thread_ts="9.0")
    assert asked == ["why *green* & not <black>?", "and now?"]
    assert [each["thread_ts"] for each in fake.messages] == ["10.1", "9.0"]


async def test_a_direct_message_is_a_question(stage: Stage, fake: Fake, asked: list[str]) -> None:
    await stage.writes(ADA, fake.direct(ADA), "what is tea?")
    assert asked == ["what is tea?"]
    assert "thread_ts" not in fake.messages[0]


@pytest.mark.parametrize(
    "more",
    [{"subtype": "message_changed"}, {"subtype": "message_deleted"}, {"bot_id": "B9"}, {"channel_type": "channel"}],
    ids=str,
)
async def test_what_is_no_question_to_the_bot_is_acknowledged_and_let_be(
    more: Payload, stage: Stage, fake: Fake, asked: list[str]
) -> None:
    answer = await stage.writes(ADA, fake.direct(ADA), "what is tea?", **more)
    assert answer.status == 200
    assert (asked, fake.messages) == ([], [])


@pytest.mark.parametrize("profile", [{"deleted": True}, {"is_bot": True}], ids=str)
async def test_the_deactivated_and_other_bots_are_not_heard(profile: Payload, stage: Stage, fake: Fake) -> None:
    fake.user("UOTHER", "other", **profile)
    await stage.types("UOTHER", "C1", "/mentor", "tea green")
    assert fake.messages == []


async def test_events_that_nobody_listens_to_are_acknowledged(stage: Stage) -> None:
    assert (await stage.happens({"type": "reaction_added", "user": ADA})).status == 200


async def test_a_command_without_words_is_help_and_an_unknown_one_is_told_the_nearest(stage: Stage, fake: Fake) -> None:
    await stage.types(ADA, "C1", "/mentor", "teaa green")
    assert "Did you mean /mentor tea?" in fake.messages[0]["blocks"][1]["text"]["text"]


async def test_a_button_answers_below_its_message_and_in_place_it_redraws_it(stage: Stage, fake: Fake) -> None:
    shown = fake.post("C1", {"text": "t", "blocks": []})
    await stage.presses(ADA, shown, {"type": "button", "action_id": "press.1", "value": "tea?kind=green&cups=3"})
    assert titles(fake.messages) == ["3 green"]
    await stage.presses(ADA, shown, {"type": "button", "action_id": "press.2", "value": "visit?link=https://e.org"})
    assert titles(fake.seen_by(ADA, "C1")) == ["3 green", "Visit"]
    assert len(fake.seen_by(BOB, "C1")) == 1


async def test_a_button_on_what_only_one_person_sees_shows_nothing_to_others(stage: Stage, fake: Fake) -> None:
    shown = fake.post("C1", {"text": "t", "blocks": []}, ADA)
    await stage.presses(ADA, shown, {"type": "button", "action_id": "press.1", "value": "tea?kind=green"})
    assert fake.seen_by(BOB, "C1") == []
    assert titles(fake.seen_by(ADA, "C1")) == ["1 green"]


async def test_a_button_in_a_thread_is_answered_there(stage: Stage, fake: Fake) -> None:
    shown = fake.post("C1", {"text": "t", "blocks": [], "thread_ts": "5.0"})
    await stage.presses(ADA, shown, {"type": "button", "action_id": "press.1", "value": "visit?link=https://e.org"})
    assert fake.messages[-1]["thread_ts"] == "5.0"


async def test_a_link_is_acknowledged_and_does_nothing(stage: Stage, fake: Fake) -> None:
    shown = fake.post("C1", {"text": "t", "blocks": []})
    answer = await stage.presses(ADA, shown, {"type": "button", "action_id": "open.1"})
    assert (answer.status, len(fake.messages)) == (200, 1)


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


@pytest.mark.parametrize("times", [1, 3])
async def test_what_is_delivered_again_is_answered_once(times: int, stage: Stage, fake: Fake, asked: list[str]) -> None:
    await stage.writes(ADA, fake.direct(ADA), "what is tea?")
    for _ in range(times):
        assert (await stage.again()).status == 200
    assert (asked, len(fake.messages)) == (["what is tea?"], 1)
    await stage.types(ADA, "C1", "/mentor", "tea green")
    for _ in range(times):
        await stage.again()
    assert len(fake.messages) == 2


async def test_what_another_process_answered_is_not_answered_again(mentor: Dispatch) -> None:
    async def heard_before(event: str) -> bool:
        return False

    async with on_slack(mentor, first=heard_before) as stage:
        await stage.types(ADA, "C1", "/mentor", "tea green")
        assert stage.fake.messages == []


async def test_a_slow_store_delays_no_acknowledgement(mentor: Dispatch) -> None:
    released = asyncio.Event()

    async def slow(event: str) -> bool:
        await released.wait()
        return True

    async with on_slack(mentor, first=slow) as stage:
        answered = asyncio.create_task(stage.types(ADA, "C1", "/mentor", "tea green"))
        await asyncio.wait_for(stage.acknowledged.wait(), 2)
        assert stage.fake.messages == []
        released.set()
        await answered
        assert titles(stage.fake.messages) == ["1 green"]


async def test_an_answer_waits_as_slack_asks_and_is_not_forgotten(stage: Stage, fake: Fake) -> None:
    fake.faults["chat.postMessage"] = [Fault(status=429, error="ratelimited", retry_after="0")]
    await stage.writes(ADA, fake.direct(ADA), "what is tea?")
    assert len(fake.messages) == 1


async def test_an_answer_whose_reply_is_lost_is_not_given_twice(stage: Stage, fake: Fake) -> None:
    fake.faults["chat.postMessage"] = [Fault(performed=True, dropped=True)]
    await stage.writes(ADA, fake.direct(ADA), "what is tea?")
    assert len(fake.called("chat.postMessage")) == len(fake.messages) == 1


async def test_where_a_response_url_is_spent_there_is_another_way(stage: Stage, fake: Fake) -> None:
    fake.faults["response_url"] = [Fault(status=404, error="used_url")]
    await stage.types(ADA, "C1", "/mentor", "visit https://e.org")
    assert titles(fake.seen_by(ADA, "C1")) == ["Visit"]
    assert fake.seen_by(BOB, "C1") == []


async def test_a_message_that_can_no_longer_be_redrawn_is_answered_alone(stage: Stage, fake: Fake) -> None:
    shown = fake.post("C1", {"text": "t", "blocks": []}, ADA)
    fake.faults["response_url"] = [Fault(status=404, error="expired_url")]
    fake.faults["chat.update"] = [Fault(error="message_not_found")]
    await stage.presses(ADA, shown, {"type": "button", "action_id": "press.1", "value": "tea?kind=green"})
    assert titles(fake.seen_by(ADA, "DUADA")) == ["1 green"]


async def test_nothing_that_somebody_writes_is_logged_even_at_debug(
    stage: Stage, fake: Fake, asked: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await stage.writes(ADA, fake.direct(ADA), "a secret of mine")
        await stage.types(ADA, "C1", "/mentor", "tea green note:secret")
        await stage.happens({"type": "message", "channel_type": "im", "channel": "D1", "text": "secret"})
        fake.faults["response_url"] = [Fault(status=500)]
        await stage.types(ADA, "C1", "/mentor", "tea green note:secret")
    assert asked == ["a secret of mine"]
    assert "secret" not in caplog.text
    assert "xoxb-1" not in caplog.text


async def test_workspace_admins_and_those_named_by_a_setting_are_admins(mentor: Dispatch) -> None:
    async with on_slack(mentor, admins="UBOB, UNOBODY") as stage:
        for user in (ADA, BOB, OLIVIA):
            await stage.types(user, "C1", "/mentor", "clean")
        assert titles(stage.fake.messages) == ["That did not work", "Clean", "Clean"]


async def test_a_guest_is_heard_and_is_no_admin(stage: Stage, fake: Fake) -> None:
    fake.user("UGUEST", "guest", is_restricted=True, is_admin=True)
    await stage.types("UGUEST", "C1", "/mentor", "clean")
    assert titles(fake.messages) == ["That did not work"]


async def test_who_somebody_is_is_asked_once_and_taken_up_when_it_changes(mentor: Dispatch) -> None:
    moved: list[Person] = []

    async def follow(person: Person) -> None:
        moved.append(person)

    async with on_slack(mentor, moved=follow) as stage:
        await stage.types(ADA, "C1", "/mentor", "clean")
        await stage.types(ADA, "C1", "/mentor", "tea green")
        assert len(stage.fake.called("users.info")) == 1
        changed = {**stage.fake.users[ADA], "tz": "Asia/Kolkata", "is_owner": True}
        await stage.happens({"type": "user_change", "user": changed})
        assert [(each.zone, each.admin, each.direct) for each in moved] == [("Asia/Kolkata", True, ADA)]
        await stage.types(ADA, "C1", "/mentor", "clean")
        assert titles(stage.fake.messages)[-1] == "Clean"


async def test_without_an_answer_of_slack_somebody_is_a_member_of_the_name_that_it_gave(
    stage: Stage, fake: Fake
) -> None:
    fake.faults["users.info"] = [Fault(error="internal_error")]
    await stage.types(OLIVIA, "C1", "/mentor", "clean")
    assert titles(fake.messages) == ["That did not work"]
    await stage.types(OLIVIA, "C1", "/mentor", "clean")
    assert titles(fake.messages)[-1] == "Clean"


async def test_commands_are_named_as_one_types_them_there(stage: Stage, fake: Fake) -> None:
    await stage.types(ADA, "C1", "/mentor", "sold-out")
    assert fake.messages[0]["blocks"][1]["text"]["text"] == "There is no soup left. /mentor tea is."
    assert elements(fake.messages[0]["blocks"]) == []


@pytest.mark.parametrize(("event", "reason"), [
    ({"type": "app_uninstalled"}, "app_uninstalled"),
    ({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT"]}}, "token_revoked"),
    ({"type": "tokens_revoked", "tokens": {"oauth": ["UADA"]}}, None),
], ids=["uninstalled", "revoked", "a member's own token"])  # fmt: skip
async def test_that_the_app_was_removed_is_told_once(mentor: Dispatch, event: Payload, reason: str | None) -> None:
    heard = list[tuple[str, str]]()

    async def told(space: str, stop: Stopped, at: datetime) -> None:
        heard.append((space, stop.reason))

    async with on_slack(mentor, told=told) as stage:
        await stage.happens(event)
        await stage.again()
    assert heard == ([(TEAM, reason)] if reason else [])
