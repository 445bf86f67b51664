"""What is asked while connections break, comes again, is forged, waits for a slow store, or is overtaken by the end."""

import json
import time
from collections.abc import Callable

from scripts.loopback.scenarios import Scenario
from scripts.loopback.slack.crowd import enrolled
from scripts.loopback.slack.server import Slack
from scripts.loopback.stage import SATURDAY, Json, Stage, until

QUESTION = "do I need a phd?"

PATIENCE, SETTLED = 60.0, 5.0

MOST = 1000.0
"""Milliseconds to the acknowledgement while the store is slow."""

GRACE = 10.0
"""Seconds for what was acknowledged, once Milepost has to end."""

CANNOT_START = 2
"""The exit code where an admin has to mend something first."""

STALE = 600.0
"""Seconds; Slack's documentation wants anything older than five minutes to be refused."""

SOCKETS: dict[str, tuple[str, Json]] = {
    "refresh_requested": ("/socket/disconnect", {"reason": "refresh_requested"}),
    "warning": ("/socket/disconnect", {"reason": "warning"}),
    "socket closed": ("/socket/close", {}),
    "connection dropped": ("/socket/drop", {}),
}

Breaks = Callable[[Stage, Slack], None]


def by(path: str, body: Json) -> Breaks:
    """Something that a control route does."""
    return lambda _, server: server.call("POST", path, **body)


def no_socket(stage: Stage, server: Slack) -> None:
    """Socket Mode is turned off: Milepost says so and ends. It is on again when a supervisor starts it anew."""
    server.call("POST", "/config", refuse_ws=True)
    server.call("POST", "/socket/disconnect", reason="link_disabled")
    server.call("POST", "/socket/close")
    code = stage.ends()
    stage.check(code == CANNOT_START, f"Milepost ended with {code} when Socket Mode was turned off")
    server.call("POST", "/config", refuse_ws=False)
    stage.start(f"{SATURDAY} x1")


def restarted(stage: Stage, _: Slack) -> None:
    stage.restart(f"{SATURDAY} x1")


def asking(breaks: Breaks, every: int = 5) -> Scenario[Slack]:
    """Each question is answered once, though what carries them breaks after each fifth."""

    def scenario(stage: Stage, server: Slack) -> str:
        members = enrolled(stage, server, 20)
        had = {each: len(server.directly(each)) for each in members}
        server.call("POST", "/config", retry_scale=0.1)
        stage.start(f"{SATURDAY} x1")
        for number, each in enumerate(members):
            server.call("POST", "/message", user_id=each, dm=True, text=QUESTION)
            if number % every == 2:
                breaks(stage, server)
            time.sleep(0.05)
        until(lambda: all(len(server.directly(each)) > had[each] for each in members), PATIENCE)
        time.sleep(SETTLED)
        counts = [len(server.directly(each)) - had[each] for each in members]
        lost, doubled = sum(not each for each in counts), sum(each - 1 for each in counts if each)
        again = sum(bool(each["attempt"]) for each in server.call("GET", "/deliveries"))
        stage.check(not lost and not doubled, f"lost {lost}, doubled {doubled}")
        return f"{len(members)} questions, {again} delivered again: lost {lost}, doubled {doubled}"

    return scenario


def again(stage: Stage, server: Slack) -> str:
    """An event, a command and a button, each delivered three times more; then once more after a restart."""
    (ada,) = enrolled(stage, server, 1)
    stage.start(f"{SATURDAY} x1")
    message = server.call("POST", "/message", user_id=ada, dm=True, text=QUESTION)["deliveries"][0]
    command = server.call("POST", "/command", user_id=ada, dm=True, command="/ask", text=QUESTION)["id"]
    until(lambda: len(server.directly(ada)) >= 3, PATIENCE)
    shown = server.directly(ada)[-1]
    button = next(each for block in shown["blocks"] for each in block.get("elements", ()) if each["type"] == "button")
    pressed = {"ts": shown["ts"], "action_id": button["action_id"]}
    action = server.call("POST", "/action", user_id=ada, dm=True, **pressed)["id"]
    time.sleep(2)
    had = len(server.directly(ada))
    for _ in range(3):
        for id in (message, command, action):
            server.call("POST", "/redeliver", id=id)
    stage.restart(f"{SATURDAY} x1")
    server.call("POST", "/redeliver", id=message)
    time.sleep(SETTLED)
    more = len(server.directly(ada)) - had
    stage.check(not more, f"{more} answers more")
    return f"an event, a command and a button, 10 deliveries more: {more} answers more"


def forged(stage: Stage, server: Slack) -> str:
    """Over HTTP: only what Slack signed a moment ago is heard."""
    (ada,) = enrolled(stage, server, 1)
    stage.start(f"{SATURDAY} x1")
    channel, had = server.directly(ada)[0], len(server.directly(ada))
    event = {"type": "message", "channel_type": "im", "channel": channel.get("channel", ""), "user": ada, "ts": "1.0"}
    bodies = {id: json.dumps(_callback(server, event | {"text": QUESTION}, id)) for id in ("Ev1", "Ev2")}
    statuses = {
        "by another secret": server.delivers(bodies["Ev1"], secret="forged"),
        "ten minutes old": server.delivers(bodies["Ev1"], age=STALE),
        "ten minutes ahead": server.delivers(bodies["Ev1"], age=-STALE),
    }
    by_server = server.call("POST", "/forge", event=event, signature="v0=00")
    statuses["the server's own forgery"] = by_server["http_status"]
    for name, status in statuses.items():
        stage.check(status == 401, f"{name}: {status}")
    time.sleep(2)
    stage.check(len(server.directly(ada)) == had, "something forged was answered")
    stage.check(server.call("POST", "/url_verification")["ok"], "the address was not verified")
    stage.check(server.delivers(bodies["Ev2"]) == 200, "what is signed well is refused")
    return "refused: " + ", ".join(statuses) + "; the address is verified, what is signed well is taken"


def _callback(server: Slack, event: Json, id: str) -> Json:
    about = {"team_id": server.seed["team"], "api_app_id": server.seed["app_id"], "token": "x"}
    bot = {"team_id": server.seed["team"], "user_id": server.bot, "is_bot": True, "enterprise_id": None}
    told = {"type": "event_callback", "event_id": id, "event_time": 1, "authorizations": [bot]}
    return about | told | {"event": event}


def slow(stage: Stage, server: Slack) -> str:
    """The store stands still for two seconds while twenty ask."""
    members = enrolled(stage, server, 20)
    stage.start(f"{SATURDAY} x1")
    had = {each: len(server.directly(each)) for each in members}
    with stage.store_is_slow():
        asked = _all_ask(server, members)
        time.sleep(2)
    until(lambda: all(len(server.directly(each)) > had[each] for each in members), PATIENCE)
    heard = [each for each in server.call("GET", "/deliveries") if each["id"] in asked]
    slowest = max(each["ack_ms"] or 9999 for each in heard)
    answered = sum(len(server.directly(each)) == had[each] + 1 for each in members)
    stage.check(slowest <= MOST, f"acknowledged after {slowest} ms only")
    stage.check(answered == len(members), f"{answered} of {len(members)} were answered once")
    return f"{len(heard)} acknowledged, the last after {slowest:.0f} ms; {answered} answered"


def ending(stage: Stage, server: Slack) -> str:
    """SIGTERM while twenty answers are in work, since the store is slow: all of them still come."""
    members = enrolled(stage, server, 20)
    stage.start(f"{SATURDAY} x1")
    had = {each: len(server.directly(each)) for each in members}
    with stage.store_is_slow():
        asked = _all_ask(server, members)
        time.sleep(1)
        stage.milepost.end()
        time.sleep(2)
    took = 2 + stage.stop()
    heard = sum(each["acked"] for each in server.call("GET", "/deliveries") if each["id"] in asked)
    answered = sum(len(server.directly(each)) == had[each] + 1 for each in members)
    stage.check(answered == heard == len(members), f"of {heard} that were acknowledged {answered} were answered once")
    stage.check(took <= GRACE, f"it ended only after {took:.1f} s")
    return f"{heard} acknowledged, {answered} answered, ended {took:.1f} s after SIGTERM"


def _all_ask(server: Slack, members: list[str]) -> set[str]:
    """The first one changes something; the others' questions wait behind that."""
    settings = {"user_id": members[0], "command": "/mentor", "text": "settings hours:5"}
    asked = {server.call("POST", "/command", dm=True, wait=False, **settings)["id"]}
    for each in members[1:]:
        asked |= set(server.call("POST", "/message", user_id=each, dm=True, text=QUESTION)["deliveries"])
    return asked
