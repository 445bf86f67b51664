"""What Slack delivers, through the real slack-bolt: acknowledged first, and answered once."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime

import pytest

from bot.core.dispatch import Dispatch
from bot.core.ports import Stopped
from tests.adapters.slack.acting import ADA, MEMORY, Stage, on_slack, titles
from tests.adapters.slack.fake import TEAM, Fake, Fault, Payload
from tests.adapters.slack.limits import elements

pytestmark = pytest.mark.usefixtures("nothing_is_refused")


async def test_a_mention_is_answered_in_its_thread(stage: Stage, fake: Fake, asked: list[str]) -> None:
    await stage.writes(ADA, "C1", "why *green* & not <black>?", ts="10.1")
    await stage.writes(ADA, "C1", "and now?", ts="10.2", thread_ts="9.0")
    assert asked == ["why *green* & not <black>?", "and now?"]
    assert [each["thread_ts"] for each in fake.messages] == ["10.1", "9.0"]


async def test_a_direct_message_is_a_question(stage: Stage, fake: Fake, asked: list[str]) -> None:
    await stage.writes(ADA, fake.direct(ADA), "what is tea?")
    assert asked == ["what is tea?"]
    assert "thread_ts" not in fake.messages[0]


async def test_a_command_that_is_written_as_a_message_is_one(stage: Stage, fake: Fake, asked: list[str]) -> None:
    for text in ("/mentor tea green cups:2", "/tea green cups:3"):
        await stage.writes(ADA, fake.direct(ADA), text)
    assert (asked, titles(fake.messages)) == ([], ["2 green", "3 green"])


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


async def test_events_that_nobody_listens_to_are_acknowledged(stage: Stage) -> None:
    assert (await stage.happens({"type": "reaction_added", "user": ADA})).status == 200


async def test_a_command_without_words_is_help_and_an_unknown_one_is_told_the_nearest(stage: Stage, fake: Fake) -> None:
    await stage.types(ADA, "C1", "/mentor", "teaa green")
    assert "Did you mean /mentor tea?" in fake.messages[0]["blocks"][1]["text"]["text"]


async def test_a_link_is_acknowledged_and_does_nothing(stage: Stage, fake: Fake) -> None:
    shown = fake.post("C1", {"text": "t", "blocks": []})
    answer = await stage.presses(ADA, shown, {"type": "button", "action_id": "open.1"})
    assert (answer.status, len(fake.messages)) == (200, 1)


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

    async with on_slack(mentor, replace(MEMORY, first=heard_before)) as stage:
        await stage.types(ADA, "C1", "/mentor", "tea green")
        assert stage.fake.messages == []


async def test_a_slow_store_delays_no_acknowledgement(mentor: Dispatch) -> None:
    released = asyncio.Event()

    async def slow(event: str) -> bool:
        await released.wait()
        return True

    async with on_slack(mentor, replace(MEMORY, first=slow)) as stage:
        answered = asyncio.create_task(stage.types(ADA, "C1", "/mentor", "tea green"))
        await asyncio.wait_for(stage.acknowledged.wait(), 2)
        assert stage.fake.messages == []
        released.set()
        await answered
        assert titles(stage.fake.messages) == ["1 green"]


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

    async with on_slack(mentor, replace(MEMORY, told=told)) as stage:
        await stage.happens(event)
        await stage.again()
    assert heard == ([(TEAM, reason)] if reason else [])


@pytest.mark.parametrize("more", [{}, {"edited": {"user": ADA, "ts": "12.0"}}], ids=["twice", "edited"])
async def test_a_message_that_names_the_bot_is_answered_once_however_it_is_told_of(
    more: Payload, stage: Stage, asked: list[str]
) -> None:
    await stage.writes(ADA, "C1", "what is tea?", ts="10.1")
    await stage.writes(ADA, "C1", "what is green tea?", ts="10.1", **more)
    assert asked == ["what is tea?"]


async def test_a_file_is_not_read_but_the_words_beside_it_are(stage: Stage, fake: Fake, asked: list[str]) -> None:
    sent = {"subtype": "file_share", "files": [{"id": "F1"}]}
    await stage.writes(ADA, fake.direct(ADA), "", **sent)
    await stage.again()
    assert (asked, titles(fake.messages)) == ([], ["I read words only"])
    await stage.writes(ADA, fake.direct(ADA), "what is this tea?", **sent)
    assert asked == ["what is this tea?"]


async def test_in_a_channel_shared_with_another_workspace_one_is_in_ours(mentor: Dispatch) -> None:
    """The event happened there and is delivered to us."""
    known = list[str]()

    async def first(event: str) -> bool:
        known.append(event)
        return True

    async with on_slack(mentor, replace(MEMORY, first=first)) as stage:
        event = {"type": "app_mention", "user": ADA, "channel": "C1", "text": "<@UBOT> tea?", "ts": "1.5"}
        await stage.happens(event, team_id="T9", authorizations=[{"team_id": TEAM}])
    assert known == [f"slack {TEAM} C1 1.5"]


async def test_what_comes_from_another_organisation_in_a_shared_channel_is_heard_by_our_token(
    stage: Stage, fake: Fake
) -> None:
    event = {"type": "app_mention", "user": ADA, "channel": "C1", "text": "<@UBOT> what is tea?", "ts": "1.0"}
    await stage.happens(event, team_id="T9", authorizations=[{"team_id": TEAM, "is_bot": True}])
    assert titles(fake.messages) == ["Tea is a drink"]
    await stage.happens(event | {"ts": "2.0"}, team_id="T9")
    assert len(fake.messages) == 1, "where we are not installed nobody is answered"
