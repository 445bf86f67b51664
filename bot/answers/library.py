"""The pack and what mentors made of it, in one index."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from bot.answers.reviewed import Thing, apply, stands, things
from bot.content import REFUSED, Pack
from bot.content.faq import Entry
from bot.core.text import folded, one_line, plain
from bot.matching import Match, Matcher, Thresholds
from bot.store import Added, Additions, Checked, Kind, Written


class Library:
    """`pack` is the library's own copy, with the additions in it: whoever holds it sees each change at once.

    The pack is learnt when it is first needed; `cache` is a folder that keeps what was learnt. What mentors add is
    known a moment later. Without `additions` there is the pack, and what was `added` when this was made.
    """

    def __init__(
        self, pack: Pack, additions: Additions | None = None, cache: Path | None = None, added: Added | None = None
    ) -> None:
        self.pack = pack.copy()
        self._shipped = pack
        self._additions = additions
        self._cache = cache
        self._of_pack: Matcher | None = None
        self._learnt: Matcher | None = None
        self._renewing = asyncio.Lock()
        self._take_up(added or Added())

    @property
    def matcher(self) -> Matcher:
        """It knows retired entries too; `match` gives those that are answered now."""
        if self._learnt is None:
            self._learnt = self._learn(self.added)
        return self._learnt

    async def renew(self) -> None:
        """Takes up what was added since. Everything is answered as before until what is new has been learnt."""
        async with self._renewing:
            if self._additions is None:
                return
            added = await self._additions.all()
            if self._learnt and added == self.added:
                return
            if self._learnt is None or _asked(self.added) != _asked(added):
                self._learnt = await asyncio.to_thread(self._learn, added)
            self._take_up(added)

    def match(self, question: str) -> Match:
        """What the question means. A text that the pack or a mentor gave a meaning to means just that, from then on."""
        meaning = self._meanings.get(folded(one_line(question)))
        if meaning is None:
            found = self.matcher.match(question)
            nearest = tuple(dict.fromkeys(map(self.current, found.nearest)))
            return replace(found, entry=self.current(found.entry) if found.entry else None, nearest=nearest)
        if meaning == REFUSED:
            return Match("decline", None, 0.0, ())
        return Match("answer", self.current(meaning), 1.0, (self.current(meaning),))

    def current(self, entry: str) -> str:
        """The id of the entry that is answered in place of a retired one; else the id itself."""
        return self._successors.get(entry, entry)

    def lost(self) -> Iterator[str]:
        """Texts that mentors gave a meaning to and that mean something else now, each with what is wrong."""
        for meant in self.added.phrasings:
            if self._meanings.get(folded(one_line(meant.text))) != (meant.entry or REFUSED):
                was = f"answered by {meant.entry}, which the pack has not" if meant.entry else "out of scope"
                yield f"“{plain(meant.text, 100)}” is no longer {was}"

    def refuses(self, question: str) -> bool:
        """Whether this very text was said to be out of scope."""
        return self._meanings.get(folded(one_line(question))) == REFUSED

    def trial(self, written: Written) -> "Library":
        """One that has this answer too, to show it before it is published. It is not asked anything."""
        return Library(self._shipped, added=self.added.model_copy(update={"answers": (*self.added.answers, written)}))

    def unreviewed(self, kind: Kind) -> Mapping[str, Thing]:
        """All things of a kind as the pack or a mentor's answer gives them, also those that were retired since."""
        return things(self._unreviewed, kind)

    def stands(self, checked: Checked) -> bool:
        """Whether the pack says nothing newer."""
        return stands(self._unreviewed, checked)

    def checked(self, kind: Kind, id: str) -> Checked | None:
        """What was found when the thing was last checked, even if the pack says something newer."""
        return next((each for each in self.added.checked if (each.kind, each.id) == (kind, id)), None)

    def as_if(self, checked: Checked, written: Written | None = None) -> Pack:
        """The pack as it would be with one more check, and perhaps a new answer."""
        trial = self._unreviewed.copy()
        if written:
            trial.entries[written.id] = self._entry(written)
        others = [each for each in self.added.checked if (each.kind, each.id) != (checked.kind, checked.id)]
        apply(trial, [each for each in (*others, checked) if stands(trial, each)])
        return trial

    def _take_up(self, added: Added) -> None:
        self.added = added
        self._unreviewed = self._shipped.copy()
        self._unreviewed.entries.update((written.id, self._entry(written)) for written in added.answers)
        self._meanings = self._all_meanings(added)
        pack = self._unreviewed.copy()
        self._successors = apply(pack, [each for each in added.checked if stands(self._unreviewed, each)])
        self.pack.become(pack)

    def _all_meanings(self, added: Added) -> dict[str, str]:
        """The entry, or REFUSED, of each text; what a mentor said counts, if the entry is still there."""
        meanings = dict(self._shipped.meanings)
        for meant in added.phrasings:
            meanings.pop(folded(meant.text), None)
            if meant.entry is None or meant.entry in self._unreviewed.entries:
                meanings[folded(meant.text)] = meant.entry or REFUSED
        return meanings

    def _entry(self, written: Written) -> Entry:
        """A mentor's text in place of the pack's, or one that the pack has not."""
        shipped = self._shipped.entries.get(written.id)
        kept = shipped.model_dump(include={"related", "topic", "narrows", "instead"}) if shipped else {}
        return Entry(**written.model_dump(), **kept, by_mentor=True)

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
            if meant.entry is None:
                refusals.append(meant.text)
            elif meant.entry in self._shipped.entries or meant.entry in phrasings:
                phrasings.setdefault(meant.entry, []).append(meant.text)
        return self._of_pack.extended(phrasings, refusals)


def _asked(added: Added) -> object:
    """What the matcher learns from."""
    return [(written.id, written.title) for written in added.answers], added.phrasings
