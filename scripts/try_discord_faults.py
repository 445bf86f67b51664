"""Check-ins on a loopback Discord that loses answers, breaks off and refuses; and a gateway that closes.

    MILEPOST_EMULATORS=FOLDER python scripts/try_discord_faults.py

Each of as many members as there are faults gets one check-in, whose request meets one fault. Prints what each met, and
how many messages were lost or came twice by the server's own record; exit code 1 where there is one. FOLDER: see
try_discord.py.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from try_discord import SATURDAY, THURSDAY, Json, Member, Server, milepost, ready, running

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

LASTS = 240
"""Seconds in which everything has to arrive: a lease, a look, and each wait that was asked for."""

CLOSED: tuple[tuple[str, Json], ...] = (
    *(("/gateway/close", {"code": code}) for code in (1000, 1001, 4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009)),
    ("/gateway/close", {"code": 4000, "invalidate": True}),
    ("/gateway/drop", {}),
    ("/gateway/op", {"op": 7}),
    ("/gateway/op", {"op": 9, "d": True}),
    ("/gateway/op", {"op": 9, "d": False}),
)
"""Ways in which a connection ends that are no reason to give up."""


def enrolled(server: Server) -> list[Member]:
    """A member for each fault, each in a conversation of their own."""
    members = []
    for number in range(len(FAULTS)):
        name = f"member{number}"
        id = server.call("POST", "/users", username=name)["id"]
        server.call("POST", "/members", guild_id=server.seed["guild"], user_id=id)
        server.seed["users"][name] = id
        members.append(Member(server, name, quiet=True))
        members[-1].types("start", zone="Berlin", hours=8)
    return members


def checkins(server: Server, member: Member) -> int:
    """How many are in the conversation with a member."""
    said = server.call("GET", "/messages", dm=1, user_id=member.id, author="bot")
    messages = said["messages"] if isinstance(said, dict) else said
    return sum(each["embeds"][0]["title"].startswith("Check-in") for each in messages if each["embeds"])


def delivered(server: Server, members: list[Member]) -> bool:
    """Whether each got one. It waits on for a moment, since a second one would come later."""
    began = time.monotonic()
    while time.monotonic() - began < LASTS and not all(checkins(server, each) for each in members):
        time.sleep(1)
    took = time.monotonic() - began
    time.sleep(70)
    for each in server.call("GET", "/requests", method="POST"):
        if each.get("fault"):
            print(f"{each['fault']:<10} {each['status']!s:<10} {each.get('performed', '')}")
    counts = [checkins(server, each) for each in members]
    lost, doubled = sum(each == 0 for each in counts), sum(each > 1 for each in counts)
    print(f"{len(members)} check-ins through {len(FAULTS)} faults in {took:.0f} s: lost {lost}, doubled {doubled}")
    return not lost and not doubled


def heard_again(server: Server) -> bool:
    """After each way in which the connection ends, a question is answered, and answered once."""
    alice, unanswered = Member(server, "alice", quiet=True), 0
    for path, how in CLOSED:
        began = time.monotonic()
        server.call("POST", path, **how)
        time.sleep(0.3)  # until it is closed
        server.call("GET", "/wait/ready", timeout=60)
        answered = "answered"
        try:
            alice.says(f"<@{server.seed['bot']}> how much maths do I need?")
        except SystemExit as error:
            answered, unanswered = f"NOT ANSWERED: {error}", unanswered + 1
        print(f"{path} {json.dumps(how):<40} {answered} after {time.monotonic() - began:.1f} s")
    return not unanswered


def main() -> int:
    file = Path(os.environ.get("MILEPOST_EMULATORS", "-")) / "fake_discord.py"
    if not file.is_file():
        raise SystemExit("MILEPOST_EMULATORS=FOLDER, with fake_discord.py in it")
    with tempfile.TemporaryDirectory() as folder, running([sys.executable, str(file)]) as other:
        assert other.stdout is not None
        server = Server(json.loads(other.stdout.readline()))
        with milepost(server, folder, SATURDAY):
            ready(server)
            members = enrolled(server)
            fine = heard_again(server)
        for each in FAULTS:
            server.call("POST", "/faults", **POSTS, **each)
        with milepost(server, folder, THURSDAY.removesuffix(" x0")):  # waits have an end
            fine = delivered(server, members) and fine
        state = server.call("GET", "/state")
        print(f"unimplemented: {state['unimplemented']}, internal errors: {state['internal_errors']}")
        return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
