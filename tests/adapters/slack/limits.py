"""What Slack refuses, written down from its reference; and slack_sdk's own models as a second opinion.

Numbers: docs.slack.dev/reference/block-kit and slack_sdk.models; the total of 13,200 is an observation (bolt-js #2509).
"""

import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import Block, InputBlock
from slack_sdk.models.views import View

MOST = {"section": 3000, "field": 2000, "header": 150, "context": 3000, "placeholder": 150}
MOST |= {"label": 75, "value": 2000, "url": 3000, "action": 255}
TOTAL = 13_200


def problems(payload: dict[str, Any], most_blocks: int = 50) -> list[str]:
    """Everything that is wrong with a message or a view; nothing for what Slack takes."""
    blocks = payload["blocks"]
    found = [f"{len(blocks)} blocks"] if not 1 <= len(blocks) <= most_blocks else []
    for block in blocks:
        parsed = Block.parse(block)
        assert parsed is not None, block
        parsed.to_dict()  # raises SlackObjectFormationError
        found += [f"{kind}: {text[:80]!r}" for kind, text in texts(block) if not 1 <= len(text) <= MOST[kind]]
    total = sum(len(text) for block in blocks for _, text in texts(block))
    found += [f"{total} characters in all"] if total > TOTAL and most_blocks == 50 else []
    if len(payload.get("text", "x")) not in range(1, 4001):
        found.append("text for notifications")
    ids = [element["action_id"] for element in elements(blocks)]
    return found + (["action_id twice"] if len(ids) > len(set(ids)) else [])


def view_problems(view: dict[str, Any]) -> list[str]:
    """Everything that is wrong with a modal: one of input blocks, or a window without any."""
    View(**view).to_dict()  # raises SlackObjectFormationError
    if all(block["type"] != "input" for block in view["blocks"]):
        return problems(view, 100) + live(view)
    found = [] if len(view["private_metadata"]) <= 3000 else ["private_metadata"]
    ids = [block["block_id"] for block in view["blocks"]]
    found += ["block_id twice"] if len(ids) > len(set(ids)) else []
    for block in view["blocks"]:
        element, options = block["element"], block["element"].get("options", ())
        InputBlock(**block).to_dict()
        found += ["no options"] if element["type"] == "static_select" and not options else []
        found += [f"option {each}" for each in options if len(each["text"]["text"]) > 75 or len(each["value"]) > 150]
        found += ["max_length"] if not 0 < element.get("max_length", 1) <= 3000 else []
    return found


def texts(block: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each text of a block with the kind of limit that it has."""
    if "text" in block:
        yield block["type"], block["text"]["text"]
    for field in block.get("fields", ()):
        yield "field", field["text"]
    for element in block.get("elements", ()):
        if element["type"] == "button":
            yield "label", element["text"]["text"]
            yield from ((key, element[key]) for key in ("value", "url") if key in element)
        elif element["type"] == "external_select":
            yield "placeholder", element["placeholder"]["text"]
            yield "action", element["action_id"]
        else:
            yield "context", element["text"]


def elements(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What can be pressed."""
    return [element for block in blocks if block["type"] == "actions" for element in block["elements"]]


def live(payload: dict[str, Any]) -> list[str]:
    """What Slack would make of the texts besides words: all but links is wrong."""
    written = [text for block in payload["blocks"] for _, text in texts(block)] + [payload.get("text", "")]
    objects = [block["text"] for block in payload["blocks"] if "text" in block]
    plain = [each["text"] for each in objects if each["type"] == "plain_text"]
    labels = [(each.get("text") or each["placeholder"])["text"] for each in elements(payload["blocks"])]
    return [
        found for text in written if text not in [*plain, *labels] for found in re.findall(r"<(?!https?://)[^>]*", text)
    ]
