"""`/nudges`: what I sent unasked, or did not and why, and what comes next; each member's own only."""

from bot.calendar import LATE, shown
from bot.clock import Clock
from bot.core.commands import Arguments, command
from bot.core.model import Button, Card, Request
from bot.core.reasons import because
from bot.core.text import plain
from bot.planning import COMING, GO_ON, Coming, Planning, stage
from bot.store import REPLY, Ledger, Member, Members, Message, Outbox

LAST = 10
"""Messages that are shown."""

BUTTONS = (
    Button(label="Settings", command="settings"),
    Button(label="Pause", command="pause", args={"length": "2w"}),
)


class Nudges:
    """It only reads: looking at it changes nothing, and is no sign of life either."""

    def __init__(self, planning: Planning, members: Members, outbox: Outbox, ledger: Ledger, clock: Clock) -> None:
        self._planning = planning
        self._members = members
        self._outbox = outbox
        self._ledger = ledger
        self._clock = clock

    @command("nudges", "What I sent unasked, or did not, and what is next")
    async def nudges(self, request: Request, args: Arguments) -> Card:
        member = await self._members.of(request.person)
        if member is None:
            return Card(title="Unasked messages", text="There were none, and none will come before /start.")
        heard, refused = await self._ledger.heard(member.id), await self._members.unreachable(member.id)
        finished = (await self._planning.stands(member)).phase is None
        coming = Coming(member, await self._outbox.slots_of(member.id), stage(heard), refused, finished)
        messages = await self._ledger.of(member.id, LAST)
        last = [_line(message, member.zone) for message in messages] or ["There were none yet."]
        return Card(
            title="Unasked messages",
            text="\n".join(["**Next**", *coming.lines(self._clock.now()), "", "**Before**", *last]),
            buttons=(GO_ON, *BUTTONS) if coming.held_back else BUTTONS,
            footer=f"{_limit(member)} · only you see this",
        )


def _line(message: Message, zone: str) -> str:
    return f"- {COMING.get(message.kind, message.kind)} for {shown(message.slot, zone)}: {_became(message, zone)}"


def _became(message: Message, zone: str) -> str:
    """In plain words; an answer of a mentor is meant for no hour, so it is never late."""
    reason = message.reason or ""
    why = because(reason) or plain(reason, 100)
    match message.state:
        case "sent" if message.sent_at and message.kind != REPLY and message.sent_at - message.slot > LATE:
            return f"sent late, {shown(message.sent_at, zone)}"
        case "sent":
            return "sent"
        case "pending":
            return f"waiting, because {why}" if why else "waiting"
        case "sending":
            return "waiting; I do not know yet whether it arrived"
        case "missed":
            return f"missed, because {why}"
        case _ if message.kept:
            return f"kept in /inbox, because {why}"
        case _:
            return f"not sent, because {why}"


def _limit(member: Member) -> str:
    return f"At most {member.most} a week, none from 21:00 to 08:00" if member.most else "None at all"
