"""The server that stands in for Discord."""

from typing import Any

from scripts.loopback.stage import Json, Server


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
        wrong = [each for each in asked if isinstance(each["status"], int) and each["status"] >= 400]
        named = [f"{each['method']} {each['path']}: {each.get('error', '')[:300]}" for each in wrong]
        return named + [f"as unknown: {each}" for each in state["unimplemented"]] + _told(state["internal_errors"])

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
