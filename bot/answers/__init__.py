"""What can be answered now, and how an answer is put together."""

from bot.answers.answer import Answer, composed
from bot.answers.followups import FollowUp, Last
from bot.answers.giving import Giving
from bot.answers.library import Library
from bot.answers.slots import NOBODY, Reader, Slots

__all__ = ["NOBODY", "Answer", "FollowUp", "Giving", "Last", "Library", "Reader", "Slots", "composed"]
