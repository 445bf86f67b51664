"""Milepost on Discord."""

from bot.adapters.discord.adapter import Discord, Memory
from bot.adapters.discord.client import point_at
from bot.adapters.discord.examine import examine

__all__ = ["Discord", "Memory", "examine", "point_at"]
