"""Which FAQ entry a question means, how sure that is, and when to say "I don't know"."""

from bot.matching.matcher import Match, Matcher, Thresholds

__all__ = ["Match", "Matcher", "Thresholds"]
