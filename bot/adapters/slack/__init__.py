"""Milepost on Slack: slack-bolt hears, Block Kit is drawn, the Web API posts."""

from bot.adapters.slack.adapter import Keys, Slack

__all__ = ["Keys", "Slack"]
