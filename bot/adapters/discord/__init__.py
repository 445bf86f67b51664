"""Milepost on Discord."""

from bot.adapters.discord.adapter import Discord, Memory, point_at

__all__ = ["Discord", "Memory", "point_at"]
