"""Milepost on Discord."""

from bot.adapters.discord.adapter import Discord, Memory, point_at
from bot.adapters.discord.examine import Check, examine

__all__ = ["Check", "Discord", "Memory", "examine", "point_at"]
