"""Check-ins through a Discord that loses answers, breaks off, refuses, or is away; and a gateway that closes."""

import json
import time

from scripts.loopback.discord.crowd import checkins, enrolled, lost_and_doubled
from scripts.loopback.discord.member import Member
from scripts.loopback.discord.server import Discord
from scripts.loopback.discord.week import THURSDAY
from scripts.loopback.stage import SATURDAY, Json, Stage, Wrong, until

POSTS = {"method": "POST", "path": r"^/channels/\d+/messages$"}
FAULTS: tuple[Json, ...] = (
    {"action": "swallow", "how": "reset"},
    {"action": "swallow", "how": "eof"},
    {"action": "swallow", "how": "500"},
    {"action": "swallow", "how": "hang", "delay": 30},
    {"action": "malformed"},
    {"action": "drop", "how": "reset"},
    {"action": "drop", "how": "eof"},
    {"action": "status", "status": 500},
    {"action": "status", "status": 502},
    {"action": "status", "status": 503},
    {"action": "delay", "delay": 14},
    {"action": "status", "status": 429, "retry_after": 3, "scope": "user"},
    {"action": "status", "status": 429, "retry_after": 2, "scope": "shared"},
    {"action": "status", "status": 429, "retry_after": 4, "global": True, "scope": "global"},
    {"action": "cloudflare"},
)
"""The last one holds everything for a minute."""

LASTS = 240.0
"""Seconds in which everything has to arrive: a lease, a look, and each wait that was asked for."""

SETTLED = 70.0
"""Seconds in which a second one would come: longer than a lease."""

CLOSED: tuple[tuple[str, Json], ...] = (
    *(("/gateway/close", {"code": code}) for code in (1000, 1001, 4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009)),
    ("/gateway/close", {"code": 4000, "invalidate": True}),
    ("/gateway/drop", {}),
    ("/gateway/op", {"op": 7}),
    ("/gateway/op", {"op": 9, "d": True}),
    ("/gateway/op", {"op": 9, "d": False}),
)
"""Ways in which a connection ends that are no reason to give up."""


def sending(stage: Stage, server: Discord) -> str:
    """Each of as many members as there are faults gets one check-in, whose request meets one fault."""
    members = enrolled(stage, server, len(FAULTS))
    for each in FAULTS:
        server.call("POST", "/faults", **POSTS, **each)
    stage.start(f"{THURSDAY} x1")
    began = time.monotonic()
    until(lambda: all(checkins(server, each) for each in members), LASTS, every=1)
    took = time.monotonic() - began
    time.sleep(SETTLED)
    lost, doubled = lost_and_doubled(server, members)
    met = sum(bool(each.get("fault")) for each in server.call("GET", "/requests", method="POST"))
    stage.check(met == len(FAULTS) and not lost and not doubled, "a check-in was lost or came twice")
    return f"{len(members)} check-ins through {met} faults in {took:.0f} s: lost {lost}, doubled {doubled}"


def closing(stage: Stage, server: Discord) -> str:
    """After each way in which the connection ends, a question is answered."""
    stage.start(f"{SATURDAY} x0")
    places, slowest = list(server.seed["channels"].values())[:2], 0.0  # in turns, for the sake of their limits
    for number, (path, how) in enumerate(CLOSED):
        alice = Member(server, "alice", quiet=True, channel_id=places[number % 2])
        began = time.monotonic()
        server.call("POST", path, **how)
        time.sleep(0.3)  # until it is closed
        server.call("GET", "/wait/ready", timeout=60)
        try:
            alice.says(f"<@{server.seed['bot']}> how much maths do I need?")
        except Wrong:
            stage.check(False, f"not answered after {path} {json.dumps(how)}")
        slowest = max(slowest, time.monotonic() - began)
    return f"answered after each of {len(CLOSED)} ways to end it, at the latest after {slowest:.1f} s"
