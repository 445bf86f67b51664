"""What is sent unasked."""

from bot.delivery.outbox import Sender, check_lease
from bot.delivery.planner import Compose, Planner
from bot.delivery.ticks import Ticks
from bot.delivery.weekly import WeeklyPost, upcoming

__all__ = ["Compose", "Planner", "Sender", "Ticks", "WeeklyPost", "check_lease", "upcoming"]
