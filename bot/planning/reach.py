"""Members who take no messages: what a platform said, in plain words. Nothing more is sent until they act again."""

import re

CLOSED = {
    # Discord: codes of its API's errors.
    "50007": "you take no direct messages from me",
    "50278": "we are in no server together",
    "10007": "you are not in that server any more",
    "10013": "your account there is gone",
    # Slack: errors of chat.postMessage.
    "user_not_found": "your account there is gone",
    "channel_not_found": "our conversation there is gone",
    "account_inactive": "your account there is switched off",
}
"""By the platform's code in the reason. What an admin can mend, as a missing permission, is not here."""


def closed(reason: str) -> str | None:
    """Why this member cannot be reached; none where the refusal was about something else."""
    return next((words for code, words in CLOSED.items() if re.search(rf"\b{code}\b", reason)), None)
