"""The pack and what mentors made of it, in one index."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from bot.answers.reviewed import Thing, apply, stands, things
from bot.content import Pack
from bot.content.faq import Entry
from bot.matching import Matcher, Thresholds
from bot.store import Added, Additions, Checked, Kind, Written


class Library:
    """`pack` is the library's own copy, with the additions in it: whoever holds it sees each change at once.

    The pack is learnt when it is first needed; `cache` is a folder that keeps what was learnt. What mentors add is
    known a moment later. Without `additions` there is the pack and nothing else.
    """

    def __init__(self, pack: Pack, additions: Additions | None = None, cache: Path | None = None) -> None:
        self.pack = pack.copy()
        self._shipped = pack
        self._unreviewed = pack
        self._successors: dict[str, str] = {}
        self._additions = additions
        self._cache = cache
        self._added = Added()
        self._of_pack: Matcher | None = None
        self._learnt: Matcher | None = None
        self._renewing = asyncio.Lock()

    @property
    def matcher(self) -> Matcher:
        if self._learnt is None:
            self._learnt = self._learn(self._added)
        return self._learnt

    async def renew(self) -> None:
        """Takes up what was added since. Everything is answered as before until what is new has been learnt."""
        async with self._renewing:
            if self._additions is None:
                return
            added = await self._additions.all()
            unreviewed = self._with_answers(added)
            pack = unreviewed.copy()
            successors = apply(pack, [each for each in added.checked if stands(unreviewed, each)])
            learnt = self._learnt
            if learnt is None or _asked(self._added) != _asked(added):
                learnt = await asyncio.to_thread(self._learn, added)
            self._added, self._unreviewed, self._successors, self._learnt = added, unreviewed, successors, learnt
            self.pack.become(pack)

    def current(self, entry: str) -> str:
        """The id of the entry that is answered in place of a retired one; else the id itself."""
        return self._successors.get(entry, entry)

    def unreviewed(self, kind: Kind) -> Mapping[str, Thing]:
        """All things of a kind as the pack or a mentor's answer gives them, also those that were retired since."""
        return things(self._unreviewed, kind)

    def is_written(self, entry: str) -> bool:
        """Whether a mentor wrote the answer that is given."""
        return any(written.id == entry for written in self._added.answers)

    def stands(self, checked: Checked) -> bool:
        """Whether the pack says nothing newer."""
        return stands(self._unreviewed, checked)

    def checked(self, kind: Kind, id: str) -> Checked | None:
        """What was found when the thing was last checked, even if the pack says something newer."""
        return next((each for each in self._added.checked if (each.kind, each.id) == (kind, id)), None)

    def as_if(self, checked: Checked, written: Written | None = None) -> Pack:
        """The pack as it would be with one more check, and perhaps a new answer."""
        trial = self._unreviewed.copy()
        if written:
            trial.entries[written.id] = self._entry(written)
        others = [each for each in self._added.checked if (each.kind, each.id) != (checked.kind, checked.id)]
        apply(trial, [each for each in (*others, checked) if stands(trial, each)])
        return trial

    def _with_answers(self, added: Added) -> Pack:
        pack = self._shipped.copy()
        pack.entries.update((written.id, self._entry(written)) for written in added.answers)
        return pack

    def _entry(self, written: Written) -> Entry:
        """A mentor's text in place of the pack's, or one that the pack has not."""
        shipped = self._shipped.entries.get(written.id)
        return Entry(**written.model_dump(), related=shipped.related if shipped else ())

    def _learn(self, added: Added) -> Matcher:
        """What mentors added is fitted on top of the pack, which is learnt once; a retired entry keeps its meanings."""
        if self._of_pack is None:
            shipped = {id: (entry.title, *self._shipped.phrasings[id]) for id, entry in self._shipped.entries.items()}
            matching = self.pack.manifest.matching
            thresholds = Thresholds(answer=matching.answer, suggest=matching.suggest)
            self._of_pack = Matcher(shipped, thresholds, self._shipped.refusals, self._cache)
        phrasings = {written.id: [written.title] for written in added.answers}
        refusals: list[str] = []
        for meant in added.phrasings:
            (phrasings.setdefault(meant.entry, []) if meant.entry else refusals).append(meant.text)
        return self._of_pack.extended(phrasings, refusals)


def _asked(added: Added) -> object:
    """What the matcher learns from."""
    return [(written.id, written.title) for written in added.answers], added.phrasings
