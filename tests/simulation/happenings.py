"""What happens in a world: to its processes, its clocks, its platform and its members."""

import asyncio
import random
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.delivery.strict import now

if TYPE_CHECKING:
    from tests.simulation.world import World

ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Honolulu",
    "Pacific/Kiritimati", "America/Santiago", "Africa/Cairo", "UTC",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HARMLESS = ("settings", "tip", "nudges")
"""Commands that show that somebody is there, and choose nothing."""


HAPPENINGS = (
    *("blow",) * 12, *("speaks",) * 4, *("chooses",) * 3, *("stops",) * 2, *("returns",) * 3, "answers",
    "outage", "trouble", *("jump",) * 2, "leap", "joins",
)  # fmt: skip
"""The likelier ones stand there several times."""


class Happenings:
    """Drawn from the world's seed, one after the other."""

    def __init__(self, world: "World") -> None:
        self.world = world

    async def next(self) -> None:
        await getattr(self, self.world.rng.choice(HAPPENINGS))()

    async def blow(self) -> None:
        worker = self.world.rng.choice(self.world.workers)
        for _ in range(self.world.rng.randint(1, 2)):
            worker.blows.append((self.world.rng.randint(1, 30), self.world.rng.choice(self.world.bent.blows)))

    async def outage(self) -> None:
        """Nobody serves for hours or days."""
        hours = self.world.rng.choice((2, 30, 80)) * self.world.rng.random()
        self.world.down_until = now() + hours * 3600
        self.world.says(f"down for {hours:.1f} hours")
        self.world.oracle.hindered(self.world.wall(), hours * 3600)
        for worker in self.world.workers:
            worker.dies()

    async def trouble(self) -> None:
        hours = self.world.rng.choice((1, 12)) * self.world.rng.random()
        self.world.record.troubled_until = now() + hours * 3600
        self.world.says(f"the platform is troubled for {hours:.1f} hours")
        self.world.oracle.hindered(self.world.wall(), hours * 3600)

    async def jump(self) -> None:
        """The machines' clock is set wrong, and right again some time later."""
        self.world.sets(
            timedelta(seconds=self.world.rng.choice((3.0, 200.0, 200.0, 3000.0)) * self.world.rng.uniform(-1, 1))
        )
        asyncio.get_running_loop().call_later(self.world.rng.uniform(0, 3 * 86_400), self.world.sets, timedelta(0))
        self.world.oracle.hindered(self.world.wall() - timedelta(hours=1), 74 * 3600)

    async def leap(self) -> None:
        """All clocks go on, as for a machine that was suspended, or that had been behind."""
        leap = self.world.rng.choice((3600.0, 3 * 86_400.0)) * self.world.rng.random()
        self.world.oracle.hindered(self.world.wall(), leap + 3 * 3600)
        self.world.leapt += timedelta(seconds=leap)
        self.world.sets(self.world.offset)

    async def joins(self) -> None:
        name = "m" * (len(self.world.names) + 1)
        if len(self.world.names) < 4:
            self.world.names.append(name)
            await self.world.say(
                name, "start", **choices(self.world.rng, ("zone", "weekday", "time", "messages", "hours"))
            )

    async def chooses(self) -> None:
        wanted = self.world.rng.choice((("zone",), ("weekday",), ("time",), ("messages",), ("zone", "weekday", "time")))
        await self.world.say(self.world.rng.choice(self.world.names), "settings", **choices(self.world.rng, wanted))

    async def stops(self) -> None:
        command = self.world.rng.choice(("pause", "stop", "less", "mydata"))
        args = {"pause": {"length": f"{self.world.rng.randint(1, 20)}d"}, "mydata": {"what": "delete", "sure": "yes"}}
        await self.world.say(self.world.rng.choice(self.world.names), command, **args.get(command, {}))

    async def returns(self) -> None:
        await self.world.say(self.world.rng.choice(self.world.names), self.world.rng.choice(("start", "resume")))

    async def speaks(self) -> None:
        await self.world.say(self.world.rng.choice(self.world.names), self.world.rng.choice(HARMLESS))

    async def answers(self) -> None:
        await self.world.say(self.world.rng.choice(self.world.names), "checkin", answer="done")


def choices(rng: random.Random, which: tuple[str, ...]) -> dict[str, str]:
    drawn = {
        "zone": rng.choice(ZONES),
        "weekday": rng.choice(WEEKDAYS),
        "time": f"{rng.randint(8, 20):02d}:{rng.randint(0, 59):02d}",
        "messages": str(rng.randint(0, 3)),
        "hours": str(rng.randint(1, 12)),
    }
    return {name: drawn[name] for name in which}
