"""What does not fit into a member's budget is kept for them, and the next message says so."""

import pytest

from bot.calendar import week_of
from bot.core.model import Button, Card
from bot.core.ports import RetryLater
from tests.delivery.weeks import DAY, HOUR, WEEK, Installation, Watched, utc

SUNDAY, THURSDAY = utc("2026-09-13T18:00"), utc("2026-09-17T18:00")
"""The slots of a member who began on Saturday the 12th: the first tip and the first check-in."""


@pytest.fixture
async def begun(home: Installation) -> Installation:
    await home.someone().says("/start")
    return home


async def told(home: Installation, number: int) -> str:
    return (await home.someone().says("/nudges")).text.splitlines()[number]


def labels(card: Card) -> list[str]:
    return [button.label for button in (*card.buttons, *card.controls)]


async def walked(home: Installation) -> list[str]:
    """The titles of the whole inbox, the latest first."""
    ada = home.someone()
    card = await ada.says("/inbox")
    titles = [card.title]
    while "Older" in labels(card):
        card = await ada.presses("Older")
        titles.append(card.title)
    return titles


def more(platform: Watched) -> list[str]:
    """What each message said of the inbox, or nothing."""
    return ["".join(line for line in each.card.text.splitlines() if "/inbox" in line) for each in platform.arrivals]


async def test_a_tip_that_is_over_the_budget_is_kept_and_the_next_checkin_says_so(
    begun: Installation, platform: Watched
) -> None:
    await begun.someone().says("/less")
    await begun.skip(THURSDAY)
    assert [each.kind for each in platform.arrivals] == ["checkin"]
    assert more(platform) == ["One more for you: /inbox"]
    assert (await told(begun, -1)).endswith("kept in /inbox, because it was more than you take in a week")
    card = await begun.someone().says("/inbox")
    assert card.footer == "1 of 1 kept · For Sun 13 Sep 2026, 18:00 UTC"
    tips = {tip.title for tip in begun.pack.tips.values()}
    assert card.title in tips
    await begun.skip(WEEK)
    assert more(platform)[1:] == ["One more for you: /inbox"], "the one that was opened counts no more"
    await begun.skip(WEEK)
    assert more(platform)[2:] == ["2 more for you: /inbox"]


async def test_whoever_takes_no_messages_gets_nothing_and_finds_all_in_the_inbox(
    begun: Installation, platform: Watched
) -> None:
    await begun.someone().says("/settings messages:0")
    await begun.skip(SUNDAY + 2 * WEEK - HOUR)
    await begun.restart()
    assert platform.arrivals == []
    week = [f"Check-in for week {week_of('UTC', THURSDAY + number * WEEK)}" for number in (1, 0)]
    titles = await walked(begun)
    assert titles[::2] == week
    assert len(titles) == 4


async def test_a_kept_checkin_can_be_answered_and_answering_it_elsewhere_makes_it_read(
    begun: Installation, platform: Watched
) -> None:
    ada = begun.someone()
    await ada.says("/settings messages:0")
    await begun.skip(THURSDAY + HOUR)
    card = await ada.says("/inbox")
    assert labels(card) == ["Done", "Partly", "Stuck", "Older"]
    assert (await ada.presses("Done", card)).text.startswith("✅ Done:")
    await begun.skip(WEEK)
    await ada.says("/checkin partly")
    kept = await begun.outbox("checkin")
    assert [row["read_at"] is not None for row in kept] == [True, True]


async def test_a_checkin_kept_on_the_monday_after_its_week_can_be_answered_for_a_day(
    home: Installation, platform: Watched
) -> None:
    """The one of this week has the only place."""
    ada = home.someone()
    await ada.says("/start weekday:sunday messages:1")
    await home.skip(SUNDAY - HOUR)
    await home.sleep(SUNDAY + 14 * HOUR)
    assert platform.arrivals == []
    card = await home.someone().says("/inbox")
    assert card.title == "Check-in for week 2026-W37"
    assert (await home.someone().presses("Done", card)).title == "Check-in for week 2026-W37"
    await home.skip(SUNDAY + WEEK)
    assert [each.card.title for each in platform.arrivals] == ["Check-in for week 2026-W38"]


async def test_what_is_caught_up_on_a_monday_counts_in_the_week_in_which_it_is_sent(
    home: Installation, platform: Watched
) -> None:
    """The check-in of Sunday comes late, this week's own has its place, and the tip of Wednesday gives way."""
    await home.someone().says("/start weekday:sunday")
    await home.skip(SUNDAY - HOUR)
    await home.sleep(SUNDAY + 14 * HOUR)
    await home.skip(SUNDAY + WEEK)
    sent = [each for each in platform.arrivals if week_of("UTC", each.at) == "2026-W38"]
    assert [each.card.title for each in sent] == ["Check-in for week 2026-W37", "Check-in for week 2026-W38"]
    assert more(platform)[-1] == "One more for you: /inbox"


async def test_what_the_platform_held_up_over_the_end_of_the_week_counts_in_the_next(
    home: Installation, platform: Watched
) -> None:
    await home.someone().says("/start weekday:monday time:9:00 zone:Berlin")
    await home.skip(utc("2026-09-17T06:00"))
    await home.someone().says("/settings weekday:thursday time:20:00")
    await home.skip(utc("2026-09-20T17:00"))
    platform.refuse = [RetryLater(20 * HOUR)]
    await home.skip(utc("2026-09-27T22:00"))
    weeks = [week_of("Europe/Berlin", each.at) for each in platform.arrivals]
    assert max(weeks.count(week) for week in weeks) == 2
    assert "kept in /inbox" in (await home.someone().says("/nudges")).text


async def test_less_that_comes_while_a_tip_waits_keeps_it(begun: Installation, platform: Watched) -> None:
    platform.refuse = [RetryLater(HOUR)]
    await begun.skip(SUNDAY)
    await begun.someone().says("/less")
    await begun.skip(2 * HOUR)
    assert platform.arrivals == []
    assert len(await walked(begun)) == 1


async def test_less_says_where_the_rest_goes_and_can_be_undone_with_one_tap(begun: Installation) -> None:
    ada = begun.someone()
    card = await ada.says("/less")
    assert "What is more waits for you under /inbox." in card.text
    assert labels(card) == ["Undo: 2 a week", "Change them"]
    await begun.restart()
    undone = await begun.someone().presses("Undo", card)
    assert "at most 2 a week" in str(undone.facts)
    assert "Undo" not in str(labels(await ada.does("less", messages="2")))


@pytest.mark.parametrize(("label", "title"), [("Less", "Fewer messages"), ("Pause", "Paused"), ("Stop", "Stopped")])
async def test_the_ways_out_of_a_message_of_half_a_year_ago_still_work(
    begun: Installation, platform: Watched, label: str, title: str
) -> None:
    await begun.skip(26 * WEEK)
    await begun.restart()
    before = len(platform.arrivals)
    assert (await begun.someone().presses(label, platform.arrivals[0].card)).title == title
    await begun.skip(2 * WEEK)
    assert len(platform.arrivals) - before == (2 if label == "Less" else 0)


async def test_after_four_weeks_the_card_is_gone_and_the_ledger_still_knows(begun: Installation) -> None:
    await begun.someone().says("/less")
    await begun.skip(SUNDAY + 4 * WEEK + 2 * DAY)
    rows = await begun.outbox("tip")
    assert [row["kept_at"] is None for row in rows] == [True, False, False, False, False]
    assert ['"title":"-"' in row["card"] for row in rows] == [True, False, False, False, False]
    assert len(await walked(begun)) == 4
    assert (await told(begun, -1)).endswith(": not sent, because it was more than you take in a week")


async def test_newer_and_older_lead_to_the_same_cards_whatever_comes_meanwhile(begun: Installation) -> None:
    ada = begun.someone()
    await ada.says("/settings messages:0")
    await begun.skip(THURSDAY + HOUR)
    latest = await ada.says("/inbox")
    assert latest.footer.startswith("1 of 2 kept · 1 more unread")
    oldest = await ada.presses("Older")
    await begun.skip(WEEK)
    assert (await ada.presses("Older", latest)).title == oldest.title
    assert (await ada.presses("Newer", oldest)).title == latest.title
    assert (await ada.says("/inbox")).footer.startswith("1 of 4 kept · 1 more unread")
    await begun.skip(5 * WEEK)
    assert (await ada.presses("Older", latest)).title.startswith("Check-in"), "gone, so the latest is shown"


async def test_nobody_opens_what_is_kept_for_another(begun: Installation) -> None:
    await begun.someone().says("/settings messages:0")
    await begun.skip(SUNDAY)
    card = await begun.someone().says("/inbox")
    (row,) = await begun.outbox("tip")
    bob = begun.someone("bob")
    assert (await bob.says("/inbox")).title == "Inbox"
    await bob.says("/start")
    assert (await bob.does("inbox", at=row["id"])).title == "Inbox"
    reply = await begun.someone().replied("inbox", at=row["id"])
    assert (reply.private, reply.card) == (True, card)


async def test_opening_the_inbox_makes_no_member_of_a_stranger(home: Installation) -> None:
    card = await home.someone().says("/inbox")
    assert isinstance(card.buttons[0], Button)
    assert (await home.database.tables())["members"] == []


async def test_what_is_kept_is_in_the_export_and_gone_after_delete(begun: Installation) -> None:
    ada = begun.someone()
    await ada.says("/less")
    await begun.skip(SUNDAY)
    title = (await ada.says("/inbox")).title
    exported = (await ada.says("/mydata export")).file
    assert exported is not None
    assert title in exported.content.decode()
    await ada.does("mydata", what="delete", sure="yes")
    assert (await begun.database.tables())["outbox"] == []


async def test_admins_lower_what_everybody_takes_and_never_raise_it(begun: Installation, platform: Watched) -> None:
    boss, ada = begun.someone("boss", admin=True), begun.someone()
    assert (await ada.says("/setup messages:1")).title == "That did not work"
    assert "as many as they choose" in str((await boss.says("/setup")).facts)
    assert "at most 1, whatever they chose" in str((await boss.says("/setup messages:1")).facts)
    wanted = "at most 1 a week (you chose 2; your community takes at most 1), none from 21:00 to 08:00"
    assert wanted in str((await ada.says("/settings")).facts)
    await begun.skip(WEEK)
    assert [each.kind for each in platform.arrivals] == ["checkin"]
    await ada.says("/less")
    await ada.says("/less")
    await boss.says("/setup messages:4")
    assert "none; all of it waits under /inbox" in str((await ada.says("/settings")).facts)
    await ada.says("/settings messages:2")
    await boss.says("/setup messages:5")
    await begun.skip(WEEK)
    assert [each.kind for each in platform.arrivals[1:]] == ["tip", "checkin"]
    assert "between 0 and 5" in (await boss.says("/setup messages:6")).text


async def test_a_question_whether_to_stop_that_waits_is_not_asked_of_whoever_did_something_since(
    begun: Installation, platform: Watched
) -> None:
    fourth = THURSDAY + 3 * WEEK
    await begun.skip(fourth - HOUR, silently=True)
    platform.refuse = [RetryLater(HOUR)]
    await begun.skip(fourth, silently=True)
    assert await begun.states("silence") == ["pending"]
    await begun.someone().says("/done sql")
    before = len(platform.arrivals)
    await begun.skip(2 * HOUR, silently=True)
    assert len(platform.arrivals) == before
    became = "- “Shall I stop?” for Thu 8 Oct 2026, 18:00 UTC: not sent, because I heard of you again"
    assert became in (await begun.someone().says("/nudges")).text
