"""What can be answered now, and how an answer is put together."""

from bot.answers.answer import Answer, composed
from bot.answers.answering import LONGEST, Answering
from bot.answers.giving import Giving
from bot.answers.library import Library
from bot.answers.slots import NOBODY, Slots

__all__ = ["LONGEST", "NOBODY", "Answer", "Answering", "Giving", "Library", "Slots", "composed"]
