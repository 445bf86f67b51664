"""The ear: each interaction is acknowledged within a second and answered once; so is a message that asks."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any

import discord

from bot.adapters.discord import forms, wire
from bot.adapters.discord.belonging import UNSURE, UnsureError
from bot.adapters.discord.heard import COMPLETION, COMPONENT, MODAL, Heard, completed, heard, question
from bot.adapters.discord.people import PLATFORM, Nowhere, People, User
from bot.adapters.discord.render import AGAIN, CHOSEN, address_of, read
from bot.adapters.discord.reply import Answer, Promise
from bot.adapters.discord.wire import Answering, Interaction
from bot.adapters.discord.written import Written, which
from bot.core.commands import Command
from bot.core.dispatch import Dispatch
from bot.core.errors import UserError
from bot.core.model import Form, Person, Place, Reply, Request, code, pressed
from bot.core.recent import Recent

log = logging.getLogger(__name__)

SOON = 1.0
"""Seconds that may pass before a form opens, for which Discord waits three."""


class Ear:
    """Keeps nothing of what it heard but that it did: what a button means stands in the button."""

    def __init__(self, client: discord.Client, mentor: Dispatch, people: People) -> None:
        self._client = client
        self._mentor = mentor
        self._people = people
        self._written = Written(client, mentor, people)
        self._working = set[asyncio.Task[None]]()
        self._ending = False
        self._heard = Recent()

    async def interaction(self, interaction: Interaction) -> None:
        """A form and a completion are given at once; everything else is worked on."""
        if not self._heard.first(str(interaction.id)):
            return
        try:
            await self._kept(self._interaction(interaction))
        except discord.NotFound as error:
            log.warning("an interaction was answered too late", extra={"code": error.code})

    async def message(self, said: discord.Message) -> None:
        """A question: everything that is written directly, and in a guild what mentions the bot by name."""
        if said.author.bot or self._client.user is None:
            return
        asked = said.content.strip() if said.guild is None else question(said.content, self._client.user.id)
        if asked is not None and self._heard.first(str(said.id)):
            try:
                await self._kept(self._written.reply(said, asked))
            except (discord.Forbidden, discord.NotFound) as error:
                log.warning("a question could not be answered where it was asked", extra={"code": error.code})

    def begin(self) -> None:
        """It hears again what it heard before it had to finish."""
        self._ending = False

    async def finish(self, within: float) -> None:
        """What was acknowledged is answered, within so many seconds; what comes meanwhile is not begun any more."""
        self._ending = True
        if self._working:
            await asyncio.wait(self._working, timeout=within)

    async def _kept(self, work: Coroutine[None, None, None]) -> None:
        if self._ending:
            work.close()
            return
        await self._start(work)

    def _start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        return task

    async def _interaction(self, interaction: Interaction) -> None:
        type, answering = interaction.type.value, Answering(interaction)
        data: dict[str, Any] = dict(interaction.data or {})
        if type == COMPLETION:
            found = await self._mentor.suggest(*completed(data), await self._typing(interaction, data["name"]))
            choices = [{"name": each.label, "value": each.value} for each in found]
            await answering.respond(wire.COMPLETED, choices=choices)
            return
        written = interaction.message.embeds[1:] if interaction.message else []
        if type == COMPONENT and data["custom_id"].endswith(AGAIN) and written:
            await answering.respond(wire.MODAL, **self._again(data["custom_id"], written))
            return
        asked = heard(type, data, self._mentor.commands)
        space, command = str(interaction.guild_id or asked.space), self._command(asked.command)
        if type == COMPONENT and data["custom_id"].endswith(CHOSEN):
            self._start(self._people.remember(interaction.user, _place(interaction, space)))
        try:
            form, person = await self._form(interaction, asked, command, space)
        except UnsureError:
            await answering.respond(wire.MESSAGE, Answer(Reply(card=UNSURE)).drawn())
            return
        if form:
            questions = self._mentor.commands.named(form.command).questions
            address = "" if interaction.guild_id else address_of(person.space)
            filled = await self._mentor.filled(form, person)
            await answering.respond(wire.MODAL, **forms.modal(filled, questions, address, _kinds(interaction.guild)))
            return
        work = asyncio.create_task(self._work(interaction, asked, command, space))
        await Promise(interaction, answering, command).keep(work)

    async def _typing(self, interaction: Interaction, name: str) -> Person:
        """Who is typing a command, and what they may do, if that can be known at once."""
        person = self._people.at_hand(interaction.user, str(interaction.guild_id or ""))
        command = self._command(name)
        if command and _needs_rights(command, interaction):
            with suppress(Nowhere, UnsureError):
                return await self._soon(interaction.user, person.space)
        return person

    async def _form(
        self, interaction: Interaction, asked: Heard, command: Command | None, space: str
    ) -> tuple[Form | None, Person]:
        """The form to open, and for whom; without any wait but for what somebody may. Raises `UnsureError`."""
        person = self._people.at_hand(interaction.user, space)
        if command and command.form(asked.args) and _needs_rights(command, interaction):
            with suppress(Nowhere):  # they are asked for it before any form
                person = await self._soon(interaction.user, space)
        return self._mentor.form(asked.command, asked.args, person), person

    async def _soon(self, user: User, space: str) -> Person:
        """Who somebody is, if that can be known before a form has to open."""
        try:
            async with asyncio.timeout(SOON):
                return await self._people.person(user, space, rights=True)
        except TimeoutError:
            raise UnsureError from None

    async def _work(self, interaction: Interaction, asked: Heard, command: Command | None, space: str) -> Answer:
        direct = interaction.guild_id is None
        writes = command is not None and command.writes and not direct
        rights = command is not None and _needs_rights(command, interaction)
        try:
            person = await self._person(interaction.user, space, command, writes=writes, rights=rights)
        except Nowhere:
            guilds = await self._people.shared(interaction.user)
            if len(guilds) == 1:
                return await self._work(interaction, asked, command, str(guilds[0].id))
            return which(guilds, code(asked.command, asked.args))
        except UnsureError:
            person, reply = self._people.at_hand(interaction.user, space), Reply(card=UNSURE, failed=True)
        else:
            reply = await self._mentor.answer(_request(interaction, asked, person))
        refused = reply.failed and command is not None and interaction.type.value == MODAL
        data = dict(interaction.data or {})
        kept = forms.kept(data, command.questions, reply.card) if refused and command else {}
        return Answer(reply, address_of(person.space) if direct else "", kept)

    async def _person(self, user: User, space: str, command: Command | None, *, writes: bool, rights: bool) -> Person:
        """Raises `Nowhere`; and `UnsureError`, where what they may is more than what is shown beside the rest."""
        try:
            return await self._people.person(user, space, writes=writes, rights=rights)
        except UnsureError:
            if command is None or command.who != "member":
                raise
            return await self._people.person(user, space, writes=writes)

    def _again(self, custom_id: str, written: Sequence[discord.Embed]) -> dict[str, Any]:
        """The form, with what was written in it in vain."""
        command = self._mentor.commands.named(pressed(read(custom_id)[0])[0])
        return forms.reopened(custom_id, [each.to_dict() for each in written], command)

    def _command(self, name: str) -> Command | None:
        try:
            return self._mentor.commands.named(name)
        except UserError:
            return None


def _place(interaction: Interaction, space: str) -> Place:
    direct = interaction.guild_id is None
    return Place(platform=PLATFORM, space=space, channel=str(interaction.channel_id), direct=direct)


def _request(interaction: Interaction, asked: Heard, person: Person) -> Request:
    place = _place(interaction, person.space)
    return Request(id=str(interaction.id), command=asked.command, args=asked.args, person=person, place=place)


def _needs_rights(command: Command, interaction: Interaction) -> bool:
    """Whether what somebody may do counts, and the interaction does not say it."""
    return (command.who != "member" or command.by_rights) and interaction.guild_id is None


def _kinds(guild: discord.Guild | None) -> forms.Kinds:
    channels = {str(each.id): "channel" for each in guild.text_channels} if guild else {}
    return channels | ({str(each.id): "role" for each in guild.roles} if guild else {})
