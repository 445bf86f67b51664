"""The app's manifest, from the registry: what Slack has to know before it delivers anything.

Format: docs.slack.dev/reference/app-manifest. Printed as YAML, to be pasted at api.slack.com/apps.
"""

import json
from collections.abc import Iterator
from typing import Any

from bot.adapters.slack.hear import SAVE, SHORTCUT
from bot.adapters.slack.http import PATH, REDIRECT
from bot.adapters.slack.render import ASK, MENTOR
from bot.core.commands import Commands

SCOPES = {
    "app_mentions:read": "hear a question that names the bot in a channel",
    "channels:history": "find a post of its own in a public channel, when Slack's reply to it was lost",
    "channels:read": "say in /setup whether a channel can be written to",
    "chat:write": "answer, and send what members asked for",
    "commands": "/mentor, /ask and the shortcuts",
    "files:write": "add the picture of one's progress and the export of one's data",
    "groups:history": "find a post of its own in a private channel that it was invited to",
    "groups:read": "say in /setup whether a private channel can be written to",
    "im:history": "hear direct messages, and find its own in them when a reply was lost",
    "im:write": "open the direct conversation with a member who began",
    "users:read": "name, time zone, and who is an admin, a guest or deactivated",
}
"""Every right that the bot asks for, and what it is for."""

EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked", "user_change")

HINTED = 6
"""Commands that the hint of /mentor names; /mentor help has the others."""


def manifest(commands: Commands, address: str = "") -> dict[str, Any]:
    """Heard by Socket Mode; or over HTTP at a public address, `https://HOST`, where workspaces may install it, too."""
    made = _heard_by_socket(commands)
    if address:
        at, settings = {"request_url": address + PATH}, made["settings"]
        made["features"]["slash_commands"] = [
            each | {"url": address + PATH} for each in made["features"]["slash_commands"]
        ]
        made["oauth_config"] = {"redirect_urls": [address + REDIRECT], **made["oauth_config"]}
        made["settings"] = settings | {
            "event_subscriptions": at | settings["event_subscriptions"],
            "interactivity": settings["interactivity"] | at | {"message_menu_options_url": address + PATH},
            "socket_mode_enabled": False,
        }
    return made


def _heard_by_socket(commands: Commands) -> dict[str, Any]:
    hint = [each.name for each in commands if each.who == "member" and each.name not in (ASK, "help")]
    return {
        "display_information": {
            "name": "Milepost",
            "description": "Answers with sources, a plan, and one check-in a week",
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Milepost", "always_online": True},
            "shortcuts": _shortcuts(commands),
            "slash_commands": [
                _slash(MENTOR, "Everything that Milepost can do", f"help | {' | '.join(hint[:HINTED])} | …"),
                _slash(ASK, commands.named(ASK).summary, "how much maths do I need?"),
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def written(commands: Commands, address: str = "") -> str:
    """The file: YAML, with what each scope is for beside it."""
    head = "# Written by `make manifest` from the commands; do not edit it. The README says what to do with it.\n"
    lines = "\n".join(_yaml(manifest(commands, address), 0))
    for scope, why in SCOPES.items():
        lines = lines.replace(f'- "{scope}"', f'- "{scope}" # {why}')
    return f"{head}{lines}\n"


def _shortcuts(commands: Commands) -> list[dict[str, str]]:
    made = [{"name": "Ask the mentor", "type": "global", "callback_id": SHORTCUT, "description": "Ask a question"}]
    if any(each.name == SAVE for each in commands):
        about = {"name": "Save as FAQ", "type": "message", "callback_id": SAVE}
        made.append(about | {"description": "Make an answer of it (mentors)"})
    return made


def _slash(name: str, description: str, hint: str) -> dict[str, Any]:
    """With `should_escape`, a person or a channel that is typed arrives as its id."""
    return {"command": f"/{name}", "description": description, "usage_hint": hint, "should_escape": True}


def _yaml(value: Any, depth: int) -> Iterator[str]:
    """A tree of mappings and lists of text and truth, as YAML. Text is quoted as JSON quotes it, which YAML reads."""
    indent = "  " * depth
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, dict | list):
                yield f"{indent}{key}:"
                yield from _yaml(inner, depth + 1)
            else:
                yield f"{indent}{key}: {json.dumps(inner, ensure_ascii=False)}"
    else:
        for inner in value:
            first, *rest = _yaml(inner, depth + 1) if isinstance(inner, dict) else [json.dumps(inner)]
            yield f"{indent}- {first.strip()}"
            yield from rest
