"""`/path`, `/compare`, `/stories`: where one starts from, and what else one could become."""

from bot.content import Pack
from bot.content.facts import Background
from bot.core.commands import Arguments, asked, carried, command
from bot.core.completion import holding
from bot.core.errors import UserError
from bot.core.model import TEXT_LIMIT, Button, Card, Choice, Request
from bot.core.text import shortened

BACKGROUNDS = {
    "beginner": "No code yet",
    "software-engineer": "Software engineer",
    "data-scientist": "Data scientist",
    "student": "Student",
}


class PathArguments(Arguments):
    background: Background | None = asked("Where you start", "what you do today", default=None, labels=BACKGROUNDS)


class CompareArguments(Arguments):
    career: str | None = asked("Career", "such as data scientist", default=None, max_length=60)


class StoriesArguments(Arguments):
    background: Background | None = asked(
        "Whose story", "who started where you start", default=None, labels=BACKGROUNDS
    )
    page: int = carried(1)


class Careers:
    """Paths, comparisons, sibling careers and stories of the pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    @command(
        "path", "From your start to the job: months and cost", usage=("path", "path data-scientist"), private=False
    )
    async def path(self, request: Request, args: PathArguments) -> Card:
        paths = [path for path in self._pack.paths.values() if args.background in (None, path.background)]
        if not paths:
            raise UserError("This content pack has no path from there.")
        parts = [
            "\n".join([f"**{path.title}**", path.advice, *map(self._pack.bullet, path.facts)])
            for path in (paths if args.background else ())
        ]
        starts = {path.background for path in paths}
        buttons = [
            Button(label=label, command="path", args={"background": id})
            for id, label in BACKGROUNDS.items()
            if id in starts
        ]
        ask = "Each guide counts from another place, so choose one."
        text = shortened("\n\n".join(parts), TEXT_LIMIT) or ask
        quiz = Button(label="Not sure? Two-minute quiz", command="quiz", style="primary")
        title = f"Your start: {BACKGROUNDS[args.background]}" if args.background else "Which start is yours?"
        return Card(title=title, text=text, buttons=(quiz,) if parts else (*buttons, quiz))

    @command("compare", "This career beside another", usage=("compare", "compare data scientist"), private=False,
             suggests={"career": "careers"})  # fmt: skip
    async def compare(self, request: Request, args: CompareArguments) -> Card:
        if args.career is None:
            return self._siblings()
        wanted = args.career.casefold().strip()
        names = [*self._pack.comparisons, *self._pack.careers]
        near = [choice.value for choice in self.careers(wanted)]
        found = next((name for name in [wanted.replace(" ", "-"), *near] if name in names), None)
        if found is None:
            raise UserError("I cannot compare with that. /compare lists what I know.")
        return self._comparison(found) if found in self._pack.comparisons else self._sibling(found)

    def careers(self, text: str) -> list[Choice]:
        known = {id: each.other for id, each in self._pack.comparisons.items()}
        known |= {id: each.title for id, each in self._pack.careers.items() if id not in known}
        return holding(text, known)

    @command("stories", "People who made the change", usage=("stories", "stories software-engineer"), private=False)
    async def stories(self, request: Request, args: StoriesArguments) -> Card:
        told = [story for story in self._pack.stories.values() if args.background in (None, story.background)]
        if not told:
            raise UserError("No guide tells a story that starts there. /stories shows them all.")
        number = min(max(args.page, 1), len(told))
        story = told[number - 1]
        lines = [" ".join(story.story), *map(self._pack.bullet, story.facts), f"*{story.lesson}*"]
        following = {"page": str(number + 1)} | ({"background": args.background} if args.background else {})
        return Card(
            title=f"{story.name}, {story.was[:1].lower()}{story.was[1:]} before",
            text=shortened("\n".join(lines), TEXT_LIMIT),
            buttons=(Button(label="Another story", command="stories", args=following),) if told[number:] else (),
            footer=f"Story {number} of {len(told)} · told by one guide; not a sample",
        )

    def _siblings(self) -> Card:
        if not self._pack.comparisons and not self._pack.careers:
            raise UserError("This content pack compares with no other career.")
        lines = [f"- **{each.title}**: {each.in_a_line}" for each in self._pack.careers.values()]
        buttons = [
            Button(label=each.other, command="compare", args={"career": id})
            for id, each in list(self._pack.comparisons.items())[:5]
        ]
        return Card(title="Compare with another career", text="\n".join(lines), buttons=tuple(buttons))

    def _comparison(self, id: str) -> Card:
        each = self._pack.comparisons[id]
        rows = [f"**{row.about}**\n- ML engineer: {row.engineer}\n- {each.other}: {row.other}" for row in each.aspects]
        figures = "\n".join(map(self._pack.bullet, each.facts))
        sources = self._pack.said_by(source for row in each.aspects for source in row.sources)
        parts = [*rows, figures, f"**How to choose.** {each.choose}"]
        text = shortened("\n\n".join(part for part in parts if part), TEXT_LIMIT)
        return Card(title=each.title, text=text, footer=f"From {sources}")

    def _sibling(self, id: str) -> Card:
        each = self._pack.careers[id]
        text = "\n".join([each.in_a_line, *map(self._pack.bullet, each.facts)])
        return Card(title=each.title, text=text, footer=f"From {self._pack.said_by([each.source])}")
