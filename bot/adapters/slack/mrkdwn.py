"""The Markdown of cards as Slack's mrkdwn, in which only what we wrote is markup and nobody is mentioned.

The rules are Slack's (docs.slack.dev/messaging/formatting-message-text): `&`, `<` and `>` are escaped, links are
`<address|label>`, one asterisk is bold, and marks work only between words.
"""

import re
from html import escape as escape_html

from bot.core.text import unmarked

SECTION = 3000
"""Characters of one text object (docs.slack.dev/reference/block-kit/blocks/section-block)."""

_GUARD = "\N{ZERO WIDTH SPACE}"
"""mrkdwn has no backslash: a mark with this on both sides opens and closes nothing."""

_TOKEN = re.compile(
    r"""(?P<literal>(?:\\[*_~`])+|\\[\\\[\]<>|\#])
    | `(?P<code>[^`\n]+)`
    | \[(?P<label>(?:\\.|[^\]\\\n])+)\]\((?P<url>https?://[^)\s]+)\)
    | (?P<bare>https?://[^\s<>|`\\*]+[^\s<>|`\\*_.,;:!?'")\]])
    | \*\*(?P<stars>(?=\S)(?:\\.|(?!\*\*)[^\n\\])+(?<=\S))\*\*
    | __(?P<lines>(?=\S)(?:\\.|(?!__)[^\n\\])+(?<=\S))__
    | (?<![\w*])\*(?P<star>(?=\S)(?:\\.|[^\n\\*])+(?<=\S))\*(?![\w*])
    | (?<![\w_])_(?P<line>(?=\S)(?:\\.|[^\n\\_])+(?<=\S))_(?![\w_])
    | (?P<mark>[*_~`]+)""",
    re.VERBOSE,
)
_BULLET = re.compile(r"^( *)[-*] (?=\S)", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_ATOM = re.compile(r"<[^<>\n]*>|&\w+;|.", re.DOTALL)


def escape(text: str) -> str:
    return escape_html(text, quote=False)


def mrkdwn(markdown: str) -> str:
    """The text for a `mrkdwn` object with `verbatim`, so that Slack adds no links and no mentions of its own."""
    headed = _HEADING.sub(lambda found: f"**{found[1].replace('**', '')}**", markdown)
    listed = _BULLET.sub(lambda found: f"{found[1] * 2}{'◦' if found[1] else '•'} ", headed)
    return _inline(listed)


def pieces(text: str, limit: int = SECTION) -> list[str]:
    """The mrkdwn in parts of at most `limit`, cut between lines, and only inside a line that is longer than that."""
    parts = [""]
    for line in text.splitlines(keepends=True):
        for atom in [line] if len(line) <= limit else _ATOM.findall(line):
            if len(parts[-1]) + len(atom) > limit:
                parts.append("")
            parts[-1] += atom
    return [part.strip("\n") for part in parts if part.strip()]


def _inline(markdown: str) -> str:
    out, at = "", 0
    for found in _TOKEN.finditer(markdown):
        out += escape(markdown[at : found.start()])
        after = markdown[found.end() : found.end() + 1]
        out, at = out + _drawn(found, out[-1:], after), found.end()
    return out + escape(markdown[at:])


def _drawn(found: re.Match[str], before: str, after: str) -> str:
    kind, text = found.lastgroup, found[found.lastgroup or 0]
    match kind:
        case "literal" | "mark":
            return _literal(re.sub(r"\\(.)", r"\1", text), before, after)
        case "code":
            return _between(f"`{escape(text)}`", before, after)
        case "url":
            return _link(text, escape(unmarked(found["label"])))
        case "bare":
            return _link(text, "")
        case "stars" | "lines":
            return _between(f"*{_inline(text)}*", before, after)
        case _:
            return _between(f"_{_inline(text)}_", before, after)


def _literal(letters: str, before: str, after: str) -> str:
    """Marks between two letters mark nothing; at a line's start `>` would begin a quotation."""
    if letters == ">" and before in ("", "\n"):
        return f"{_GUARD}&gt;"
    if letters[0] not in "*_~`" or (before.isalnum() and after.isalnum()):
        return escape(letters)
    return f"{_GUARD}{letters}{_GUARD}"


def _between(marked: str, before: str, after: str) -> str:
    """Marks touch no letter, or they would be shown as letters themselves."""
    return f"{_GUARD if before.isalnum() else ''}{marked}{_GUARD if after.isalnum() else ''}"


def _link(url: str, label: str) -> str:
    """What is too long for one text object is shown, and is no link."""
    address = escape(url.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E"))
    link = f"<{address}|{label}>" if label.strip() else f"<{address}>"
    return link if len(link) <= SECTION else f"{label} {address}".strip()
