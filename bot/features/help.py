"""`/help`: what can be done, and how to type it."""

from collections.abc import Callable, Iterable
from typing import get_args

from bot.core.commands import Arguments, Command, Who, asked, carried, command
from bot.core.dispatch import Dispatch
from bot.core.model import Button, Card, Choice, Place, Request
from bot.core.pages import paged

AT_ONCE = 12
"""Commands on one page, each in a line."""


class HelpArguments(Arguments):
    about: str | None = asked("Command", "such as checkin", default=None, max_length=40)
    page: int | None = carried()


class Help:
    """Knows the commands only when asked, since it is one of them."""

    def __init__(self, dispatch: Callable[[], Dispatch], summary: str) -> None:
        self._dispatch = dispatch
        self._summary = summary

    @command("help", "What I can do, and how to ask for it", usage=("help", "help settings"), by_rights=True,
             suggests={"about": "names"})  # fmt: skip
    async def help(self, request: Request, args: HelpArguments) -> Card:
        if args.about:
            return _one(self._dispatch().named(args.about.removeprefix("/"), request.person))
        shown = [each for each in self._dispatch().commands if self._dispatch().may(each, request.person)]
        if args.page is not None:
            return paged("What each command does", "help", [_summed_up(each) for each in shown], args.page, AT_ONCE)
        return Card(
            title="Milepost, a mentor for your learning",
            text="\n".join(
                [
                    self._summary,
                    "",
                    "Ask me anything about it in plain words, or type:",
                    *_grouped(shown, request.place),
                ]
            ),
            buttons=(
                Button(label="Find my starting point", command="quiz", style="primary"),
                Button(label="See the roadmap", command="roadmap"),
                Button(label="What each command does", command="help", args={"page": "1"}),
            ),
            footer="I send nothing unasked before you start. /help COMMAND explains one.",
        )

    def names(self, text: str) -> list[Choice]:
        names = [each.name for each in self._dispatch().commands if each.name.startswith(text.casefold())]
        return [Choice(label=f"/{name}", value=name) for name in names]


def _grouped(shown: Iterable[Command], place: Place) -> list[str]:
    """The names alone: a phone shows them without scrolling. What is for members comes first.

    In a direct conversation a platform may not offer what is for admins.
    """
    groups: dict[str, list[str]] = {}
    for each in sorted(shown, key=lambda one: get_args(Who).index(one.who)):
        where = " (in a channel)" if each.who == "admin" and place.direct else ""
        group = each.group if each.who == "member" else f"For {each.who}s{where}"
        groups.setdefault(group, []).append(f"`/{each.name}`")
    return [f"**{group}** {' '.join(names)}" for group, names in groups.items()]


def _summed_up(each: Command) -> str:
    return f"`/{each.name}` {each.summary}{'' if each.who == 'member' else f' ({each.who}s)'}"


def _one(about: Command) -> Card:
    hints = {each.name: f" ({each.hint})" if each.hint else "" for each in about.questions}
    takes = [f"- **{each.name}**: {each.label}{hints[each.name]}" for each in about.questions]
    typed = [f"`/{usage}`" for usage in about.usage or (about.name,)]
    parts = [about.summary + ".", "For example: " + ", ".join(typed), *takes]
    footer = "" if about.who == "member" else f"For {about.who}s only."
    return Card(title=f"/{about.name}", text="\n".join(parts), footer=footer)
