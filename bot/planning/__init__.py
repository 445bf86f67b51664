"""What comes next for a member, and when they finish."""

from bot.planning.forecast import Forecast
from bot.planning.planner import Planning
from bot.planning.slots import next_slots
from bot.planning.standing import PhaseShare, Standing

__all__ = ["Forecast", "PhaseShare", "Planning", "Standing", "next_slots"]
