"""Milepost on a server in the place of Slack, by Socket Mode or by signed HTTP."""
