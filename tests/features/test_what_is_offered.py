"""What is offered while somebody types: what they are likely to mean, and whatever else would be taken."""

import pytest

from bot.content import Pack
from bot.core.when import until
from tests.conftest import START
from tests.delivery.weeks import light
from tests.talking import Someone
from tests.walks.reading import refused

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def pack() -> Pack:
    """With few answers, since they are learnt when one is typed."""
    return light()


async def values(who: Someone, command: str, argument: str, typed: str = "") -> list[str]:
    return [choice.value for choice in await who.offered(command, argument, typed)]


async def test_the_phases_of_ones_own_route(ada: Someone, pack: Pack) -> None:
    for route in ("default", "edirae"):
        await ada.does("route", choose=route)
        assert await values(ada, "roadmap", "phase") == [phase.id for phase in pack.routes[route].phases]


async def test_what_is_not_finished_first_in_the_order_of_the_route(ada: Someone) -> None:
    await ada.says("/start")
    first, second, *_ = await values(ada, "done", "milestone")
    await ada.does("done", milestone=first)
    assert (await values(ada, "done", "milestone"))[0] == second
    assert first in await values(ada, "done", "milestone", first)


async def test_hours_of_the_day_and_the_very_one_that_is_typed(ada: Someone) -> None:
    assert (await values(ada, "settings", "time"))[:2] == ["08:00", "08:30"]
    assert await values(ada, "settings", "time", "18:") == ["18:00", "18:30"]
    assert await values(ada, "settings", "time", "6:45 pm") == ["18:45"]
    assert await values(ada, "settings", "time", "03:00") == [], "it would be refused"


async def test_lengths_of_a_pause_that_are_taken(ada: Someone) -> None:
    for value in await values(ada, "pause", "length"):
        assert until(value, START) > START
    assert (await values(ada, "pause", "length", "2"))[0] == "2 weeks"
    assert await values(ada, "pause", "length", "10d") == ["10d"]


async def test_milestones_one_after_another(boss: Someone) -> None:
    assert "sql" in await values(boss, "resource", "milestones", "sq")
    assert "sql, pandas" in await values(boss, "resource", "milestones", "sql, pand")


async def test_what_is_due_first_and_for_what_is_retired_another_answer_or_ones_own_words(
    boss: Someone, pack: Pack
) -> None:
    due = await values(boss, "review", "thing")
    assert due == await values(boss, "confirm", "thing")
    assert not refused(await boss.does("review", thing=due[0]))
    assert (await values(boss, "retire", "successor", "the survey of 2027"))[0] == "the survey of 2027"
    entry = next(iter(pack.entries.values()))
    assert entry.id in await values(boss, "retire", "successor", entry.title)


async def test_an_answer_is_rated_by_its_name(ada: Someone, pack: Pack) -> None:
    (topic, *_) = await values(ada, "rate", "entry", next(iter(pack.entries.values())).title)
    assert (await ada.does("rate", entry=topic, vote="helpful")).title == "Noted: helpful"


async def test_whoever_is_on_no_road_is_told_so(boss: Someone) -> None:
    assert "on no road yet" in (await boss.does("preview", week="2")).text
    await boss.says("/start")
    assert "Week 2 of the road of boss" in (await boss.does("preview", week="2")).title
