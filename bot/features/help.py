"""`/help`: what can be done, and how to type it."""

from collections.abc import Callable

from bot.core.commands import Arguments, Command, Commands, asked, command
from bot.core.model import Button, Card, Choice, Request


class HelpArguments(Arguments):
    about: str | None = asked("Command", "for example: checkin", default=None, max_length=40)


class Help:
    """Knows the commands only when asked, since it is one of them."""

    def __init__(self, commands: Callable[[], Commands], summary: str) -> None:
        self._commands = commands
        self._summary = summary

    @command(
        "help", "What I can do, and how to ask for it", usage=("help", "help settings"), suggests={"about": "names"}
    )
    async def help(self, request: Request, args: HelpArguments) -> Card:
        if args.about:
            return self._one(self._commands().named(args.about.removeprefix("/")))
        lines = [f"`/{each.name}` {each.summary}" for each in self._commands() if not each.admin]
        if request.person.admin:
            lines += ["**For admins**", *(f"`/{each.name}` {each.summary}" for each in self._commands() if each.admin)]
        return Card(
            title="Milepost, a mentor for your learning",
            text=f"{self._summary}\n\nAsk me anything about it in plain words, or type:\n" + "\n".join(lines),
            buttons=(
                Button(label="Find my starting point", command="quiz", style="primary"),
                Button(label="See the roadmap", command="roadmap"),
            ),
            footer="I send nothing unasked before you start. /help COMMAND explains one.",
        )

    def names(self, text: str) -> list[Choice]:
        names = [each.name for each in self._commands() if each.name.startswith(text.casefold())]
        return [Choice(label=f"/{name}", value=name) for name in names]

    def _one(self, about: Command) -> Card:
        takes = [
            f"- **{question.name}**: {question.label}. {question.hint}".rstrip(". ") for question in about.questions
        ]
        typed = [f"`/{usage}`" for usage in about.usage or (about.name,)]
        parts = [about.summary + ".", "For example: " + ", ".join(typed), *takes]
        return Card(title=f"/{about.name}", text="\n".join(parts), footer="For admins only." if about.admin else "")
