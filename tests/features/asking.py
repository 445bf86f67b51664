"""How a test sends questions on and answers them."""

from typing import Any

from bot.core.model import Button, Card
from tests.talking import Someone

LAPTOP = "which laptop should I buy for deep learning?"
LIKE_IT = "what laptop is best for deep learning"
WRITTEN = {"title": "Laptops for deep learning", "text": "Any will do.\nRent a GPU.", "source": "boss, Nov 2026"}


async def sends(who: Someone, question: str = LAPTOP, **more: str) -> Card:
    """As the button does."""
    return await who.does("human", question=question, **more)


def args_of(card: Card, label: str) -> dict[str, str]:
    """What the button is filled in with, without what it asks for."""
    found = next(each for each in card.buttons if isinstance(each, Button) and each.label == label)
    return {name: value for name, value in found.args.items() if name != "form"}


async def drafts(mentor: Someone, **given: str) -> Card:
    """Fills in the form behind *Answer* of the first question that waits."""
    waiting = await mentor.says("/gaps")
    return await mentor.does("answer", **args_of(waiting, "Answer"), **(WRITTEN | given))


async def answers(mentor: Someone, **given: str) -> Card:
    preview = await drafts(mentor, **given)
    return await mentor.presses("Publish", preview)


def notes(platform: Any, name: str) -> list[Card]:
    """What came to somebody unasked."""
    return [card for place, card, _ in platform.posted if place.channel == f"@{name}"]
