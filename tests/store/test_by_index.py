"""Whatever a tick asks for is found by an index, and comes in its order: nothing grows with members but rows."""

import json
import re
from datetime import timedelta

import pytest

from bot.store import Database
from bot.store.sqlite import SQLite
from tests.conftest import START

TICKS = {
    "take_due_slots": "schedule_by_due",
    "claim_outgoing": "outbox_pending",
    "claim_outgoing_in": "outbox_pending_by_space",
    "take_unsettled": "outbox_sending",
    "spaces_due": "outbox_pending",
    "next_slot": "schedule_by_due",
    "slots_of": "schedule",
    "places_of": "accounts",
    "questions_of_silence": "outbox_by_slot",
    "counted_in_weeks": "outbox_by",
    "kinds_about_weeks": "outbox_by",
    "progress_of_members": "progress",
    "weeks_of_members": "checkins",
    "settle_outgoing": "outbox",
    "advance_slot": "schedule",
}
"""What a tick runs, and the beginning of the name of an index that it has to use."""

SELDOM = {
    "waiting_by_platform": "outbox_",
    "failures_since": "outbox_failed",
    "forget_kept": "outbox_kept_longest",
    "delete_gap_posts_of_member": "outbox_of_gaps",
    "delete_posts_to_member": "outbox_by",
    "requests_of": "requests_by_member",
}
"""What /doctor asks, what a tick clears away, and what a member who deletes everything waits for."""

LISTS = json.dumps({"a": 0, "b": 0})
VALUES = {
    "members": LISTS,
    "weeks": LISTS,
    "platform": "test",
    "limit": 10,
    "grace": int(timedelta(days=2).total_seconds()),
}

LIMITED = ("take_due_slots", "claim_outgoing", "claim_outgoing_in")
"""What takes the first of many, so that they have to come in order."""


async def planned(database: Database, query: str) -> list[str]:
    """The steps in which SQLite would run it."""
    assert isinstance(database, SQLite)
    sql = getattr(database._queries._named, query).sql
    values = {name: VALUES.get(name, int(START.timestamp())) for name in re.findall(r"(?<!:):([a-z_]+)", sql)}
    rows = await database._connection.execute_fetchall(f"explain query plan {sql}", values)
    return [str(row[3]) for row in rows]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("query", SELDOM)
async def test_a_table_that_grows_is_never_read_from_end_to_end_while_a_member_waits(
    database: Database, query: str
) -> None:
    plan = await planned(database, query)
    assert not [step for step in plan if re.fullmatch(r"SCAN (outbox|requests)", step)], plan
    assert [step for step in plan if f"INDEX {SELDOM[query]}" in step], plan


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("query", TICKS)
async def test_a_tick_reads_no_table_from_end_to_end_and_sorts_nothing_that_is_due(
    database: Database, query: str
) -> None:
    plan = await planned(database, query)
    assert [
        step for step in plan if re.fullmatch(r"SCAN (schedule|outbox|members|accounts|progress|checkins)", step)
    ] == []
    assert [step for step in plan if f"INDEX {TICKS[query]}" in step or f"sqlite_autoindex_{TICKS[query]}" in step], (
        plan
    )
    if query in LIMITED:
        assert not [step for step in plan if "TEMP B-TREE" in step], plan
