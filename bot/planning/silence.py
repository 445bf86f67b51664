"""After three check-ins without a sign of life one question, whether to stop; then silence until the next sign.

Nothing is kept for it: it follows from what was sent and from when the member last used a command that remembers
something. Nothing is sent in a pause, so a pause is no silence.
"""

from collections.abc import Sequence
from typing import Literal

from bot.core.model import Button, Card
from bot.planning.unasked import Occasion
from bot.store import Heard, Queries

SILENT_AFTER = 3
"""Check-ins in a row that nobody answered."""

Stage = Literal["heard", "ask", "silent"]
GO_ON = Button(label="Go on", command="resume", style="primary")


def stage(heard: Heard) -> Stage:
    """`ask`: the next check-in gives way to the question. `silent`: it was asked, and nothing was heard since."""
    if any(slot > heard.spoke for slot in heard.asked):
        return "silent"
    unanswered = sum(sent > heard.spoke for sent in heard.checkins)
    return "ask" if unanswered >= SILENT_AFTER else "heard"


async def shall_i_stop(run: Queries, occasions: Sequence[Occasion]) -> list[Card]:  # noqa: ARG001
    """In place of the fourth check-in; its *Stop* is that of every unasked message."""
    text = (
        "I have not heard from you for three weeks. If you do nothing, I send nothing more. "
        "Your progress stays; *Go on*, or any tick or check-in, brings the messages back."
    )
    return [Card(title="Shall I stop?", text=text, buttons=(GO_ON,))] * len(occasions)
