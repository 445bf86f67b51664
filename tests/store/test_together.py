"""Several processes on one PostgreSQL: what SQLite's one writer would hide is right all the same."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest

from bot.core.model import Card, Place
from bot.store import (
    Answer,
    Closing,
    Communities,
    Database,
    Gaps,
    InWeek,
    Member,
    Members,
    Once,
    Outbox,
    Outcome,
    Outgoing,
    Ownership,
    Progress,
    Resources,
    Schedule,
    State,
    choosing,
    newly,
)
from tests import postgres
from tests.conftest import START
from tests.talking import conversation_with, person_named

pytestmark = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)

WEEK = "2026-W47"


@pytest.fixture
async def processes(database_url: str) -> AsyncIterator[list[Database]]:
    """Each with connections of its own, as a process has."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(await Database.open(database_url)) for _ in range(4)]


async def met(database: Database) -> Member:
    return await Members(database).meet(person_named("ada"), conversation_with("ada"), START)


async def together(*work: Coroutine[Any, Any, Any]) -> list[Any]:
    return list(await asyncio.gather(*work))


async def test_of_what_admins_choose_at_once_nothing_is_lost(processes: list[Database]) -> None:
    space, of = ("discord", "1"), [Communities(each) for each in processes]
    for minute in range(10):
        chosen: tuple[dict[str, object], ...]
        chosen = ({"minute": minute}, {"weekday": minute % 7}, {"mentors": (str(minute),)}, {"most": minute % 5})
        await together(*(each.change(space, part, START) for each, part in zip(of, chosen, strict=True)))
        now = await of[0].of(space)
        assert (now.minute, now.weekday, now.mentors, now.most) == (minute, minute % 7, (str(minute),), minute % 5)


async def test_a_member_who_is_met_in_several_processes_at_once_is_one(processes: list[Database]) -> None:
    members = await together(*(met(each) for each in processes for _ in range(3)))
    assert len({member.id for member in members}) == 1
    tables = await processes[0].tables()
    assert (len(tables["members"]), len(tables["accounts"])) == (1, 1)


async def test_no_tick_is_lost_and_each_has_its_own_number(processes: list[Database]) -> None:
    member = await met(processes[0])
    done: dict[str, State] = {"sql": "done", "numpy": "done"}
    await together(
        *(Progress(each).record(member.id, f"r{n}", done, WEEK, START) for n in range(5) for each in processes)
    )
    history = await Progress(processes[0]).of(member.id)
    assert [step.seq for step in history.steps] == [*range(1, 11)]


async def test_undos_in_several_processes_take_back_one_each(processes: list[Database]) -> None:
    member = await met(processes[0])
    for step in ("a", "b", "c", "d"):
        await Progress(processes[0]).record(member.id, step, {step: "done"}, WEEK, START)
    undone = await together(*(Progress(each).undo(member.id, f"u{n}", WEEK, START) for n, each in enumerate(processes)))
    assert sorted(step for states in undone for step in states) == ["a", "b", "c", "d"]


async def test_of_several_changes_at_once_none_is_lost(processes: list[Database]) -> None:
    member = await met(processes[0])
    more = [Members(each).change(member, lambda now: choosing(minute=now.minute + 1)(now)) for each in processes * 5]
    await together(*more)
    assert (await met(processes[0])).minute == member.minute + 20


async def test_a_request_that_arrives_in_several_processes_counts_once(processes: list[Database]) -> None:
    member = await met(processes[0])
    answer, once = Answer(states={"sql": "done"}), Once("the same", START)
    await together(*(Progress(each).answer_week(member.id, WEEK, answer, once) for each in processes * 3))
    assert len((await processes[0].tables())["requests"]) == 1


async def test_a_link_posted_in_several_processes_at_once_is_one(processes: list[Database]) -> None:
    member = await met(processes[0])
    posted = [newly(f"r{n}", "T", "https://example.org/a", "w", (), START) for n in range(4)]
    kept = await together(*(Resources(each).add(one, member.id) for each, one in zip(processes, posted, strict=True)))
    assert len({one.id for one in kept}) == 1


async def test_a_member_deleted_while_others_write_about_them_is_gone_whole(processes: list[Database]) -> None:
    member = await met(processes[0])
    work = [Progress(each).record(member.id, f"r{n}", {"sql": "done"}, WEEK, START) for n, each in enumerate(processes)]
    await asyncio.gather(Members(processes[0]).delete(member.id), *work, return_exceptions=True)
    tables = await processes[0].tables()
    assert tables["members"] == tables["progress"] == []


async def test_a_question_sent_on_in_several_processes_is_one_gap_and_closed_once(processes: list[Database]) -> None:
    member = await met(processes[0])
    asked = await together(
        *(Gaps(each).ask(member.id, "Why?", f"r{n}", lambda *_: None, START) for n, each in enumerate(processes))
    )
    (gap,) = {each.gap_id for each in asked}
    closed = await together(
        *(Gaps(each).close(gap, member.id, lambda *_: Closing(entry="phd"), START) for each in processes)
    )
    assert sum(each is not None for each in closed) == 1


def message(number: int, **about: Any) -> Outgoing:
    place = Place(platform="test", space="s", channel="c", direct=True)
    kept = {"kind": "tip", "place": place, "card": Card(title="T"), **about}
    return Outgoing(id=f"m{number:03d}", slot=START, due_at=START, expires_at=START + timedelta(days=2), **kept)


async def test_claims_of_several_processes_never_overlap_and_leave_none(processes: list[Database]) -> None:
    await Outbox(processes[0]).post(message(number) for number in range(200))

    async def all_of(outbox: Outbox) -> list[str]:
        claimed: list[str] = []
        while batch := await outbox.claim(START, "test"):
            claimed += [each.id for each in batch]
        return claimed

    batches = await together(*(all_of(Outbox(each)) for each in processes))
    assert sorted(id for batch in batches for id in batch) == [f"m{number:03d}" for number in range(200)]


async def test_slots_that_one_process_plans_are_left_alone_by_the_others(processes: list[Database]) -> None:
    for number in range(20):
        name = f"p{number}"
        members = Members(processes[0])
        member = await members.meet(person_named(name), conversation_with(name), START)
        await members.change(member, choosing(state="active"), lambda *_: {"tip": START})
    schedules = [Schedule(each) for each in processes]
    taken = await together(*(each.due(START, 5) for each in schedules))
    assert len({slot.member_id for slots in taken for slot in slots}) == 20
    assert await schedules[0].due(START, 20) == taken[0], "its own it gets again, to try again"


async def test_what_another_process_is_sending_is_not_touched_until_its_lease_ends(
    processes: list[Database], databases: postgres.Databases, database_url: str
) -> None:
    first, second = Outbox(processes[0]), Outbox(processes[1])
    await first.post([message(1)])
    (claimed,) = await first.claim(START, "test")
    assert [each.id for each in await first.unsettled("test", START)] == [claimed.id], "its own it may look for"
    assert await second.unsettled("test", START) == []
    databases.sql(postgres.name_of(database_url), "update outbox set leased_until = 0")
    assert [each.id for each in await second.unsettled("test", START)] == [claimed.id]
    assert await first.unsettled("test", START) == []
    await first.settle([Outcome(claimed.id, "dead", START, "the first comes too late")])
    await first.settle([Outcome(claimed.id, "pending", START, "the first comes too late")])
    await second.settle([Outcome(claimed.id, "sent", START, message_id="7")])
    (row,) = (await processes[0].tables())["outbox"]
    assert (row["state"], row["message_id"], row["reason"]) == ("sent", "7", None)


def alone(taken: Sequence[InWeek], _: object) -> bool:
    return not taken


async def test_two_messages_of_one_member_over_the_budget_are_not_both_called_off(processes: list[Database]) -> None:
    member = await met(processes[0])
    outboxes = [Outbox(each) for each in processes[:2]]
    await outboxes[0].post(message(number, member_id=member.id, week=WEEK, counts_in=WEEK) for number in range(2))
    claimed = [(await each.claim(START, "test", 1))[0] for each in outboxes]
    over = [Outcome(each.id, "cancelled", START, "over", kept=True) for each in claimed]
    admitted = await together(
        *(each.admit(one, WEEK, alone, no) for each, one, no in zip(outboxes, claimed, over, strict=True))
    )
    assert [each is None for each in admitted].count(True) == 1


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - the other end is a database
            await asyncio.sleep(0.01)


async def test_one_process_owns_a_domain_until_it_closes(processes: list[Database]) -> None:
    assert [await each.owns("test") for each in processes] == [True, False, False, False]
    assert [await each.owns("test") for each in processes] == [True, False, False, False]
    assert await processes[1].owns("another")
    await processes[0].close()
    assert [await each.owns("test") for each in processes[1:]] == [True, False, False]


async def test_whoever_loses_the_connection_stops_serving_and_another_takes_over(
    processes: list[Database], databases: postgres.Databases, database_url: str
) -> None:
    serving: list[int] = []

    async def work(number: int) -> None:
        serving.append(number)
        try:
            await asyncio.Event().wait()
        finally:
            serving.remove(number)

    first = asyncio.create_task(Ownership(processes[0], 0.5).serve("test", lambda: work(0)))
    await until(lambda: serving == [0])
    second = asyncio.create_task(Ownership(processes[1], 0.01).serve("test", lambda: work(1)))
    await asyncio.sleep(0.1)
    assert serving == [0]
    holder = "select pid from pg_locks where locktype = 'advisory' and granted"
    databases.sql(postgres.name_of(database_url), f"{postgres.END_ALL} where pid in ({holder})")
    await until(lambda: serving == [1])
    for task in (first, second):
        task.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    assert serving == []
