"""The server that stands in for Slack: it delivers by Socket Mode, or by signed HTTP."""

import contextlib
import hashlib
import hmac
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

from scripts.loopback.stage import Json, Server

AWAY = 503
"""It says so only while a try keeps it away."""


class Slack(Server):
    """A workspace with alice in Los Angeles, bob in Calcutta, and olivia, who is an admin."""

    script = "fake_slack.py"

    def __init__(self, emulators: Path, *, http: bool = False) -> None:
        self.listen = free_port() if http else ""
        self.url = f"http://{self.listen}/slack/events"
        super().__init__(emulators, *(["--request-url", self.url] if http else []))
        self.channels: dict[str, str] = self.seed["channels"]
        self.bot: str = self.seed["bot_user"]

    @property
    def keys(self) -> dict[str, str]:
        by_http = {"SLACK_SIGNING_SECRET": self.said["signing_secret"], "SLACK_LISTEN": self.listen}
        by_socket = {"SLACK_APP_TOKEN": self.said["app_token"]}
        ours = {"SLACK_API_BASE": self.said["api_base"], "SLACK_BOT_TOKEN": self.said["token"]}
        return ours | (by_http if self.listen else by_socket)

    @property
    def connected(self) -> bool:
        if not self.listen:
            return bool(self.call("GET", "/state")["sockets"])
        host, _, port = self.listen.rpartition(":")
        with contextlib.suppress(OSError), socket.create_connection((host, int(port))):
            return True
        return False

    def refused(self) -> list[str]:
        state = self.call("GET", "/state")
        asked = [each for each in self.call("GET", "/requests") if not each.get("fault")]
        wrong = [each for each in asked if each.get("error") or each["status"] not in (200, AWAY)]
        named = [f"{each['method']}: {each['status']} {each['error']} {each.get('messages')}" for each in wrong]
        leaks = [f"a mass mention: {each}" for each in self._mass_mentions(state["channels"])]
        return named + leaks + [f"as unknown: {each}" for each in (*state["unknown"], *state["internal_errors"])]

    def _mass_mentions(self, channels: list[Json]) -> list[str]:
        said = [each for channel in channels for each in self.messages(channel_id=channel["id"])]
        return [each["text"] for each in said if each.get("_mass_mentions")]

    def joins(self, name: str, **more: object) -> str:
        """Somebody new in the workspace, in UTC unless `more` says another zone; their id."""
        id = str(self.call("POST", "/users", **({"name": name, "tz": "Etc/UTC", "tz_offset": 0} | more))["id"])
        self.users[name] = id
        return id

    def messages(self, **where: object) -> list[Json]:
        """What Milepost said in a channel (`channel_id`), or to somebody (`dm=1, user_id`), hidden or not."""
        return list(self.call("GET", "/messages", author="bot", **where))

    def directly(self, user: str) -> list[Json]:
        return self.messages(dm=1, user_id=user)

    def delivers(self, body: str, *, age: float = 0.0, secret: str = "") -> int:
        """Posts to Milepost as Slack does, signed so many seconds ago; gives the status of the answer."""
        stamp = str(int(time.time() - age))
        key = (secret or self.said["signing_secret"]).encode()
        signature = "v0=" + hmac.new(key, f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Slack-Request-Timestamp": stamp}
        request = urllib.request.Request(self.url, body.encode(), headers | {"X-Slack-Signature": signature})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code


def free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"
