"""`And in Europe?`: the answer given last, for somebody else."""

from dataclasses import dataclass
from typing import Self

from bot.answers.slots import Reader, Slots
from bot.content import Pack
from bot.content.faq import Entry

Last = tuple[str, Slots]
"""An answer: its entry, and whom it was for."""


@dataclass(frozen=True)
class FollowUp:
    """What a question can mean after an answer.

    `meant` is the answer that it leads to: none where the guides make no such difference. `alone`: it says whom it is
    about and nothing else. `begins`: it begins like a follow-up, and says more.
    """

    entry: Entry
    new: Slots
    meant: Last | None
    alone: bool
    begins: bool

    @classmethod
    def read(cls, pack: Pack, reader: Reader, question: str, last: Last | None) -> Self | None:
        new = reader.read(question)
        if last is None or not new.filled:
            return None
        entry = pack.entries[last[0]]
        meant = _meant(pack, entry, last[1], new)
        return cls(entry, new, meant, reader.says_nothing_else(question), reader.continues(question))

    @property
    def no_difference(self) -> str:
        by = next(iter(self.new.filled))
        return f"The guides make no difference by {by} in what they say to “{self.entry.title}”."


def _meant(pack: Pack, entry: Entry, before: Slots, new: Slots) -> Last | None:
    """An entry narrows by a slot itself, or names another that answers for one of its values."""
    if entry.topic in pack.topics and any(name in entry.narrows for name in new.filled):
        return entry.id, before.changed_by(new)
    others = [each.entry for each in entry.instead if each.to in new.filled.values()]
    return next(((other, before.changed_by(new)) for other in others if other in pack.entries), None)
