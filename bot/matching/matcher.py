"""The matcher: a question in, the entry it means out, or what it might mean, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.matching.compiled import compiled
from bot.matching.learnt import Learnt
from bot.matching.ranking import Ranking

LONGEST_QUESTION = 2000  # characters, what Discord lets a member type; anything longer is a document
NEAREST = 3


class Thresholds(BaseModel):
    """From which probability on to answer, and to ask "did you mean". The defaults rather ask than answer wrongly."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: float = Field(default=0.6, ge=0, le=1)
    suggest: float = Field(default=0.25, ge=0, le=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.suggest > self.answer:
            raise ValueError("suggest must not be above answer")
        return self


@dataclass(frozen=True, slots=True)
class Match:
    """What a question means."""

    outcome: Literal["answer", "suggest", "decline"]
    entry: str | None  # the entry meant when the outcome is "answer", else None
    score: float  # the probability, 0 to 1, that the best entry is right
    nearest: tuple[str, ...]  # up to three entries, best first, also when declining


DEFAULTS = Thresholds()
UNKNOWN = Match("decline", None, 0.0, ())


class Matcher:
    """Learns a pack's phrasings when made, then answers from memory.

    `phrasings` are texts by entry. `refusals` are texts that must be declined: they are one more class of the
    regression (Larson et al. 2019, "oos-train"). A question nearer to them than to any entry is never answered; it is
    declined too, unless an entry is so near behind that it is worth offering. `cache` is a folder where what was learnt
    is kept for the next start; the same texts are then not learnt again.
    """

    def __init__(
        self,
        phrasings: Mapping[str, Sequence[str]],
        thresholds: Thresholds = DEFAULTS,
        refusals: Sequence[str] = (),
        cache: Path | None = None,
    ) -> None:
        self._thresholds = thresholds
        self._entries = [entry for entry, texts in phrasings.items() if texts]
        self._refuses = bool(refusals)
        self._learnt: Learnt | None = None
        if self._entries:
            groups = [phrasings[entry] for entry in self._entries] + ([refusals] if refusals else [])
            owners = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
            self._learnt = compiled(cache, list(chain.from_iterable(groups)), owners, len(self._entries))

    def extended(self, phrasings: Mapping[str, Sequence[str]], refusals: Sequence[str] = ()) -> "Matcher":
        """One that knows these too, of present entries or of new ones; made in milliseconds, and never kept.

        Of two meanings of the same text the added one counts.
        """
        if not self._learnt:
            return Matcher(phrasings, self._thresholds, refusals)
        twin = Matcher({}, self._thresholds)
        twin._entries = [*dict.fromkeys([*self._entries, *(entry for entry, texts in phrasings.items() if texts)])]
        twin._refuses = self._refuses or bool(refusals)
        width = len(twin._entries)
        groups = {twin._entries.index(entry): texts for entry, texts in phrasings.items() if texts} | {width: refusals}
        texts, owners = [*chain.from_iterable(groups.values())], np.repeat([*groups], [*map(len, groups.values())])
        present = np.array([*range(len(self._entries)), *([width] if self._refuses else [])])
        twin._learnt = self._learnt.extended(texts, owners, present, width) if texts else self._learnt
        return twin

    def match(self, question: str) -> Match:
        """Never raises, whatever the text; a text without a telling word of the pack is declined."""
        if len(question) > LONGEST_QUESTION or self._learnt is None:
            return UNKNOWN
        found = self._learnt.ask(question)
        return self._decide(*found) if found else UNKNOWN

    def _decide(self, ranking: Ranking, probability: float) -> Match:
        met = [column for column in ranking.columns.tolist() if column < len(self._entries)]
        nearest = tuple(self._entries[column] for column in met[:NEAREST])
        if probability < self._thresholds.suggest:
            return Match("decline", None, probability, nearest)
        refused = ranking.columns[0] >= len(self._entries)
        if refused or probability < self._thresholds.answer:
            return Match("suggest", None, probability, nearest)
        return Match("answer", nearest[0], probability, nearest)
