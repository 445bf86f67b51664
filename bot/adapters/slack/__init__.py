"""Milepost on Slack: slack-bolt hears, Block Kit is drawn, the Web API posts."""
