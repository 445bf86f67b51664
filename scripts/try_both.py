"""One person on Slack and on Discord, one process for both: they are written to once a slot, where they were last.

    make try-both EMULATORS=FOLDER        or: MILEPOST_EMULATORS=FOLDER python -m scripts.try_both

FOLDER holds fake_slack.py and fake_discord.py. A week runs at 3,600 times the speed of real time, which takes three
minutes. Ends with 1 if anything came twice, or on the wrong platform.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scripts.slack_stage import BEGIN, Bot, Stage, ready, refused, server
from scripts.try_discord import Member, Server, running
from scripts.try_discord import ready as discord_ready

SPEED = 3600
WEEK = timedelta(days=7)
SUNDAY = datetime(2026, 11, 22, tzinfo=UTC)

Came = tuple[datetime, str, str]
"""When by the rehearsal's clock, on which platform, and its title."""


class Both:
    """The two servers and the bot between them; alice is the same person on both."""

    def __init__(self, stage: Stage, other: Server, bot: Bot) -> None:
        self.stage, self.other, self.bot = stage, other, bot
        self.user = stage.users["alice"]
        self.alice = Member(other, "alice").privately()

    def start(self, moment: str) -> None:
        keys = {"DISCORD_TOKEN": self.other.token, "DISCORD_API_BASE": self.other.api}
        self.bot.start(moment, **keys, DISCORD_GATEWAY_URL=self.other.gateway)
        ready(self.stage, "")
        discord_ready(self.other)

    def on_slack(self) -> list[dict[str, Any]]:
        return list(self.stage.call("GET", "/messages", dm=1, user_id=self.user, author="bot"))

    def on_discord(self) -> list[dict[str, Any]]:
        return list(self.other.call("GET", "/messages", dm=1, user_id=self.alice.id, author="bot"))

    def types(self, text: str) -> dict[str, Any]:
        """On Slack; gives the answer."""
        had = len(self.on_slack())
        print(f"\nalice on Slack: /mentor {text}")
        self.stage.call("POST", "/command", user_id=self.user, dm=True, command="/mentor", text=text)
        while len(self.on_slack()) == had:
            time.sleep(0.2)
        return self.on_slack()[-1]

    def runs(self, begin: datetime, length: timedelta) -> list[Came]:
        """What came unasked from then on, by the clock of the rehearsal."""
        had = len(self.on_slack()), len(self.on_discord())
        began = datetime.now(UTC)
        self.start(f"{begin:%Y-%m-%dT%H:%M:%SZ} x{SPEED}")
        time.sleep(length.total_seconds() / SPEED)
        self.bot.stop()
        slack = [(datetime.fromtimestamp(float(each["ts"]), UTC), "slack", _title(each)) for each in self.on_slack()]
        discord = [
            (datetime.fromisoformat(each["timestamp"]), "discord", each["embeds"][0]["title"])
            for each in self.on_discord()
        ]
        came = sorted((*slack[had[0] :], *discord[had[1] :]))
        return [(begin + (at - began) * SPEED, where, what) for at, where, what in came]


def _title(message: dict[str, Any]) -> str:
    return str(message["text"]).split("\n", maxsplit=1)[0]


def told(came: list[Came], where: str) -> int:
    """Prints what came; gives how much of it is wrong. Days are late by what the start takes, an hour a second."""
    for at, platform, title in came:
        print(f"    about {at:%a %d %b} on {platform}: {title}")
    checkins = [platform for _, platform, title in came if title.startswith("Check-in")]
    titles = [title for _, _, title in came]
    twice, elsewhere = len(titles) - len(set(titles)), sum(platform != where for _, platform, _ in came)
    print(f"    check-ins: {len(checkins)}; twice: {twice}; not on {where}: {elsewhere}")
    return abs(len(checkins) - 1) + twice + elsewhere


def walk(both: Both) -> int:
    both.start(f"{BEGIN} x1")
    both.types("start")
    code = re.findall(r"link (\S+?)`", json.dumps(both.types("link")))[0]
    time.sleep(2)
    sure = both.alice.types("link", code=code)
    label = sure["components"][0]["components"][0]["label"]
    both.alice.presses(label, sure)
    both.bot.stop()
    print("\nA week; Discord was used last:")
    wrong = told(both.runs(SUNDAY, WEEK), "discord")
    both.start(f"{SUNDAY + WEEK:%Y-%m-%dT%H:%M:%SZ} x1")
    print(_title(both.types("progress")))
    both.bot.stop()
    print("\nAnother week; Slack was used last:")
    return wrong + told(both.runs(SUNDAY + WEEK, WEEK), "slack")


def main() -> int:
    emulators = Path(os.environ.get("MILEPOST_EMULATORS", "-"))
    if not (emulators / "fake_slack.py").is_file():
        raise SystemExit("say in MILEPOST_EMULATORS in which folder fake_slack.py and fake_discord.py are")
    discord = [sys.executable, str(emulators / "fake_discord.py")]
    with tempfile.TemporaryDirectory() as folder, server(emulators, "") as seed, running(discord) as process:
        both = _between(process, Stage(seed), seed, Path(folder))
        try:
            wrong = walk(both)
        finally:
            both.bot.stop()
        not_taken = refused(both.stage)
    print("\n".join(["Slack refused:", *not_taken] if not_taken else ["Slack refused nothing."]))
    print("Something came twice or elsewhere." if wrong else "One message a slot, on the platform used last.")
    return 1 if wrong or not_taken else 0


def _between(process: subprocess.Popen[str], stage: Stage, seed: dict[str, Any], folder: Path) -> Both:
    assert process.stdout is not None
    return Both(stage, Server(json.loads(process.stdout.readline())), Bot(seed, stage, folder, ""))


if __name__ == "__main__":
    sys.exit(main())
