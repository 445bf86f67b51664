"""Posting what nobody asked for: once, found again by its id, and each refusal is one that delivery understands."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.people import People
from bot.adapters.slack.sending import Sending, time_at
from bot.adapters.slack.workspaces import client_of
from bot.clock import SystemClock
from bot.core.model import Card, File, Image, Place
from bot.core.ports import DeliveryError, MayNotLook, RetryLater, Stopped, Undeliverable, Unknown
from tests.adapters.slack.fake import Fake, Fault

CARD = Card(title="Check-in", text="How did it go?")
SINCE = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
async def alone() -> AsyncIterator[Fake]:
    async with Fake().serving() as fake:
        fake.user("UADA", "ada")
        fake.room("C1")
        yield fake


@pytest.fixture
def sending(alone: Fake) -> Sending:
    client = AsyncWebClient("xoxb-1", base_url=alone.base, timeout=1, retry_handlers=[])
    return Sending(client, People(client))


def place(channel: str = "UADA") -> Place:
    return Place(platform="slack", space="T1", channel=channel, direct=True)


async def test_a_message_goes_to_a_member_whose_conversation_was_never_opened(sending: Sending, alone: Fake) -> None:
    assert await sending.send(place(), CARD, "d1") == "DUADA/1795245264.000001"
    assert alone.messages[0]["metadata"]["event_payload"] == {"id": "d1"}
    assert alone.messages[0]["text"] == "Check-in\nHow did it go?"


async def test_it_is_found_again_by_its_id_on_any_page_and_others_are_not(sending: Sending, alone: Fake) -> None:
    posted = [await sending.send(place(), CARD, f"d{number}") for number in range(5)]
    assert [await sending.look(place(), f"d{number}", SINCE) for number in range(5)] == posted
    assert await sending.look(place("DUADA"), "d0", SINCE) == posted[0]
    assert await sending.look(place(), "d9", SINCE) is None
    assert alone.called("conversations.history")[0]["oldest"] == "1795219200.000000"


async def test_a_message_whose_reply_is_lost_is_posted_once_and_found(sending: Sending, alone: Fake) -> None:
    for fault in (Fault(performed=True, dropped=True), Fault(performed=True, status=500), Fault(dropped=True)):
        alone.faults["chat.postMessage"] = [fault]
        with pytest.raises(Unknown):
            await sending.send(place(), CARD, "lost")
    assert (len(alone.called("chat.postMessage")), len(alone.messages)) == (3, 2)
    assert await sending.look(place(), "lost", SINCE) is not None


REFUSALS: list[tuple[Fault, type[DeliveryError], str]] = [
    (Fault(error="channel_not_found"), Undeliverable, "channel_not_found"),
    (Fault(error="is_archived"), Undeliverable, "is_archived"),
    (Fault(error="not_in_channel"), Undeliverable, "not_in_channel"),
    (Fault(error="user_not_found"), Undeliverable, "user_not_found"),
    (Fault(error="messages_tab_disabled"), Undeliverable, "messages_tab_disabled"),
    (Fault(error="invalid_blocks"), Undeliverable, "invalid_blocks"),
    (Fault(error="something_new"), Undeliverable, "something_new"),
    (Fault(error="invalid_auth"), Stopped, "invalid_auth"),
    (Fault(error="token_revoked"), Stopped, "token_revoked"),
    (Fault(error="account_inactive"), Stopped, "account_inactive"),
    (Fault(error="missing_scope"), Stopped, "missing_scope"),
    (Fault(error="internal_error"), Unknown, ""),
    (Fault(error="fatal_error"), Unknown, ""),
    (Fault(error="service_unavailable", status=503), Unknown, ""),
    (Fault(status=500), Unknown, ""),
    (Fault(status=502), Unknown, ""),
]


@pytest.mark.parametrize(("fault", "kind", "reason"), REFUSALS, ids=str)
async def test_a_refusal_is_one_that_delivery_understands(
    fault: Fault, kind: type[DeliveryError], reason: str, sending: Sending, alone: Fake
) -> None:
    alone.faults["chat.postMessage"] = [fault]
    alone.faults["conversations.history"] = [fault]
    for request in (sending.send(place("DUADA"), CARD, "d"), sending.look(place("DUADA"), "d", SINCE)):
        with pytest.raises(DeliveryError) as error:
            await request
        if isinstance(error.value, MayNotLook):
            assert (fault.error, error.value.right) == ("missing_scope", "im:history")
            continue
        assert type(error.value) is kind
        assert getattr(error.value, "reason", "") == reason


@pytest.mark.parametrize(("asked", "seconds"), [("30", 30), ("3600", 3600), ("", 30), ("soon", 30)])
async def test_a_wait_that_is_asked_for_is_kept(asked: str, seconds: int, sending: Sending, alone: Fake) -> None:
    for fault in (Fault(429, "ratelimited", asked), Fault(429, "", asked)):
        alone.faults["chat.postMessage"] = [fault]
        with pytest.raises(RetryLater) as error:
            await sending.send(place(), CARD, "d")
        assert error.value.after == timedelta(seconds=seconds)


async def test_a_connection_that_was_never_made_posted_nothing(sending: Sending, alone: Fake) -> None:
    client = AsyncWebClient("xoxb-1", base_url="http://127.0.0.1:9/api/", timeout=1, retry_handlers=[])
    with pytest.raises(RetryLater):
        await Sending(client, People(client)).send(place("DUADA"), CARD, "d")


async def test_a_picture_has_its_words_and_one_that_is_refused_loses_no_message(sending: Sending, alone: Fake) -> None:
    card = CARD.model_copy(
        update={
            "image": Image(png=b"p", alt="Nine bars", filename="a.png"),
            "file": File(content=b"x", filename="b.csv"),
        }
    )
    await sending.send(place(), card, "d1")
    assert [each["id"].split(":")[1:] for each in alone.files] == [["a.png", "Nine bars"], ["b.csv", ""]]
    assert {each["channel"] for each in alone.files} == {"DUADA"}
    alone.faults["files.getUploadURLExternal"] = [Fault(error="internal_error")]
    assert await sending.send(place(), card, "d2")


async def test_whether_a_channel_can_be_written_to_is_said_with_its_mend(sending: Sending, alone: Fake) -> None:
    alone.room("C2", member=False)
    alone.channels["C3"] = {"id": "C3", "name": "old", "is_archived": True, "is_member": True}
    told = {channel: await sending.access(place(channel)) for channel in ("C1", "C2", "C3", "C4")}
    assert [(each.name, each.mend[:20]) for each in told.values()] == [
        ("#c1", ""),
        ("#c2", "I am not in it. Invi"),
        ("#old", "It is archived. Unar"),
        ("C4", "I do not see it. Inv"),
    ]
    alone.faults["conversations.info"] = [Fault(error="internal_error")]
    with pytest.raises(Unknown):
        await sending.access(place("C1"))


async def test_slack_says_what_time_it_is_by_the_date_of_its_answer(alone: Fake) -> None:
    client = client_of(alone.base)
    told = await time_at(client)
    assert told is not None
    assert abs(SystemClock().now() - told) < timedelta(minutes=1)
    alone.faults["api.test"] = [Fault(status=500)]
    with pytest.raises(DeliveryError):
        await time_at(client)
