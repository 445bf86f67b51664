"""What somebody wrote, directly or to the bot by name: a question, which is replied to."""

from collections.abc import Sequence

import discord

from bot.adapters.discord import wire
from bot.adapters.discord.belonging import WHERE_FROM, WHICH, choice
from bot.adapters.discord.people import PLATFORM, Nowhere, People
from bot.adapters.discord.render import address_of, nonce
from bot.adapters.discord.reply import Answer
from bot.core.dispatch import ASK, Dispatch
from bot.core.model import Place, Reply, Request, code


class Written:
    """Nothing of it is kept."""

    def __init__(self, client: discord.Client, mentor: Dispatch, people: People) -> None:
        self._client = client
        self._mentor = mentor
        self._people = people

    async def reply(self, said: discord.Message, asked: str) -> None:
        """As a reply to the message, which notifies nobody; when the event comes again, it finds the reply there."""
        answer = await self._answer(said, asked, "" if said.guild is None else str(said.guild.id))
        once = {"nonce": nonce(f"answer to {said.id}"), "enforce_nonce": True}
        to = {"message_id": str(said.id), "fail_if_not_exists": False}
        params = wire.parameters(answer.drawn(), message_reference=to, **once)
        await self._client.http.send_message(said.channel.id, params=params)

    async def _answer(self, said: discord.Message, asked: str, space: str) -> Answer:
        """In a guild all read the answer, so that it is one to a question."""
        direct = said.guild is None
        command, args = self._mentor.meant(asked) if direct or not asked else (ASK, {"question": asked})
        try:
            person = await self._people.person(said.author, space)
        except Nowhere:
            guilds = await self._people.shared(said.author)
            if len(guilds) == 1:
                return await self._answer(said, asked, str(guilds[0].id))
            return which(guilds, code(command, args))
        place = Place(platform=PLATFORM, space=person.space, channel=str(said.channel.id), direct=direct)
        request = Request(id=str(said.id), command=command, args=args, person=person, place=place)
        return Answer(await self._mentor.answer(request), address_of(person.space) if direct else "")


def which(guilds: Sequence[discord.Guild], asked: str) -> Answer:
    """Where somebody belongs who is known nowhere: they choose, and it is done there what they asked for."""
    return Answer(Reply(card=WHICH), kept=choice(guilds, asked)) if guilds else Answer(Reply(card=WHERE_FROM))
