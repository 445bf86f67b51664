"""The pack and what mentors added to it, in one index."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from bot.content import Pack
from bot.content.faq import Entry
from bot.core.text import one_line, plain
from bot.matching import Match, Matcher, Thresholds
from bot.store import Added, Additions, Written, folded

REFUSED = ""
"""What a text means that is out of scope."""


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
        if self._learnt is None:
            self._learnt = self._learn()
        return self._learnt

    async def renew(self) -> None:
        """Takes up what was added since. Questions are answered as before until what is new has been learnt."""
        async with self._renewing:
            if self._additions is None:
                return
            before = self.added
            self._take_up(await self._additions.all())
            if self._learnt is None or _asked(before) != _asked(self.added):
                self._learnt = await asyncio.to_thread(self._learn)

    def match(self, question: str) -> Match:
        """What the question means. A text that the pack or a mentor gave a meaning to means just that, from then on."""
        meaning = self._meanings.get(folded(one_line(question)))
        if meaning is None:
            return self.matcher.match(question)
        if meaning == REFUSED:
            return Match("decline", None, 0.0, ())
        return Match("answer", meaning, 1.0, (meaning,))

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

    def _take_up(self, added: Added) -> None:
        self.added = added
        self.pack.become(self._shipped)
        self.pack.entries.update((written.id, self._entry(written)) for written in added.answers)
        self._meanings = {folded(line): REFUSED for line in self._shipped.refusals}
        self._meanings |= {folded(line): id for id, lines in self._shipped.phrasings.items() for line in lines}
        for meant in added.phrasings:
            self._meanings.pop(folded(meant.text), None)
            if meant.entry is None or meant.entry in self.pack.entries:
                self._meanings[folded(meant.text)] = meant.entry or REFUSED

    def _entry(self, written: Written) -> Entry:
        """A mentor's text in place of the pack's, or one that the pack has not."""
        shipped = self._shipped.entries.get(written.id)
        return Entry(**written.model_dump(), by_mentor=True, related=shipped.related if shipped else ())

    def _learn(self) -> Matcher:
        """What mentors added is fitted on top of the pack, which is learnt once."""
        if self._of_pack is None:
            shipped = {id: (entry.title, *self._shipped.phrasings[id]) for id, entry in self._shipped.entries.items()}
            matching = self.pack.manifest.matching
            thresholds = Thresholds(answer=matching.answer, suggest=matching.suggest)
            self._of_pack = Matcher(shipped, thresholds, self._shipped.refusals, self._cache)
        phrasings = {written.id: [written.title] for written in self.added.answers}
        refusals: list[str] = []
        for meant in self.added.phrasings:
            if meant.entry is None:
                refusals.append(meant.text)
            elif meant.entry in self.pack.entries:
                phrasings.setdefault(meant.entry, []).append(meant.text)
        return self._of_pack.extended(phrasings, refusals)


def _asked(added: Added) -> object:
    """What the matcher learns from."""
    return [(written.id, written.title) for written in added.answers], added.phrasings
