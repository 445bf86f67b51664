"""Members who take no messages: nothing more is tried until they do something again, and they can read why."""

import pytest

from bot.core.ports import RetryLater, Undeliverable
from bot.core.reasons import UNREACHABLE
from tests.delivery.weeks import HOUR, WEEK, Installation, Watched, utc

SUNDAY = utc("2026-09-13T18:00")
THURSDAY = utc("2026-09-17T18:00")
SHUT = Undeliverable("Forbidden (50007): Cannot send messages to this user", forbidden=True)


@pytest.mark.parametrize("code", UNREACHABLE)
async def test_whoever_takes_no_messages_is_left_alone_until_they_act_and_then_it_goes_on(
    home: Installation, platform: Watched, code: str
) -> None:
    for name in ("ada", "bob"):
        await home.someone(name).says("/start")
    platform.broken = {"@ada": Undeliverable(f"refused ({code})")}
    await home.skip(SUNDAY)
    tried = platform.tries
    platform.broken = {}
    await home.restart()
    await home.skip(2 * WEEK, silently=True)
    assert {each.channel for each in platform.arrivals} == {"@bob"}
    assert platform.tries - tried == 4
    assert [row["state"] for row in await home.outbox("tip")] == ["dead"]
    assert await home.outbox() == []
    await home.someone().says("/plan")
    await home.skip(WEEK)
    assert [len(platform.got(kind)) for kind in ("checkin", "tip")] == [1, 1]


async def test_they_read_why_and_go_on_with_a_tap(home: Installation, platform: Watched) -> None:
    ada = home.someone()
    await ada.says("/start")
    platform.refuse = [SHUT]
    await home.skip(THURSDAY, silently=True)
    looked = await ada.says("/nudges")
    assert "None: my last message to you was refused. Allow direct messages from me" in looked.text
    assert "18:00 UTC: not sent, because you take no direct messages from me" in looked.text
    assert (await ada.says("/nudges")).text == looked.text, "looking changes nothing"
    assert (await ada.presses("Go on")).title == "Welcome back"
    settings = await ada.says("/settings")
    assert "My last message to you was refused: you take no direct messages from me." in settings.text
    assert "- Check-in: Thu 24 Sep 2026" in (await ada.says("/nudges")).text
    await home.skip(utc("2026-09-24T18:00"))
    assert len(platform.got("checkin")) == 1
    assert "refused" not in (await ada.says("/settings")).text


async def test_what_waited_for_them_is_called_off(home: Installation, platform: Watched) -> None:
    await home.someone().says("/start")
    platform.refuse = [RetryLater(HOUR)]
    await home.skip(SUNDAY)
    await home.spoil("update outbox set state = 'cancelled' where kind = 'tip'")
    await home.spoil("update outbox set state = 'pending', due_at = due_at + 604800 where kind = 'tip'")
    platform.refuse = [SHUT]
    await home.skip(THURSDAY, silently=True)
    (tip,) = await home.outbox("tip")
    assert (tip["state"], tip["reason"]) == ("cancelled", "the member takes no messages")


async def test_a_second_account_that_is_open_is_written_to(home: Installation, platform: Watched) -> None:
    await home.someone().says("/start")
    await home.spoil("""insert into accounts (platform, space, user_id, member_id, channel, used_at)
        select platform, space, 'other', member_id, '@other', used_at - 1 from accounts""")
    platform.broken = {"@ada": SHUT}
    await home.skip(THURSDAY, silently=True)
    assert [each.channel for each in platform.arrivals] == ["@other"]


async def test_what_an_admin_can_mend_is_tried_again_next_week(home: Installation, platform: Watched) -> None:
    await home.someone().says("/start")
    platform.broken = {"@ada": Undeliverable("missing_scope")}
    await home.skip(SUNDAY)
    platform.broken = {}
    await home.skip(THURSDAY)
    assert len(platform.got("checkin")) == 1


async def test_whose_account_is_switched_off_gets_nothing_until_it_is_there_again(
    home: Installation, platform: Watched
) -> None:
    """Slack would take a message to them as if they could read it."""
    ada = home.someone()
    await ada.says("/start")
    for off, arrived in ((True, 0), (True, 0), (False, 2)):
        await home.app.recipients.switched(ada.person, home.clock.now(), off=off)
        await home.skip(WEEK)
        told = (await home.someone("boss", admin=True).says("/doctor")).text
        assert (len(platform.arrivals), "1 member I cannot write to: their account" in told) == (arrived, off)


async def test_nobody_is_made_a_member_by_a_switch_and_what_waited_says_why(
    home: Installation, platform: Watched
) -> None:
    ada = home.someone()
    await home.app.recipients.switched(ada.person, home.clock.now(), off=True)
    assert (await ada.says("/nudges")).text.startswith("There were none")
    await ada.says("/start")
    platform.refuse = [RetryLater(HOUR)]
    await home.skip(SUNDAY)
    await home.app.recipients.switched(ada.person, home.clock.now(), off=True)
    assert "your account there is switched off" in (await ada.says("/nudges")).text
