"""How an interaction is answered: at once where the answer is ready, else promised first and made good later."""

import asyncio
from dataclasses import dataclass, field

from bot.adapters.discord import wire
from bot.adapters.discord.heard import marks
from bot.adapters.discord.render import Drawn, Payload, message
from bot.adapters.discord.wire import EPHEMERAL, Answering, Interaction
from bot.core.commands import Command
from bot.core.model import Reply

READY = 0.06
"""Seconds after which an answer that is not ready is promised, so that people see at once that they were heard."""


@dataclass(frozen=True)
class Answer:
    """A reply, and the address that its buttons carry."""

    reply: Reply
    address: str = ""
    kept: Payload = field(default_factory=dict)
    """Parts of the message beside the card: what was written in vain, to be had again."""

    def drawn(self, mark: str = "") -> Drawn:
        drawn = message(self.reply.card, self.address, mark)
        for name, more in self.kept.items():
            drawn.payload[name] += more
        return drawn


class Promise:
    """What an interaction may get: a message, seen by all or by one person, or its own message drawn anew."""

    def __init__(self, interaction: Interaction, answering: Answering, command: Command | None) -> None:
        self._answering = answering
        self._direct = interaction.guild_id is None
        before = interaction.message
        self._redraws = before is not None and (self._direct or before.flags.ephemeral)
        """A card in a channel is everybody's; what one person pressed there is answered to them."""
        rows = [row.to_dict() for row in before.components] if before else []
        self._mark = next(marks(rows), "")
        """A message that was sent unasked stays known as that when it is drawn anew."""
        self._in_place = self._redraws and command is not None and command.in_place
        self._flags = self._hidden(command is None or command.private)

    async def keep(self, work: asyncio.Task[Answer]) -> None:
        """Answers with what comes of the work. Raises `discord.NotFound` if Discord waited too long."""
        await asyncio.wait({work}, timeout=READY)
        if work.done():
            await self._answer(work.result())
        elif self._in_place:
            await self._answering.respond(wire.DEFERRED_UPDATE)
            await self._redraw(await work)
        else:
            await self._answering.respond(wire.DEFERRED, flags=self._flags)
            await self._make_good(await work)

    async def _answer(self, answer: Answer) -> None:
        if answer.reply.in_place and self._redraws:
            await self._answering.respond(wire.UPDATE, self._drawn(answer))
        else:
            flags = self._hidden(answer.reply.private)
            await self._answering.respond(wire.MESSAGE, self._drawn(answer), flags=flags)

    async def _redraw(self, answer: Answer) -> None:
        """What went wrong does not take the place of what it went wrong with."""
        if answer.reply.in_place:
            await self._answering.edit(self._drawn(answer))
        else:
            await self._answering.answer_apart(self._drawn(answer), self._hidden(answer.reply.private))

    async def _make_good(self, answer: Answer) -> None:
        """What is for one person's eyes does not stand where all were promised something."""
        flags = self._hidden(answer.reply.private)
        if flags == self._flags:
            await self._answering.edit(self._drawn(answer))
        else:
            await self._answering.withdraw()
            await self._answering.answer_apart(self._drawn(answer), flags)

    def _drawn(self, answer: Answer) -> Drawn:
        return answer.drawn(self._mark if answer.reply.in_place else "")

    def _hidden(self, private: bool) -> int:
        """In a direct conversation there is nobody to hide from, and what is hidden would not stay."""
        return EPHEMERAL if private and not self._direct else 0
