"""What the guides say of a group of people: every position in scope, apart from what is said of others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.answers.slots import Slots
from bot.content import Pack
from bot.content.facts import Fact, Scope, Topic, Unit
from bot.content.slots import SlotName
from bot.core.text import counted

Group = tuple[Scope, Unit | None]

NOTHING = "No guide gives a figure for exactly that."
NOT_THERE = "No guide gives a figure for there; each one below is of another place, or names none."


@dataclass(frozen=True)
class Positions:
    """The facts of a topic beside a group that was asked for.

    `exact` are said of that group, `near` of one that leaves open a part of it, `others` of groups that share a part
    with it and differ in another (only where nothing is said of it), `whole` of everybody.
    """

    exact: tuple[Fact, ...]
    near: tuple[Fact, ...]
    others: tuple[Fact, ...]
    whole: tuple[Fact, ...]

    @classmethod
    def of(cls, facts: Sequence[Fact], asked: Slots, narrows: Iterable[SlotName]) -> "Positions":
        """`asked` has at least one slot filled, and only those that `narrows` names."""
        names, wanted = tuple(narrows), asked.filled
        by_kind: dict[str, list[Fact]] = {}
        for fact in facts:
            by_kind.setdefault(_kind({name: getattr(fact.scope, name) for name in names}, wanted), []).append(fact)
        exact, near = by_kind.get("exact", []), by_kind.get("near", [])
        others = [] if exact else by_kind.get("others") or ([] if near else by_kind.get("strangers", []))
        return cls(tuple(exact), tuple(near), tuple(others), tuple(by_kind.get("whole", [])))

    @property
    def shown(self) -> tuple[Fact, ...]:
        """All of them, as they are shown."""
        return (*self.exact, *self.near, *self.others, *self.whole)


def narrowed(pack: Pack, topic: Topic, asked: Slots, found: Positions) -> list[str]:
    """The lines of an answer: first in one line what there is, then every position with its source and date."""
    parts = [
        (None, found.exact),
        ("Said of a group close to that one", found.near),
        ("Said of other groups", found.others),
        ("Said of the role as a whole, not of that group", found.whole),
    ]
    lines = [_summary(pack, asked, found.exact), *_positions(pack, found.exact)]
    for heading, facts in parts[1:]:
        if facts:
            lines += ["", f"**{heading}**", *(pack.bullet(fact.id) for fact in facts)]
    return [*lines, "", f"**Why they differ.** {topic.differ}."] if topic.differ else lines


def label(pack: Pack, asked: Slots) -> str:
    """`Senior, United States`."""
    return ", ".join(pack.slots.label(value) for value in asked.filled.values())


def groups(facts: Iterable[Fact]) -> dict[Group, list[Fact]]:
    """Figures by whom they are about and what they count; only those of one group can be put into a range."""
    found: dict[Group, list[Fact]] = {}
    for fact in facts:
        if fact.unit is not None:
            found.setdefault((fact.scope, fact.unit), []).append(fact)
    return found


def span(facts: Sequence[Fact]) -> Fact:
    """From the lowest low to the highest high of one group's figures, written like one of them."""
    lows = [fact.low for fact in facts if fact.low is not None]
    highs = [fact.high for fact in facts if fact.high is not None]
    only_bounds = all(fact.at_least for fact in facts)
    top = max(highs)
    plus = any(fact.open_ended and fact.high == top for fact in facts) or any(fact.at_least for fact in facts)
    figure = {"low": min(lows), "high": min(lows) if only_bounds else top}
    return facts[0].model_copy(update={**figure, "at_least": only_bounds, "open_ended": plus and not only_bounds})


def _summary(pack: Pack, asked: Slots, exact: Sequence[Fact]) -> str:
    """One plain line."""
    grouped = list(groups(exact).values())
    if not grouped:
        return NOT_THERE if asked.region == "elsewhere" else NOTHING
    if len(grouped) == 1:
        return f"{label(pack, asked)}: {_from(grouped[0])}."
    return f"{label(pack, asked)}: figures for {len(grouped)} groups, which make no common range."


def _from(facts: Sequence[Fact]) -> str:
    """`$180,000–250,000+ a year, from 1 guide`."""
    return f"{span(facts).value}, from {counted(len({fact.source for fact in facts}), 'guide')}"


def _positions(pack: Pack, exact: Sequence[Fact]) -> list[str]:
    """Group by group; a range where several guides speak of the same group, and what is said without a figure."""
    grouped = list(groups(exact).values())
    lines = []
    for facts in grouped:
        lines += [f"Altogether {_from(facts)}:"] if len(grouped) > 1 and len(facts) > 1 else []
        lines += [pack.bullet(fact.id) for fact in facts]
    return [*lines, *(pack.bullet(fact.id) for fact in exact if fact.unit is None)]


def _kind(said: Mapping[str, str | None], wanted: Mapping[str, str]) -> str:
    """What a fact about this group is to whoever asks for that one; `strangers` share nothing with it."""
    if not any(said.values()):
        return "whole"
    shared = [said[name] == want for name, want in wanted.items()]
    if all(shared):
        return "exact"
    if not any(shared):
        return "strangers"
    return "near" if all(said[name] in (None, want) for name, want in wanted.items()) else "others"
