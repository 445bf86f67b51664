"""MILEPOST_CLOCK: a week in seconds, on the keyboard and on a platform, with a warning, while the rest stays real."""

import asyncio
import json
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.clock import MovableClock, moved, seconds
from bot.core.model import Card, Place
from bot.core.pace import DISCORD, Pace
from bot.core.ports import RetryLater
from bot.serving import REHEARSAL
from bot.store import Database
from tests.delivery.weeks import light
from tests.processes import environment, milepost
from tests.talking import Platform, Someone

THURSDAY = "2026-03-26T12:00:00Z"

SERVING = """
import asyncio
from bot.serving import run
from bot.content import find, load
from bot.settings import load as settings

class Idle:
    platform = "discord"
    pace = None

    def __init__(self, settings, mentor): ...

    async def run(self): ...

asyncio.run(run(settings(), load(find("ml-engineer")), {"discord": Idle}))
"""


def test_a_serving_process_warns_that_it_rehearses(tmp_path: Path) -> None:
    told = {"MILEPOST_CLOCK": f"{THURSDAY} x3600", "DISCORD_TOKEN": "secret", "MILEPOST_LOG": "warning json"}
    command = [sys.executable, "-c", SERVING]
    env = environment(**told)
    serving = subprocess.run(command, capture_output=True, cwd=tmp_path, env=env, text=True, check=True, timeout=60)
    warning = json.loads(serving.stderr.splitlines()[0])
    assert (warning["level"], warning["event"]) == ("warning", "a rehearsal: the clock is not the real one")
    assert warning["clock"].endswith("3600 times as fast as real time")


@dataclass
class Rehearsed(Platform):
    """Asks the first sender to wait for a second, and ends the serving when the second one came."""

    pace: Pace | None = DISCORD
    first: float = 0.0
    waited: float = 0.0
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        await self.came.wait()

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        if not self.first:
            self.first = seconds()
            raise RetryLater(timedelta(seconds=1))
        self.waited = seconds() - self.first
        self.came.set()
        return await super().send(place, card, delivery_id)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_five_hours_in_a_second_while_the_platforms_seconds_are_real(database: Database, cache: Path) -> None:
    """The whole bot ticks by itself; the check-in comes as soon as the platform's second is over."""
    platform = Rehearsed()
    await App(light(), database, moved(THURSDAY), cache).renew()  # learning takes days of such a clock
    app = App(light(), database, moved(f"{THURSDAY} x36000"), cache)
    app.serve(platform)
    await Someone(app).says("/start zone:Berlin weekday:thursday time:18:00")
    async with asyncio.timeout(30):
        await app.run()
    (posted,) = platform.posted
    assert posted[1].title.startswith("Check-in for week 2026-W1")
    assert "18:00 Europe/Berlin" in posted[1].footer
    assert platform.waited >= 1


def test_on_the_keyboard_time_runs_as_fast_as_it_was_told_to(tmp_path: Path) -> None:
    """An hour a second; what is due comes with each line that is typed, and in a leap at its hour."""
    script = "/start zone:Berlin\n/skip 1w\n"
    run = milepost(tmp_path, "chat", stdin=script, MILEPOST_CLOCK=f"{THURSDAY} x3600")
    assert run.returncode == 0
    assert "Check-in for week 2026-W" in run.stdout
    assert run.stderr.startswith("Rehearsal: the clock is at 2026-")
    assert "3600 times as fast as real time. MILEPOST_CLOCK is never for real members" in run.stderr


@pytest.mark.parametrize(
    ("speed", "said"),
    [(0, "standing still"), (1, "as fast as real time"), (0.5, "0.5 times as fast"), (3600, "3600 times as fast")],
)
def test_a_clock_says_where_it_is_and_how_it_goes_on(speed: float, said: str) -> None:
    clock = MovableClock(datetime.fromisoformat(THURSDAY) + timedelta(minutes=5), speed)
    assert f"2026-03-26 12:05 UTC, {said}" in REHEARSAL.format(clock)
