"""The pack and what mentors made of it, in one index."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from bot.answers.reviewed import Thing, apply, stands, things
from bot.content import Pack
from bot.content.faq import Entry
from bot.matching import Matcher, Thresholds
from bot.store import Added, Additions, Checked, Kind, Written, folded


class Library:
    """`pack` is the library's own copy, with the additions in it: whoever holds it sees each change at once.

    The matcher is learnt when it is first needed, and again whenever a phrasing came; `cache` is a folder that keeps
    what was learnt. Without `additions` there is the pack and nothing else.
    """

    def __init__(self, pack: Pack, additions: Additions | None = None, cache: Path | None = None) -> None:
        self.pack = pack.copy()
        self._shipped = pack
        self._unreviewed = pack
        self._successors: dict[str, str] = {}
        self._additions = additions
        self._cache = cache
        self._added = Added()
        self._learnt: Matcher | None = None
        self._renewing = asyncio.Lock()

    @property
    def matcher(self) -> Matcher:
        if self._learnt is None:
            self._learnt = self._learn()
        return self._learnt

    async def renew(self) -> None:
        """Takes up what was added since. Questions are answered as before until what is new has been learnt."""
        async with self._renewing:
            if self._additions is None:
                return
            before = self._asked()
            self._added = await self._additions.all()
            self._unreviewed = self._with_answers()
            self.pack.become(self._unreviewed)
            self._successors = apply(self.pack, [each for each in self._added.checked if stands(self.pack, each)])
            if self._learnt is None or before != self._asked():
                self._learnt = await asyncio.to_thread(self._learn)

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

    def _with_answers(self) -> Pack:
        pack = self._shipped.copy()
        pack.entries.update((written.id, self._entry(written)) for written in self._added.answers)
        return pack

    def _entry(self, written: Written) -> Entry:
        """A mentor's text in place of the pack's, or one that the pack has not."""
        shipped = self._shipped.entries.get(written.id)
        return Entry(**written.model_dump(), related=shipped.related if shipped else ())

    def _learn(self) -> Matcher:
        """Of two meanings of the same text the mentors' stands; what meant a retired entry means its successor."""
        taken = {folded(meant.text) for meant in self._added.phrasings}
        phrasings = {id: [entry.title] for id, entry in self.pack.entries.items()}
        for id, lines in self._shipped.phrasings.items():
            phrasings[self.current(id)] += [line for line in lines if folded(line) not in taken]
        refusals = [line for line in self._shipped.refusals if folded(line) not in taken]
        for meant in self._added.phrasings:
            (phrasings.get(self.current(meant.entry), []) if meant.entry else refusals).append(meant.text)
        matching = self.pack.manifest.matching
        thresholds = Thresholds(answer=matching.answer, suggest=matching.suggest)
        return Matcher(phrasings, thresholds, refusals, self._cache)

    def _asked(self) -> object:
        """What the matcher learns from."""
        titles = [(written.id, written.title) for written in self._added.answers]
        return titles, self._added.phrasings, self._successors
