"""What a member wrote, made safe to show; plain forms of numbers and lists."""

import re

_MARKUP = re.compile(r"([\\`*_~\[\]<>|#])")
_CALLS_PEOPLE = re.compile(r"@(everyone|here|channel)\b|<[!@#]", re.IGNORECASE)
_JOINER = "\N{ZERO WIDTH JOINER}"
"""Holds emoji together; other letters that print nothing turn text around or colour a terminal."""

_QUIET_AT = "@\N{ZERO WIDTH SPACE}"


def plain(text: str, limit: int = 5000) -> str:
    """A member's words on one line, shortened, with no working markup and no working mention.

    The zero-width space after an at sign is what discord.py's `escape_mentions` does.
    """
    return _MARKUP.sub(r"\\\1", quiet(shortened(one_line(text), limit)))


def one_line(text: str) -> str:
    """The same words without line breaks and without letters that print nothing."""
    return " ".join(printable(" ".join(text.split())).split())


def folded(text: str) -> str:
    """The same for texts that differ in case and spaces only."""
    return " ".join(text.casefold().split())


def printable(text: str) -> str:
    """Without letters that print nothing, but with its line breaks."""
    return "".join(letter for letter in text if letter.isprintable() or letter in ("\n", _JOINER))


def quiet(markdown: str) -> str:
    """Markdown as somebody wrote it, with mentions that notify nobody."""
    return re.sub(r"<(?=[!@#])", "<\N{ZERO WIDTH SPACE}", markdown.replace("@", _QUIET_AT))


def loud(markdown: str) -> str:
    """What `quiet` was given."""
    return markdown.replace(_QUIET_AT, "@").replace("<\N{ZERO WIDTH SPACE}", "<")


def unmarked(markdown: str) -> str:
    """The same words for a place that draws no Markdown."""
    without_links = re.sub(r"(?<!\\)\[([^\]]+)\]\((https?://[^)\s]+)\)", r"\1 (\2)", markdown)
    without_bold = re.sub(r"(?<!\\)(\*\*|__|`)", "", without_links)
    without_italics = re.sub(r"(?<![\\\w])([*_])(\S|\S.*?\S)\1(?!\w)", r"\2", without_bold)
    return re.sub(r"\\([\\`*_~\[\]<>|#])", r"\1", without_italics)


def names_everybody(text: str) -> str:
    """The first part of the text over which a platform could notify people, or nothing."""
    found = _CALLS_PEOPLE.search(text)
    return found.group() if found else ""


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters; what is cut is shown as an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def counted(number: float, noun: str) -> str:
    """`1 week`, `3 weeks`."""
    return f"{number:g} {noun}" if number == 1 else f"{number:g} {noun}s"


def listed(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
