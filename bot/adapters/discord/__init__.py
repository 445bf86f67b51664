"""Milepost on Discord."""

from bot.adapters.discord.adapter import Discord, point_at

__all__ = ["Discord", "point_at"]
