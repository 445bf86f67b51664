"""Milepost as a real process, beside strict servers in the place of Discord and Slack that this project did not write.

FOLDER holds `fake_discord.py` and `fake_slack.py`: each is started for a try, members act through its control API, and
the verdict comes from the server's own record. `python -m scripts.loopback --help` says what can be tried.
"""
