"""Where an answer goes: to whom it is for, where it was asked, and some other way when that one is closed."""

import pytest

from tests.adapters.slack.acting import ADA, BOB, Stage, titles
from tests.adapters.slack.fake import Fake, Fault

pytestmark = pytest.mark.usefixtures("nothing_is_refused")


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
    shown = fake.post("C1", {"text": "t", "blocks": []})
    fake.faults["response_url"] = [Fault(status=404, error="expired_url")]
    fake.faults["chat.update"] = [Fault(error="message_not_found")]
    await stage.presses(ADA, shown, {"type": "button", "action_id": "press.1", "value": "tea?kind=green"})
    assert titles(fake.seen_by(ADA, "DUADA")) == ["1 green"]


async def test_what_is_hidden_stands_in_a_thread_only_where_there_is_one(stage: Stage, fake: Fake) -> None:
    """Slack shows nobody what is hidden in a thread that has not begun."""
    for more in ({}, {"thread_ts": "9.0"}):
        await stage.writes(ADA, "C1", "", ts=f"1{len(more)}.0", files=[{"id": "F1"}], **more)
    assert [(each["user"], each.get("thread_ts")) for each in fake.messages] == [(ADA, None), (ADA, "9.0")]


async def test_where_the_channel_is_closed_the_answer_comes_directly_and_says_why(stage: Stage, fake: Fake) -> None:
    await stage.types(ADA, "C2", "/mentor", "tea")
    fake.faults["response_url"] = [Fault(status=404, error="expired_url")]
    await stage.submits(ADA, fake.views[0], kind="green", cups="1")
    (told,) = fake.seen_by(ADA, "DUADA")
    assert "type /invite @Milepost in it" in told["blocks"][0]["elements"][0]["text"]
    assert titles([told]) == ["1 green"]
    fake.refused.remove("chat.postMessage: not_in_channel")


async def test_what_only_one_person_sees_is_shown_anew_when_its_url_is_spent(stage: Stage, fake: Fake) -> None:
    """After half an hour a form's `response_url` is good for nothing, and such a message cannot be updated."""
    shown = fake.post("C1", {"text": "t", "blocks": []}, ADA)
    fake.faults["response_url"] = [Fault(status=404, error="expired_url")]
    await stage.presses(ADA, shown, {"type": "button", "action_id": "press.1", "value": "tea?kind=green"})
    assert titles(fake.seen_by(ADA, "C1")[1:]) == ["1 green"]
    assert fake.called("chat.update") == []


async def test_a_file_for_one_person_is_said_to_be_in_their_direct_conversation(stage: Stage, fake: Fake) -> None:
    await stage.types(ADA, "C1", "/mentor", "bill")
    await stage.types(ADA, fake.direct(ADA), "/mentor", "bill")
    there, here = fake.messages
    assert there["blocks"][-1]["elements"][0]["text"] == "The file is in our direct conversation."
    assert here["blocks"] == there["blocks"][:-1]
    assert [each["channel_id"] for each in fake.called("files.completeUploadExternal")] == ["DUADA", "DUADA"]
