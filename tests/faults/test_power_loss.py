"""A power loss takes what was not synced: nothing is lost and nothing comes twice, since each commit is."""

from pathlib import Path

import pytest

from tests.faults.power import Disk, layer
from tests.faults.run import Plan, Verdict, running

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


async def after_losses(url: str, tmp_path: Path, plan: Plan, *, losses: int, worst: bool = True) -> Verdict:
    """Each comes when some messages more were accepted."""
    path = Path(url.removeprefix("sqlite:///"))
    async with running(plan, url, layer(tmp_path)) as run:
        disk = Disk(path)
        for _ in range(losses):
            await run.accepted(plan.members // (losses + 2))
            await run.fleet.all_dead()
            assert path.with_name(f"{path.name}-wal.synced").exists()
            disk.lose_power(worst=worst)
            await run.fleet.revive()
        await run.settled()
    return await run.verdict()


@pytest.mark.parametrize(
    "worst",
    [
        pytest.param(True, id="nothing unsynced is left"),
        pytest.param(False, id="some of it is left", marks=pytest.mark.long),
    ],
)
async def test_a_power_loss_loses_nothing_and_doubles_nothing(database_url: str, tmp_path: Path, worst: bool) -> None:
    verdict = await after_losses(database_url, tmp_path, Plan("slack", members=60), losses=2, worst=worst)
    assert verdict.wrong == {}


@pytest.mark.long
async def test_without_a_sync_at_each_commit_messages_come_twice(database_url: str, tmp_path: Path) -> None:
    """So it is seen here, if they do."""
    plan = Plan("slack", members=60, pragmas=("synchronous=normal",))
    verdict = await after_losses(database_url, tmp_path, plan, losses=2)
    assert verdict.wrong.keys() >= {"doubled"}


@pytest.mark.long
async def test_many_power_losses_lose_nothing_and_double_nothing(database_url: str, tmp_path: Path) -> None:
    verdict = await after_losses(database_url, tmp_path, Plan("slack", members=500), losses=40)
    assert verdict.wrong == {}
