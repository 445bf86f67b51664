"""How a walk reads a card: what its buttons say, whether it reports a breakdown or calls people."""

import re
from dataclasses import dataclass

from bot.core.model import Button, Card, Link, Place
from tests.talking import Someone

BROKE = "Something broke"
_CALL = re.compile(r"@(everyone|here|channel)|<[!@#]", re.IGNORECASE)


@dataclass
class InChannel(Someone):
    """A person who types in a channel of a space, not in their direct conversation."""

    space: str = "s"
    channel: str = "general"

    @property
    def place(self) -> Place:
        if world := self.world:
            return world.place(self)
        return Place(platform="test", space=self.space, channel=self.channel)


def labels(card: Card) -> list[str]:
    return [button.label for button in card.buttons]


def facts(card: Card) -> dict[str, str]:
    return {fact.name: fact.value for fact in card.facts}


def seen(card: Card) -> str:
    """Every word a member sees of the card."""
    urls = [button.url for button in card.buttons if isinstance(button, Link)]
    alt = [card.image.alt] if card.image else []
    return "\n".join([card.words, *labels(card), *urls, *alt])


def calls_people(card: Card) -> bool:
    """Whether a platform would notify somebody over it; an address on a link button is no text."""
    return bool(_CALL.search("\n".join([card.words, *labels(card)])))


def refused(card: Card) -> bool:
    """A clear line on what does not fit, and no breakdown."""
    return card.title in ("That did not work", "That does not fit yet") and bool(card.text)


async def all_pages(who: Someone, card: Card) -> list[Card]:
    """The card and those behind its *More* button, to the last."""
    pages = [card]
    while any(isinstance(button, Button) and button.label == "More" for button in pages[-1].buttons):
        pages.append(await who.presses("More", pages[-1]))
        assert len(pages) < 100, "the pages never end"
    return pages


async def whole(who: Someone, card: Card) -> str:
    """The text of an answer, over all its pages."""
    return "\n".join(page.text for page in await all_pages(who, card))


def offered(card: Card) -> list[str]:
    """What the buttons lead to, besides the rest of the answer and its sources."""
    return [label for label in labels(card) if label not in ("More", "Sources")]
