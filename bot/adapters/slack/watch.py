"""What nobody tells us: App Homes that changed by themselves, and accounts that were switched off unheard."""

import asyncio
import logging
from contextlib import suppress

from slack_sdk.errors import SlackApiError

from bot.adapters.slack.hear import Memory
from bot.adapters.slack.refusals import FAILURES, meaning, wait_of
from bot.adapters.slack.workspaces import Workspaces
from bot.core.ports import DeliveryError
from bot.store import NotWritten

log = logging.getLogger(__name__)

MINUTE, DAY = 60.0, 24 * 60
"""How often App Homes are looked through, in seconds, and after how many of these rounds accounts are."""

APART = 1.0
"""Seconds between two profiles; Slack lets us ask for a hundred a minute."""


class Watch:
    """Beside what is heard, in every workspace."""

    def __init__(self, workspaces: Workspaces, memory: Memory) -> None:
        self._workspaces = workspaces
        self._memory = memory

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            with suppress(NotWritten):  # which is logged where it is; a day later it is looked again
                await self.look_for_the_gone()
            for _ in range(DAY):
                await asyncio.sleep(MINUTE)
                await self.refresh()

    async def refresh(self) -> None:
        """Shows on App Homes what changed by itself, or elsewhere."""
        for space in self._workspaces.known:
            with suppress(DeliveryError):
                await (await self._workspaces.of(space)).home.refresh()

    async def look_for_the_gone(self, apart: float = APART) -> None:
        """Of everybody whom messages may go to, one after the other."""
        for space, user in await self._memory.users():
            wait = apart
            try:
                people = (await self._workspaces.of(space)).people
                if gone := await people.switched_off(space, user):
                    await self._memory.switched(gone, True)
            except DeliveryError:
                continue  # nothing is sent there either
            except FAILURES as error:
                log.info("a profile was not read", extra={"error": str(meaning(error))})
                wait = (wait_of(error) if isinstance(error, SlackApiError) else None) or apart
            await asyncio.sleep(wait)
