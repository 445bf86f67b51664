"""The runs that are tried: short ones in every test, long ones in `make test-long` and in the table."""

from tests.faults.points import POINTS
from tests.faults.run import Plan

SHORT = {
    "sqlite": Plan("slack", members=60, killing=25, chance=2),
    "postgresql": Plan("discord", members=60, processes=3, killing=25, chance=2, window=2),
}
EACH_POINT = Plan("slack", members=120, points=POINTS)
BLIND = Plan("slack", members=60, killing=25, chance=2, blind=True)

LONG = {
    "sqlite": (
        Plan("slack", members=5000, killing=45, chance=1, points=POINTS),
        Plan("discord", members=5000, killing=45, chance=1, window=2),
    ),
    "postgresql": (
        Plan("slack", members=5000, processes=4, killing=45, chance=1, points=POINTS),
        Plan("discord", members=5000, processes=4, killing=45, chance=1, window=2),
        Plan("slack", members=1500, processes=4, freezing=100),
        Plan("discord", members=1500, processes=4, freezing=100, window=2),
    ),
}
