"""The App Home: opened, and each of its buttons pressed."""

import time

from scripts.loopback.slack.member import Member, buttons
from scripts.loopback.slack.server import Slack
from scripts.loopback.stage import Json, Wrong, until

PATIENCE, DRAWN = 10.0, 0.5
"""Seconds until something has to come of it, and in which a page is drawn anew."""

WAITING = "One moment"
"""What a window says until its answer is there."""


def opened(server: Slack, name: str) -> Json:
    """The page that somebody sees. One that is fresh already is not published again."""
    server.call("POST", "/home", user_id=server.users[name])
    if not until(lambda: _hash(server, name), PATIENCE, every=0.05):
        raise Wrong(f"no home was published for {name}")
    time.sleep(DRAWN)
    return dict(server.call("GET", "/home", user_id=server.users[name])["view"])


def pressed(server: Slack, name: str) -> int:
    """Presses each button of the page as it was first; gives how many were there still."""
    count = 0
    for _, button in buttons(opened(server, name)):
        here = {each["action_id"]: block for block, each in buttons(opened(server, name))}
        if button["action_id"] in here:
            _press(server, name, button["action_id"], here[button["action_id"]]["block_id"])
            count += 1
    return count


def _press(server: Slack, name: str, action_id: str, block_id: str) -> None:
    """Something has to come of it: the page changes, a form or a window opens, or a message comes."""
    member, before = Member(server, name, "dm", quiet=True), _hash(server, name)
    which = {"user_id": member.id, "home": True, "action_id": action_id, "block_id": block_id}
    done = server.call("POST", "/action", **which)
    if not done["acked"]:
        raise Wrong(f"{action_id} on the home was not heard")
    if not until(lambda: _hash(server, name) != before or member.something_new(), PATIENCE, every=0.05):
        raise Wrong(f"nothing came of {action_id} on the home")
    if member.something_new():
        member.meets(answered=False)
    until(lambda: WAITING not in str(server.call("GET", "/views", user_id=member.id)), PATIENCE, every=0.05)
    for view in server.call("GET", "/views", user_id=member.id):
        server.call("POST", "/close", view_id=view["id"])


def _hash(server: Slack, name: str) -> str:
    view = server.call("GET", "/home", user_id=server.users[name])["view"]
    return str(view["hash"]) if view else ""
