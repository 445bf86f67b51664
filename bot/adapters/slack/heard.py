"""What Slack delivers, read as something that happened once: who did it, where, and where its answer goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.slack.forms import Where

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened once. `trigger` opens a form, within three seconds; `name` is for want of a profile.

    `page` is the App Home as it was seen, where it was done there; `form` is the modal that was sent.
    """

    id: str
    space: str
    where: Where
    trigger: str = ""
    name: str = ""
    page: Payload = field(default_factory=dict)
    form: Payload = field(default_factory=dict)


def commanded(body: Payload) -> Event:
    """A slash command."""
    where = Where(user=body["user_id"], channel=body["channel_id"], url=body["response_url"])
    return Event(body["trigger_id"], space_of(body), where, body["trigger_id"], body.get("user_name", ""))


def pressed(body: Payload) -> Event:
    """A button or a choice on a message, or on a view, which belongs to no channel."""
    container, trigger = body["container"], body["trigger_id"]
    view = body.get("view") or {}
    where = Where(
        user=body["user"]["id"],
        channel=container.get("channel_id", ""),
        thread=container.get("thread_ts", ""),
        message=container.get("message_ts", ""),
        hidden=bool(container.get("is_ephemeral")),
        url=body.get("response_url") or "",
        home=container["type"] == "view",
        window=view.get("id", "") if view.get("type") == "modal" else "",
    )
    return Event(trigger, space_of(body), where, trigger, page=view if view.get("type") == "home" else {})


def chosen(body: Payload) -> Event:
    """A shortcut; one on a message is answered where the message stands."""
    channel, url = (body.get("channel") or {}).get("id", ""), body.get("response_url") or ""
    where = Where(user=body["user"]["id"], channel=channel, url=url)
    return Event(body["trigger_id"], space_of(body), where, body["trigger_id"])


def mentioned(event: Payload, body: Payload) -> Event:
    """A message that names the bot. Its answer begins a thread, where there is none yet."""
    thread = event.get("thread_ts") or ""
    where = Where(event["user"], event["channel"], thread=thread or event["ts"], begins=not thread)
    return _said(event, body, where)


def written(event: Payload, body: Payload) -> Event:
    """A message to the bot alone."""
    where = Where(event["user"], event["channel"], direct=True, thread=event.get("thread_ts") or "")
    return _said(event, body, where)


def space_of(body: Payload) -> str:
    """The workspace whose token is meant; in a shared channel it may be another than the person's."""
    installed = (body.get("view") or {}).get("app_installed_team_id")
    team = (body.get("team") or {}).get("id")
    authorized = [each.get("team_id") for each in body.get("authorizations") or ()]
    return str(next(each for each in (installed, team, *authorized, body.get("team_id")) if each))


def _said(message: Payload, body: Payload, where: Where) -> Event:
    """A message is known by its place and time, however many events tell of it, and however often it is edited."""
    return Event(f"{where.channel} {message['ts']}", space_of(body), where)
