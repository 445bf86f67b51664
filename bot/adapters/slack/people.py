"""Who somebody is: name, zone and rank from `users.info`, kept for a while and refreshed when the profile changes."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.refusals import FAILURES, wait_of
from bot.clock import seconds
from bot.core.model import Person

PLATFORM = "slack"
KEPT = 3600.0
"""Seconds after which a profile is read again, should its change have been missed."""
REMEMBERED = 10_000
"""People; who was seen longest ago is forgotten first. Slack lets us ask for 100 profiles a minute."""
PATIENCE = 1.5
"""Seconds that a profile is waited for: a form has to open within 3 (docs.slack.dev/surfaces/modals)."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What counts of a user object (docs.slack.dev/reference/objects/user-object)."""

    name: str
    zone: str = ""
    admin: bool = False
    foreign: bool = False
    off: bool = False
    heard: bool = True

    @classmethod
    def read(cls, user: dict[str, Any], space: str) -> "Profile":
        """Deactivated people (`off`) and bots are not heard. A guest is heard, and is never an admin.

        Nor is whoever is here by Slack Connect (`foreign`): their rank is of their own workspace.
        """
        shown = user.get("profile") or {}
        names = (shown.get("display_name"), shown.get("real_name"), user.get("real_name"), user.get("name"), user["id"])
        zone = user.get("tz") or ""
        foreign = _is_foreign(user, space)
        guest = foreign or user.get("is_restricted") or user.get("is_ultra_restricted")
        rank = any(user.get(each) for each in ("is_admin", "is_owner", "is_primary_owner"))
        off = bool(user.get("deleted"))
        return cls(
            name=next(name for name in names if name),
            zone=zone if zone in available_timezones() else "",
            admin=rank and not guest,
            foreign=foreign,
            off=off,
            heard=not (off or user.get("is_bot") or user["id"] == "USLACKBOT"),
        )


def _is_foreign(user: dict[str, Any], space: str) -> bool:
    """In an organisation one person belongs to several workspaces, of which `team_id` is only one."""
    teams = (user.get("enterprise_user") or {}).get("teams") or ()
    home = user.get("team_id") or space
    return bool(user.get("is_stranger")) or (home != space and space not in teams)


class People:
    """`admins` are ids that a setting names, besides the workspace's own admins and owners."""

    def __init__(
        self, client: AsyncWebClient, admins: frozenset[str] = frozenset(), now: Callable[[], float] = seconds
    ) -> None:
        self._client = client
        self._admins = admins
        self._now = now
        self._known: OrderedDict[str, tuple[float, Profile]] = OrderedDict()
        self._channels: OrderedDict[str, str] = OrderedDict()
        self._asks_again = 0.0

    async def person(self, space: str, id: str, name: str = "") -> Person | None:
        """None for whoever is not heard. If Slack does not say who it is, they are a member of that name."""
        profile = await self._profile(space, id) or Profile(name=name or id)
        return self._as_person(space, id, profile) if profile.heard else None

    def changed(self, space: str, user: dict[str, Any]) -> tuple[Person, Profile]:
        """Takes up a profile that came with an event; the person may be one who is not heard."""
        profile = self._keep(user["id"], Profile.read(user, space))
        return self._as_person(space, user["id"], profile), profile

    async def switched_off(self, space: str, id: str) -> Person | None:
        """The person, if their account is deactivated. Raises what the client raises."""
        found = await self._client.users_info(user=id)
        person, profile = self.changed(space, found["user"])
        return person if profile.off else None

    async def channel(self, id: str) -> str:
        """The direct conversation with somebody, which is opened if need be. Raises what the client raises."""
        if id not in self._channels:
            opened = await self._client.conversations_open(users=id)
            self.met(id, opened["channel"]["id"])
        return self._channels[id]

    def met(self, id: str, channel: str) -> None:
        """Somebody wrote in their direct conversation, which is this."""
        self._channels[id] = channel
        if len(self._channels) > REMEMBERED:
            self._channels.popitem(last=False)

    async def is_direct(self, id: str, channel: str) -> bool:
        """Whether a channel is somebody's own conversation with the bot; two people have such a channel as well."""
        if not channel.startswith("D") or (id not in self._channels and self._now() < self._asks_again):
            return False
        try:
            return await self.channel(id) == channel
        except FAILURES as error:
            wait = wait_of(error) if isinstance(error, SlackApiError) else None
            self._asks_again = self._now() + (wait or 0.0)
            return False

    async def _profile(self, space: str, id: str) -> Profile | None:
        then, profile = self._known.get(id, (0.0, None))
        if profile and self._now() - then < KEPT:
            return profile
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._client.users_info(user=id)
        except FAILURES:
            return profile
        return self._keep(id, Profile.read(found["user"], space))

    def _keep(self, id: str, profile: Profile) -> Profile:
        self._known[id] = (self._now(), profile)
        self._known.move_to_end(id)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return profile

    def _as_person(self, space: str, id: str, profile: Profile) -> Person:
        """An app writes directly to people of its own workspace only."""
        admin, direct = profile.admin or id in self._admins, "" if profile.foreign else id
        return Person(
            platform=PLATFORM, space=space, id=id, name=profile.name, admin=admin, zone=profile.zone, direct=direct
        )
