"""`/about`: what this pack is, in figures, and who says them."""

from bot.content import Pack
from bot.content.kinds import said_on
from bot.core.commands import Arguments, command
from bot.core.model import Button, Card, Request
from bot.core.text import counted


class About:
    """The pack's first card; it also says what was lost of its sources, so that nothing is read into them."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    @command("about", "This career in figures, and the guides they are from", private=False)
    async def about(self, request: Request, args: Arguments) -> Card:
        manifest = self._pack.manifest
        figures = map(self._pack.bullet, manifest.header)
        guides = []
        for source in self._pack.sources.values():
            lost = f" Missing in our copy: {counted(len(source.lost), 'part')}." if source.lost else ""
            guides.append(f"- **{source.short}**, {said_on(source.published)}: {source.title}.{lost}")
        return Card(
            title=manifest.title,
            text="\n".join([manifest.summary, "", *figures, "", "**The guides**", *guides]),
            buttons=(
                Button(label="What I can answer", command="faq"),
                Button(label="Find my starting point", command="quiz", style="primary"),
            ),
            footer=f"{manifest.id} pack {manifest.version}",
        )
