"""A member's first week on Slack: the bot as a process, a server that stands in for Slack, and what each of them says.

    make try-slack EMULATORS=FOLDER [ARGS="--http"]      --faults: what goes wrong; --load: 1,000 questions

FOLDER holds `fake_slack.py`, a strict server with a control API to act as a member. It is no part of this project.
Ends with 1 if Slack would have refused anything that the bot asked of it.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from scripts.slack_stage import BEGIN, Bot, Stage, free_port, ready, refused, staged
from scripts.slack_trouble import faults, load

THURSDAY = "2026-11-27T02:05:00Z"


def drawn(message: dict[str, Any]) -> str:
    """A message as text: blocks in their order, buttons in brackets."""
    lines = [f"  ({message['thread_ts']})" if message.get("thread_ts") else ""]
    for block in message.get("blocks") or ():
        fields = [field["text"].replace("\n", ": ", 1) for field in block.get("fields", ())]
        pressable = [f"[{each['text']['text']}]" for each in block.get("elements", ()) if each["type"] == "button"]
        words = [each["text"] for each in block.get("elements", ()) if each["type"] != "button"]
        lines += [block["text"]["text"]] if "text" in block else []
        lines += [*fields, *words, " ".join(pressable)]
    lines += [f"<{each['name']}>" for each in message.get("files", ())]
    hidden = "  (only you see this)" if message.get("_ephemeral_to") else ""
    return "\n".join(f"    {line}" for text in lines if text.strip() for line in text.split("\n")) + hidden


class Walk:
    """Does what a member does, and prints it with what they see."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.last: dict[tuple[str, str], dict[str, Any]] = {}
        self.slowest = 0.0

    def types(self, who: str, where: str, command: str, text: str = "") -> None:
        print(f"\n{who} in {where}: {command} {text}")
        done = self.stage.call(
            "POST", "/command", user_id=self.stage.users[who], command=command, text=text, **self.stage.place(where)
        )
        self._acknowledged(done)

    def writes(self, who: str, where: str, text: str, **more: Any) -> dict[str, Any]:
        print(f"\n{who} in {where}: {text}")
        said = text.replace("@Milepost", f"<@{self.stage.bot}>")
        return dict(
            self.stage.call(
                "POST",
                "/message",
                user_id=self.stage.users[who],
                text=said,
                wait=True,
                **self.stage.place(where),
                **more,
            )
        )

    def presses(self, who: str, where: str, label: str) -> None:
        print(f"\n{who} in {where}: [{label}]")
        message = self.last[who, where]
        every = [
            (block, each)
            for block in message["blocks"]
            for each in block.get("elements", ())
            if each["type"] == "button"
        ]
        block, pressed = next((block, each) for block, each in every if each["text"]["text"].startswith(label))
        button = {"ts": message["ts"], "action_id": pressed["action_id"], "block_id": block["block_id"]}
        done = self.stage.call("POST", "/action", user_id=self.stage.users[who], **button, **self.stage.place(where))
        self._acknowledged(done)

    def sees(self, who: str, where: str, *, expect: str = "") -> dict[str, Any]:
        fresh = self.stage.new(who, where)
        for message in fresh:
            print(drawn(message))
            if message.get("blocks"):
                self.last[who, where] = message
        if expect not in json.dumps(fresh, ensure_ascii=False) or not fresh:
            raise SystemExit(f"{who} should have seen {expect!r} in {where}")
        return fresh[-1]

    def fills(self, who: str, **values: Any) -> dict[str, Any]:
        view = self.stage.view(who)
        names = {block["block_id"]: block["element"] for block in view["blocks"]}
        print(f"    form: {view['title']['text']} {[block['label']['text'] for block in view['blocks']]}")
        print(f"    {who} fills in {values}")
        given = {name: {names[name]["action_id"]: value} for name, value in values.items()}
        done = dict(self.stage.call("POST", "/submit", user_id=self.stage.users[who], view_id=view["id"], values=given))
        self._acknowledged(done)
        if done.get("errors"):
            print(f"    beside the fields: {done['errors']}")
        return done

    def _acknowledged(self, done: dict[str, Any]) -> None:
        if not done["acked"] or done.get("ack_error") or "invalid" in str(done.get("result")):
            raise SystemExit(f"not acknowledged: {done}")
        self.slowest = max(self.slowest, done["ack_ms"])


def week(walk: Walk, bot: "Bot") -> None:
    walk.types("alice", "general", "/ask", "do I need a phd?")
    walk.sees("alice", "general", expect="PhD")
    walk.presses("alice", "general", "How much maths")
    walk.sees("alice", "general", expect="math")
    walk.writes("alice", "general", "@Milepost how much maths do I need &amp; why?")
    walk.sees("alice", "general", expect="math")
    walk.types("alice", "random", "/mentor", "")
    walk.sees("alice", "random", expect="/mentor")
    walk.types("alice", "random", "/mentor", "strat")
    walk.sees("alice", "random", expect="/mentor start")
    walk.types("alice", "general", "/mentor", "start")
    walk.sees("alice", "general", expect="America/Los_Angeles")
    walk.presses("alice", "general", "Change them")
    if walk.fills("alice", hours="many", time="03:00").get("result") != "errors":
        raise SystemExit("a form that is wrong was taken")
    walk.fills("alice", hours="8", weekday="thursday")
    walk.sees("alice", "general", expect="8 hours")
    walk.writes("alice", "dm", "and what about linear algebra?")
    walk.sees("alice", "dm")
    walk.types("alice", "dm", "/ask")
    walk.fills("alice", question="what does it pay?")
    walk.sees("alice", "dm")
    walk.stage.call("POST", "/shortcut", user_id=walk.stage.users["bob"], callback_id="ask")
    print("\nbob: the shortcut Ask the mentor")
    walk.fills("bob", question="which laptop should I buy?")
    walk.sees("bob", "dm")
    walk.types("olivia", "general", "/mentor", "setup")
    walk.sees("olivia", "general", expect="Set up")
    walk.presses("olivia", "general", "Channels")
    walk.fills("olivia", announcements=walk.stage.general)
    walk.sees("olivia", "general", expect="#general")
    said = walk.writes("bob", "general", "Read one paper a week, and write down what you did not get.")
    print("\nolivia: Save as FAQ on bob's message")
    walk.stage.call(
        "POST",
        "/message_shortcut",
        user_id=walk.stage.users["olivia"],
        ts=said["ts"],
        callback_id="save",
        channel_id=walk.stage.general,
    )
    walk.fills("olivia", title="Which paper should I read?", source="Bob, 2026")
    walk.sees("olivia", "general", expect="Which paper")
    bot.restart(f"{THURSDAY} x0")
    print("\nThursday, 18:05 in Los Angeles:")
    walk.sees("alice", "dm", expect="Check-in for week")
    walk.presses("alice", "dm", "Done")
    walk.sees("alice", "dm", expect="✅")
    walk.presses("alice", "dm", "Add hours")
    walk.fills("alice", hours="5", note="Loops *click*, <!channel>")
    walk.sees("alice", "dm", expect="5 hours")
    walk.types("alice", "general", "/mentor", "progress")
    walk.sees("alice", "general", expect="progress")
    walk.sees("alice", "dm", expect="progress")
    walk.types("olivia", "general", "/mentor", "announce title:Hello text:Read **this**")
    walk.sees("alice", "general", expect="Read *this*")
    home(walk)
    once(walk)
    walk.types("alice", "dm", "/mentor", "stop")
    walk.sees("alice", "dm", expect="Stopped")


def home(walk: Walk) -> None:
    for who in ("alice", "olivia"):
        print(f"\n{who} opens the App Home")
        walk.stage.call("POST", "/home", user_id=walk.stage.users[who])
        until = time.monotonic() + 10
        while not (view := walk.stage.call("GET", "/home", user_id=walk.stage.users[who])["view"]):
            if time.monotonic() > until:
                raise SystemExit("no home was published")
            time.sleep(0.1)
        print(drawn(view))


def once(walk: Walk) -> None:
    """Slack delivers an event again three times; it is answered once."""
    said = walk.writes("bob", "dm", "do I need a degree?")
    walk.sees("bob", "dm", expect="degree")
    print("\nthe same event three times more")
    for _ in range(3):
        walk.stage.call("POST", "/redeliver", id=said["deliveries"][0])
    if walk.stage.new("bob", "dm", 1.0):
        raise SystemExit("an event was answered twice")


def main() -> int:
    parser = argparse.ArgumentParser(description="A member's first week on a server that stands in for Slack.")
    parser.add_argument("emulators", nargs="?", type=Path, default=os.environ.get("MILEPOST_EMULATORS"))
    parser.add_argument("--http", action="store_true", help="signed HTTP instead of Socket Mode")
    parser.add_argument("--faults", action="store_true", help="instead: what goes wrong, and whether anything is lost")
    parser.add_argument("--load", action="store_true", help="instead: 1,000 questions at 20 a second")
    args = parser.parse_args()
    if not args.emulators or not (args.emulators / "fake_slack.py").is_file():
        parser.error("name the folder of fake_slack.py, as an argument or in MILEPOST_EMULATORS")
    if args.faults:
        return faults(args.emulators)
    return load(args.emulators) if args.load else first_week(args.emulators, free_port() if args.http else "")


def first_week(emulators: Path, listen: str) -> int:
    with staged(emulators, listen) as (stage, bot):
        bot.start(f"{BEGIN} x0")
        ready(stage, listen)
        walk = Walk(stage)
        week(walk, bot)
        bot.stop()
        wrong = refused(stage)
    print(f"\nslowest acknowledgement: {walk.slowest} ms")
    print("\n".join(["Slack refused:", *wrong] if wrong else ["Slack refused nothing."]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
