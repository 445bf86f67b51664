"""What can be answered now, and how an answer is put together."""

from bot.answers.library import Library

__all__ = ["Library"]
