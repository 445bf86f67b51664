"""What was measured, as text for people."""

from collections import Counter
from collections.abc import Sequence

from bot.evaluation.answering import OUTCOMES, Answered, by_kind, collisions
from bot.evaluation.asking import Asked, Quality, latency, quality, told_apart, unrejected
from bot.evaluation.table import figure, lined_up

STEPS = tuple(step / 10 for step in range(1, 10))
"""The thresholds of a sweep."""


def of_labels(asked: Sequence[Asked], threshold: float, learnt: set[str], took: float, peak: float | None) -> list[str]:
    """`took` is the seconds of learning, `peak` the MiB of memory; `learnt` are the labels that can be given."""
    at, inside = quality(asked, threshold), [each.wanted for each in asked if each.wanted is not None]
    rows = [
        ("questions", f"{len(asked):,}"),
        ("  in scope", f"{len(inside):,}"),
        ("    with a label that was not learnt", f"{sum(label not in learnt for label in inside):,}"),
        ("  out of scope", f"{len(asked) - len(inside):,}"),
        ("without rejection, in scope", ""),
        ("  the first label is right", figure(unrejected(asked))),
        ("  one of three is right", figure(unrejected(asked, 3))),
        (f"at threshold {threshold:g}", ""),
        ("  in-scope accuracy", figure(at.in_scope)),
        ("  out-of-scope recall", figure(at.out_of_scope)),
        ("  accuracy", figure(at.accuracy)),
        ("  MCC", figure(at.correlation)),
        ("AUROC, in scope against out of scope", figure(told_apart(asked))),
        ("one question, p50", f"{figure(latency(asked, 50), 1)} ms"),
        ("one question, p95", f"{figure(latency(asked, 95), 1)} ms"),
        (f"learning or loading {len(learnt):,} labels", f"{figure(took, 2)} s"),
        ("peak memory", f"{figure(peak, 0)} MiB"),
    ]
    return lined_up(rows)


def of_thresholds(asked: Sequence[Asked]) -> list[str]:
    """A line for each threshold from 0.1 to 0.9."""
    head = ("threshold", "in-scope accuracy", "out-of-scope recall", "accuracy", "MCC")
    return lined_up([head, *(_figures(quality(asked, threshold)) for threshold in STEPS)])


def _figures(at: Quality) -> tuple[str, ...]:
    shares = (at.in_scope, at.out_of_scope, at.accuracy, at.correlation)
    return f"{at.threshold:g}", *map(figure, shares)


def of_pack(questions: Sequence[Answered]) -> list[str]:
    """Outcomes by kind, then the entries that were taken for one another."""
    counts = by_kind(questions)
    total = sum(counts.values(), Counter())
    head = ("kind", "asked", *OUTCOMES)
    rows = [(kind, count) for kind, count in counts.items()] + [("all", total)]
    table = [(kind, str(count.total()), *(str(count[outcome]) for outcome in OUTCOMES)) for kind, count in rows]
    pairs = [("expected -> came first", "answered", "offered first")]
    pairs += [
        (f"{wanted} -> {came}", str(whole), str(offered)) for wanted, came, whole, offered in collisions(questions)
    ]
    return [*lined_up([head, *table]), *(["", *lined_up(pairs)] if len(pairs) > 1 else [])]
