"""What a member is sent next, or why nothing is; in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.calendar import shown
from bot.planning.silence import Stage
from bot.store import KINDS, REPLY, SILENCE, Member

COMING = {"checkin": "Check-in", "tip": "Tip", REPLY: "Answer of a mentor", SILENCE: "“Shall I stop?”"}

CLOSED = (
    "None: my last message to you was refused. Allow direct messages from me; then *Go on*, or any tick or check-in, "
    "brings them back."
)
SILENT = "None: I asked whether to stop and heard nothing. *Go on*, or any tick or check-in, brings them back."


@dataclass(frozen=True, slots=True)
class Coming:
    """`slots` are a member's next by kind; `refused` if every conversation with them takes no messages; `finished` if
    their route is, so that there is nothing to check in about.
    """

    member: Member
    slots: Mapping[str, datetime]
    heard: Stage
    refused: bool
    finished: bool

    @property
    def held_back(self) -> bool:
        """Whether the member has to do something before anything comes."""
        return self.refused or self.heard == "silent"

    def lines(self, now: datetime) -> list[str]:
        """The next slot of each kind, soonest first."""
        if self.refused:
            return [CLOSED]
        if self.member.state != "active":
            return ["None: you stopped. /resume begins again." if self.member.started_at else "None before /start."]
        if self.heard == "silent":
            return [SILENT]
        paused = ["You paused."] if self.member.paused(now) else []
        soonest_first = sorted(self.slots.items(), key=lambda slot: slot[1])
        return [*paused, *(f"- {self._upcoming(kind, slot)}" for kind, slot in soonest_first)]

    def _upcoming(self, kind: str, slot: datetime) -> str:
        asks = (kind, self.heard) == ("checkin", "ask")
        if kind == "checkin" and self.finished and not asks:
            return "Check-in: none, since you finished your route"
        over = KINDS.index(kind) >= self.member.most
        name = COMING[SILENCE] if asks else COMING[kind]
        too_many = " (more than you take in a week, so it goes to /inbox)" if over else ""
        return f"{name}: {shown(slot, self.member.zone)}{too_many}"
