"""Posts unasked messages, looks for those whose outcome is unknown, and says whether a channel can be written to."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.answering import upload
from bot.adapters.slack.people import People
from bot.adapters.slack.refusals import FAILURES, code_of, meaning
from bot.adapters.slack.render import DELIVERY, Said, as_it_is, calling, message
from bot.core.model import Card, Place
from bot.core.ports import Access, MayNotLook
from bot.core.when import dated

PAGE = 100
"""Messages of one page of a channel's history."""

MEND = {
    "channel_not_found": "I do not see it. Invite me there: type /invite @Milepost in it.",
    "missing_scope": "My app may not look at channels. Install it again from its manifest.",
}


class Sending:
    """The client must not retry: whoever lost a reply looks first (delivery.md, 2.2)."""

    def __init__(self, client: AsyncWebClient, people: People, said: Said = as_it_is) -> None:
        self._client = client
        self._people = people
        self._said = said

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        """Gives channel and timestamp; a user's id as the channel means the conversation with them."""
        drawn = message(card, delivery_id, self._said)
        if place.person:
            drawn = calling(drawn, place.person)
        try:
            posted = await self._client.chat_postMessage(channel=place.channel, **drawn.payload)
        except FAILURES as error:
            raise meaning(error) from error
        await upload(self._client, drawn.uploads, posted["channel"])
        return f"{posted['channel']}/{posted['ts']}"

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        try:
            channel = await self._channel(place.channel)
            async for found in self._history(channel, since):
                if _id_of(found) == delivery_id:
                    return f"{channel}/{found['ts']}"
        except SlackApiError as error:
            if code_of(error) == "missing_scope":
                raise MayNotLook(str(error.response.get("needed") or "im:history")) from error
            raise meaning(error) from error
        except FAILURES as error:
            raise meaning(error) from error
        return None

    async def access(self, place: Place) -> Access:
        try:
            found = (await self._client.conversations_info(channel=place.channel))["channel"]
        except SlackApiError as error:
            if mend := MEND.get(code_of(error)):
                return Access(name=place.channel, mend=mend)
            raise meaning(error) from error
        except FAILURES as error:
            raise meaning(error) from error
        name = f"#{found['name']}" if found.get("name") else "direct messages"
        if found.get("is_archived"):
            return Access(name=name, mend="It is archived. Unarchive it, or choose another one.")
        if not (found.get("is_member") or found.get("is_im")):
            return Access(name=name, mend="I am not in it. Invite me there: type /invite @Milepost in it.")
        return Access(name=name)

    async def _channel(self, id: str) -> str:
        return await self._people.channel(id) if id[:1] in "UW" else id

    async def _history(self, channel: str, since: datetime) -> AsyncIterator[dict[str, Any]]:
        """Every message since then, newest first; metadata only comes when it is asked for."""
        cursor = ""
        while True:
            page = await self._client.conversations_history(
                channel=channel,
                oldest=f"{since.timestamp():.6f}",
                inclusive=True,
                limit=PAGE,
                include_all_metadata=True,
                cursor=cursor or None,
            )
            for found in page["messages"]:
                yield found
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return


async def time_at(client: AsyncWebClient) -> datetime | None:
    """What time it is at Slack."""
    try:
        return dated((await client.api_test()).headers)
    except FAILURES as error:
        raise meaning(error) from error


def _id_of(found: dict[str, Any]) -> str | None:
    metadata = found.get("metadata") or {}
    return (metadata.get("event_payload") or {}).get("id") if metadata.get("event_type") == DELIVERY else None
