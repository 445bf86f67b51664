"""The adapter of the hostile platform: it asks once, and says what it knows of the outcome."""

import asyncio
import json
import os
from datetime import datetime, timedelta
from typing import Any

from bot.core.model import Card, Place
from bot.core.pace import Pace
from bot.core.ports import Access, RetryLater, Undeliverable, Unknown
from tests.faults.hostile import SHOWN, TIMEOUT
from tests.faults.points import reach

PACES = {
    "discord": Pace(rate=400, most=400, burst=10, at_once=20, shows_after=2 * SHOWN),
    "slack": Pace(rate=150, most=150, burst=5, at_once=10, by_space=True, shows_after=2 * SHOWN),
}
"""Faster than the platforms allow: what is tried here is not the pace."""


class Remote:
    """`blind` is a mutation: it looks for nothing before something is sent again."""

    def __init__(self, platform: str, port: int, *, blind: bool = False) -> None:
        self.platform = platform
        self.pace = PACES[platform]
        self._port = port
        self._blind = blind
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def access(self, place: Place) -> Access:
        return Access(name=place.channel)

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        found = await self._ask(do="send", space=place.space, channel=place.channel, id=delivery_id)
        return str(found["id"])

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        asked = {"do": "look", "space": place.space, "channel": place.channel, "since": since.isoformat()}
        cursor = "" if self._blind else "0"
        while cursor:
            found = await self._ask(**asked, cursor=cursor)
            for each in found["messages"]:
                if each["delivery"] == delivery_id:
                    return str(each["id"])
            cursor = found["cursor"]
        return None

    async def _ask(self, **asked: object) -> dict[str, Any]:
        try:
            async with asyncio.timeout(TIMEOUT):
                answer = await self._answer(asked)
        except (OSError, ValueError, TimeoutError) as error:
            raise Unknown(f"no answer: {type(error).__name__}") from None
        if answer["status"] == 429:
            raise RetryLater(timedelta(seconds=answer["after"]), answer["scope"])
        if answer["status"] == 403:
            raise Undeliverable("50007", forbidden=False)
        if answer["status"] != 200 or not answer["ok"]:
            raise Unknown("it broke")
        return answer

    async def _answer(self, asked: dict[str, object]) -> dict[str, Any]:
        """Over a connection that is open already, if one is: then nothing is waited for before the request goes out."""
        idle = [each for each in self._idle if not each[0].at_eof()]
        reader, writer = idle.pop() if idle else await asyncio.open_connection("127.0.0.1", self._port)
        self._idle = [each for each in idle if each[0] is not reader]
        try:
            writer.write(json.dumps({**asked, "process": os.getpid()}).encode() + b"\n")
            await writer.drain()
            reach(f"in {asked['do']}")
            answer: dict[str, Any] = json.loads(await reader.readline())
        except BaseException:
            writer.close()
            raise
        self._idle.append((reader, writer))
        return answer
