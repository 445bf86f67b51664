"""Puts the parts together; the only module that knows them all."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from bot import logs, zones
from bot.adapters.console import Console, Plain, Somebody, Terminal
from bot.answers import Giving, Library
from bot.clock import Clock, MovableClock, SystemClock
from bot.content import Pack
from bot.core.commands import Commands, commands_of
from bot.core.dispatch import Dispatch
from bot.core.errors import CannotStart
from bot.core.model import Place
from bot.core.ports import Access, Adapter, DeliveryError
from bot.core.rate import Rate
from bot.delivery import DAILY, WEEKLY, Pacing, Planner, RegularPost, Rules, Sender, Ticks, Watch, check_lease, upcoming
from bot.features.about import About
from bot.features.account import Account
from bot.features.careers import Careers
from bot.features.certifications import Certifications
from bot.features.checkins import Checkins
from bot.features.doctor import Doctor
from bot.features.export import Export
from bot.features.faq import Faq
from bot.features.feedback import Feedback
from bot.features.gaps import Gaps as GapQueue
from bot.features.help import Help
from bot.features.human import Human
from bot.features.inbox import Inbox as InboxFeature
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
from bot.settings import Settings
from bot.store import (
    HEARTBEAT,
    SILENCE,
    Additions,
    Communities,
    Conversations,
    Database,
    Events,
    Gaps,
    Imagined,
    Inbox,
    Ledger,
    Links,
    Members,
    Notes,
    NotWritten,
    Outbox,
    Ownership,
    Recipients,
    Reviews,
    Schedule,
    Stops,
    Votes,
)
from bot.store import Progress as ProgressStore
from bot.store import Resources as ResourceStore
from bot.waiting import LEARNING, waiting_for

log = logging.getLogger(__name__)

MOVED = "console clock"
"""Where the keyboard's clock stood, so that a week skipped yesterday is not waited for today."""


def _looked_up(pack: Pack, giving: Giving) -> tuple[object, ...]:
    """Features that read the pack and keep nothing."""
    return About(pack), Salary(pack, giving), Certifications(pack), Careers(pack), Reference(pack)


def _mentoring(library: Library, gaps: Gaps, review: Review, members: Members, clock: Clock) -> tuple[object, ...]:
    """Features with which mentors add to the pack."""
    return review, GapQueue(library, gaps, members, clock), Export(library)


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
        self.clock, self.notes, self._inbox = clock, Notes(database), Inbox(database)
        self.members = Members(database)
        self._delivering, self._ticking = asyncio.Lock(), asyncio.Lock()
        members, outbox, ledger = self.members, Outbox(database), Ledger(database)
        gaps, votes = Gaps(database), Votes(database)
        self._communities = Communities(database)
        self.setup = Setup(self._communities, outbox, self._access, clock)
        self.account, self.events = Account(members, outbox, clock), Events(database)
        self.library = Library(pack, Additions(database), cache)
        pack, conversations = self.library.pack, Conversations(database)
        giving = Giving(self.library, clock, conversations)
        planning = Planning(pack, ProgressStore(database))
        checkins = Checkins(pack, planning, members, outbox, self._inbox, clock)
        tips = Tips(pack, planning, members, clock)
        weekly: dict[str, Compose] = {each.kind: each.compose for each in (checkins, tips)}
        review = Review(self.library, Reviews(database), votes, members, clock)
        doctor = Doctor(ledger, lambda: self._adapters, clock, SystemClock())
        features = (
            Help(lambda: self.dispatch, pack.manifest.summary),
            Faq(self.library, giving, gaps),
            Feedback(self.library, votes, members, clock),
            Human(self.library, gaps, members, outbox, clock),
            *_looked_up(pack, giving),
            Quiz(pack, planning, members, clock),
            Roadmap(pack, planning, members, clock),
            checkins,
            Progress(pack, planning, members, clock),
            tips,
            Resources(pack, ResourceStore(database), members, outbox, clock),
            self.account,
            Nudges(members, outbox, ledger, clock),
            InboxFeature(members, self._inbox, clock),
            Link(Links(database), members, clock),
            MyData(members, conversations),
            *_mentoring(self.library, gaps, review, members, clock),
            self.setup,
            Preview(planning, weekly, PAYLOADS, members, Imagined(database), clock),
            doctor,
        )
        commands = Commands(each for feature in features for each in commands_of(feature))
        self.dispatch = Dispatch(commands, rate, self._communities.mentors)
        self._outbox, self._adapters = outbox, dict[str, Adapter]()
        self._planner = Planner(Schedule(database), weekly | {SILENCE: shall_i_stop}, clock)
        reviews = RegularPost("review", review.compose, WEEKLY, outbox, self.notes, clock)
        self._regular = reviews, RegularPost("failures", doctor.compose, DAILY, outbox, self.notes, clock)
        self.ownership = Ownership(database)
        self._watch = Watch(clock, database, self._adapters)
        self._rules = Rules(zones.version(), Schedule(database), self.notes, clock)
        pacing = pacing or Pacing(stops=Stops(database))
        self._sender = Sender(outbox, Recipients(database), self._adapters, clock, self.ownership.of, pacing)

    def serve(self, adapter: Adapter) -> None:
        """A platform's name is its rate domain: a process has one token for each. Raises `CannotStart`."""
        check_lease(adapter)
        self._adapters[adapter.platform] = adapter

    async def deliver(self) -> int:
        """Plans and sends what is due; one call at a time. What a full disk holds up comes with a later call.

        Gives how many messages were sent; where a platform sets a pace, others may be ready still.
        """
        async with self._delivering:
            try:
                if await self._watch.holds():
                    return 0
                await self._rules.renew()
                await self._inbox.forget(self.clock.now())
                for post in self._regular:
                    await post.plan()
                await self._planner.plan()
                return await self._sender.send_due()
            except NotWritten as error:
                log.error("nothing could be delivered", extra={"why": str(error)})
                return 0

    async def beat(self) -> None:
        """One tick: take up what mentors added in another process, and deliver while there is something to send.

        Signs of life are in real time, whatever the clock.
        """
        async with self._ticking:
            await self.renew()
            sent = 1
            while sent:
                sent = await self.deliver()
                with suppress(NotWritten):  # which is the sign
                    await self.notes.keep(HEARTBEAT, SystemClock().now())

    async def renew(self) -> None:
        """Takes up what mentors and admins changed in other processes."""
        await self.library.renew()
        await self._communities.renew()

    async def _access(self, place: Place) -> Access:
        """Whether a place can be written to, as its platform says."""
        try:
            return await self._adapters[place.platform].access(place)
        except (DeliveryError, KeyError):
            return Access(name=place.channel, mend="I cannot reach the platform now; try again in a minute.")

    async def skip_to(self, target: datetime, clock: MovableClock) -> None:
        """Moves the clock from one due thing to the next, delivering each, up to the target."""
        await self.deliver()
        while (event := await self.next_event(clock.now())) <= target:
            clock.move_to(event)
            await self.deliver()
        clock.move_to(target)

    async def next_event(self, now: datetime) -> datetime:
        """Monday's posts come every week; members' messages when they have any."""
        weekly = upcoming(now)
        return min(weekly, await self._outbox.next_event(now) or weekly)

    async def run(self, *, ticking: bool = True) -> None:
        """Serves every adapter, and ticks, until cancelled or until one adapter ends.

        An adapter whose domain another process owns stands by.
        """
        with waiting_for(LEARNING):
            await self.renew()
        ticks = Ticks(self.beat, self.clock.speed if isinstance(self.clock, MovableClock) else 1)
        if ticking:
            ticks.start()
        reading_cities = asyncio.create_task(asyncio.to_thread(zones.suggest, "Berlin")) if ticking else None
        adapters = self._adapters.values()
        running = [asyncio.create_task(self.ownership.serve(each.platform, each.run)) for each in adapters]
        try:
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self._sender.end()
            async with self._ticking, self._delivering:
                ticks.stop()
            for task in running:
                task.cancel()
            await asyncio.gather(*running, *([reading_cities] if reading_cities else []), return_exceptions=True)
            log.info("stopped")


def _slack(settings: Settings, app: App) -> Adapter:
    from bot.adapters.slack import Keys, Slack

    def secret(of: SecretStr | None) -> str:
        return of.get_secret_value() if of else ""

    keys = Keys(
        token=secret(settings.slack_bot_token),
        app_token=secret(settings.slack_app_token),
        signing_secret=secret(settings.slack_signing_secret),
        base=settings.slack_api_base,
        admins=settings.slack_admins,
        listen=settings.slack_listen,
    )
    return Slack(keys, app.dispatch, lambda event: app.events.first(event, app.clock.now()), app.account.moved)


def _discord(settings: Settings, app: App) -> Adapter:
    from bot.adapters.discord import Discord, point_at

    point_at(settings.discord_api_base, settings.discord_gateway_url)
    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    guilds = tuple(int(guild) for guild in settings.discord_guilds.split(",") if guild)
    return Discord(app.dispatch, app.members, app.notes, app.setup.joined, token, guilds)


PLATFORMS: dict[str, Callable[[Settings, App], Adapter]] = {"discord": _discord, "slack": _slack}
"""How to make the adapter of each platform that can have a token."""


async def run(settings: Settings, pack: Pack, platforms: Mapping[str, Callable[..., Adapter]] = PLATFORMS) -> None:
    """Serves the platforms that have a token until SIGTERM or SIGINT, then stops cleanly."""
    logs.configure(settings.milepost_log)
    if missing := [platform for platform in settings.platforms if platform not in platforms]:
        names = ", ".join(missing)
        raise CannotStart(f"there is a token for {names}, but this version has no adapter for it; use: milepost chat")
    await asyncio.to_thread(zones.suggest, "Berlin")  # all cities are read, which takes longer than a platform waits
    async with await Database.open(settings.database_url) as database:
        app = App(pack, database, settings.clock, settings.cache, Rate())
        if settings.milepost_clock:
            _warn(app.clock)
        for platform in settings.platforms:
            app.serve(platforms[platform](settings, app))
        await _until_told(asyncio.create_task(app.run()))


REHEARSAL = "Rehearsal: the clock is at {}. MILEPOST_CLOCK is never for real members; unset it to serve them."


def _warn(clock: Clock) -> None:
    """In the log, and as a line for whoever sits at the terminal."""
    log.warning("a rehearsal: the clock is not the real one", extra={"clock": str(clock)})
    if sys.stderr.isatty():
        print(REHEARSAL.format(clock), file=sys.stderr, flush=True)


async def _until_told(serving: asyncio.Task[None]) -> None:
    """A signal cancels the task, which finishes the delivery it is in."""
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, serving.cancel)
    with suppress(asyncio.CancelledError):
        await serving


async def chat(settings: Settings, pack: Pack, *, name: str, admin: bool) -> None:
    """A member on the keyboard, until the end of input. A clock that was moved stays where it was for the next time."""
    logs.configure(settings.milepost_log)
    wall = settings.clock
    clock = wall if isinstance(wall, MovableClock) else MovableClock(wall.now())
    if settings.milepost_clock:
        print(REHEARSAL.format(clock), file=sys.stderr, flush=True)
    async with await Database.open(settings.database_url) as database:
        app = App(pack, database, clock, settings.cache)
        if not settings.milepost_clock:
            clock.move_to(await app.notes.read(MOVED) or clock.now())
        try:
            await _talk(app, clock, pack, Somebody(name, admin))
        finally:
            if clock.now() - SystemClock().now() > timedelta(minutes=1) and not settings.milepost_clock:
                await app.notes.keep(MOVED, clock.now())


async def _talk(app: App, clock: MovableClock, pack: Pack, who: Somebody) -> None:
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    screen = Terminal(app.dispatch) if interactive else Plain()
    console = Console(app.dispatch, screen, clock, lambda target: app.skip_to(target, clock), app.deliver, who)
    app.serve(console)
    if not await app.ownership.of(console.platform):
        raise CannotStart("another chat is using this database; end it first, or set DATABASE_URL to another one")
    if interactive:
        screen.say(f"{pack.manifest.title}. Type a question, /help or /quiz. Tab completes, /quit leaves.")
    await app.run(ticking=interactive)
