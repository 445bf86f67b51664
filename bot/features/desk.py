"""`/desk`: what waits for mentors and admins, on one page."""

from collections.abc import Sequence

from bot.core.commands import Arguments, command
from bot.core.desk import Look
from bot.core.model import Button, Card, Request


class Desk:
    """Each line is a feature's own; looking at it changes nothing."""

    def __init__(self, looks: Sequence[Look]) -> None:
        self._looks = looks

    @command("desk", "What waits for mentors and admins", who="mentor")
    async def desk(self, request: Request, args: Arguments) -> Card:
        found = [each for look in self._looks if (each := await look(request.person))]
        urgent = [each.button for each in found if each.button and each.needs_you]
        others = [each.button for each in found if each.button and not each.needs_you]
        return Card(
            title="Your desk",
            text="\n".join(f"- {each.text}" for each in sorted(found, key=lambda each: not each.needs_you)),
            buttons=(*(_first(each) for each in urgent[:1]), *urgent[1:], *others)[:5],
            footer="Only mentors and admins see this.",
        )


def _first(button: Button) -> Button:
    return button.model_copy(update={"style": "primary"})
