"""`/certs`: certifications with cost, time, and whether they can still be taken."""

from bot.content import Pack
from bot.content.careers import Certification
from bot.content.kinds import said_on
from bot.core.commands import Arguments, asked, command
from bot.core.errors import UserError
from bot.core.model import Button, Card, Choice, Request


class CertsArguments(Arguments):
    name: str | None = asked("Certification", "leave empty for the list", default=None, max_length=80)


class Certifications:
    """A retired one is never shown without its end and its successors."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    @command("certs", "Certifications: cost, time, and which have ended", private=False, suggests={"name": "names"})
    async def certs(self, request: Request, args: CertsArguments) -> Card:
        every = self._pack.certifications
        if not every:
            raise UserError("This content pack lists no certifications.")
        if args.name is None:
            return self._list(list(every.values()))
        found = every.get(args.name) or next((every[choice.value] for choice in self.names(args.name)), None)
        if found is None:
            raise UserError("I know no such certification. /certs lists them.")
        return self._one(found)

    def names(self, text: str) -> list[Choice]:
        found = [each for each in self._pack.certifications.values() if text.casefold() in each.title.casefold()]
        return [Choice(label=each.title, value=each.id) for each in found]

    def _list(self, every: list[Certification]) -> Card:
        offered = [each for each in every if each.status == "offered"]
        lines = [f"- **{each.title}**, {each.provider}" for each in offered]
        ended = [f"- {each.title}: {each.ending}" for each in every if each.status != "offered"]
        return Card(
            title="Certifications that the guides name",
            text="\n".join(["**Offered**", *lines, "", "**Ended or in doubt**", *ended]),
            buttons=tuple(Button(label=each.title, command="certs", args={"name": each.id}) for each in offered[:5]),
            footer="A certificate supports a portfolio; no guide says that it replaces one.",
        )

    def _one(self, each: Certification) -> Card:
        ended = f"**Status: {each.ending}.**" if each.status != "offered" else ""
        lines = [ended, f"What it shows: {each.shows[:1].lower()}{each.shows[1:]}", each.note or ""]
        figures = [self._pack.bullet(fact) for fact in each.facts]
        named = f"named by {self._pack.said_by(each.sources)}"
        return Card(
            title=each.title,
            text="\n\n".join(line for line in lines if line) + ("\n\n" + "\n".join(figures) if figures else ""),
            buttons=(Button(label="All certifications", command="certs"),),
            footer=f"{each.provider} · {named} · checked {said_on(each.last_checked)}",
        )
