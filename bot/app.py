"""Puts the parts together; the only module that knows them all."""

import asyncio
import logging
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from bot import zones
from bot.answers import Answering, Giving, Library
from bot.clock import Clock, MovableClock, SystemClock
from bot.content import Pack
from bot.core.commands import Commands, commands_of
from bot.core.dispatch import Dispatch
from bot.core.errors import CannotStart
from bot.core.model import Place
from bot.core.ports import Access, Adapter, DeliveryError
from bot.core.rate import Rate
from bot.delivery import DAILY, WEEKLY, Delivery, Pacing, Planner, RegularPost, Rules, Sender, Ticks, Watch, check_lease
from bot.features.about import About
from bot.features.account import Account
from bot.features.careers import Careers
from bot.features.certifications import Certifications
from bot.features.checkins import Checkins
from bot.features.desk import Desk
from bot.features.doctor import Doctor
from bot.features.export import Export
from bot.features.faq import Faq
from bot.features.feedback import Feedback
from bot.features.gaps import Gaps
from bot.features.help import Help
from bot.features.home import Home
from bot.features.human import Human
from bot.features.inbox import Inbox
from bot.features.link import Link
from bot.features.mydata import MyData
from bot.features.nudges import Nudges
from bot.features.preview import Preview
from bot.features.progress import Progress
from bot.features.quiz import Quiz
from bot.features.reference import Reference
from bot.features.resources import Resources
from bot.features.reviews import Review
from bot.features.roadmap import Roadmap
from bot.features.salary import Salary
from bot.features.setup import Setup
from bot.features.tips import Tips
from bot.payloads import PAYLOADS
from bot.planning import Compose, Planning, shall_i_stop
from bot.platforms import Platforms
from bot.store import HEARTBEAT, SILENCE, Database, NotWritten, Ownership, Stores
from bot.waiting import LEARNING, waiting_for

log = logging.getLogger(__name__)

GRACE = timedelta(days=30)
"""How long what is known of a space stays after Milepost was removed from it, where no setting says otherwise."""


class App:
    """One bot on one database; adapters are added with `serve`. `cache` keeps what the matcher learnt of the pack.

    `rate` is how fast each member may ask; without one, as fast as they can. `pacing` is given where time is simulated.
    """

    def __init__(
        self,
        pack: Pack,
        database: Database,
        clock: Clock,
        cache: Path | None = None,
        rate: Rate | None = None,
        pacing: Pacing | None = None,
    ) -> None:
        self.clock, self._ticking, self._adapters = clock, asyncio.Lock(), dict[str, Adapter]()
        self._database, self._stores, self.ownership = database, Stores(database), Ownership(database)
        stores = self._stores
        self.members, self.notes, self.events, self.stops = stores.members, stores.notes, stores.events, stores.stops
        self.installations, self.grace = stores.installations, GRACE
        self.recipients = stores.recipients
        self.library = Library(pack, stores.additions, cache)
        self._planning = Planning(self.library.pack, stores.progress)
        self._review = Review(self.library, stores.reviews, stores.votes, stores.members, clock)
        pacing = pacing or Pacing(stops=stores.stops)
        self.platforms = Platforms(self._adapters, self.ownership, pacing, stores.stops)
        self._doctor = Doctor(stores.ledger, lambda: self.platforms.served, clock, SystemClock())
        checkins = Checkins(self.library.pack, self._planning, stores.members, stores.outbox, stores.inbox, clock)
        self._weekly = checkins, Tips(self.library.pack, self._planning, stores.members, clock)
        self.account = Account(stores.members, stores.outbox, clock)
        self.setup = Setup(stores.communities, stores.subscriptions, stores.outbox, self._access, clock)
        features = {
            "Answers": self._answering(),
            "Your road": self._learning(),
            "Messages and data": self._private(),
            "": (*self._mentoring(), *self._organising()),
        }
        commands = Commands(
            each for group, of_group in features.items() for feature in of_group for each in commands_of(feature, group)
        )
        self.dispatch = Dispatch(commands, rate, stores.communities.mentors)
        self.delivery = self._delivery(pacing)
        self.deliver, self.skip_to = self.delivery.deliver, self.delivery.skip_to

    def _answering(self) -> tuple[object, ...]:
        """Features that answer questions, and what becomes of the answers."""
        pack, stores, clock = self.library.pack, self._stores, self.clock
        giving = Giving(self.library, clock, stores.conversations)
        return (
            Help(lambda: self.dispatch, pack.manifest.summary),
            Faq(self.library, Answering(self.library, clock), giving, stores.gaps, clock),
            Feedback(self.library, stores.votes, stores.members, clock),
            Human(self.library, stores.gaps, stores.members, stores.outbox, stores.subscriptions, clock),
            About(pack),
            Salary(pack, giving),
            Certifications(pack),
            Careers(pack),
            Reference(pack),
        )

    def _learning(self) -> tuple[object, ...]:
        """Features of the road and of who is on it."""
        about = self.library.pack, self._planning, self._stores.members, self.clock
        stores, clock = self._stores, self.clock
        home = Home(*about[:3], stores.outbox, stores.ledger, clock)
        posting = stores.outbox, stores.subscriptions
        resources = Resources(self.library.pack, stores.resources, stores.members, *posting, clock)
        return home, Quiz(*about), Roadmap(*about), *self._weekly, Progress(*about), resources

    def _private(self) -> tuple[object, ...]:
        """Features of what a member chooses, gets, and has kept about them."""
        stores, clock = self._stores, self.clock
        return (
            self.account,
            Nudges(self._planning, stores.members, stores.outbox, stores.ledger, clock),
            Inbox(stores.members, stores.inbox, clock),
            Link(stores.links, stores.members, clock),
            MyData(stores.members, stores.conversations),
        )

    def _mentoring(self) -> tuple[object, ...]:
        """Features with which mentors add to the pack."""
        gaps = Gaps(self.library, self._stores.gaps, self._stores.members, self.clock)
        desk = Desk((self.setup.waiting, gaps.waiting, self._review.waiting, self._doctor.waiting))
        return desk, self._review, gaps, Export(self.library)

    def _organising(self) -> tuple[object, ...]:
        """Features for admins."""
        stores, clock = self._stores, self.clock
        return (
            self.setup,
            Preview(self._planning, self._composers, PAYLOADS, stores.members, stores.imagined, clock),
            self._doctor,
        )

    @property
    def _composers(self) -> dict[str, Compose]:
        """What draws a weekly message, by its kind."""
        return {each.kind: each.compose for each in self._weekly}

    def _delivery(self, pacing: Pacing) -> Delivery:
        stores, clock = self._stores, self.clock
        reviews = RegularPost("review", self._review.compose, WEEKLY, stores, clock)
        failures = RegularPost("failures", self._doctor.compose, DAILY, stores, clock)
        rules = Rules(zones.version(), stores.schedule, stores.notes, clock)
        return Delivery(
            Planner(stores.schedule, self._composers | {SILENCE: shall_i_stop}, clock),
            Sender(stores.outbox, stores.recipients, self._adapters, clock, self.ownership.of, pacing),
            Watch(clock, self._database, stores.stops, self._adapters),
            stores.outbox,
            (rules.renew, lambda: stores.inbox.forget(clock.now()), self._forget_left, reviews.plan, failures.plan),
        )

    async def _forget_left(self) -> None:
        await self.installations.forget(self.clock.now() - self.grace)

    def serve(self, adapter: Adapter) -> None:
        """A platform's name is its rate domain: a process has one token for each. Raises `CannotStart`."""
        check_lease(adapter)
        self._adapters[adapter.platform] = adapter

    async def beat(self) -> None:
        """One tick: take up what mentors added in another process, and deliver while there is something to send.

        Signs of life are in real time, whatever the clock.
        """
        async with self._ticking:
            with suppress(NotWritten):  # then nothing can be delivered either, which is logged
                await self.renew()
            sent = 1
            while sent:
                sent = await self.deliver()
                with suppress(NotWritten):  # which is the sign
                    await self.notes.keep_moment(HEARTBEAT, SystemClock().now())

    async def renew(self) -> None:
        """Takes up what mentors and admins changed in other processes."""
        await self.library.renew()
        await self._stores.communities.renew()

    async def _access(self, place: Place) -> Access:
        """Whether a place can be written to, as its platform says."""
        try:
            return await self._adapters[place.platform].access(place)
        except (DeliveryError, KeyError):
            return Access(name=place.channel, mend="I cannot reach the platform now; try again in a minute.")

    async def run(self, *, ticking: bool = True) -> None:
        """Serves every adapter, and ticks, until cancelled or until one adapter ends. Raises `CannotStart`."""
        try:
            with waiting_for(LEARNING):
                await self.renew()
        except NotWritten as error:
            raise CannotStart(str(error)) from None
        ticks = Ticks(self.beat, self.clock.speed if isinstance(self.clock, MovableClock) else 1)
        if ticking:
            ticks.start()
        serving = asyncio.create_task(self.platforms.run())
        try:
            await asyncio.wait([serving])
            serving.result()
        finally:
            await self.delivery.end()
            async with self._ticking:
                ticks.stop()
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            log.info("stopped")


async def registry(pack: Pack) -> Commands:
    """Every command, as platforms are told of them; the empty database behind it is gone at once."""
    with tempfile.TemporaryDirectory(prefix="milepost-") as folder:
        async with await Database.open(f"sqlite:///{folder}/empty.db") as database:
            return App(pack, database, SystemClock()).dispatch.commands
