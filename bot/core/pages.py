"""A list too long for one card, a page at a time."""

from bot.core.commands import Arguments, asked
from bot.core.model import Button, Card

PAGE = 1400
"""Characters of a list shown at once: about a screen and a half of a phone."""

LINES = 40
"""Lines of a list shown at once."""


class PageArguments(Arguments):
    page: int = asked("Page", "1 is the first", default=1, least=1)


def paged(title: str, command: str, lines: list[str], page: int, most: int = LINES, /, **kept: str) -> Card:
    """The lines of one page, `most` of them, with a button for the next; `kept` are the command's other arguments."""
    pages = pages_of(lines, most)
    number = min(max(page, 1), len(pages))
    following = Button(label="More", command=command, args=kept | {"page": str(number + 1)})
    return Card(
        title=title,
        text="\n".join(pages[number - 1]).strip("\n"),
        buttons=(following,) if number < len(pages) else (),
        footer=f"Page {number} of {len(pages)}" if len(pages) > 1 else "",
    )


def pages_of(lines: list[str], most: int) -> list[list[str]]:
    """The lines by page, at most so many with text in them; at least one page. A heading goes with what follows it."""
    pages: list[list[str]] = [[]]
    for number, line in enumerate(lines):
        held = sum(bool(kept.strip()) for kept in pages[-1])
        with_next = lines[number : number + 2] if _is_heading(line) else [line]
        too_long = sum(map(len, [*pages[-1], *with_next])) > PAGE
        if pages[-1] and line.strip() and (too_long or held + len(with_next) > most):
            pages.append([])
        if line.strip() or pages[-1]:
            pages[-1].append(line)
    return pages


def _is_heading(line: str) -> bool:
    return line.startswith("**") and line.endswith("**")
