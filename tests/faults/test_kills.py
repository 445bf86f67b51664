"""Real processes, killed and frozen anywhere, on a platform that loses replies: nothing is lost or comes twice."""

from dataclasses import replace

import pytest

from tests.conftest import Databases, Files
from tests.faults.plans import BLIND, EACH_POINT, LONG, SHORT
from tests.faults.points import POINTS
from tests.faults.run import Plan, attempt
from tests.faults.table import Line, line

ON_SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)


def engine(databases: Databases) -> str:
    return "sqlite" if isinstance(databases, Files) else "postgresql"


async def test_processes_that_are_killed_lose_nothing_and_double_nothing(
    database_url: str, databases: Databases
) -> None:
    run, verdict = await attempt(SHORT[engine(databases)], database_url)
    assert verdict.wrong == {}
    assert run.platform.counts["hasty"] == 0
    assert run.fleet.killed + run.fleet.died.total()


@ON_SQLITE
async def test_a_process_may_die_at_each_point(database_url: str) -> None:
    run, verdict = await attempt(EACH_POINT, database_url)
    assert verdict.wrong == {}
    assert run.fleet.died.keys() == set(POINTS)


@pytest.mark.long
@ON_SQLITE
async def test_without_a_look_before_sending_again_messages_come_twice(database_url: str) -> None:
    """So it is seen here, if they do."""
    _, verdict = await attempt(BLIND, database_url)
    assert verdict.wrong.keys() >= {"doubled"}


@pytest.mark.long
@ON_POSTGRESQL
async def test_a_process_that_is_frozen_for_longer_than_its_lease_doubles_nothing(database_url: str) -> None:
    run, verdict = await attempt(Plan("slack", members=60, processes=2, freezing=40), database_url)
    assert verdict.wrong == {}
    assert run.fleet.frozen


@pytest.mark.long
async def test_hundreds_of_kills_in_ten_thousand_deliveries(databases: Databases) -> None:
    """Printed as a table by `python -m tests.faults`."""
    lines = list[Line]()
    for plan in LONG[engine(databases)]:
        with databases.fresh() as url:
            lines.append(await line(engine(databases), plan, url, within=1800))
            print(lines[-1])
    assert [each.verdict.wrong for each in lines] == [{} for _ in lines]
    assert sum(each.deaths for each in lines) >= 150
    assert sum(each.verdict.delivered for each in lines) >= 9900


@pytest.mark.long
async def test_hundreds_of_kills_without_a_look_before_sending_again_double_many(databases: Databases) -> None:
    for plan in LONG[engine(databases)][:1]:
        with databases.fresh() as url:
            blind = await line(engine(databases), replace(plan, members=1500, blind=True), url, within=1800)
            print(blind)
            assert blind.verdict.doubled > 10
