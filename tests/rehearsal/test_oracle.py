"""The witness of a rehearsal: what a simulated platform refuses and records, and what the tally makes of it."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.core.model import Card, Place
from bot.core.ports import RetryLater, Undeliverable
from bot.rehearsal.changes import transitions
from bot.rehearsal.figures import Proof, lateness
from bot.rehearsal.leaping import leaping, now
from bot.rehearsal.platform import Record, Simulated
from bot.rehearsal.tally import Tally
from bot.store.rehearsals import Recorded
from tests.delivery.weeks import DAY, HOUR, WEEK, utc

START = utc("2026-10-05T00:00")
SLOT = utc("2026-10-08T16:00")
FINE = Proof(lost=0, doubled=0, at_night=0, stale=0, too_fast=0)


def place(channel: str = "c") -> Place:
    return Place(platform="discord", space="s", channel=channel, direct=True)


def outcome(id: str = "a", /, **differing: object) -> Recorded:
    """A check-in of somebody in Berlin on Thursday 18:00 that was sent, as the ledger has it."""
    expires = int((SLOT + 2 * DAY).timestamp())
    usual = {"id": id, "member_id": "ada", "kind": "checkin", "week": "2026-W41", "slot": int(SLOT.timestamp())}
    usual |= {"expires_at": expires, "state": "sent", "reason": None, "zone": "Europe/Berlin"}
    return Recorded.model_validate(usual | differing)


def proof(
    *outcomes: Recorded, posted: dict[str, float], asked: dict[str, list[str]] | None = None, unplanned: int = 0
) -> Proof:
    record = Record()
    record.posted = posted
    tally = Tally(record, START, START + 4 * WEEK)
    for each in outcomes:
        tally.take(each)
    return tally.proof(asked or {}, unplanned)


def after(late: timedelta = timedelta(0)) -> float:
    """Seconds from the start to so long after the slot."""
    return (SLOT - START + late).total_seconds()


def test_what_was_sent_once_and_in_time_is_fine() -> None:
    assert proof(outcome(), posted={"a": after()}, asked={"ada": ["2026-W41"]}) == FINE


@pytest.mark.parametrize(("outcomes", "posted", "wrong"), [
    ([outcome()], {}, "lost"),
    ([outcome(state="pending")], {}, "lost"),
    ([outcome(state="sending")], {}, "lost"),
    ([], {"a": after()}, "doubled"),
    ([outcome(state="cancelled")], {"a": after()}, "doubled"),
    ([outcome()], {"a": after(5 * HOUR)}, "at_night"),
    ([outcome()], {"a": after(2 * DAY + timedelta(minutes=1))}, "stale"),
])  # fmt: skip
def test_whatever_the_ledger_and_the_platform_disagree_on_is_counted(
    outcomes: list[Recorded], posted: dict[str, float], wrong: str
) -> None:
    assert proof(*outcomes, posted=posted) == FINE.model_copy(update={wrong: 1})


def test_a_week_without_a_check_in_and_without_a_reason_is_lost_and_one_asked_about_twice_is_doubled() -> None:
    def wrong(*weeks: str, why: tuple[Recorded, ...] = ()) -> Proof:
        return proof(*why, posted={}, asked={"ada": list(weeks)})

    assert wrong("2026-W41", "2026-W42", "2026-W43") == FINE
    assert wrong("2026-W41", "2026-W43").lost == 1
    assert wrong("2026-W52", "2027-W02").lost == 2, "2026 has a week 53"
    assert wrong("2026-W41", "2026-W43", why=(outcome(week="2026-W42", state="dead"),)) == FINE
    assert wrong("2026-W41", "2026-W41").doubled == 1


def test_a_slot_that_nobody_planned_is_lost() -> None:
    assert proof(posted={}, unplanned=3).lost == 3


def test_what_was_over_before_the_start_is_not_counted() -> None:
    early = {"slot": int((START - DAY).timestamp()), "expires_at": int((START + DAY).timestamp())}
    assert proof(outcome(**early), outcome("b", **early, state="missed"), posted={}) == FINE


async def at_once(platform: Simulated, channels: list[str]) -> list[object]:
    """One message to each channel, all in one moment; what became of each."""
    sends = [platform.send(place(channel), Card(title="T"), f"{number}") for number, channel in enumerate(channels)]
    return list(await asyncio.gather(*sends, return_exceptions=True))


def test_a_simulated_discord_takes_fifty_in_a_second_refuses_the_next_and_records_when_each_came() -> None:
    record = Record()
    ended = leaping(at_once(Simulated("discord", record), [f"c{number}" for number in range(55)]))
    assert [type(each) for each in ended if not isinstance(each, str)] == [RetryLater] * 5
    assert (len(record.posted), record.hasty) == (50, 5)
    assert all(0.03 <= at <= 0.0601 for at in record.posted.values())


def test_a_simulated_slack_takes_one_message_a_second_in_a_channel() -> None:
    record = Record()
    ended = leaping(at_once(Simulated("slack", record), ["c", "d", "c"]))
    assert sum(isinstance(each, RetryLater) for each in ended) == record.hasty == 1


def test_a_place_that_refuses_gets_nothing_and_a_message_that_came_twice_is_counted() -> None:
    record = Record()
    closed = Simulated("discord", record, lambda place: "50007" if place.channel == "closed" else None)
    (refused,) = leaping(at_once(closed, ["closed"]))
    assert isinstance(refused, Undeliverable)
    assert (refused.reason, record.posted) == ("50007", {})
    leaping(at_once(closed, ["open"]))
    leaping(at_once(closed, ["open"]))
    assert (list(record.posted), record.doubled) == (["0"], 1)


def test_time_leaps_over_every_wait() -> None:
    async def year() -> float:
        await asyncio.sleep(365 * 86_400)
        return now()

    assert leaping(year()) == pytest.approx(365 * 86_400)


@pytest.mark.parametrize(("zone", "days"), [
    ("Europe/Berlin", [("2026-10-25T01:00:00+00:00", -60), ("2027-03-28T01:00:00+00:00", 60)]),
    ("Australia/Lord_Howe", [("2026-10-03T15:30:00+00:00", 30), ("2027-04-03T15:00:00+00:00", -30)]),
    ("Asia/Kolkata", []),
])  # fmt: skip
def test_the_moments_at_which_clocks_change_are_found_to_the_second(zone: str, days: list[tuple[str, int]]) -> None:
    found = list(transitions(zone, utc("2026-09-01T00:00"), utc("2027-06-01T00:00")))
    assert [minutes for _, minutes in found] == [minutes for _, minutes in days]
    for (at, _), (wanted, _) in zip(found, days, strict=True):
        assert timedelta(0) <= at - datetime.fromisoformat(wanted) <= timedelta(seconds=1)


def test_lateness_is_by_nearest_rank() -> None:
    late = lateness([float(number) for number in range(1, 101)])
    assert late
    assert (late.p50, late.p95, late.longest) == (50, 95, 100)
    assert lateness([]) is None
