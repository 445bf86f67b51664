"""`/nudges`: what I sent unasked, or did not and why, and what comes next; each member's own only."""

from datetime import datetime

from bot.calendar import LATE, shown
from bot.clock import Clock
from bot.core.commands import Arguments, command
from bot.core.model import Button, Card, Request
from bot.core.text import plain
from bot.planning import GO_ON, Stage, closed, stage
from bot.store import KINDS, REPLY, SILENCE, Entry, Ledger, Member, Members, Outbox

LAST = 10
"""Messages that are shown."""

NAMES = {"checkin": "Check-in", "tip": "Tip", REPLY: "Answer of a mentor", SILENCE: "“Shall I stop?”"}

BECAUSE = {
    "Milepost was down": "I was down",
    "no direct conversation": "I had no direct conversation with you",
    "its card cannot be drawn any more": "a newer version of me could not draw it",
    "over the member's budget": "it was more than you take in a week",
    "over the member's budget since": "it was more than you take in a week",
    "this week's was sent already": "you had that week's already",
    "too late to be of use": "it would have come too late",
    "the member takes no messages": "one before it was refused",
    "paused": "you paused",
    "stopped": "you stopped",
    "stopped since": "you stopped",
    "stopped or paused since": "you stopped or paused",
    "heard of since": "I heard of you again",
    "quiet hours": "it is night where you are",
}
"""The reasons of the outbox as a member reads them; one that is not here is shown as it is."""

CLOSED = (
    "None: my last message to you was refused. Allow direct messages from me; then *Go on*, or any tick or check-in, "
    "brings them back.",
)

BUTTONS = (
    Button(label="Settings", command="settings"),
    Button(label="Pause", command="pause", args={"length": "2w"}),
)


class Nudges:
    """It only reads: looking at it changes nothing, and is no sign of life either."""

    def __init__(self, members: Members, outbox: Outbox, ledger: Ledger, clock: Clock) -> None:
        self._members = members
        self._outbox = outbox
        self._ledger = ledger
        self._clock = clock

    @command("nudges", "What I sent unasked, or did not, and what is next")
    async def nudges(self, request: Request, args: Arguments) -> Card:
        member = await self._members.of(request.person)
        if member is None:
            return Card(title="Unasked messages", text="There were none, and none will come before /start.")
        heard = stage(await self._ledger.heard(member.id))
        unreachable = await self._members.unreachable(member.id)
        following = CLOSED if unreachable else await self._next(member, heard)
        entries = await self._ledger.of(member.id, LAST)
        last = [_line(entry, member.zone) for entry in entries] or ["There were none yet."]
        return Card(
            title="Unasked messages",
            text="\n".join(["**Next**", *following, "", "**Before**", *last]),
            buttons=(GO_ON, *BUTTONS) if heard == "silent" or unreachable else BUTTONS,
            footer=f"At most {member.most} a week, none from 21:00 to 08:00 · only you see this",
        )

    async def _next(self, member: Member, heard: Stage) -> list[str]:
        """The next slot of each kind, soonest first."""
        if member.state != "active":
            return ["None: you stopped. /resume begins again." if member.started_at else "None before /start."]
        if heard == "silent":
            return [
                "None: I asked whether to stop and heard nothing. *Go on*, or any tick or check-in, brings them back."
            ]
        paused = ["You paused."] if member.paused(self._clock.now()) else []
        slots = sorted((await self._outbox.slots_of(member.id)).items(), key=lambda slot: slot[1])
        return [*paused, *(_upcoming(kind, slot, member, heard) for kind, slot in slots)]


def _upcoming(kind: str, slot: datetime, member: Member, heard: Stage) -> str:
    over = " (more than you take in a week, so it goes to /inbox)" if KINDS.index(kind) >= member.most else ""
    name = NAMES[SILENCE] if (kind, heard) == ("checkin", "ask") else NAMES[kind]
    return f"- {name}: {shown(slot, member.zone)}{over}"


def _line(entry: Entry, zone: str) -> str:
    return f"- {NAMES.get(entry.kind, entry.kind)} for {shown(entry.slot, zone)}: {_became(entry, zone)}"


def _became(entry: Entry, zone: str) -> str:
    """In plain words; an answer of a mentor is meant for no hour, so it is never late."""
    reason = entry.reason or ""
    because = BECAUSE.get(reason) or closed(reason) or plain(reason, 100)
    match entry.state:
        case "sent" if entry.sent_at and entry.kind != REPLY and entry.sent_at - entry.slot > LATE:
            return f"sent late, {shown(entry.sent_at, zone)}"
        case "sent":
            return "sent"
        case "pending":
            return f"waiting, because {because}" if because else "waiting"
        case "sending":
            return "waiting; I do not know yet whether it arrived"
        case "missed":
            return f"missed, because {because}"
        case _ if entry.kept:
            return f"kept in /inbox, because {because}"
        case _:
            return f"not sent, because {because}"
