"""Asks a matcher labelled questions, and says how right its labels are at any threshold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.clock import seconds
from bot.evaluation.labelled import Labelled
from bot.evaluation.metrics import correlation, percentile, separation, share
from bot.matching import Matcher

DIGITS = 6
"""Of a score, so that the label a line gives follows from the score it shows."""


@dataclass(frozen=True)
class Asked:
    """A question's label and what came: up to three labels, best first, and the probability that the first is right."""

    wanted: str | None
    top: tuple[str, ...]
    score: float
    took: float
    """Seconds."""

    def given(self, threshold: float) -> str | None:
        """The label given at this threshold; none where the question is taken to be out of scope."""
        return self.top[0] if self.top and self.score >= threshold else None


@dataclass(frozen=True)
class Quality:
    """At one threshold: shares from 0 to 1, none where there are no such questions."""

    threshold: float
    in_scope: float | None
    """Of the questions in scope, those given their label."""
    out_of_scope: float | None
    """Of the questions out of scope, those given none."""
    accuracy: float | None
    correlation: float | None
    """Matthews', out of scope being one more class."""


def ask(matcher: Matcher, questions: Iterable[Labelled]) -> list[Asked]:
    return [_ask(matcher, question) for question in questions]


def _ask(matcher: Matcher, question: Labelled) -> Asked:
    began = seconds()
    match = matcher.match(question.text)
    return Asked(question.label, match.nearest, round(match.score, DIGITS), seconds() - began)


def quality(asked: Sequence[Asked], threshold: float) -> Quality:
    wanted, given = [each.wanted for each in asked], [each.given(threshold) for each in asked]
    right = [(label is None, label == other) for label, other in zip(wanted, given, strict=True)]
    return Quality(
        threshold,
        share(same for outside, same in right if not outside),
        share(same for outside, same in right if outside),
        share(same for _, same in right),
        correlation(wanted, given),
    )


def unrejected(asked: Iterable[Asked], places: int = 1) -> float | None:
    """Of the questions in scope, those whose label is among the first so many, whatever the score."""
    return share(each.wanted in each.top[:places] for each in asked if each.wanted is not None)


def told_apart(asked: Sequence[Asked]) -> float | None:
    """AUROC of the score, questions in scope against those out of it."""
    return separation(
        (each.score for each in asked if each.wanted is not None), (each.score for each in asked if each.wanted is None)
    )


def latency(asked: Iterable[Asked], percent: float) -> float | None:
    """Milliseconds a question."""
    return percentile((1000 * each.took for each in asked), percent)
