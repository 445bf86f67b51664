"""What the core asks of a platform, and the three ways in which a platform can refuse."""

from datetime import datetime, timedelta
from typing import Protocol

from bot.core.model import Card, Place


class DeliveryError(Exception):
    """A message did not arrive, or may not have arrived."""


class RetryLater(DeliveryError):
    """Nothing was posted; the platform asks to wait."""

    def __init__(self, after: timedelta) -> None:
        super().__init__(f"retry after {after}")
        self.after = after


class Undeliverable(DeliveryError):
    """Nothing was posted and nothing will be, until the member or an admin does something."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unknown(DeliveryError):
    """It may have been posted: look before sending again."""


class Adapter(Protocol):
    """A platform: it hears requests, hands them on, and posts cards."""

    platform: str

    async def run(self) -> None:
        """Hear and answer until cancelled."""

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        """Post the card and give the platform's message id, or raise a `DeliveryError`."""

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        """The id of the message that carries this delivery, or none if there surely is none; else raise."""
