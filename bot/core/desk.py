"""A line on the desk of mentors and admins: what waits for somebody, and what one presses to go there."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from bot.core.model import Button, Person


class Waiting(NamedTuple):
    """`needs_you` is false where nothing waits. Without a button there is nothing to do."""

    text: str
    button: Button | None = None
    needs_you: bool = False


Look = Callable[[Person], Awaitable[Waiting | None]]
"""What a feature has for somebody's desk; none for whoever may not do it."""
