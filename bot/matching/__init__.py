"""Which FAQ entry a question means, how sure that is, and when to say "I don't know"."""

from bot.matching.likeness import Likeness
from bot.matching.matcher import Match, Matcher, Thresholds

__all__ = ["Likeness", "Match", "Matcher", "Thresholds"]
