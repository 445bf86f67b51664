"""The workspaces that Milepost is in: each has a token, and by it people, and ways to answer and to send."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.answering import Answering
from bot.adapters.slack.forms import Where
from bot.adapters.slack.home import Home, Knows
from bot.adapters.slack.people import People
from bot.adapters.slack.refusals import FAILURES, meaning
from bot.adapters.slack.render import Block, Said
from bot.adapters.slack.sending import Sending
from bot.adapters.slack.windows import Windows
from bot.core.dispatch import Dispatch
from bot.core.model import Reply
from bot.core.ports import DeliveryError, Stopped

log = logging.getLogger(__name__)

API = "https://slack.com/api/"

HTTP_TIMEOUT = 10
"""Seconds for one request to Slack."""

NOT_INSTALLED = "not_installed"
"""Why nothing is sent in a workspace for which there is no token."""


def client_of(base: str, token: str = "") -> AsyncWebClient:
    """A client that never posts twice, since it never tries again. `base` is another server's address."""
    return AsyncWebClient(token or None, base_url=base or API, timeout=HTTP_TIMEOUT, retry_handlers=[])


class Workspace:
    """One workspace. Its client's token may change; whoever has the workspace goes on with the new one."""

    def __init__(
        self, client: AsyncWebClient, admins: frozenset[str], mentor: Dispatch, knows: Knows, said: Said
    ) -> None:
        self.client = client
        self.people = People(client, admins)
        picks = {(each.name, field) for each in mentor.commands for field in each.suggests}
        self.answering = Answering(client, self.people, said, picks)
        self.home = Home(client, mentor, knows, said, picks)
        self.windows = Windows(client)
        self.sending = Sending(client, self.people, said)

    async def say(self, reply: Reply, where: Where, below: Sequence[Block] = ()) -> None:
        try:
            await self.answering.give(reply, where, below)
        except FAILURES as error:
            log.warning("an answer was not posted", extra={"error": str(meaning(error))})

    async def found(self, where: Where) -> Where:
        """Knowing whether it is the conversation with the bot; what came from nowhere is answered there."""
        if where.channel:
            direct = where.direct or await self.people.is_direct(where.user, where.channel)
            return replace(where, direct=direct)
        try:
            return replace(where, channel=await self.people.channel(where.user), direct=True)
        except FAILURES:
            return replace(where, channel=where.user, direct=True)


class Tokens(Protocol):
    """Who we are in a workspace. Raises a `DeliveryError`: `Stopped` where Milepost is not, or not any more."""

    async def me(self, space: str) -> AuthorizeResult:
        """Our ids there."""

    async def token(self, space: str) -> str:
        """A token that is good now."""

    def forget(self, space: str = "") -> None:
        """The token of a workspace, or of all, may be another by now."""


class Authorized(AsyncAuthorize):
    """Tells Bolt who we are where something happened, without asking Slack each time."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def __call__(self, *, team_id: str | None, **_: Any) -> AuthorizeResult | None:
        try:
            return await self._tokens.me(team_id or "")
        except DeliveryError:
            return None


class OneToken:
    """The token of one workspace, which is set."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._me: AuthorizeResult | None = None

    async def introduced(self) -> AuthorizeResult:
        """Asks once which workspace it is. Raises what the client raises."""
        if self._me is None:
            self._me = AuthorizeResult.from_auth_test_response(auth_test_response=await self._client.auth_test())
        return self._me

    async def me(self, space: str) -> AuthorizeResult:
        try:
            me = await self.introduced()
        except FAILURES as error:
            raise meaning(error) from error
        if me.team_id != space:
            raise Stopped(NOT_INSTALLED)
        return me

    async def token(self, space: str) -> str:
        await self.me(space)
        return self._client.token or ""

    def forget(self, space: str = "") -> None:
        """Another one is set by a restart."""


class Workspaces:
    """Those that were of use since the start. What they keep in memory is of one workspace each."""

    def __init__(self, tokens: Tokens, made: Callable[[], Workspace]) -> None:
        self._tokens = tokens
        self._made = made
        self._known: dict[str, Workspace] = {}

    async def of(self, space: str) -> Workspace:
        """Ready to be asked of Slack. Raises a `DeliveryError`: `Stopped` where Milepost is not installed."""
        token = await self._tokens.token(space)
        found = self._known[space] = self._known.get(space) or self._made()
        found.client.token = token
        return found

    @property
    def known(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(self._known)

    def forget(self, space: str) -> None:
        """There is no token any more, and no need to remember its people."""
        self._tokens.forget(space)
        self._known.pop(space, None)
