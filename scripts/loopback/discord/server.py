"""The server that stands in for Discord."""

from typing import Any

from scripts.loopback.stage import Json, Server

EVERYTHING = str((1 << 52) - 1)
"""All permissions, as a number."""

AWAY = 503
"""It says so only while a try keeps it away."""


class Discord(Server):
    """A guild with a channel for everybody; whoever is new joins it."""

    script = "fake_discord.py"

    @property
    def keys(self) -> dict[str, str]:
        said = self.said
        return {
            "DISCORD_TOKEN": said["token"],
            "DISCORD_API_BASE": said["api_base"],
            "DISCORD_GATEWAY_URL": said["gateway"],
        }

    @property
    def connected(self) -> bool:
        """With its commands registered."""
        state = self.call("GET", "/state")
        return any(each["connected"] for each in state["sessions"]) and bool(state["commands"].get("None"))

    def refused(self) -> list[str]:
        state = self.call("GET", "/state")
        asked = [each for each in self.call("GET", "/requests") if not each.get("fault")]
        wrong = [each for each in asked if isinstance(each["status"], int) and 400 <= each["status"] != AWAY]
        named = [f"{each['method']} {each['path']}: {each.get('error', '')[:300]}" for each in wrong]
        return named + [f"as unknown: {each}" for each in state["unimplemented"]] + _told(state["internal_errors"])

    def again(self, done: Json, data: Json) -> None:
        """Delivers an interaction in the guild once more: with the same id and token, and what it said (`data`)."""
        state, guild, user = self.call("GET", "/state"), self.seed["guild"], done["user_id"]
        known = next(each for each in state["guilds"] if each["id"] == guild)
        member = next(each for each in known["members"] if each["user_id"] == user)
        channel = next(each for each in known["channels"] if each["id"] == done["channel_id"])
        named = {name: done[name] for name in ("id", "token", "type", "channel_id", "guild_id")}
        said = named | {
            "application_id": self.seed["application"],
            "version": 1,
            "data": data,
            "channel": channel,
            "guild": {"id": guild, "locale": "en-US", "features": []},
            "member": member | {"user": self.user(user), "permissions": EVERYTHING, "flags": 0},
            "locale": "en-US",
            "guild_locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": {"0": guild},
            "context": 0,
            "app_permissions": EVERYTHING,
            "attachment_size_limit": 10_000_000,
        }
        self.call("POST", "/gateway/event", t="INTERACTION_CREATE", d=said)

    def user(self, id: str) -> Json:
        users = self.call("GET", "/state")["users"]
        return {name: value for each in users if each["id"] == id for name, value in each.items() if name[0] != "_"}

    def joins(self, name: str, *roles: str) -> str:
        """Somebody new in the guild; their id."""
        id = str(self.call("POST", "/users", username=name)["id"])
        self.call("POST", "/members", guild_id=self.seed["guild"], user_id=id, roles=roles)
        self.users[name] = id
        return id

    def messages(self, **where: object) -> list[Json]:
        """What Milepost said in a channel (`channel_id`), or to somebody (`dm=1, user_id`)."""
        return list(self.call("GET", "/messages", author="bot", **where))


def _told(errors: list[Any]) -> list[str]:
    return [f"and broke: {each}" for each in errors]
