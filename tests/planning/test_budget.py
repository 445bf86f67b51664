"""Who takes the places of a week, and whom they are left to."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.planning import fits
from bot.store import REPLY, SILENCE, InWeek, Member

THIS, LAST = "2026-W48", "2026-W47"
THURSDAY, NEXT = datetime(2026, 11, 26, 18, tzinfo=UTC), datetime(2026, 12, 3, 18, tzinfo=UTC)


def fit(kind: str, budget: int, taken: str = "", about: str = THIS, **ahead: datetime) -> bool:
    """`taken` are kinds that were sent this week, or wait where it says so: `checkin tip:pending`."""
    member = Member(id="m", name="m", budget=budget, created_at=0)
    there = []
    for number, each in enumerate(taken.split()):
        name, _, state = each.partition(":")
        there.append(InWeek(str(number), name, THIS, state or "sent"))
    return fits(kind, about, THIS, member, there, ahead)


@pytest.mark.parametrize(("kind", "budget", "taken", "fitting"), [
    ("checkin", 0, "", False), ("checkin", 1, "", True), ("checkin", 1, REPLY, False), ("checkin", 2, "tip", True),
    ("tip", 1, "", False), ("tip", 2, "", True), ("tip", 2, "checkin", True), ("tip", 2, "checkin " + REPLY, False),
    ("tip", 2, f"checkin {REPLY}:pending", True), ("tip", 2, "checkin:pending " + REPLY, False),
    ("checkin", 1, "tip:pending", True), ("checkin", 1, "tip:sending", False), (SILENCE, 1, "", True),
    (REPLY, 1, "", True), (REPLY, 1, "tip", False), (REPLY, 2, "tip:pending checkin", True), (REPLY, 0, "", False),
])  # fmt: skip
def test_the_order_of_importance(kind: str, budget: int, taken: str, fitting: bool) -> None:
    assert fit(kind, budget, taken, checkin=NEXT, tip=NEXT + timedelta(days=3)) is fitting


def test_a_place_is_left_to_the_checkin_that_is_to_come() -> None:
    assert fit("tip", 2, checkin=THURSDAY)
    assert not fit("tip", 2, REPLY, checkin=THURSDAY)
    assert fit("tip", 2, REPLY, checkin=NEXT)
    assert not fit(REPLY, 2, "tip", checkin=THURSDAY)
    assert fit(REPLY, 1, checkin=THURSDAY), "whoever takes only one gets the reply"


def test_what_comes_late_from_the_week_before_leaves_their_places_to_this_weeks_own() -> None:
    saturday = THURSDAY + timedelta(days=2)
    assert not fit("checkin", 1, about=LAST, checkin=THURSDAY, tip=saturday)
    assert fit("checkin", 2, about=LAST, checkin=THURSDAY, tip=saturday), "it comes before the tip"
    assert not fit("tip", 2, about=LAST, checkin=THURSDAY, tip=saturday)
    assert fit("tip", 3, about=LAST, checkin=THURSDAY, tip=saturday)
    assert fit("tip", 2, "checkin", about=LAST, checkin=NEXT, tip=NEXT)


def test_the_limit_of_a_community_lowers_and_never_raises() -> None:
    def most(budget: int, ceiling: int | None) -> int:
        return Member(id="m", name="m", budget=budget, created_at=0, ceiling=ceiling).most

    assert [most(2, None), most(2, 1), most(2, 5), most(0, 3)] == [2, 1, 2, 0]
