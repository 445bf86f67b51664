"""`/glossary`, `/myths`, `/skills`, `/projects`, `/interview`: what one looks up."""

from collections.abc import Iterable, Sequence

from bot.content import Pack
from bot.content.reference import InterviewRound, Term
from bot.core.commands import FORM, Arguments, asked, carried, command
from bot.core.completion import holding
from bot.core.errors import UserError
from bot.core.model import TEXT_LIMIT, Button, Card, Choice, Request
from bot.core.pages import PageArguments, paged
from bot.core.text import shortened


class GlossaryArguments(Arguments):
    term: str | None = asked("Word", "such as overfitting", default=None, max_length=60)


class InterviewArguments(Arguments):
    round: str | None = asked("Kind of interview", "leave empty for the list", default=None, max_length=60)
    page: int = carried(1)


MYTHS, SKILLS = 3, 4
"""So many on one card: a phone shows them without much scrolling."""

BUTTONS = 4
"""Kinds of interview on one card; the fifth button leads to the others."""


class Reference:
    """Lists of the pack, each line with who says it."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    @command(
        "glossary", "What a word means", usage=("glossary overfitting",), private=False, suggests={"term": "terms"}
    )
    async def glossary(self, request: Request, args: GlossaryArguments) -> Card:
        if args.term is None:
            names = " · ".join(sorted(self._pack.terms, key=str.casefold))
            choose = Button(label="Choose a word", command="glossary", args={FORM: "term"})
            buttons = (choose,) if names else ()
            return Card(title="Words I can explain", text=shortened(names or "None yet.", TEXT_LIMIT), buttons=buttons)
        found = self._term(args.term)
        if found is None:
            near = self.terms(args.term[:3])[:5]
            offers = tuple(Button(label=each.label, command="glossary", args={"term": each.value}) for each in near)
            return Card(title="I don't have that word", text="/glossary lists the words I know.", buttons=offers)
        also = f"\n\nAlso: {', '.join(found.also)}" if found.also else ""
        return Card(title=found.term, text=found.means + also, footer=f"{self._pack.manifest.title} pack")

    def terms(self, text: str) -> list[Choice]:
        names = [name for name in self._pack.terms if name.casefold().startswith(text.casefold())]
        return [Choice(label=name, value=name) for name in names]

    @command("myths", "What people believe, and what the guides say", usage=("myths", "myths 2"), private=False)
    async def myths(self, request: Request, args: PageArguments) -> Card:
        pairs = [f"**“{each.myth}”**\n{self._pack.filled(each.reality)}\n" for each in self._pack.myths.values()]
        return paged("Myths", "myths", pairs or ["This content pack names none."], args.page, MYTHS)

    @command("skills", "A checklist to hold yourself against", usage=("skills", "skills 2"), private=False)
    async def skills(self, request: Request, args: PageArguments) -> Card:
        lines = [
            f"- **{each.title}** ({each.kind}): {each.can} {self._taught(each.milestones)}"
            f"_{self._pack.said_by(each.sources)}_"
            for each in self._pack.skills.values()
        ]
        return paged("Skills to check yourself against", "skills", lines, args.page, SKILLS)

    @command(
        "projects", "What to build, and what each project must show", usage=("projects", "projects 2"), private=False
    )
    async def projects(self, request: Request, args: PageArguments) -> Card:
        projects = self._pack.projects
        if projects is None:
            raise UserError("This content pack suggests no projects.")
        bar = [f"- {line}" for line in projects.bar]
        counts = [self._pack.bullet(fact) for fact in projects.facts]
        lines = [f"- {each.title} ({each.level}): {each.build}" for each in projects.projects]
        head = [f"**Each one shows**, {self._pack.said_by([projects.bar_source])}", *bar, "**How many**", *counts]
        return paged("Portfolio projects", "projects", [*head, "**Ideas**", *lines], args.page)

    @command("interview", "What each kind of interview asks", usage=("interview", "interview coding"), private=False,
             suggests={"round": "rounds"})  # fmt: skip
    async def interview(self, request: Request, args: InterviewArguments) -> Card:
        interviews = self._pack.interviews
        if interviews is None:
            raise UserError("This content pack has no interviews.")
        if args.round is None:
            return _kinds(interviews.rounds, args.page)
        chosen = self.rounds(args.round)[:1]
        found = next((each for each in interviews.rounds if chosen and each.id == chosen[0].value), None)
        if found is None:
            raise UserError("I know no such kind of interview. /interview lists them.")
        cards = [f"- **{card.front}** {card.back}" for card in interviews.cards if card.round == found.id]
        text = "\n".join([found.expect, f"**Prepare.** {found.prepare} {self._taught(found.milestones)}", *cards])
        return Card(title=found.title, text=text, footer=f"From {self._pack.said_by(found.sources)}")

    def rounds(self, text: str) -> list[Choice]:
        rounds = self._pack.interviews.rounds if self._pack.interviews else ()
        return holding(text, {each.id: each.title for each in rounds})

    def _taught(self, milestones: Iterable[str]) -> str:
        """Where on the road a thing is learnt."""
        names = ", ".join(f"`{step}`" for step in milestones)
        return f"Milestones: {names}. " if names else ""

    def _term(self, text: str) -> Term | None:
        wanted = text.casefold()
        names = ((name, term) for term in self._pack.terms.values() for name in (term.term, *term.also))
        return next((term for name, term in names if name.casefold() == wanted), None)


def _kinds(rounds: Sequence[InterviewRound], page: int) -> Card:
    """All kinds as lines, and as buttons as many at once as a card holds."""
    lines = [f"- **{each.title}**: {each.expect}" for each in rounds]
    offers = [Button(label=each.title, command="interview", args={"round": each.id}) for each in rounds]
    last = max(-(-len(offers) // BUTTONS), 1)
    number = min(max(page, 1), last)
    shown = offers[(number - 1) * BUTTONS : number * BUTTONS]
    more = Button(label="More", command="interview", args={"page": str(number + 1)})
    buttons = [*shown, more] if number < last else shown
    return Card(title="Kinds of interview", text="\n".join(lines), buttons=tuple(buttons))
