"""Claims, sends, settles: each message once, by the process that owns its platform."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta

from bot.calendar import LATE
from bot.clock import Clock, Deadline
from bot.core.errors import CannotStart, trace
from bot.core.model import Card
from bot.core.ports import Poster, RetryLater, Stopped, Undeliverable, Unknown
from bot.core.reasons import BATCH_TOO_LONG, CHANNEL_WAITS, DOMAIN_WAITS, TOLD_TO_STOP, TOLD_TO_WAIT, TOO_LATE, closed
from bot.core.text import shortened
from bot.delivery.abreast import Flights, abreast
from bot.delivery.domain import LONGEST, SHORTEST_WAIT, Domain
from bot.delivery.pacing import Pacing
from bot.delivery.unsure import Unsure
from bot.delivery.wanted import FRESH, Wanted
from bot.planning import elsewhere
from bot.store import LEASE, REPLY, Outbox, Outcome, Outgoing, Recipients

log = logging.getLogger(__name__)

TIMEOUT = timedelta(seconds=12)
"""What a send may take; then its outcome is unknown."""

SLOWEST_SEND = timedelta(seconds=30)
"""What a send may take, with its timeout and until the platform shows it; no send begins so near the lease's end."""

DAY = 86_400.0
"""Seconds after which a stop of first contacts is looked at again."""


def check_lease(adapter: Poster) -> None:
    """Raises `CannotStart` for a platform that may show what was posted only when another process has looked for it."""
    shows = timedelta(seconds=adapter.pace.shows_after if adapter.pace else 0)
    if not TIMEOUT + shows < SLOWEST_SEND < LEASE:
        raise CannotStart(f"{adapter.platform} cannot be served: it has to show a message before its lease ends")


class Sender:
    """The one place that posts unasked messages: for each platform that `owns` says is this process's alone."""

    def __init__(
        self,
        outbox: Outbox,
        recipients: Recipients,
        adapters: Mapping[str, Poster],
        clock: Clock,
        owns: Callable[[str], Awaitable[bool]],
        pacing: Pacing | None = None,
    ) -> None:
        self._outbox = outbox
        self._recipients = recipients
        self._wanted = Wanted(outbox, recipients, clock)
        self._adapters = adapters
        self._clock = clock
        self._owns = owns
        self._pacing = pacing or Pacing()
        self._unsure = Unsure(outbox, clock, self._pacing)
        self.end = self._pacing.end

    async def told(self, platform: str, space: str, stop: Stopped) -> None:
        """Nothing more is sent there, from the next message on."""
        await self._pacing.told(self._adapters[platform], space, stop)

    async def resume(self, platform: str, space: str) -> None:
        """What stopped there without an end is over."""
        await self._pacing.resume(self._adapters[platform], space)

    async def send_due(self) -> int:
        """Sends what is ready, or what a turn of its pace has time for; gives how many were sent.

        No domain waits for another.
        """
        await self._pacing.recall()
        return await abreast(self._send_by(adapter) for adapter in self._adapters.values())

    async def _send_by(self, adapter: Poster) -> int:
        """What is unsure comes first."""
        if not await self._owns(adapter.platform):
            return 0
        if adapter.platform in self._pacing.left_out:
            await self._outbox.expire(self._clock.now(), adapter.platform)
            return 0
        await self._unsure.settle(adapter)
        by_space = adapter.pace is not None and adapter.pace.by_space
        spaces = await self._outbox.spaces_due(self._clock.now(), adapter.platform) if by_space else [""]
        return await abreast(self._send_in(adapter, space) for space in spaces)

    async def _send_in(self, adapter: Poster, space: str) -> int:
        """Sends in one rate domain. A platform that is lost meanwhile is left to its new owner.

        What became of a batch is written with the next claim, which is one wait for the disk a round. Whoever dies
        before leaves messages that look as if they were on their way, and are looked for.
        """
        domain, since, ended = self._pacing.domain(adapter, space), self._pacing.now(), list[Outcome]()
        if domain.wait() > LONGEST:
            await self._outbox.expire(self._clock.now(), adapter.platform, space=space)
        async with Flights() as flights:
            while self._pacing.open(domain, since) and await self._owns(adapter.platform):
                leased, before = Deadline(LEASE - SLOWEST_SEND), ended.copy()
                ended.clear()
                now = self._clock.now()
                claimed = await self._outbox.claim(now, adapter.platform, domain.batch, space, before)
                self._unsure.settled(before)
                async for message in self._ready(domain, claimed, leased, flights, ended):
                    flights.start(self._post(adapter, domain, message, leased, ended))
                await flights.fewer_than(domain.at_once)
                if not claimed:
                    break
        await self._outbox.settle(ended)
        return flights.landed

    async def _ready(
        self, domain: Domain, claimed: list[Outgoing], leased: Deadline, flights: Flights, ended: list[Outcome]
    ) -> AsyncIterator[Outgoing]:
        """Those that may be sent now, as they are to be sent and counted as sent. The others have `ended`.

        As many as can be on their way at once are looked at together, right before the first of them is sent.
        """
        wanted, fresh = dict[str, Outcome | Outgoing](), Deadline(FRESH)
        for number, message in enumerate(claimed):
            await flights.fewer_than(domain.at_once)
            clear = await self._pacing.clear(domain)
            if clear and (fresh.passed or message.id not in wanted):
                wanted = await self._wanted.look(claimed[number : number + domain.at_once])
                fresh = Deadline(FRESH)
            this = await self._refused(domain, message, clear=clear) or wanted.get(message.id, message)
            if isinstance(this, Outgoing) and (leased.passed or not domain.take(message.place.channel)):
                this = Outcome(message.id, "pending", self._clock.now(), BATCH_TOO_LONG)
            if isinstance(this, Outcome):
                ended.append(this)
            else:
                yield this

    async def _refused(self, domain: Domain, message: Outgoing, *, clear: bool) -> Outcome | None:
        """What becomes of a message whose domain or time says no."""
        now = self._clock.now()
        if now > message.expires_at:
            return Outcome(message.id, "expired", now, TOO_LATE, kept=message.readable)
        if not clear:
            return Outcome(message.id, "pending", now, DOMAIN_WAITS)
        if wait := domain.wait_in(message.place.channel) or await self._first_contact(domain, message):
            return Outcome(message.id, "pending", now + timedelta(seconds=wait), CHANNEL_WAITS)
        return None

    async def _first_contact(self, domain: Domain, message: Outgoing) -> float:
        """Seconds that whoever never got a message has to wait, a day at the most before the next look."""
        stop = domain.stopped(first_contacts=True)
        if not stop or not message.member_id or await self._outbox.reached(message.member_id):
            return 0.0
        return min(stop.until - self._pacing.now(), DAY)

    async def _post(
        self, adapter: Poster, domain: Domain, message: Outgoing, leased: Deadline, ended: list[Outcome]
    ) -> int:
        """Sends once. With an unknown outcome the row stays claimed, so that it is looked for first.

        The lease is looked at with nothing waited for in between: whoever was frozen goes on exactly where they were.
        """
        if leased.passed:
            ended.append(Outcome(message.id, "pending", self._clock.now(), BATCH_TOO_LONG))
            return 0
        if outcome := await self._outcome(adapter, domain, message):
            ended.append(outcome)
        return int(outcome is not None and outcome.state == "sent")

    async def _outcome(self, adapter: Poster, domain: Domain, message: Outgoing) -> Outcome | None:
        try:
            async with self._pacing.hearing(domain, message.place.channel):
                posted = await self._send(adapter, message)
        except Stopped as error:
            return Outcome(message.id, "pending", self._clock.now(), f"{TOLD_TO_STOP}: {error.reason}")
        except RetryLater as error:
            wait = max(error.after, SHORTEST_WAIT)
            return Outcome(message.id, "pending", self._clock.now() + wait, TOLD_TO_WAIT)
        except Undeliverable as error:
            if message.place.direct and closed(error.reason):
                await self._elsewhere(message)
            return Outcome(message.id, "dead", self._clock.now(), error.reason)
        except Unknown:
            log.warning("outcome unknown", extra={"delivery": message.id})
            return None
        except Exception as error:  # an adapter's own defect may come after the post: look first, as for Unknown
            log.error("sending broke", extra={"delivery": message.id}, exc_info=trace(error))
            return None
        log.info("sent", extra={"delivery": message.id, "kind": message.kind})
        return Outcome(message.id, "sent", self._clock.now(), message_id=posted)

    async def _elsewhere(self, message: Outgoing) -> None:
        """The conversation is closed to us. A check-in is asked where its member can still be reached, this week."""
        if not message.member_id:
            return
        now = self._clock.now()
        place = await self._recipients.refused(message.member_id, message.place, now)
        if place and message.kind == "checkin":
            await self._outbox.post([elsewhere(message, place, now)])

    async def _send(self, adapter: Poster, message: Outgoing) -> str:
        """Nothing of a send that took too long may come later: a process that was frozen in it sends nothing more."""
        try:
            async with asyncio.timeout(TIMEOUT.total_seconds()):
                return await adapter.send(message.place, self._dated(message), message.id)
        except TimeoutError:
            raise Unknown("no answer in time") from None
        finally:
            self._unsure.tried(message)

    def _dated(self, message: Outgoing) -> Card:
        """The card, saying that it is late when it is; a reply is meant for no hour."""
        if message.member_id is None or message.kind == REPLY or self._clock.now() - message.slot <= LATE:
            return message.card
        slot, dot, rest = message.card.footer.partition(" · ")
        return message.card.model_copy(update={"footer": shortened(f"{slot} (sent late){dot}{rest}", 200)})
