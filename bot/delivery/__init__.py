"""What is sent unasked."""

from bot.delivery.outbox import Sender, check_lease
from bot.delivery.pacing import Pacing
from bot.delivery.planner import Planner
from bot.delivery.rules import Rules
from bot.delivery.ticks import Ticks
from bot.delivery.watch import Watch
from bot.delivery.weekly import WeeklyPost, upcoming

__all__ = ["Pacing", "Planner", "Rules", "Sender", "Ticks", "Watch", "WeeklyPost", "check_lease", "upcoming"]
