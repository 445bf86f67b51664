"""Where Milepost was let in, and with what token; where it was removed, and when that is forgotten."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr

from bot.clock import moment
from bot.core.model import Model
from bot.store.communities import Space
from bot.store.database import Database, Queries
from bot.store.members import forget_member

AT_ONCE = 20
"""Accounts that one call forgets at most, so that a large community holds nobody up."""


class Installation(Model):
    """A space that let Milepost in by itself. `bot_user` and `bot` are its ids there; times are real ones.

    A token that `expires_at` is renewed by the other one, which is good for that once.
    """

    platform: str
    space: str
    name: str
    bot_user: str
    bot: str
    token: SecretStr
    refresh_token: SecretStr | None = None
    expires_at: datetime | None = None
    installed_at: datetime

    def row(self) -> dict[str, object]:
        """As the installations table holds it; the one place where the tokens are written out."""
        hidden = {
            "token": self.token.get_secret_value(),
            "refresh_token": self.refresh_token.get_secret_value() if self.refresh_token else None,
        }
        return self.model_dump() | hidden


class Installations:
    """One for each space. What is known of a space that Milepost was removed from stays until it is forgotten."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, installation: Installation) -> None:
        """In place of the one before."""
        async with self._database.transaction() as run:
            await run.keep_installation(**installation.row())

    async def of(self, space: Space) -> Installation | None:
        platform, name = space
        async with self._database.reading() as run:
            row = await run.installation(platform=platform, space=name)
        return _installation(row) if row else None

    async def leave(self, space: Space, told_at: datetime, now: datetime) -> bool:
        """Forgets the token at once, and remembers since when. `told_at` is the platform's time.

        False if Milepost was installed again since.
        """
        platform, name = space
        times = {"told_at": told_at, "now": now}
        async with self._database.transaction() as run:
            return bool(await run.leave_installation(platform=platform, space=name, **times))

    async def returned(self, space: Space) -> None:
        """A token of its settings is good there: nothing is forgotten."""
        platform, name = space
        async with self._database.transaction() as run:
            await run.return_to_space(platform=platform, space=name)

    async def begin_renewing(self, old: Installation, now: datetime, within: timedelta) -> bool:
        """Whether this process renews the token; for so long no other does."""
        about = {name: old.row()[name] for name in ("platform", "space", "token")}
        async with self._database.transaction() as run:
            return bool(await run.begin_renewing(**about, now=now, until=now + within))

    async def renewed(self, old: Installation, new: Installation) -> None:
        """Unless it was installed anew, or removed, meanwhile."""
        wanted = ("platform", "space", "token", "refresh_token", "expires_at")
        async with self._database.transaction() as run:
            row = {name: new.row()[name] for name in wanted}
            await run.renew_installation(**row, before=old.row()["token"])

    async def forget(self, before: datetime) -> None:
        """A part of what is known of the spaces left by then; with the last account the rest goes."""
        async with self._database.reading() as run:
            left = await run.spaces_left_before(before=before)
        for each in left:
            async with self._database.reading() as run:
                accounts = await run.accounts_in_space(**each, limit=AT_ONCE)
            for account in accounts:
                async with self._database.transaction() as run:
                    await _leave(run, each | account)
            if len(accounts) < AT_ONCE:
                async with self._database.transaction() as run:
                    await _forget_space(run, each, before)


async def installations_beside(url: str, platform: str) -> list[Installation]:
    """All of a platform, read beside whoever serves the database. Raises `StoreError`."""
    rows = await Database.glance(url, lambda run: run.installations_of(platform=platform))
    return [_installation(row) for row in rows or ()]


async def _leave(run: Queries, account: Mapping[str, Any]) -> None:
    """Whoever is known elsewhere too stays a member there."""
    member_id = account["member_id"]
    await run.hold_member(id=member_id)
    here = account["platform"], account["space"]
    if all((each["platform"], each["space"]) == here for each in await run.accounts_of(member_id=member_id)):
        await forget_member(run, member_id)
    else:
        await run.leave_account(platform=here[0], space=here[1], user_id=account["user_id"])


async def _forget_space(run: Queries, space: Mapping[str, str], before: datetime) -> None:
    """Unless Milepost was let in again in this moment."""
    if not await run.delete_installation(**space, before=before):
        return
    await run.delete_conversations_in_space(**space)
    await run.delete_subscriptions_in_space(**space)
    await run.delete_posts_in_space(**space)
    await run.delete_community(**space)
    await run.delete_stops(domain=f"{space['platform']} {space['space']}")


def _installation(row: Mapping[str, Any]) -> Installation:
    moments = {name: moment(row[name]) for name in ("expires_at", "installed_at") if row[name] is not None}
    return Installation.model_validate({**row, **moments})
