"""Milepost on Slack: slack-bolt hears, Block Kit is drawn, the Web API posts."""

from bot.adapters.slack.adapter import Slack
from bot.adapters.slack.examine import Listening, examine, examine_each
from bot.adapters.slack.hear import Memory
from bot.adapters.slack.keys import Keys
from bot.adapters.slack.workspaces import client_of

__all__ = ["Keys", "Listening", "Memory", "Slack", "client_of", "examine", "examine_each"]
