"""Serves members: on the platforms that have a token, or on the keyboard."""

import asyncio
import logging
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

from bot import logs, zones
from bot.adapters.console import Console, Plain, Somebody, Terminal
from bot.app import App
from bot.clock import Clock, MovableClock, SystemClock
from bot.content import Pack
from bot.core.errors import CannotStart
from bot.core.rate import Rate
from bot.settings import Settings
from bot.store import Database
from bot.wiring import ADAPTERS, MakeAdapter

log = logging.getLogger(__name__)

MOVED = "console clock"
"""Where the keyboard's clock stood, so that a week skipped yesterday is not waited for today."""


async def run(settings: Settings, pack: Pack, adapters: Mapping[str, MakeAdapter] = ADAPTERS) -> None:
    """Serves the platforms that have a token until SIGTERM or SIGINT, then stops cleanly."""
    logs.configure(settings.milepost_log)
    if missing := [platform for platform in settings.platforms if platform not in adapters]:
        names = ", ".join(missing)
        raise CannotStart(f"there is a token for {names}, but this version has no adapter for it; use: milepost chat")
    await asyncio.to_thread(zones.read)
    async with await Database.open(settings.database_url) as database:
        app = App(pack, database, settings.clock, settings.cache, Rate())
        app.grace = timedelta(days=settings.milepost_grace)
        if settings.milepost_clock:
            _warn(app.clock)
        for platform in settings.platforms:
            try:
                app.serve(adapters[platform](settings, app))
            except CannotStart as error:
                app.platforms.refuse(platform, error)
        app.platforms.check()
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
            clock.move_to(await app.notes.moment(MOVED) or clock.now())
        try:
            await _talk(app, clock, pack, Somebody(name, admin))
        finally:
            if clock.now() - SystemClock().now() > timedelta(minutes=1) and not settings.milepost_clock:
                await app.notes.keep_moment(MOVED, clock.now())


async def _talk(app: App, clock: MovableClock, pack: Pack, who: Somebody) -> None:
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    screen = Terminal(app.dispatch) if interactive else Plain()
    console = Console(app.dispatch, screen, clock, lambda target: app.skip_to(target, clock), app.deliver, who)
    app.serve(console)
    if not await app.ownership.of(console.platform):
        raise CannotStart("another chat is using this database; end it first, or set DATABASE_URL to another one")
    if interactive:
        screen.say(f"{pack.manifest.title}. Type a question, /help or /quiz. Tab completes, /quit leaves.")
        asyncio.get_running_loop().run_in_executor(None, zones.read)
    await app.run(ticking=interactive)
