"""Serves members: on the platforms that have a token, or on the keyboard."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot import logs, zones
from bot.adapters.console import Console, Plain, Somebody, Terminal
from bot.app import App
from bot.clock import Clock, MovableClock, SystemClock
from bot.content import Pack
from bot.core.errors import CannotStart
from bot.core.model import Place
from bot.core.ports import Adapter, Stopped
from bot.core.rate import Rate
from bot.settings import Settings
from bot.store import Database

if TYPE_CHECKING:
    from bot.adapters.slack import Keys, Memory

log = logging.getLogger(__name__)

MOVED = "console clock"
"""Where the keyboard's clock stood, so that a week skipped yesterday is not waited for today."""


def slack_keys(settings: Settings) -> "Keys":
    """Raises `CannotStart`."""
    from bot.adapters.slack import Keys

    def secret(of: SecretStr | None) -> str:
        return of.get_secret_value() if of else ""

    return Keys(
        token=secret(settings.slack_bot_token),
        app_token=secret(settings.slack_app_token),
        signing_secret=secret(settings.slack_signing_secret),
        base=settings.slack_api_base,
        admins=settings.slack_admins,
        listen=settings.slack_listen,
        client_id=settings.slack_client_id,
        client_secret=secret(settings.slack_client_secret),
        workspaces=settings.slack_workspaces,
    )


def slack_memory(app: App) -> "Memory":
    """What hearing Slack asks of the app's store, and tells it."""
    from bot.adapters.slack import Memory

    account, clock = app.account, app.clock

    async def told(space: str, stop: Stopped, at: datetime) -> None:
        if await app.installations.leave(("slack", space), at, clock.now()):
            await app.delivery.told("slack", space, stop)

    async def arrived(space: str, by: str) -> None:
        await app.installations.returned(("slack", space))
        if by:
            await app.delivery.resume("slack", space)
            await app.setup.joined(Place(platform="slack", space=space, channel=by, direct=True))

    return Memory(
        first=lambda event: app.events.first(event, clock.now()),
        moved=account.moved,
        knows=account.knows,
        told=told,
        arrived=arrived,
        switched=lambda person, off: app.recipients.switched(person, clock.now(), off=off),
        users=lambda: app.recipients.users("slack"),
    )


def _slack(settings: Settings, app: App) -> Adapter:
    from bot.adapters.slack import Slack

    return Slack(slack_keys(settings), app.dispatch, slack_memory(app), app.installations)


def _discord(settings: Settings, app: App) -> Adapter:
    from bot.adapters.discord import Discord, Memory, point_at

    point_at(settings.discord_api_base, settings.discord_gateway_url)
    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    guilds = tuple(int(guild) for guild in settings.discord_guilds.split(",") if guild)
    return Discord(app.dispatch, Memory(app.members, app.notes, app.stops, app.account.met), app.setup, token, guilds)


PLATFORMS: dict[str, Callable[[Settings, App], Adapter]] = {"discord": _discord, "slack": _slack}
"""How to make the adapter of each platform that can have a token."""


async def run(settings: Settings, pack: Pack, platforms: Mapping[str, Callable[..., Adapter]] = PLATFORMS) -> None:
    """Serves the platforms that have a token until SIGTERM or SIGINT, then stops cleanly."""
    logs.configure(settings.milepost_log)
    if missing := [platform for platform in settings.platforms if platform not in platforms]:
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
                app.serve(platforms[platform](settings, app))
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
        asyncio.get_running_loop().run_in_executor(None, zones.read)
    await app.run(ticking=interactive)
