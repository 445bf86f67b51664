"""What is sent unasked."""

from bot.delivery.delivery import Delivery
from bot.delivery.pacing import Pacing
from bot.delivery.planner import Planner
from bot.delivery.regular import DAILY, WEEKLY, RegularPost, upcoming
from bot.delivery.rules import Rules
from bot.delivery.sender import Sender, check_lease
from bot.delivery.ticks import Ticks
from bot.delivery.watch import Watch

__all__ = [
    "DAILY",
    "WEEKLY",
    "Delivery",
    "Pacing",
    "Planner",
    "RegularPost",
    "Rules",
    "Sender",
    "Ticks",
    "Watch",
    "check_lease",
    "upcoming",
]
