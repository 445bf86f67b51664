"""One process on both platforms for a week, and another: somebody linked, and a member of each platform alone.

A week runs at 3,600 times the speed of real time, which takes three minutes. Whoever is on both platforms is written to
once a slot, where they were last; the others get theirs where they are.
"""

import json
import re
import time
from datetime import UTC, datetime, timedelta

from scripts.loopback.discord.member import Member as OnDiscord
from scripts.loopback.discord.server import Discord
from scripts.loopback.slack.member import Member as OnSlack
from scripts.loopback.slack.server import Slack
from scripts.loopback.stage import SATURDAY, Stage

SPEED = 3600
WEEK = timedelta(days=7)
SUNDAY = datetime(2026, 11, 22, tzinfo=UTC)

Came = tuple[datetime, str, str, str]
"""When by the rehearsal's clock, to whom, on which platform, and its title."""


class Both:
    """The servers and the Milepost between them; alice is the same person on both, dora and sam are on one each."""

    def __init__(self, stage: Stage, discord: Discord, slack: Slack) -> None:
        self.stage, self.discord, self.slack = stage, discord, slack
        discord.joins("dora")
        slack.joins("sam")

    def messages(self) -> list[tuple[float, str, str, str]]:
        """All that was said to somebody alone, by real time."""
        there = {name: self.discord.messages(dm=1, user_id=self.discord.users[name]) for name in ("alice", "dora")}
        here = {name: self.slack.directly(self.slack.users[name]) for name in ("alice", "sam")}
        by_discord = [
            (datetime.fromisoformat(each["timestamp"]).timestamp(), name, "discord", str(each["embeds"][0]["title"]))
            for name, said in there.items()
            for each in said
        ]
        by_slack = [
            (float(each["ts"]), name, "slack", str(each["text"]).split("\n", maxsplit=1)[0])
            for name, said in here.items()
            for each in said
        ]
        return sorted(by_discord + by_slack)

    def runs(self, begin: datetime) -> list[Came]:
        """A week; what came unasked in it."""
        began = time.time()
        self.stage.start(f"{begin:%Y-%m-%dT%H:%M:%SZ} x{SPEED}")
        time.sleep(max(0.0, began + WEEK.total_seconds() / SPEED - time.time()))
        self.stage.stop()
        return [
            (begin + timedelta(seconds=(at - began) * SPEED), who, where, title)
            for at, who, where, title in self.messages()
            if at > began
        ]


def two_weeks(stage: Stage, discord: Discord, slack: Slack) -> str:
    both = Both(stage, discord, slack)
    stage.start(f"{SATURDAY} x1")
    alice = _linked(discord, slack)
    OnDiscord(discord, "dora", dm=True).types("start", zone="UTC")
    sam = OnSlack(slack, "sam", "dm")
    sam.types("/mentor", "start")
    sam.sees()
    stage.stop()
    print("\nA week; alice used Discord last:")
    _judge(stage, both.runs(SUNDAY), {"alice": "discord", "dora": "discord", "sam": "slack"})
    stage.start(f"{SUNDAY + WEEK:%Y-%m-%dT%H:%M:%SZ} x1")
    alice.types("/mentor", "progress")
    alice.sees("progress")
    stage.stop()
    print("\nAnother week; alice used Slack last:")
    _judge(stage, both.runs(SUNDAY + WEEK), {"alice": "slack", "dora": "discord", "sam": "slack"})
    return "one check-in a week each, on the platform used last, and nothing twice."


def _linked(discord: Discord, slack: Slack) -> OnSlack:
    """Begins on Slack, and joins the account on Discord by a code."""
    alice, there = OnSlack(slack, "alice", "dm"), OnDiscord(discord, "alice", dm=True)
    alice.types("/mentor", "start")
    alice.sees()
    alice.types("/mentor", "link")
    time.sleep(2)  # where somebody was last is known to the second
    (code,) = re.findall(r"link (\S+?)`", json.dumps(alice.sees()))[:1]
    there.presses("Join", there.types("link", code=code))
    return alice


def _judge(stage: Stage, came: list[Came], wanted: dict[str, str]) -> None:
    """Days are late by what the start takes, an hour a second."""
    for at, who, where, title in came:
        print(f"    about {at:%a %d %b} to {who} on {where}: {title}")
    for name, platform in wanted.items():
        mine = [(where, title) for _, who, where, title in came if who == name]
        checkins = [title for _, title in mine if title.startswith("Check-in")]
        stage.check(len(checkins) == 1, f"{len(checkins)} check-ins for {name} instead of one")
        stage.check(len(mine) == len(set(mine)), f"something came twice to {name}")
        stage.check({where for where, _ in mine} <= {platform}, f"something came to {name} not on {platform}")
