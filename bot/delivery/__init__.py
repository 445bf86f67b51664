"""What is sent unasked."""

from bot.delivery.outbox import Sender
from bot.delivery.planner import Planner
from bot.delivery.ticks import Ticks
from bot.delivery.weekly import WeeklyPost, upcoming

__all__ = ["Planner", "Sender", "Ticks", "WeeklyPost", "upcoming"]
