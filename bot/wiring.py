"""Makes the adapter of each platform: from the settings, and wired to what it asks and tells of the app."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.app import App
from bot.core.model import Place
from bot.core.ports import Adapter, Stopped
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.adapters.slack import Keys, Memory

MakeAdapter = Callable[[Settings, App], Adapter]
"""Raises `CannotStart` where the settings do not do."""


def secret(of: SecretStr | None) -> str:
    """Empty where it is not set."""
    return of.get_secret_value() if of else ""


def slack_keys(settings: Settings) -> "Keys":
    """Raises `CannotStart`."""
    from bot.adapters.slack import Keys

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
    memory = Memory(app.members, app.notes, app.stops, app.account.met)
    return Discord(app.dispatch, memory, app.setup, secret(settings.discord_token), settings.guilds)


ADAPTERS: dict[str, MakeAdapter] = {"discord": _discord, "slack": _slack}
"""How to make the adapter of each platform that can have a token."""
