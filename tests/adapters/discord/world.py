"""People on a simulated Discord (the package simcord), heard by the real discord.py and by the adapter."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import discord
import simcord

from bot.adapters.discord import Discord, Memory
from bot.adapters.discord.commands import INTEGER, NUMBER, STRING, definitions
from bot.adapters.discord.render import COLOUR, Drawn, read
from bot.adapters.discord.wire import parameters
from bot.app import App
from bot.core.errors import UserError
from bot.core.model import CODE_LIMIT, Button, Card, Form, Person, Place, Reply, code
from tests.adapters.discord.limits import wrong_in_message, wrong_in_modal
from tests.adapters.discord.seen import card as seen
from tests.talking import WORLDS, Someone, Witness

LONGEST = 2000
"""Characters that somebody can write in a message."""
LARGEST = 2**53
"""A number that somebody can type is smaller."""
TYPED: dict[int, type] = {STRING: str, INTEGER: int, NUMBER: float}
"""What can be typed as an option; anything else is picked."""


class OnDiscord:
    """Members write to the bot directly; admins, who are none there, in a channel."""

    def __init__(self, app: App, adapter: Discord, env: simcord.Env) -> None:
        self._app = app
        self.adapter = adapter
        self._env = env
        self._guild = env.create_guild()
        self._admins = self._guild.create_role("admins", permissions=discord.Permissions(manage_guild=True))
        self._channels = {"general": self._guild.create_text_channel("general")}
        self._people: dict[tuple[str, bool], Any] = {}
        self._seen: dict[int, tuple[Card, Any]] = {}
        self._definitions = {each["name"]: each for each in definitions(app.dispatch.commands) if each["type"] == 1}

    def person(self, who: Someone) -> Person:
        id, space = str(self._member(who).id), str(self._guild.id)
        return Person(platform="discord", space=space, id=id, name=who.name, admin=who.admin)

    def place(self, who: Someone) -> Place:
        channel, direct = str(self._channel(who).id), not who.admin
        return Place(platform="discord", space=str(self._guild.id), channel=channel, direct=direct)

    def seen(self, place: Place, card: Card, id: str) -> tuple[Place, Card]:
        """The card as it is drawn there."""
        people = {str(each.user.dm_channel.id): f"@{name}" for (name, _), each in self._people.items()}
        rooms = {str(each.id): name for name, each in self._channels.items()}
        named = place.model_copy(update={"channel": (people | rooms)[place.channel]})
        return named, self.card_of(int(place.channel), int(id))

    async def ask(self, who: Someone, command: str, args: dict[str, str]) -> Reply | None:
        if command == "ask" and list(args) == ["question"]:
            return await self._say(who, args["question"])
        try:
            found = self._app.dispatch.commands.named(command)
        except UserError:
            return None
        if found.who == "admin" and not who.admin:
            return await self._press_an_old_button(who, command, args)
        form = found.form({})
        if form and not found.form(args) and (written := _written(form, args)) is not None:
            return await self._fill_in(who, command, written)
        if (options := self._options(command, args)) is not None and not found.form(args):
            return self._reply(await self._typed(who, command, **options))
        return await self._press_an_old_button(who, command, args)

    async def press(self, who: Someone, button: Button, card: Card) -> Reply | None:
        shown, message = self._seen.get(id(card), (None, None))
        if shown is not card or message is None or self._app.dispatch.form(button.command, button.args, who.person):
            return None
        present = [each["custom_id"] for each in _buttons(message) if read(each["custom_id"])[0] == button.code]
        if not present:
            return None
        handle = simcord.ResponseMessage(self._env, message)
        in_a_channel = message.channel_id in [each.id for each in self._channels.values()]
        presser = self._member(who) if in_a_channel else self._actor(who)
        return self._reply(await presser.click(handle, custom_id=present[0]))

    def card_of(self, channel: int, message: int) -> Card:
        """What somebody sees now; that Discord would take it is looked at here, since simcord takes more."""
        found = self._env.backend.get_message(channel, message)
        assert wrong_in_message(_sent(found), len(found.attachments)) == []
        shown = seen(_sent(found), lambda url: self._env.backend.cdn.get(url) or b"")
        self._seen[id(shown)] = shown, found
        return shown

    async def _say(self, who: Someone, question: str) -> Reply | None:
        if not question.strip() or len(question) > LONGEST:
            return None
        channel = self._channel(who)
        if self._is_direct(who):
            said = await self._actor(who).send_dm(question)
        else:
            said = await self._actor(who).send(channel, f"<@{self._env.backend.bot_user.id}> {question}")
        answers = [each for each in self._env.backend.messages[channel.id].values() if each.id > said.id]
        return Reply(card=self.card_of(channel.id, answers[-1].id), private=self._is_direct(who))

    async def _fill_in(self, who: Someone, command: str, written: dict[str, str | list[str]]) -> Reply | None:
        shown = await self._typed(who, command)
        assert shown.modal
        assert wrong_in_modal(shown.modal) == []
        return self._reply(await self._actor(who).submit_modal(shown, written))

    async def _typed(self, who: Someone, command: str, **options: Any) -> simcord.InteractionResult:
        member = self._member(who)
        if self._is_direct(who):
            return await member.user.slash(command, **options)  # type: ignore[no-any-return]
        return await member.slash(self._channel(who), command, **options)  # type: ignore[no-any-return]

    async def _press_an_old_button(self, who: Someone, command: str, args: dict[str, str]) -> Reply | None:
        """One of a message that the bot sent long ago."""
        custom_id = code(command, args)
        if len(custom_id) > CODE_LIMIT or self._app.dispatch.form(command, args, who.person):
            return None
        row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Old", "custom_id": custom_id}]}
        embed = {"title": "Long ago", "color": COLOUR}
        drawn = parameters(Drawn({"embeds": [embed], "components": [row]}))
        channel = self._channel(who).id
        posted = await self._bot.http.send_message(channel, params=drawn)
        handle = simcord.ResponseMessage(self._env, self._env.backend.get_message(channel, int(posted["id"])))
        return self._reply(await self._actor(who).click(handle, custom_id=custom_id))

    def _reply(self, result: simcord.InteractionResult) -> Reply:
        assert result.response
        shown = self.card_of(result.response.channel_id, result.response.id)
        direct = result.response.channel_id not in [each.id for each in self._channels.values()]
        in_place = result._interaction.response_kind == "update"
        return Reply.model_construct(card=shown, private=result.ephemeral or direct, in_place=in_place)

    def _options(self, command: str, args: dict[str, str]) -> dict[str, Any] | None:
        """The options as they are typed there; none where Discord would not let somebody type them."""
        known = {each["name"]: each for each in self._definitions[command]["options"]}
        typed: dict[str, Any] = {}
        for name, value in args.items():
            option = known.get(name)
            if option is None or not value or len(value) > option.get("max_length", 6000):
                return None
            if value not in [each["value"] for each in option.get("choices", [{"value": value}])]:
                return None
            try:
                typed[name] = TYPED[option["type"]](value)
            except (KeyError, ValueError):
                return None
            least, most = option.get("min_value", -LARGEST), option.get("max_value", LARGEST)
            if option["type"] != STRING and not least <= typed[name] <= most:
                return None
        return typed

    @property
    def _bot(self) -> discord.Client:
        return self.adapter.client

    def _is_direct(self, who: Someone) -> bool:
        return not who.admin and not getattr(who, "channel", "")

    def _channel(self, who: Someone) -> Any:
        if self._is_direct(who):
            return self._member(who).user.dm_channel
        name = getattr(who, "channel", "") or "general"
        if name not in self._channels:
            self._channels[name] = self._guild.create_text_channel(name)
        return self._channels[name]

    def _actor(self, who: Someone) -> Any:
        return self._member(who).user if self._is_direct(who) else self._member(who)

    def _member(self, who: Someone) -> Any:
        key = (who.name, who.admin)
        if key not in self._people:
            roles = [self._admins] if who.admin else []
            self._people[key] = self._guild.add_member(self._env.create_user(who.name), roles=roles)
        return self._people[key]


def _written(form: Form, args: dict[str, str]) -> dict[str, str | list[str]] | None:
    """As it is written and chosen in a modal; none where Discord would not let somebody do that."""
    asked = {each.name: each for each in form.questions}
    written: dict[str, str | list[str]] = {}
    for name, value in args.items():
        question = asked.get(name)
        if question is None or question.kind != "text" or not question.required <= len(value) <= question.max_length:
            return None
        if question.choices and value not in [each.value for each in question.choices]:
            return None
        written[name] = [value] if question.choices else value
    return written


def _sent(message: Any) -> dict[str, Any]:
    """As it was sent, as far as it is kept."""
    files = [{**each, "id": number} for number, each in enumerate(message.attachments)]
    nobody = {"parse": [], "replied_user": False}
    kept = {"content": message.content, "embeds": message.embeds, "components": message.components}
    return kept | {"attachments": files, "allowed_mentions": nobody}


def _buttons(message: Any) -> list[dict[str, Any]]:
    return [each for row in message.components for each in row["components"] if "custom_id" in each]


@asynccontextmanager
async def on_discord(app: App, witness: Witness) -> AsyncIterator[OnDiscord]:
    """The app on a Discord of its own, to which the adapter has connected."""
    adapter = Discord(app.dispatch, Memory(app.members, app.notes, app.stops, app.account.met), Unseen(), "token")
    env = simcord.Env(adapter.client, shard_count=1, settle_timeout=60)
    await env.start()
    try:
        WORLDS[app] = witness.world = OnDiscord(app, adapter, env)
        await env.settle()
        yield witness.world
        env.raise_errors()
    finally:
        del WORLDS[app]
        await env.shutdown()


class Unseen:
    """No hello, since what a walk counts begins after it."""

    async def new(self, platform: str, spaces: Iterable[str]) -> list[str]:
        return []

    async def joined(self, place: Place) -> None: ...
