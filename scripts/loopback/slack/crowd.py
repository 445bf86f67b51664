"""Members in UTC of whom each waits for a check-in, and what came to them."""

import json
from collections import Counter
from datetime import datetime

from scripts.loopback.slack.server import Slack
from scripts.loopback.stage import SATURDAY, Stage, until

THURSDAY = "2026-11-26T18:05:00Z"
"""When everybody's check-in is due."""


def enrolled(stage: Stage, server: Slack, count: int) -> list[str]:
    """Who began on Saturday; Milepost is stopped afterwards."""
    members = [server.joins(f"member{number}") for number in range(count)]
    stage.start(f"{SATURDAY} x0")
    for each in members:
        server.call("POST", "/command", user_id=each, dm=True, command="/mentor", text="start")
    until(lambda: all(server.directly(each) for each in members), 60)
    stage.stop()
    return members


def advance(server: Slack, moment: str = THURSDAY) -> None:
    """The server's clock, with which Milepost's has to agree: a message is looked for by its time."""
    ahead = datetime.fromisoformat(moment).timestamp() - float(server.call("GET", "/state")["now"])
    server.call("POST", "/clock", advance=ahead)


def checkins(server: Slack, member: str) -> list[str]:
    """The ids of deliveries, as often as each came."""
    about = [each.get("_metadata") or {} for each in server.directly(member) if "Check-in" in json.dumps(each)]
    return [each["event_payload"]["id"] for each in about if "event_payload" in each]


def lost_and_doubled(server: Slack, members: list[str]) -> tuple[int, int]:
    came = Counter(id for each in members for id in checkins(server, each))
    return sum(not checkins(server, each) for each in members), sum(count - 1 for count in came.values())
