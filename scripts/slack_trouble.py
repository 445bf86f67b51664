"""What goes wrong between Milepost and Slack, and many questions at once: counted in the server's own record."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from scripts.slack_stage import BEGIN, Bot, Stage, ready, refused, staged

THURSDAY = "2026-11-26T18:05:00Z"
"""When everybody's check-in is due, in UTC."""

JUST_BEFORE = "2026-11-26T17:59:30Z x1"

MEMBERS = 8

PATIENCE = 150.0
"""Seconds until all has to have arrived."""

SETTLED = 30.0
"""Seconds in which nothing more may come: longer than a message of unknown outcome is left alone."""

POST = "^chat.postMessage$"

FAULTS: dict[str, list[dict[str, Any]]] = {
    "Retry-After of 40 s": [{"action": "status", "status": 429, "retry_after": 40}],
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

SOCKETS = {
    "refresh_requested": ("/socket/disconnect", {"reason": "refresh_requested"}),
    "link_disabled and back": ("/socket/disconnect", {"reason": "warning"}),
    "socket closed": ("/socket/close", {}),
    "connection dropped": ("/socket/drop", {}),
}

ABREAST = 5
"""Runs at the same time, each with a server and a bot of its own: they mostly wait."""

QUESTION = "do I need a phd?"


def faults(emulators: Path) -> int:
    """0 if nothing was lost or doubled, whatever went wrong."""
    print(f"{'what goes wrong':34}{'members':>8}{'requests':>9}{'posted':>7}{'lost':>5}{'doubled':>8}{'early':>6}")
    with ThreadPoolExecutor(ABREAST) as pool:
        bad = sum(pool.map(lambda each: _sending(emulators, *each), FAULTS.items()))
    print(f"\n{'while questions are asked':34}{'asked':>8}{'answers':>9}{'':7}{'lost':>5}{'doubled':>8}")
    bad += sum(_hearing(emulators, name, *act) for name, act in SOCKETS.items())
    bad += _removed(emulators)
    print("\nSomething was lost or doubled." if bad else "\nNothing was lost, and nothing doubled.")
    return 1 if bad else 0


def _sending(emulators: Path, name: str, wrong: list[dict[str, Any]]) -> int:
    with staged(emulators) as (stage, bot):
        members = _joined(stage, bot, MEMBERS)
        bot.stop()
        stage.call("POST", "/clock", advance=_until_thursday(stage))
        for each in wrong:
            stage.call("POST", "/faults", **{"method": POST} | each)
        before = len(stage.call("GET", "/requests"))
        bot.start(f"{THURSDAY} x1")
        _until(lambda: all(_checkins(stage, each) for each in members))
        time.sleep(SETTLED)
        asked = [each for each in stage.call("GET", "/requests", since=before) if each["method"] == "chat.postMessage"]
        came = {each: _checkins(stage, each) for each in members}
    ids = Counter(id for each in came.values() for id in each)
    lost, doubled = sum(not each for each in came.values()), sum(count - 1 for count in ids.values())
    early = sum(_too_early(asked))
    print(f"{name:34}{len(members):8}{len(asked):9}{ids.total():7}{lost:5}{doubled:8}{early:6}", flush=True)
    return lost + doubled + early


def _until_thursday(stage: Stage) -> float:
    """Seconds by the server's clock, which the bot's has to agree with: a message is looked for by its time."""
    return datetime.fromisoformat(THURSDAY).timestamp() - float(stage.call("GET", "/state")["now"])


def _too_early(asked: list[dict[str, Any]]) -> Iterator[bool]:
    """Of the requests after a refusal for haste: whether it came before the time."""
    refusal = next((each for each in asked if each["status"] == 429), None)
    if refusal:
        yield from (refusal["t"] < each["t"] < refusal["t"] + 39 for each in asked if each["seq"] > refusal["seq"] + 1)


def _hearing(emulators: Path, name: str, path: str, body: dict[str, Any]) -> int:
    with staged(emulators) as (stage, bot):
        members = _joined(stage, bot, 20)
        had = {each: len(_said(stage, each)) for each in members}
        stage.call("POST", "/config", retry_scale=0.1)
        for number, each in enumerate(members):
            stage.call("POST", "/message", user_id=each, dm=True, text=QUESTION)
            if number % 5 == 2:
                stage.call("POST", path, **body)
            time.sleep(0.05)
        _until(lambda: all(len(_said(stage, each)) > had[each] for each in members))
        time.sleep(5)
        counts = [len(_said(stage, each)) - had[each] for each in members]
    lost, doubled = sum(not each for each in counts), sum(each - 1 for each in counts if each)
    print(f"{name:34}{len(members):8}{sum(counts):9}{'':7}{lost:5}{doubled:8}", flush=True)
    return lost + doubled


def _removed(emulators: Path) -> int:
    """The app is uninstalled half a minute before everybody's check-in; later it works again."""
    with staged(emulators) as (stage, bot):
        members = _joined(stage, bot, MEMBERS)
        bot.stop()
        before = len(stage.call("GET", "/requests"))
        bot.start(JUST_BEFORE)
        ready(stage, "")
        stage.call("POST", "/event", event={"type": "app_uninstalled"})
        time.sleep(60)
        tried = len(stage.call("GET", "/requests", since=before, method=POST))
        bot.stop()
        bot.start(f"{THURSDAY} x1")
        _until(lambda: all(_checkins(stage, each) for each in members))
        came = Counter(id for each in members for id in _checkins(stage, each))
    print(f"\nThe app was removed: {tried} messages tried. It works again after a restart: {came.total()} posted.")
    return tried + abs(came.total() - len(members))


def load(emulators: Path, questions: int = 1000, rate: float = 20.0) -> int:
    """0 if everything was answered, and 95 of 100 were acknowledged within a tenth of a second."""
    with staged(emulators) as (stage, bot):
        stage.call("POST", "/config", enforce_ratelimits=False)  # or 100 people could not begin within a second
        members = _joined(stage, bot, 100)
        had = sum(len(_said(stage, each)) for each in members)
        began, memory, sent = time.monotonic(), [bot.memory], list[str]()
        for number in range(questions):
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
            done = stage.call("POST", "/message", user_id=members[number % 100], dm=True, text=QUESTION)
            sent += done["deliveries"]
            if number % 100 == 99:
                memory.append(bot.memory)
        asking = time.monotonic() - began
        _until(lambda: sum(len(_said(stage, each)) for each in members) - had >= questions)
        lasted, answered = time.monotonic() - began, sum(len(_said(stage, each)) for each in members) - had
        heard = {each["id"]: each for each in stage.call("GET", "/deliveries")}
        wrong = refused(stage)
    took = sorted(heard[each]["ack_ms"] for each in sent if heard[each]["acked"])
    p95 = took[int(len(took) * 0.95)]
    print(f"{questions} questions in {asking:.1f} s; {answered} answers, the last after {lasted:.1f} s")
    print(f"{len(took)} acknowledged: median {took[len(took) // 2]} ms, p95 {p95} ms, slowest {took[-1]} ms")
    print("memory, after each hundred, in MB: " + " ".join(f"{each:.0f}" for each in memory))
    print("\n".join(["Slack refused:", *wrong[:5]] if wrong else ["Slack refused nothing."]))
    return 0 if answered == questions and p95 <= 100 and not wrong else 1


def _joined(stage: Stage, bot: Bot, count: int) -> list[str]:
    """So many new people who began, in UTC, where nobody asked yet what there is."""
    made = [stage.call("POST", "/users", name=f"m{number}", tz="Etc/UTC", tz_offset=0) for number in range(count)]
    bot.start(f"{BEGIN} x0")
    ready(stage, "")
    for each in made:
        stage.call("POST", "/command", user_id=each["id"], dm=True, command="/mentor", text="start")
    _until(lambda: all(_said(stage, each["id"]) for each in made))
    return [each["id"] for each in made]


def _said(stage: Stage, user: str) -> list[dict[str, Any]]:
    return list(stage.call("GET", "/messages", dm=1, user_id=user, author="bot"))


def _checkins(stage: Stage, user: str) -> list[str]:
    """The ids of deliveries, as often as each came."""
    about = [each.get("_metadata") or {} for each in _said(stage, user) if "Check-in" in json.dumps(each)]
    return [each["event_payload"]["id"] for each in about if "event_payload" in each]


def _until(done: Callable[[], bool]) -> None:
    """Or until patience ends, which the count will show."""
    end = time.monotonic() + PATIENCE
    while not done() and time.monotonic() < end:
        time.sleep(0.5)
