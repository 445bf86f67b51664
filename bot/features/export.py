"""`/export`: what mentors added, as files of a pack."""

from bot.answers import Library
from bot.content.writing import entry_file, lines_file, zipped
from bot.core.commands import Arguments, command
from bot.core.model import Card, File, Request
from bot.core.text import counted, folded


class Export:
    """Unzipped over a copy of the pack, the files give the same answers without the database."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @command("export", "What mentors added, as files of the pack", who="mentor")
    async def export(self, request: Request, args: Arguments) -> Card:
        files = self._files()
        if not files:
            return Card(title="Nothing to export", text="No mentor has added anything to the pack yet.")
        return Card(
            title="What mentors added",
            text=f"{counted(len(files), 'file')}. Unzip them over a copy of the pack, then run milepost check on it.",
            file=File(content=zipped(files), filename="milepost-additions.zip"),
        )

    def _files(self) -> dict[str, str]:
        """A file that the pack has already is given as a whole, since it takes that one's place."""
        library, added = self._library, self._library.added
        files = {f"faq/{each.id}.md": entry_file(library.pack.entries[each.id]) for each in added.answers}
        moved = {folded(meant.text): meant.entry for meant in added.phrasings}
        for id, entry in library.pack.entries.items():
            shipped = library.pack.phrasings.get(id, ())
            lines = [line for line in shipped if moved.get(folded(line), id) == id]
            new = [meant.text for meant in added.phrasings if meant.entry == id]
            if new or len(lines) < len(shipped) or not shipped:
                files[f"phrasings/{id}.txt"] = lines_file([*lines, *new] if shipped else [entry.title, *lines, *new])
        refused = [line for line in library.pack.refusals if moved.get(folded(line)) is None]
        new = [meant.text for meant in added.phrasings if meant.entry is None]
        if new or len(refused) < len(library.pack.refusals):
            files["refusals.txt"] = lines_file([*refused, *new])
        return files
