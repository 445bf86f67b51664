"""A first week on a loopback Discord that this project did not write, with Milepost as a real process.

    make try-discord EMULATORS=FOLDER        or: MILEPOST_EMULATORS=FOLDER python scripts/try_discord.py

FOLDER holds fake_discord.py. It is started, members act through its control API, what they see is printed, and every
command, form, completion and button is tried once. Exit code 1 where the server refused a request or did not know it.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Json = dict[str, Any]
SATURDAY, THURSDAY = "2026-11-21T09:00:00Z x0", "2026-11-26T17:01:00Z x0"

SAMPLES = {
    "question": "how much maths do I need?",
    "link": "https://example.org/course",
    "zone": "Berlin",
    "time": "18:30",
    "hours": "6",
    "messages": "2",
    "milestone": "git",
    "milestones": "",
    "low": "1",
    "high": "2",
}
"""What is written into a form; into any other field a few words."""


class Server:
    """The emulator's control API."""

    def __init__(self, said: Json) -> None:
        self.api, self.gateway, self.token = said["api_base"], said["gateway"], said["token"]
        self.seed: Json = said["seed"]
        self._control = said["control"]

    def call(self, method: str, path: str, /, **body: object) -> Any:
        query = f"?{'&'.join(f'{name}={value}' for name, value in body.items())}" if method == "GET" and body else ""
        data = json.dumps(body).encode() if method != "GET" else None
        request = urllib.request.Request(
            self._control + path + query, data, {"Content-Type": "application/json"}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{method} {path} {body}: {error.read().decode()}") from None


class Member:
    """Somebody who types and presses; what they see is printed."""

    def __init__(self, server: Server, name: str, quiet: bool = False, **where: object) -> None:
        self._server = server
        self._quiet = quiet
        self.name = name
        self.id = server.seed["users"][name]
        self._where = where or {"channel_id": server.seed["channels"]["general"]}

    def privately(self) -> "Member":
        return Member(self._server, self.name, dm=True)

    def types(self, command: str, **options: object) -> Json:
        shown = "".join(f" {name}:{value}" for name, value in options.items())
        self._say(f"/{command}{shown}")
        return self._answered(self._act("/command", name=command, options=options))

    def chooses(self, command: str, message_id: str) -> Json:
        self._say(f"(Apps → {command})")
        return self._answered(self._act("/command", name=command, type=3, target_id=message_id))

    def completes(self, command: str, option: str, typed: str) -> list[str]:
        found = self._act("/autocomplete", name=command, focused=option, options={option: typed})
        names = [each["name"] for each in found["choices"]]
        self._say(f"/{command} {option}:{typed}… offers {', '.join(names) or 'nothing'}")
        return names

    def presses(self, label: str, message: Json) -> Json:
        self._say(f"[{label}]")
        buttons = [each for row in message["components"] for each in row["components"]]
        button = next((each for each in buttons if each["label"].startswith(label)), None)
        if button is None:
            raise SystemExit(f"no button {label} among {[each['label'] for each in buttons]}")
        return self._answered(self._act("/component", message_id=message["id"], custom_id=button["custom_id"]))

    def fills_in(self, form: Json, **fields: object) -> Json:
        self._say(f"sends the form with {', '.join(f'{name}: {value}' for name, value in fields.items())}")
        return self._answered(self._act("/modal", interaction_id=form["form_of"], fields=fields))

    def filled_in(self, shown: Json) -> Json:
        """What comes of it, where it is a form; each field gets something."""
        if "form_of" not in shown:
            return shown
        fields: Json = {}
        for label in shown["components"]:
            field, name = label["component"], label["component"]["custom_id"]
            if field["type"] == 4:
                fields[name] = (field.get("value") or SAMPLES.get(name, "A few words"))[: field["max_length"]]
            elif field["type"] == 3:
                fields[name] = [field["options"][0]["value"]]
            else:
                fields[name] = [self.id if field["type"] == 7 else self._server.seed["channels"]["general"]]
        return self.fills_in(shown, **fields)

    def says(self, text: str) -> Json:
        self._say(text)
        said = self._server.call("POST", "/message", user_id=self.id, content=text, **self._where)
        return self.sees_next(after=said["id"])

    def sees_next(self, after: str = "0", timeout: float = 20, contains: str = "") -> Json:
        where = {"dm": 1, "user_id": self.id} if self._where.get("dm") else self._where
        query = {"author": "bot", "after": after, "timeout": timeout, "contains": urllib.request.quote(contains)}
        found = self._server.call("GET", "/wait", **where, **query)
        if found["timed_out"]:
            raise SystemExit(f"{self.name} waited for a message{f' with {contains}' if contains else ''} and none came")
        return self._sees(found["messages"][-1])

    def _act(self, path: str, **more: object) -> Json:
        done = self._server.call("POST", path, user_id=self.id, wait=True, until="reply", **self._where, **more)
        if done.get("failed"):
            raise SystemExit(f"{path} {more}: {done['failed']}")
        return dict(done)

    def _answered(self, done: Json) -> Json:
        if done.get("modal"):
            return self._sees_form(done["modal"] | {"form_of": done["id"]})
        messages = done["followup_messages"] or [done["reply"]]
        return self._sees(messages[0], f"{done['ack_ms']:.0f} ms")

    def _say(self, what: str) -> None:
        if not self._quiet:
            print(f"\n{self.name}{' (directly)' if self._where.get('dm') else ''}: {what}")

    def _sees(self, message: Json, note: str = "") -> Json:
        embed, *_ = message["embeds"]  # the others are what was written into a form in vain
        if self._quiet:
            return message
        hidden = "only they see it" if message["flags"] & 64 else ""
        print(f"    ┌ {embed['title']}   ({', '.join(each for each in (hidden, note) if each)})".replace("   ()", ""))
        lines = embed.get("description", "").splitlines()
        lines += [f"{field['name']}: {field['value']}" for field in embed.get("fields", [])]
        lines += [f"<{each['filename']}: {each.get('description', '')}>" for each in message["attachments"]]
        for row in message["components"]:
            lines.append("  ".join(f"[{each['label']}]" for each in row["components"]))
        lines += [embed["footer"]["text"]] if "footer" in embed else []
        print("\n".join(f"    │ {line}" for line in lines))
        return message

    def _sees_form(self, form: Json) -> Json:
        if self._quiet:
            return form
        print(f"    ┌ {form['title']}   (a form)")
        for label in form["components"]:
            field = label["component"]
            needed = " *" if field.get("required") else ""
            print(f"    │ {label['label']}{needed}: {field.get('value') or label.get('description', '')}")
        return form


@contextmanager
def running(command: list[str], **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A process with nothing in its environment but this; ended as a supervisor would."""
    whole = {"PATH": os.environ["PATH"], **environment}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=whole, text=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        ended = time.monotonic()
        process.wait(15)
        print(f"\n{Path(command[-1]).name} ended with {process.returncode} after {time.monotonic() - ended:.1f} s")


def milepost(server: Server, folder: str, clock: str) -> Any:
    print(f"\n== {clock}")
    return running(
        [str(Path(sys.executable).parent / "milepost"), "run"],
        DISCORD_TOKEN=server.token,
        DISCORD_API_BASE=server.api,
        DISCORD_GATEWAY_URL=server.gateway,
        DATABASE_URL=f"sqlite:///{folder}/milepost.db",
        MILEPOST_CLOCK=clock,
        MILEPOST_CACHE=os.environ.get("MILEPOST_CACHE", f"{folder}/cache"),
    )


def ready(server: Server) -> None:
    """Connected, and its commands registered."""
    for _ in range(600):
        state = server.call("GET", "/state")
        if any(each["connected"] for each in state["sessions"]) and state["commands"].get("None"):
            return
        time.sleep(0.1)
    raise SystemExit("Milepost did not connect within a minute")


def first_day(server: Server) -> None:
    alice, olivia = Member(server, "alice"), Member(server, "olivia")
    hello = alice.sees_next(contains="Hello")
    setup = olivia.presses("Set up", hello)
    olivia.fills_in(olivia.presses("Channels", setup), announcements=[server.seed["channels"]["general"]])
    answer = alice.fills_in(alice.presses("Ask a question", hello), question="do I need a phd?")
    alice.presses("Sources", answer)
    said = alice.says(f"<@{server.seed['bot']}> how much maths do I need?")
    alice.chooses("Ask the mentor about this", said["message_reference"]["message_id"])
    olivia.chooses("Save as FAQ", said["message_reference"]["message_id"])
    alice.completes("start", "zone", "berl")
    alice.types("start", zone="Berlin", hours=8)
    alice.types("progress")
    alice.privately().says("and in Europe, what is the salary?")


def thursday(server: Server) -> None:
    alice = Member(server, "alice").privately()
    checkin = alice.sees_next(contains="Check-in")
    done = alice.presses("Done", checkin)
    alice.fills_in(alice.presses("Add hours and a note", done), hours="4.5", note="Loops at last")
    alice.types("nudges")


def everything(server: Server) -> None:
    """Every command as an admin who is new, its completions and form, and each button of what comes."""
    guild = server.seed["guild"]
    role = server.call("POST", "/roles", guild_id=guild, name="admins", permissions=1 << 5)["id"]
    tried = 0
    for command in server.call("GET", "/state")["commands"]["None"]:
        if command["type"] != 1:
            continue
        name = server.call("POST", "/users", username=f"{command['name']}-tester")["username"]
        server.seed["users"][name] = next(
            each["id"] for each in server.call("GET", "/state")["users"] if each["username"] == name
        )
        server.call("POST", "/members", guild_id=guild, user_id=server.seed["users"][name], roles=[role])
        admin = Member(server, name, quiet=True)
        for option in command["options"]:
            if option.get("autocomplete"):
                admin.completes(command["name"], option["name"], "m")
        shown = admin.filled_in(admin.types(command["name"]))
        codes = [each["label"] for row in shown["components"] for each in row["components"] if each["style"] != 5]
        for label in codes:
            again = admin.filled_in(admin.types(command["name"]))  # since a card may have been drawn anew
            if any(each["label"] == label for row in again["components"] for each in row["components"]):
                admin.filled_in(admin.presses(label, again))
        tried += 1 + len(codes)
    print(f"\n== {tried} commands and buttons were tried besides")


def verdict(server: Server) -> bool:
    """Whether nothing was refused, nothing was unknown to the server, and it did not break."""
    state, requests = server.call("GET", "/state"), server.call("GET", "/requests")
    refused = [each for each in requests if isinstance(each["status"], int) and each["status"] >= 400]
    for each in refused:
        print(f"REFUSED {each['method']} {each['path']}: {each.get('error', '')[:300]}")
    acknowledged = sorted(each["ms"] for each in requests if each["path"].endswith("/callback"))
    print(f"{len(requests)} requests, {len(acknowledged)} answers; unimplemented: {state['unimplemented']}, "
          f"internal errors: {state['internal_errors']}, refused: {len(refused)}")  # fmt: skip
    return not (refused or state["unimplemented"] or state["internal_errors"])


def main() -> int:
    file = Path(os.environ.get("MILEPOST_EMULATORS", "-")) / "fake_discord.py"
    if not file.is_file():
        raise SystemExit("say where the emulator is: make try-discord EMULATORS=FOLDER, with fake_discord.py in it")
    with tempfile.TemporaryDirectory() as folder, running([sys.executable, str(file)]) as other:
        assert other.stdout is not None
        server = Server(json.loads(other.stdout.readline()))
        for clock, walks in ((SATURDAY, (first_day, everything)), (THURSDAY, (thursday,))):
            with milepost(server, folder, clock):
                ready(server)
                for walk in walks:
                    walk(server)
        return 0 if verdict(server) else 1


if __name__ == "__main__":
    sys.exit(main())
