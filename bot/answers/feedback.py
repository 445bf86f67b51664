"""What a member may say of an answer."""

from bot.core.model import Button
from bot.store import Vote

SAYS: dict[Vote, str] = {"helpful": "Helpful", "unhelpful": "Not helpful", "outdated": "Out of date"}


def controls(entry_id: str) -> tuple[Button, ...]:
    """The second row of buttons under an answer."""
    return tuple(
        Button(label=label, command="rate", args={"entry": entry_id, "vote": vote}) for vote, label in SAYS.items()
    )
