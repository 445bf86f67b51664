"""Asks a pack its questions: what came of each, and which entries are taken for one another."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from bot.evaluation.expected import Expected

Outcome = Literal["right", "offered", "declined", "wrong entry", "wrong text", "false"]
"""
right        answered by an expected entry with all that it must say; or rightly not answered
offered      not answered, but an expected entry is among the buttons
declined     not answered, and no expected entry is among the buttons
wrong entry  answered by another entry
wrong text   answered by an expected entry, which does not say what it must
false        answered although the pack has no answer
"""

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
NOTHING = "(nothing)"


class Answer(Protocol):
    """What evaluation looks at in an answer."""

    @property
    def entry(self) -> str | None: ...
    @property
    def suggested(self) -> tuple[str, ...]: ...
    @property
    def score(self) -> float: ...
    @property
    def markdown(self) -> str: ...


@dataclass(frozen=True)
class Answered:
    """A question of a file, and what came of it."""

    line: int
    expected: Expected
    outcome: Outcome
    answer: Answer

    @property
    def first(self) -> str:
        """The entry that was answered, or that stands on the first button."""
        return self.answer.entry or next(iter(self.answer.suggested), NOTHING)


def answered(questions: Iterable[tuple[int, Expected]], answer: Callable[[str], Answer]) -> list[Answered]:
    return [_answered(line, expected, answer(expected.question)) for line, expected in questions]


def _answered(line: int, expected: Expected, answer: Answer) -> Answered:
    return Answered(line, expected, _outcome(expected, answer), answer)


def _outcome(expected: Expected, answer: Answer) -> Outcome:
    if not expected.expect:
        return "right" if answer.entry is None else "false"
    if answer.entry is None:
        return "offered" if set(expected.expect) & set(answer.suggested) else "declined"
    if answer.entry not in expected.expect:
        return "wrong entry"
    return "right" if all(re.search(pattern, answer.markdown) for pattern in expected.must) else "wrong text"


def by_kind(questions: Iterable[Answered]) -> dict[str, Counter[Outcome]]:
    """How often each outcome came, by kind in the alphabet's order."""
    counts: dict[str, Counter[Outcome]] = {}
    for each in questions:
        counts.setdefault(each.expected.kind, Counter())[each.outcome] += 1
    return dict(sorted(counts.items()))


def collisions(questions: Iterable[Answered]) -> list[tuple[str, str, int, int]]:
    """Expected entry, entry that came before it, how often as the answer and how often only as the first suggestion.

    The most frequent pair first; a wrong answer counts before a wrong order.
    """
    pairs = [*_pairs(questions)]
    answers, all_of_it = Counter(pair for pair, whole in pairs if whole), Counter(pair for pair, _ in pairs)
    rows = [(*pair, answers[pair], count - answers[pair]) for pair, count in all_of_it.items()]
    return sorted(rows, key=lambda row: (-row[2] - row[3], -row[2], row[0], row[1]))


def _pairs(questions: Iterable[Answered]) -> Iterator[tuple[tuple[str, str], bool]]:
    """Each pair, and whether it was the answer."""
    for each in questions:
        wanted, came = each.expected.expect, each.first
        meant = next((entry for entry in each.answer.suggested if entry in wanted), (*wanted, NOTHING)[0])
        if each.outcome == "false" or (wanted and came not in (*wanted, NOTHING)):
            yield (meant, came), each.answer.entry is not None
