"""Milepost on Discord."""

from bot.adapters.discord.adapter import Discord, Memory
from bot.adapters.discord.client import point_at
from bot.adapters.discord.commands import definitions
from bot.adapters.discord.examine import Expected, examine

__all__ = ["Discord", "Expected", "Memory", "definitions", "examine", "point_at"]
