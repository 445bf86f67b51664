"""`milepost doctor`: asks the database and each platform, side by side, and prints what each of them says."""

import asyncio
import textwrap
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from bot.app import registry
from bot.clock import SystemClock
from bot.content import PackInvalid, find, load
from bot.core.commands import Commands
from bot.core.errors import CannotStart
from bot.core.ports import Check
from bot.core.text import counted, unmarked
from bot.features.doctor import TOPICS, findings
from bot.settings import Settings
from bot.store import Installation, StoreError, channels_beside, health_beside, installations_beside, note_beside
from bot.wiring import secret, slack_keys

Sections = dict[str, list[Check]]
"""Checks by what they are about."""

OWN = "Milepost"

NO_DATABASE = Check("There is none of Milepost yet: milepost run makes it.", state="note", name="Database")
NO_PLATFORM = Check(
    "No platform has a token.", "Set DISCORD_TOKEN or SLACK_BOT_TOKEN as the README says.", "wrong", "Settings"
)

NO_BOT_TOKEN = Check(
    "There are keys of Slack's, but no SLACK_BOT_TOKEN: Slack is not served.",
    "Copy it from OAuth & Permissions (it begins with xoxb-), and restart.",
    "wrong",
    "Settings",
)
NOBODY_LET_IN = Check(
    "SLACK_WORKSPACES names no workspace: none can install me.",
    "Name them by their ids with commas, T0123ABC,T4567DEF, or write any, and restart.",
    "wrong",
    "Settings",
)

MARKS = {"well": "✓", "note": "–", "wrong": "✗"}
WIDTH = 100
"""Characters of a line; a link may be longer."""


class Known(NamedTuple):
    """What Milepost knows by itself of what a platform is asked about.

    `commands` are none where the pack is broken; `channels` are topic, space and channel of each that was set up;
    `installed` are the spaces that gave a token of their own.
    """

    commands: Commands | None
    channels: Sequence[tuple[str, str, str]] = ()
    installed: Sequence[Installation] = ()


async def _discord(settings: Settings, known: Known) -> list[Check]:
    from bot.adapters.discord import Expected, definitions, examine, point_at

    point_at(settings.discord_api_base, settings.discord_gateway_url)

    async def marked(name: str) -> str | None:
        with suppress(StoreError):  # which is told once, of the database
            return await note_beside(settings.database_url, name)
        return None

    expected = Expected(definitions(known.commands) if known.commands else [], marked, settings.guilds)
    return await examine(secret(settings.discord_token), expected, known.channels)


async def _slack(settings: Settings, known: Known) -> list[Check]:
    """Also what is missing beside the token, which is asked about all the same."""
    from bot.adapters.slack import Listening, client_of, examine, examine_each

    base, app_token = settings.slack_api_base, secret(settings.slack_app_token)
    listening = Listening(app_token, secret(settings.slack_signing_secret), settings.slack_listen)
    found = list[Check]()
    try:
        slack_keys(settings)
    except CannotStart as error:
        found.append(Check(f"{error}.", "Slack is not served until they are right.", "wrong", "Settings"))
    if settings.slack_client_id:
        found += [] if settings.slack_workspaces or known.installed else [NOBODY_LET_IN]
        return found + await examine_each(known.installed, base, listening, known.channels)
    return found + await examine(client_of(base, secret(settings.slack_bot_token)), listening, known.channels)


EXAMINE: dict[str, Callable[[Settings, Known], Awaitable[list[Check]]]] = {"discord": _discord, "slack": _slack}
"""How to ask each platform that has a token what it says of it, of its rights, and of the channels of /setup."""


async def examined(settings: Settings) -> Sections:
    """Each platform's, then Milepost's own. Posts nothing, changes nothing, and makes no database."""
    own, commands = list[Check](), None
    try:
        commands = await registry(load(find(settings.milepost_pack)))
    except PackInvalid as error:
        text = f"It cannot be used: {error.mistakes[0]}"
        own.append(Check(text, "milepost check names every mistake.", "wrong", "Pack"))
    asked = await asyncio.gather(*(_platform(settings, each, commands) for each in settings.platforms))
    found = {each.capitalize(): checks for each, checks in zip(settings.platforms, asked, strict=True)}
    return found | {OWN: own + await _own(settings)}


async def _platform(settings: Settings, platform: str, commands: Commands | None) -> list[Check]:
    known = Known(commands)
    with suppress(StoreError):  # which is told once, of the database
        installed = await installations_beside(settings.database_url, platform)
        channels = await channels_beside(settings.database_url, platform)
        shown = [(TOPICS.get(topic, topic), space, channel) for topic, space, channel in channels]
        known = Known(commands, shown, installed)
    return await EXAMINE[platform](settings, known)


async def _own(settings: Settings) -> list[Check]:
    now = settings.clock.now()
    try:
        health = await health_beside(settings.database_url, now)
    except StoreError as error:
        return [Check(f"It cannot be read: {error}.", state="wrong", name="Database")]
    missing = list(_missing(settings))
    if health is None:
        return [NO_DATABASE, *missing]
    left_out = {each.domain for each in health.stops if each.kind == "all" and not each.until}
    served = [each for each in settings.platforms if each not in left_out]
    known = [each._replace(state="note") if each is NO_PLATFORM else each for each in missing]
    return [*known, *findings(health, now, SystemClock().now(), served)]


def _missing(settings: Settings) -> Iterator[Check]:
    """Whoever has a database already may want nothing but the keyboard."""
    if "slack" not in settings.platforms and (settings.slack_app_token or settings.slack_signing_secret):
        yield NO_BOT_TOKEN
    elif not settings.platforms:
        yield NO_PLATFORM


def lines(found: Mapping[str, Sequence[Check]]) -> Iterator[str]:
    """A line a check, with its mark, and its mend below it."""
    for title, checks in found.items():
        yield title
        broad = max((len(each.name) for each in checks), default=0)
        for each in checks:
            yield from _lines(each, f"{each.name:<{broad}}  " if broad else "")
        yield ""
    yield _summary(sum(each.needs_you for checks in found.values() for each in checks))


def _summary(wrong: int) -> str:
    if not wrong:
        return "Nothing needs you."
    return f"{counted(wrong, 'thing')}, marked {MARKS['wrong']}, need{'s' if wrong == 1 else ''} you."


def _lines(check: Check, name: str) -> Iterator[str]:
    first, below = f"  {MARKS[check.state]} {name}", " " * (4 + len(name))
    for number, text in enumerate([check.text, *check.mend.splitlines()]):
        beginning = first if number == 0 else below
        yield from textwrap.wrap(
            unmarked(text),
            WIDTH,
            initial_indent=beginning,
            subsequent_indent=below,
            break_long_words=False,
            break_on_hyphens=False,
        )
