"""Draws a card as a Slack message: Block Kit, a text for notifications and screen readers, what is uploaded beside it.

The numbers are those of docs.slack.dev/reference/block-kit; the limits of a card keep within them, so nothing is cut.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace
from typing import Any

from bot.adapters.slack.mrkdwn import SECTION, escape, mrkdwn, pieces
from bot.core.commands import FORM
from bot.core.model import Button, Card, Link
from bot.core.text import unmarked

Block = dict[str, Any]

HEADER = 150
"""Characters of a header."""

FIELD = 2000
"""Characters of one field of a section."""

FALLBACK = 4000
"""Characters of a message's text that chat.update takes; the blocks hold all of it."""

DELIVERY = "milepost_delivery"
"""The type of the metadata by which a message is found again; its payload is `{"id": …}` and nothing else."""

PRESS, OPEN, PICK = "press", "open", "pick"
"""How the `action_id` of a button, of a link and of a choice begin; a dot and a number follow.

After that of a choice its button's code follows too, since a choice has no value of its own.
"""

MENTOR, ASK = "mentor", "ask"
"""The slash commands: one for each command of ours would be in every other app's way."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture or a file, for files_upload_v2."""

    filename: str
    content: bytes
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What `chat.postMessage`, `chat.update`, `chat.postEphemeral` and a `response_url` take, and what follows it."""

    payload: dict[str, Any]
    uploads: tuple[Upload, ...] = ()


Said = Callable[[str], str]
"""How a text says what one types."""


def as_it_is(text: str) -> str:
    return text


Picks = Set[tuple[str, str]]
"""Commands and those of their fields for which values are suggested."""

NONE: Picks = frozenset()


def typed(names: Iterable[str]) -> Said:
    """Slack gives an app few words of its own: `/start` is typed `/mentor start` here, and /ask is /ask."""
    wanted = "|".join(sorted((name for name in names if name != ASK), key=len, reverse=True))
    found = re.compile(rf"(?<![\w/.:-])/(?={wanted})(?:{wanted})(?![\w/-])")
    return lambda text: found.sub(lambda name: f"/{MENTOR} {name[0][1:]}", text) if wanted else text


def message(card: Card, delivery_id: str = "", said: Said = as_it_is, picks: Picks = NONE) -> Message:
    """The exact payload. Only unasked messages have an id to be found again by."""
    payload: dict[str, Any] = {
        "text": fallback(card, said),
        "blocks": blocks(card, said, picks),
        "unfurl_links": False,
        "unfurl_media": False,
    }
    if delivery_id:
        payload["metadata"] = {"event_type": DELIVERY, "event_payload": {"id": delivery_id}}
    return Message(payload, tuple(_uploads(card)))


def calling(drawn: Message, user: str) -> Message:
    """The message, which calls this one user, and nobody else."""
    call = f"<@{user}>"
    section = {"type": "section", "text": {"type": "mrkdwn", "text": call}}
    called = {"text": f"{call} {drawn.payload['text']}", "blocks": [section, *drawn.payload["blocks"]]}
    return replace(drawn, payload={**drawn.payload, **called})


def blocks(card: Card, said: Said = as_it_is, picks: Picks = NONE) -> list[Block]:
    title = unmarked(card.title)
    title = said(title) if len(said(title)) <= HEADER else title
    drawn: list[Block] = [{"type": "header", "text": plain_text(title)}]
    drawn += [_section(part) for part in pieces(mrkdwn(said(card.text)))]
    drawn += _facts(card, said)
    numbered = [_element(each, number, picks) for number, each in enumerate((*card.buttons, *card.controls), 1)]
    rows = numbered[: len(card.buttons)], numbered[len(card.buttons) :]
    drawn += [{"type": "actions", "elements": row} for row in rows if row]
    drawn += [{"type": "context", "elements": [text_object(part)]} for part in pieces(mrkdwn(said(card.footer)))]
    return drawn


def fallback(card: Card, said: Said = as_it_is) -> str:
    """The card in plain words. It is shown where blocks are not, so that its end may be missing."""
    facts = [f"{fact.name}: {fact.value}" for fact in card.facts]
    words = escape(said("\n".join(unmarked(part) for part in (card.title, card.text, *facts, card.footer) if part)))
    return _shown(words) if len(words) <= FALLBACK else re.sub(r"&\w*$", "", words[: FALLBACK - 1]) + "…"


def plain_text(text: str) -> Block:
    """Without `:names:` of emoji, since a time of day is none."""
    return {"type": "plain_text", "text": _shown(text), "emoji": False}


def text_object(text: str) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _shown(text: str) -> str:
    """Slack takes no text that shows nothing."""
    return text if text.strip() else "–"


def _section(text: str) -> Block:
    return {"type": "section", "text": text_object(text)}


def _facts(card: Card, said: Said) -> Iterator[Block]:
    """Side by side where they fit into fields; two on a line is what a desktop shows, a phone shows one."""
    facts = [mrkdwn(said(f"**{fact.name.replace('**', '')}**\n{fact.value}")) for fact in card.facts]
    if facts and max(map(len, facts)) <= FIELD:
        yield {"type": "section", "fields": [text_object(fact) for fact in facts]}
    else:
        yield from (_section(part) for fact in facts for part in pieces(fact, SECTION))


def _element(each: Button | Link, number: int, picks: Picks) -> Block:
    """A button that asks for one field of which values are suggested is a choice among them."""
    field = each.args.get(FORM, "") if isinstance(each, Button) else ""
    if not isinstance(each, Button) or (each.command, field) not in picks:
        return _button(each, number)
    return {
        "type": "external_select",
        "action_id": f"{PICK}.{number}.{each.code}",
        "placeholder": plain_text(each.label),
        "min_query_length": 0,
    }


def _button(each: Button | Link, number: int) -> Block:
    label = {"type": "button", "text": plain_text(each.label)}
    if isinstance(each, Link):
        return label | {"action_id": f"{OPEN}.{number}", "url": each.url}
    style = {} if each.style == "plain" else {"style": each.style}
    return label | {"action_id": f"{PRESS}.{number}", "value": each.code} | style


def _uploads(card: Card) -> Iterator[Upload]:
    if card.image:
        yield Upload(card.image.filename, card.image.png, card.image.alt)
    if card.file:
        yield Upload(card.file.filename, card.file.content)
