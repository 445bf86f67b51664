"""What somebody typed, out of Slack's markup for it (docs.slack.dev/messaging/formatting-message-text)."""

import re
from collections.abc import Callable
from html import unescape

_MARKED = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def words(text: str) -> str:
    """For a question: a link is its address, a channel its name, and nobody is named."""
    return _plain(text, lambda kind, _, label: f"#{label}" if kind == "#" and label else "")


def line(text: str) -> str:
    """For a command's arguments: people and channels are their ids."""
    return _plain(text, lambda kind, id, _: "" if kind == "!" else id)


def _plain(text: str, named: Callable[[str, str, str], str]) -> str:
    def read(found: re.Match[str]) -> str:
        kind, id, label = found[1], found[2], found[3] or ""
        return named(kind, id, label) if kind else id.removeprefix("mailto:")

    return re.sub(r" {2,}", " ", unescape(_MARKED.sub(read, text))).strip()
