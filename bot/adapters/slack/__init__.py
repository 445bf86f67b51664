"""Milepost on Slack: slack-bolt hears, Block Kit is drawn, the Web API posts."""

from bot.adapters.slack.adapter import Slack
from bot.adapters.slack.checks import checked
from bot.adapters.slack.hear import Memory
from bot.adapters.slack.keys import Keys

__all__ = ["Keys", "Memory", "Slack", "checked"]
