"""A list too long for one card, a page at a time."""

from bot.core.commands import Arguments, asked
from bot.core.model import Button, Card

PAGE = 1800
"""Characters of a list shown at once: about two screens of a phone."""

LINES = 40
"""Lines of a list shown at once."""


class PageArguments(Arguments):
    page: int = asked("Page", default=1)


def paged(title: str, command: str, lines: list[str], page: int, **kept: str) -> Card:
    """The lines of one page, with a button for the next; `kept` are the other arguments of the command."""
    pages: list[list[str]] = [[]]
    for line in lines:
        if pages[-1] and (sum(map(len, pages[-1])) + len(line) > PAGE or len(pages[-1]) == LINES):
            pages.append([])
        pages[-1].append(line)
    number = min(max(page, 1), len(pages))
    following = Button(label="More", command=command, args=kept | {"page": str(number + 1)})
    return Card(
        title=title,
        text="\n".join(pages[number - 1]),
        buttons=(following,) if number < len(pages) else (),
        footer=f"Page {number} of {len(pages)}" if len(pages) > 1 else "",
    )
