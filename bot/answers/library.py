"""The pack and what mentors added to it, in one index."""

import asyncio
from pathlib import Path

from bot.content import Pack
from bot.content.faq import Entry
from bot.matching import Matcher, Thresholds
from bot.store import Added, Additions, Written


class Library:
    """`pack` is the library's own copy, with the additions in it: whoever holds it sees each change at once.

    The pack is learnt when it is first needed; `cache` is a folder that keeps what was learnt. What mentors add is
    known a moment later. Without `additions` there is the pack and nothing else.
    """

    def __init__(self, pack: Pack, additions: Additions | None = None, cache: Path | None = None) -> None:
        self.pack = pack.copy()
        self._shipped = pack
        self._additions = additions
        self._cache = cache
        self._added = Added()
        self._of_pack: Matcher | None = None
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
            before, self._added = self._added, await self._additions.all()
            self.pack.become(self._shipped)
            self.pack.entries.update((written.id, self._entry(written)) for written in self._added.answers)
            if self._learnt is None or _asked(before) != _asked(self._added):
                self._learnt = await asyncio.to_thread(self._learn)

    def _entry(self, written: Written) -> Entry:
        """A mentor's text in place of the pack's, or one that the pack has not."""
        shipped = self._shipped.entries.get(written.id)
        return Entry(**written.model_dump(), related=shipped.related if shipped else ())

    def _learn(self) -> Matcher:
        """What mentors added is fitted on top of the pack, which is learnt once."""
        if self._of_pack is None:
            shipped = {id: (entry.title, *self._shipped.phrasings[id]) for id, entry in self._shipped.entries.items()}
            matching = self.pack.manifest.matching
            thresholds = Thresholds(answer=matching.answer, suggest=matching.suggest)
            self._of_pack = Matcher(shipped, thresholds, self._shipped.refusals, self._cache)
        phrasings = {written.id: [written.title] for written in self._added.answers}
        refusals: list[str] = []
        for meant in self._added.phrasings:
            (phrasings.setdefault(meant.entry, []) if meant.entry else refusals).append(meant.text)
        return self._of_pack.extended(phrasings, refusals)


def _asked(added: Added) -> object:
    """What the matcher learns from."""
    return [(written.id, written.title) for written in added.answers], added.phrasings
