"""`/inbox`: what was more than a member takes in a week, or too late; each member's own only."""

from bot.clock import Clock
from bot.core.commands import Arguments, carried, command
from bot.core.model import Button, Card, Request
from bot.core.text import counted, shortened
from bot.store import KEPT, Kept, Members
from bot.store import Inbox as Store

SETTINGS = Button(label="Settings", command="settings")


class InboxArguments(Arguments):
    at: str | None = carried()


class Inbox:
    """One card at a time, the latest first, with its own buttons; one that was opened is read."""

    def __init__(self, members: Members, store: Store, clock: Clock) -> None:
        self._members = members
        self._store = store
        self._clock = clock

    @command("inbox", "Messages kept for you, since you take fewer a week", usage=("inbox",))
    async def inbox(self, request: Request, args: InboxArguments) -> Card:
        now = self._clock.now()
        if await self._members.of(request.person) is None:
            return _empty()
        member = await self._members.meet(request.person, request.place, now)
        kept = await self._store.of(member.id, now)
        if not kept:
            return _empty()
        shown = next((number for number, each in enumerate(kept) if each.id == args.at), 0)
        card = await self._store.opened(member.id, kept[shown].id, now)
        return _as_kept(card or Card(title="A newer version of me could not draw this one"), kept, shown)


def _as_kept(card: Card, kept: list[Kept], shown: int) -> Card:
    """The card as it would have been sent; in place of *Less · Pause · Stop* stand the ways to the others."""
    unread = sum(not each.read for number, each in enumerate(kept) if number != shown)
    counts = [f"{shown + 1} of {len(kept)} kept", *([f"{unread} more unread"] if unread else [])]
    return card.model_copy(
        update={
            "controls": (*_to(kept, shown - 1, "Newer"), *_to(kept, shown + 1, "Older")),
            "footer": shortened(" · ".join([*counts, card.footer]).removesuffix(" · "), 200),
        }
    )


def _to(kept: list[Kept], number: int, label: str) -> tuple[Button, ...]:
    """By the id of the message: whatever comes meanwhile, it leads there."""
    if not 0 <= number < len(kept):
        return ()
    return (Button(label=label, command="inbox", args={"at": kept[number].id}),)


def _empty() -> Card:
    text = (
        "Nothing waits for you. What is more than you take in a week, or came too late, is kept here for "
        f"{counted(KEPT.days, 'day')}."
    )
    return Card(title="Inbox", text=text, buttons=(SETTINGS,))
