"""How a road goes when everything goes as planned. Pure functions."""

from bot.planning.standing import Standing
from bot.store import State


def as_planned(road: Standing, hours: float) -> dict[str, State]:
    """What is done of a road after so many hours: in its order, each milestone in the middle of its hours."""
    done: dict[str, State] = {}
    for step in road.steps:
        takes = road.milestones[step].hours.middle
        if hours < takes / 2:
            break
        done[step] = "done" if hours >= takes else "partly"
        hours -= takes
    return done
