"""Ada and an admin on a simulated Discord (the package simcord), to which the adapter has connected."""

from typing import Any

import discord
import simcord

from bot.adapters.discord import Discord
from bot.app import App
from bot.core.model import Reply, Request
from tests.adapters.discord.loopback import until


class Guild:
    """Ada and an admin in a guild with one channel."""

    def __init__(self, app: App, env: simcord.Env, adapter: Discord) -> None:
        self.app, self.env, self.adapter = app, env, adapter
        self.guild = env.create_guild("Learners")
        self.channel = self.guild.create_text_channel("general")
        self.ada = self.guild.add_member(env.create_user("ada"))
        manages = discord.Permissions(manage_guild=True)
        self.boss = self.guild.add_member(
            env.create_user("boss"), roles=[self.guild.create_role("a", permissions=manages)]
        )

    def slow(self) -> None:
        """From now on every command takes so long that it has to be promised first."""
        answer = self.app.dispatch.answer

        async def slowly(request: Request) -> Reply:
            before = self.acknowledgements()
            await until(lambda: self.acknowledgements() > before)
            return await answer(request)

        self.app.dispatch.answer = slowly  # type: ignore[method-assign]

    def acknowledged(self) -> int:
        """How the last interaction was."""
        answers = [each.json for each in self.env.http_requests if each.path.endswith("/callback")]
        assert answers[-1] is not None
        return int(answers[-1]["type"])

    def acknowledgements(self) -> int:
        return sum(each.path.endswith("/callback") for each in self.env.http_requests)

    def posted(self) -> list[Any]:
        return list(self.env.backend.messages[self.channel.id].values())


def title(result: simcord.InteractionResult) -> str:
    shown = [each for each in (result.response, *result.followups) if each]
    assert len(shown) == 1, "one answer"
    return str(shown[0].embeds[0].title)


def codes(result: simcord.InteractionResult) -> list[str]:
    assert result.response
    return [each["custom_id"] for row in result.response.components for each in row["components"]]
