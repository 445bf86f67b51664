"""What the core asks of a platform, and the four ways in which a platform can refuse."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Protocol, runtime_checkable

from bot.core.model import Card, Model, Place
from bot.core.pace import Pace


class DeliveryError(Exception):
    """A message did not arrive, or may not have arrived."""


class RetryLater(DeliveryError):
    """Nothing was posted; the platform asks to wait, in one channel or in all of the rate domain."""

    def __init__(self, after: timedelta, scope: Literal["channel", "domain"] = "domain") -> None:
        super().__init__(f"retry after {after}")
        self.after = after
        self.scope = scope


class Undeliverable(DeliveryError):
    """Nothing was posted and nothing will be, until the member or an admin does something.

    `forbidden` says that the platform counts it as an invalid request (on Discord: its answer was a 403).
    """

    def __init__(self, reason: str, *, forbidden: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.forbidden = forbidden


class Stopped(DeliveryError):
    """Nothing was posted, and nothing more may be in the rate domain: its token is revoked, or it was too hasty.

    For the time of `after`; without one, until a restart, when the token may be another. `first_contacts` says that
    only those who never got a message are meant (on Discord: 40003 and quarantine). `reason` holds no secret.
    """

    def __init__(self, reason: str, after: timedelta | None = None, *, first_contacts: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after
        self.first_contacts = first_contacts


class Unknown(DeliveryError):
    """It may have been posted: look before sending again."""


class MayNotLook(DeliveryError):
    """It may have been posted, and whether it was cannot be found out until an admin grants `right`."""

    def __init__(self, right: str) -> None:
        super().__init__(f"it needs {right}")
        self.right = right


Told = Callable[[str, Stopped, datetime], Awaitable[None]]
"""Takes what a platform tells of one space, and when it was so: that nothing more may be posted there."""


class Access(Model):
    """Whether a place can be written to. `name` is what its people call it.

    `mend` is what an admin has to do first; empty where nothing is in the way.
    """

    name: str
    mend: str = ""


class Check(NamedTuple):
    """How one thing is that deliveries need: a token, a right, a channel. Without a `name` the text says which.

    `mend` is what to do, in a line or more. Only what is `wrong` needs somebody; a `note` is to be known, or is not.
    """

    text: str
    mend: str = ""
    state: Literal["well", "note", "wrong"] = "well"
    name: str = ""

    @property
    def needs_you(self) -> bool:
        return self.state == "wrong"


@runtime_checkable
class Dated(Protocol):
    """Whoever can say what time it is: an adapter whose platform dates its answers may be one."""

    async def time(self) -> datetime | None:
        """Asks now. None if there was no answer, or no date in it; may raise a `DeliveryError`."""


class Poster(Protocol):
    """What delivery asks of a platform: it posts cards."""

    platform: str

    @property
    def pace(self) -> Pace | None:
        """How fast messages may be handed to it; none for as fast as it takes them."""

    async def send(self, place: Place, card: Card, delivery_id: str) -> str:
        """Post the card and give the platform's message id, or raise a `DeliveryError`."""

    async def look(self, place: Place, delivery_id: str, since: datetime) -> str | None:
        """The id of the message that carries this delivery, or none if there surely is none; else raise."""


class Adapter(Poster, Protocol):
    """A platform: it also hears requests and hands them on."""

    async def run(self) -> None:
        """Hear and answer until cancelled."""

    async def access(self, place: Place) -> Access:
        """Whether messages can be posted there; it posts nothing. May raise a `DeliveryError`."""
