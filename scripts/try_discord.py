"""A member's first week on a loopback Discord that this project did not write: `make try-discord`.

Takes the path of the emulator's file from its argument or from MILEPOST_EMULATORS (a file, or a folder that holds
fake_discord.py), starts it and `milepost run` as real processes, acts as members through its control API, prints what
they see, and fails where the server refused anything.
"""

import argparse
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
STARTS = "2026-11-21T09:00:00Z"
"""A Saturday. An hour passes in each second, so that the week is over in three minutes of which we wait for some."""


class Server:
    """The emulator's control API."""

    def __init__(self, said: Json) -> None:
        self.api, self.gateway, self.token = said["api_base"], said["gateway"], said["token"]
        self.seed: Json = said["seed"]
        self._control = said["control"]

    def call(self, method: str, path: str, **body: object) -> Any:
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

    def __init__(self, server: Server, name: str, **where: object) -> None:
        self._server = server
        self.name = name
        self.id = server.seed["users"][name]
        self._where = where or {"channel_id": server.seed["channels"]["general"]}

    def privately(self) -> "Member":
        return Member(self._server, self.name, dm=True)

    def types(self, command: str, **options: object) -> Json:
        shown = "".join(f" {name}:{value}" for name, value in options.items())
        self._say(f"/{command}{shown}")
        return self._answered(self._act("/command", name=command, options=options))

    def chooses(self, command: str, message: Json) -> Json:
        self._say(f"({command})")
        return self._answered(self._act("/command", name=command, type=3, target_id=message["id"]))

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
        return self._answered(self._act("/modal", interaction_id=form["interaction"], fields=fields))

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
            return self._sees_form(done["modal"] | {"interaction": done["id"]})
        messages = done["followup_messages"] or [done["reply"]]
        return self._sees(messages[0], f"{done['ack_ms']:.0f} ms")

    def _say(self, what: str) -> None:
        print(f"\n{self.name}{' (directly)' if self._where.get('dm') else ''}: {what}")

    def _sees(self, message: Json, note: str = "") -> Json:
        (embed,) = message["embeds"]
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
        print(f"    ┌ {form['title']}   (a form)")
        for label in form["components"]:
            field = label["component"]
            needed = " *" if field.get("required") else ""
            print(f"    │ {label['label']}{needed}: {field.get('value') or label.get('description', '')}")
        return form


@contextmanager
def running(command: list[str], **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A process with nothing in its environment but this; ended as a supervisor would."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, env={"PATH": os.environ["PATH"], **environment}, text=True
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        ended = time.monotonic()
        process.wait(15)
        print(f"\n{command[-1]} ended with {process.returncode} after {time.monotonic() - ended:.1f} s")


def emulator(argument: str | None) -> Path:
    given = Path(argument or os.environ.get("MILEPOST_EMULATORS", "-"))
    file = given / "fake_discord.py" if given.is_dir() else given
    if not file.is_file():
        raise SystemExit("give the emulator: make try-discord ARGS=/path/to/fake_discord.py, or set MILEPOST_EMULATORS")
    return file


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("emulator", nargs="?")
    file = emulator(parser.parse_args().emulator)
    with tempfile.TemporaryDirectory() as folder, running([sys.executable, str(file)]) as other:
        assert other.stdout is not None
        server = Server(json.loads(other.stdout.readline()))
        with milepost(server, folder, STARTS + " x0"):
            first_day(server)
        with milepost(server, folder, "2026-11-26T17:01:00Z x0"):
            thursday(server)
        verdict(server)


def milepost(server: Server, folder: str, clock: str) -> Any:
    settings = {
        "DISCORD_TOKEN": server.token,
        "DISCORD_API_BASE": server.api,
        "DISCORD_GATEWAY_URL": server.gateway,
        "DATABASE_URL": f"sqlite:///{folder}/milepost.db",
        "MILEPOST_CLOCK": clock,
        "MILEPOST_CACHE": os.environ.get("MILEPOST_CACHE", str(Path(folder) / "cache")),
    }
    print(f"\n== {clock}")
    return running([str(Path(sys.executable).parent / "milepost"), "run"], **settings)


def ready(server: Server) -> None:
    """Connected, and its commands registered."""
    for _ in range(600):
        state = server.call("GET", "/state")
        if any(each["connected"] for each in state["sessions"]) and state["commands"].get("None"):
            return
        time.sleep(0.1)
    raise SystemExit("Milepost did not connect within a minute")


def first_day(server: Server) -> None:
    ready(server)
    alice, olivia = Member(server, "alice"), Member(server, "olivia")
    hello = alice.sees_next(contains="Hello")
    olivia.presses("Set up", hello)
    alice.presses("Ask a question", hello)
    answer = alice.types("ask", question="do I need a phd?")
    alice.presses("Sources", answer)
    alice.says(f"<@{server.seed['bot']}> how much maths do I need?")
    alice.completes("start", "zone", "berl")
    alice.types("start", zone="Berlin", hours=8)
    alice.types("progress")
    alice.privately().says("and in Europe, what is the salary?")


def thursday(server: Server) -> None:
    ready(server)
    alice = Member(server, "alice").privately()
    checkin = alice.sees_next(contains="Check-in")
    alice.presses("Done", checkin)


def verdict(server: Server) -> None:
    """Nothing was refused, nothing was unknown to the server, and it did not break."""
    state = server.call("GET", "/state")
    refused = [
        each for each in server.call("GET", "/requests") if isinstance(each["status"], int) and each["status"] >= 400
    ]
    for each in refused:
        print(f"REFUSED {each['method']} {each['path']}: {each.get('error', '')[:300]}")
    for name in ("unimplemented", "internal_errors"):
        print(f"{name}: {state[name]}")
    if refused or state["unimplemented"] or state["internal_errors"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
