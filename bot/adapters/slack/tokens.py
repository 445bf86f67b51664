"""The token of each workspace that installed Milepost by itself, good whenever it is asked for."""

import asyncio
import logging
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store import Installation as Granted
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from bot.adapters.slack.people import PLATFORM
from bot.adapters.slack.refusals import FAILURES, code_of, meaning
from bot.adapters.slack.workspaces import NOT_INSTALLED
from bot.clock import SystemClock
from bot.core.ports import DeliveryError, RetryLater, Stopped, Undeliverable
from bot.store import Installation, Installations

log = logging.getLogger(__name__)

EARLY = timedelta(hours=2)
"""So long before its end a token is renewed, as slack_bolt does; it is good for twelve hours."""

AGAIN = timedelta(minutes=1)
"""After so long a renewal that failed is tried again, by whichever process."""

MOMENT = timedelta(seconds=5)
"""How long one waits for another process that renews the token."""


class Installed(AsyncInstallationStore):
    """slack_sdk's installation store on our database, and what the adapter asks of it.

    One process serves Slack, so that what is in memory is what is in the database, until `forget`.
    """

    def __init__(self, store: Installations, rotator: AsyncTokenRotator) -> None:
        self._store = store
        self._rotator = rotator
        self._now = SystemClock().now
        self._known: dict[str, Installation] = {}
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def async_save(self, installation: Granted) -> None:
        """What slack_bolt was given at the end of its flow. A member's own token is not kept, since none is asked for.

        Raises `NotWritten`.
        """
        await self._store.keep(_kept(installation.to_bot(), self._now()))
        self.forget(installation.team_id or "")

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """A workspace's id is known without its organisation's."""
        found = await self._store.of((PLATFORM, team_id or ""))
        return _bot(found) if found else None

    def forget(self, space: str = "") -> None:
        """What is in memory of a workspace, or of all: the next one who asks reads it."""
        if space:
            self._known.pop(space, None)
        else:
            self._known.clear()

    async def me(self, space: str) -> AuthorizeResult:
        found = await self._of(space)
        return AuthorizeResult(enterprise_id=None, team_id=space, bot_id=found.bot, bot_user_id=found.bot_user)

    async def token(self, space: str) -> str:
        """Whoever asks while it is renewed waits for it; of other processes `_renewed` knows."""
        async with self._asking[space]:
            found = await self._of(space)
            if found.refresh_token and found.expires_at and found.expires_at - self._now() <= EARLY:
                found = self._known[space] = await self._renewed(found)
        return found.token.get_secret_value()

    async def _of(self, space: str) -> Installation:
        found = self._known.get(space) or await self._store.of((PLATFORM, space))
        if found is None:
            raise Stopped(NOT_INSTALLED)
        self._known[space] = found
        return found

    async def _renewed(self, old: Installation) -> Installation:
        """Once, however many ask: a refresh token is good for one renewal."""
        if not await self._store.begin_renewing(old, self._now(), AGAIN):
            self.forget(old.space)
            return self._still_good(await self._of(old.space), RetryLater(MOMENT))
        try:
            bot = await self._rotator.perform_bot_token_rotation(bot=_bot(old))
        except SlackTokenRotationError as error:
            return self._not_renewed(old, meaning(error.api_error), code_of(error.api_error))
        except FAILURES as error:
            return self._not_renewed(old, meaning(error), type(error).__name__)
        if bot is None:
            return self._not_renewed(old, Undeliverable("no bot token"), "no bot token")
        new = _kept(bot, old.installed_at)
        await self._store.renewed(old, new)
        log.info("a token was renewed", extra={"team": old.space})
        return new

    def _not_renewed(self, old: Installation, why: DeliveryError, code: str) -> Installation:
        """Where Slack refuses there will be no other token until the app is installed again; else there may be one."""
        log.error("a token was not renewed", extra={"team": old.space, "error": code})
        if isinstance(why, Stopped | Undeliverable):
            raise Stopped(f"token_not_renewed: {code}")
        return self._still_good(old, RetryLater(AGAIN))

    def _still_good(self, found: Installation, otherwise: DeliveryError) -> Installation:
        if found.expires_at and found.expires_at <= self._now():
            raise otherwise
        return found


def _kept(bot: Bot, installed_at: datetime) -> Installation:
    refresh, ends = bot.bot_refresh_token, bot.bot_token_expires_at
    return Installation(
        platform=PLATFORM,
        space=bot.team_id or "",
        name=bot.team_name or "",
        bot_user=bot.bot_user_id,
        bot=bot.bot_id,
        token=SecretStr(bot.bot_token),
        refresh_token=SecretStr(refresh) if refresh else None,
        expires_at=datetime.fromtimestamp(ends, UTC) if ends else None,
        installed_at=installed_at,
    )


def _bot(kept: Installation) -> Bot:
    return Bot(
        team_id=kept.space,
        team_name=kept.name,
        bot_user_id=kept.bot_user,
        bot_id=kept.bot,
        bot_token=kept.token.get_secret_value(),
        bot_refresh_token=kept.refresh_token.get_secret_value() if kept.refresh_token else None,
        bot_token_expires_at=int(kept.expires_at.timestamp()) if kept.expires_at else None,
        installed_at=kept.installed_at.timestamp(),
    )
