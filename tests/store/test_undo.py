"""Progress is append-only: every tick can be taken back, in turn, and nothing that is repeated counts twice."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store import Database, Members, Progress, State
from tests.conftest import START, Databases
from tests.talking import Someone, conversation_with, person_named

WEEK = "2026-W47"
MILESTONES = ("sql", "numpy", "pandas")


async def begun(database: Database) -> tuple[str, Progress]:
    """A member to tick for."""
    member = await Members(database).meet(person_named("ada"), conversation_with("ada"), START)
    return member.id, Progress(database)


async def present(progress: Progress, member: str) -> dict[str, State]:
    """The milestones that are not open."""
    return {step: state for step, state in (await progress.of(member)).states.items() if state != "open"}


async def test_undo_takes_the_last_tick_back_and_once_more_the_one_before(database: Database) -> None:
    member, progress = await begun(database)
    for number, (step, state) in enumerate([("sql", "partly"), ("sql", "done"), ("numpy", "stuck")]):
        await progress.record(member, f"r{number}", {step: state}, WEEK, START)  # type: ignore[dict-item]
    for number, states in enumerate([{"sql": "done"}, {"sql": "partly"}, {}]):
        assert await progress.undo(member, f"u{number}", WEEK, START)
        assert await present(progress, member) == states
    assert not await progress.undo(member, "u9", WEEK, START)


async def test_what_was_ticked_with_one_tap_is_taken_back_with_one(database: Database) -> None:
    member, progress = await begun(database)
    await progress.record(member, "r0", {"sql": "partly"}, WEEK, START)
    await progress.record(member, "r1", dict.fromkeys(MILESTONES, "done"), WEEK, START)
    assert await progress.undo(member, "u1", WEEK, START) == {"sql": "partly", "numpy": "open", "pandas": "open"}
    assert await present(progress, member) == {"sql": "partly"}


async def test_what_the_quiz_assumed_is_not_taken_back(database: Database) -> None:
    member, progress = await begun(database)
    await progress.record(member, "quiz", {"sql": "known"}, WEEK, START)
    await progress.record(member, "r1", {"sql": "done"}, WEEK, START)
    assert await progress.undo(member, "u1", WEEK, START) == {"sql": "known"}
    assert not await progress.undo(member, "u2", WEEK, START)
    assert await present(progress, member) == {"sql": "known"}


async def test_a_repeated_undo_answers_the_same_and_changes_nothing(database: Database) -> None:
    member, progress = await begun(database)
    for step in MILESTONES:
        await progress.record(member, step, {step: "done"}, WEEK, START)
    first = await progress.undo(member, "the same", WEEK, START)
    rows = (await database.tables())["progress"]
    again = await progress.undo(member, "the same", WEEK, START + timedelta(hours=1))
    assert first == again == {"pandas": "open"}
    assert (await database.tables())["progress"] == rows


async def test_undos_at_the_same_time_take_back_one_each(database: Database) -> None:
    member, progress = await begun(database)
    for step in MILESTONES:
        await progress.record(member, step, {step: "done"}, WEEK, START)
    undone = await asyncio.gather(*(progress.undo(member, f"u{n}", WEEK, START) for n in range(4)))
    assert sorted(step for states in undone for step in states) == sorted(MILESTONES)
    assert await present(progress, member) == {}


async def test_one_members_undo_is_never_anothers(database: Database) -> None:
    member, progress = await begun(database)
    other = (await Members(database).meet(person_named("bob"), conversation_with("bob"), START)).id
    await progress.record(other, "r1", {"sql": "done"}, WEEK, START)
    assert not await progress.undo(member, "u1", WEEK, START)
    assert await present(progress, other) == {"sql": "done"}


ticks = st.dictionaries(st.sampled_from(MILESTONES), st.sampled_from(["done", "partly", "stuck"]), min_size=1)
histories = st.lists(ticks | st.none(), max_size=12)


@settings(max_examples=50, deadline=None)
@given(history=histories, repeated=st.booleans())
def test_undo_walks_back_through_every_state_that_was_whatever_was_ticked_and_taken_back(
    databases: Databases, history: list[dict[str, State] | None], repeated: bool
) -> None:
    """`None` is an undo. The model is a stack of requests; with `repeated` each of them comes twice."""
    with databases.fresh() as url:
        asyncio.run(_walk(url, history, 2 if repeated else 1))


async def _walk(url: str, history: Iterable[dict[str, State] | None], times: int) -> None:
    async with await Database.open(url) as database:
        member, progress = await begun(database)
        stack: list[dict[str, State]] = [{}]
        for number, ticked in enumerate(history):
            for _ in range(times):
                if ticked is None:
                    undone = await progress.undo(member, f"r{number}", WEEK, START)
                    assert bool(undone) == (len(stack) > 1)
                else:
                    await progress.record(member, f"r{number}", ticked, WEEK, START)
            stack = [*stack, stack[-1] | ticked] if ticked else stack[:-1] or [{}]
            assert await present(progress, member) == stack[-1]
        for number in range(len(stack) - 1, 0, -1):
            await progress.undo(member, f"back {number}", WEEK, START)
            assert await present(progress, member) == stack[number - 1]


async def test_undo_at_the_keyboard_says_what_became_of_the_milestone(ada: Someone) -> None:
    await ada.says("/start")
    await ada.says("/checkin done")
    assert (await ada.says("/undo")).title == "Taken back"
    assert "nothing to undo" in (await ada.says("/undo")).text
