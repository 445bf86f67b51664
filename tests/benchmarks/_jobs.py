"""One APScheduler job a member, in its SQLAlchemy store on SQLite: the way that Milepost does not go."""

import asyncio
from dataclasses import asdict
from datetime import timedelta

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import SystemClock, seconds
from tests.benchmarks._many import Watched, watching

DONE: list[int] = []


async def work(number: int) -> None:
    """What the job of a member does: nothing."""
    DONE.append(number)


async def run(folder: str, count: int) -> dict[str, float]:
    """Weekly jobs, all of them due at once."""
    store = SQLAlchemyJobStore(url=f"sqlite:///{folder}/jobs.db")
    scheduler = AsyncIOScheduler(jobstores={"default": store}, executors={"default": AsyncIOExecutor()}, timezone="UTC")
    due = SystemClock().now() - timedelta(seconds=1)
    weekly = {"trigger": "interval", "weeks": 1, "misfire_grace_time": None, "coalesce": True}
    scheduler.start(paused=True)
    for number in range(count):
        scheduler.add_job(work, args=(number,), id=f"m{number}", next_run_time=due, **weekly)
    watched = Watched()
    async with watching(watched):
        began = seconds()
        scheduler.resume()
        while len(DONE) < count:  # noqa: ASYNC110 - the jobs know nothing of us
            await asyncio.sleep(0.01)
        watched.sending = seconds() - began
    scheduler.shutdown(wait=False)
    return asdict(watched)
