"""Messages of unknown outcome: whoever sent them died, or heard no answer. They are looked for, and never just sent."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from bot.clock import Clock
from bot.core.ports import DeliveryError, MayNotLook, Poster, Undeliverable
from bot.core.reasons import NOT_FOUND
from bot.delivery.abreast import abreast
from bot.delivery.domain import Domain
from bot.delivery.pacing import Pacing
from bot.store import Outbox, Outcome, Outgoing

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(hours=1)
"""A message is looked for from so long before the first try: what a machine posted whose clock is ahead of the
platform's by more is not found, and comes twice."""

LOOKS = 10
"""After so many it is written down what they found, so that whoever dies often still comes to an end."""

PARKED = 3600.0
"""Seconds for which a message is left alone whose outcome may not be looked up; each start tries it too."""

AGAIN, LONGEST = 5.0, 60.0
"""Seconds for which a message is left alone after a second look that failed, and at most, since each other one doubles
them: an outage of hours is not asked at each tick."""

REMEMBERED = 30.0
"""Seconds after a try; by then any platform shows what it took (`sender.check_lease`)."""


class Unsure:
    """Knows when this process tried which message, since a look right after a try finds nothing yet."""

    def __init__(self, outbox: Outbox, clock: Clock, pacing: Pacing) -> None:
        self._outbox = outbox
        self._clock = clock
        self._pacing = pacing
        self._begun = pacing.now()
        self._tried: dict[str, float] = {}
        self._parked: dict[str, tuple[float, float]] = {}
        """By id: until when, and the seconds that it was left alone."""

    def tried(self, message: Outgoing) -> None:
        """A send of it has just ended, however it ended."""
        self._tried[message.id] = self._pacing.now()

    def settled(self, outcomes: Iterable[Outcome]) -> None:
        """What became of these is known and kept."""
        for each in outcomes:
            self._tried.pop(each.id, None)

    async def settle(self, adapter: Poster) -> None:
        """Messages claimed by a process that died, or whose outcome is unknown, are looked for before anything else."""
        now = self._pacing.now()
        self._tried = {id: at for id, at in self._tried.items() if at > now - REMEMBERED}
        self._parked = {id: each for id, each in self._parked.items() if each[0] > now - 2 * LONGEST}
        unsure = defaultdict(list)
        for message in await self._outbox.unsettled(adapter.platform, self._clock.now()):
            if self._shown(adapter, message):
                unsure[self._pacing.domain(adapter, message.place.space)].append(message)
        await abreast(self._look_for(adapter, domain, unsure[domain]) for domain in unsure)

    def _shown(self, adapter: Poster, message: Outgoing) -> bool:
        """Whether a look would find it by now. Whoever tried it before this process began had ended by then."""
        until, _ = self._parked.get(message.id, (0.0, 0.0))
        if until > self._pacing.now():
            return False
        lasted = self._pacing.now() - self._tried.get(message.id, self._begun)
        return adapter.pace is None or lasted >= adapter.pace.shows_after

    async def _look_for(self, adapter: Poster, domain: Domain, messages: list[Outgoing]) -> None:
        """What a domain has no time for now is looked for later."""
        ended = list[Outcome]()
        for message in messages:
            if not await self._pacing.clear(domain) or not domain.take():
                break
            if outcome := await self._look(adapter, domain, message):
                ended.append(outcome)
            if len(ended) >= LOOKS:
                await self._outbox.settle(ended)
                ended.clear()
        await self._outbox.settle(ended)

    async def _look(self, adapter: Poster, domain: Domain, message: Outgoing) -> Outcome | None:
        """What became of it; none where that cannot be said now."""
        since = (message.first_try or message.due_at) - LOOK_BACK
        try:
            async with self._pacing.hearing(domain):
                found = await adapter.look(message.place, message.id, since)
        except MayNotLook as error:
            self._park(message.id, PARKED)
            await self._outbox.park(message.id, error.right)
            return None
        except Undeliverable as error:  # nobody will ever see whether it is there
            return Outcome(message.id, "dead", self._clock.now(), error.reason)
        except DeliveryError as error:
            log.warning("could not look", extra={"delivery": message.id, "error": type(error).__name__})
            _, lasted = self._parked.get(message.id, (0.0, None))
            self._park(message.id, 0.0 if lasted is None else min(2 * lasted, LONGEST) or AGAIN)
            return None
        if found:
            return Outcome(message.id, "sent", self._clock.now(), message_id=found)
        return Outcome(message.id, "pending", self._clock.now(), NOT_FOUND)

    def _park(self, id: str, lasts: float) -> None:
        self._parked[id] = (self._pacing.now() + lasts, lasts)
