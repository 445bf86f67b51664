"""A chat platform on your keyboard."""

from bot.adapters.console.adapter import Console, Somebody
from bot.adapters.console.screen import Plain, Screen, Terminal

__all__ = ["Console", "Plain", "Screen", "Somebody", "Terminal"]
