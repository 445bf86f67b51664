"""Check-ins through a Slack that loses answers, breaks off, refuses, or throws the app out."""

import time
from collections.abc import Iterator

from scripts.loopback.scenarios import Scenario
from scripts.loopback.slack.crowd import THURSDAY, advance, checkins, enrolled, lost_and_doubled
from scripts.loopback.slack.server import Slack
from scripts.loopback.stage import Json, Stage, until

JUST_BEFORE = "2026-11-26T17:59:30Z"

MEMBERS = 8

PATIENCE = 150.0
"""Seconds until all has to have arrived."""

SETTLED = 30.0
"""Seconds in which nothing more may come: longer than a message of unknown outcome is left alone."""

POST = "^chat.postMessage$"

LONG = 40
"""Seconds to wait, as a refusal for haste says."""

FAULTS: dict[str, list[Json]] = {
    "Retry-After of 40 s": [{"action": "status", "status": 429, "retry_after": LONG}],
    "reply lost, reset": [{"action": "swallow", "how": "reset", "count": 3}],
    "reply lost, end of file": [{"action": "swallow", "how": "eof", "count": 3}],
    "reply lost, hangs": [{"action": "swallow", "how": "hang", "count": 3}],
    "500 after accepting": [{"action": "swallow", "how": "500", "count": 3}],
    "internal_error after accepting": [{"action": "swallow", "how": "internal_error", "count": 3}],
    "internal_error before": [{"action": "error", "error": "internal_error", "count": 3}],
    "500 before": [{"action": "status", "status": 500, "count": 3}],
    "connection reset before": [{"action": "drop", "how": "reset", "count": 3}],
    "lost, and the look fails too": [
        {"action": "swallow", "how": "reset", "count": 3},
        {"action": "status", "status": 500, "count": 4, "method": "^conversations.history$"},
    ],
}


def sending(faults: list[Json]) -> Scenario[Slack]:
    def scenario(stage: Stage, server: Slack) -> str:
        members = enrolled(stage, server, MEMBERS)
        advance(server)
        for each in faults:
            server.call("POST", "/faults", **{"method": POST} | each)
        before = len(server.call("GET", "/requests"))
        stage.start(f"{THURSDAY} x1")
        until(lambda: not lost_and_doubled(server, members)[0], PATIENCE, every=0.5)
        time.sleep(SETTLED)
        asked = server.call("GET", "/requests", since=before, method=POST)
        lost, doubled = lost_and_doubled(server, members)
        early = sum(_too_early(asked))
        stage.check(not (lost or doubled or early), f"lost {lost}, doubled {doubled}, early {early}")
        return f"{MEMBERS} check-ins in {len(asked)} requests: lost {lost}, doubled {doubled}, too early {early}"

    return scenario


def _too_early(asked: list[Json]) -> Iterator[bool]:
    """Of the requests after a refusal for haste: whether each came before the time."""
    refusal = next((each for each in asked if each["status"] == 429), None)
    if refusal:
        yield from (refusal["t"] < each["t"] < refusal["t"] + LONG - 1 for each in asked if _after(each, refusal))


def _after(each: Json, refusal: Json) -> bool:
    """One more may have been on its way."""
    return bool(each["seq"] > refusal["seq"] + 1)


def removed(stage: Stage, server: Slack) -> str:
    """The app is uninstalled half a minute before everybody's check-in; later it works again."""
    members = enrolled(stage, server, MEMBERS)
    before = len(server.call("GET", "/requests"))
    stage.start(f"{JUST_BEFORE} x1")
    server.call("POST", "/event", event={"type": "app_uninstalled"})
    time.sleep(60)
    tried = len(server.call("GET", "/requests", since=before, method=POST))
    stage.check(not tried, f"{tried} messages were tried")
    advance(server)
    stage.restart(f"{THURSDAY} x1")
    until(lambda: not lost_and_doubled(server, members)[0], PATIENCE, every=0.5)
    lost, doubled = lost_and_doubled(server, members)
    stage.check(not (lost or doubled), f"lost {lost}, doubled {doubled}")
    came = sum(len(checkins(server, each)) for each in members)
    return f"{tried} tried while it was removed; {came} posted when it worked again: lost {lost}, doubled {doubled}"
