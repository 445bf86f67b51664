"""Figures are put into a range only where they are of one group, over any facts that guides could state."""

from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.positions import Positions, groups, narrowed, span
from bot.answers.slots import Slots
from bot.content.facts import Fact, Level, Region, Scope, Topic, Unit
from bot.content.slots import SlotName, Where
from tests.packs import shipped

PACK = shipped()
NARROWS: tuple[SlotName, ...] = ("level", "region")

scopes = st.builds(
    Scope,
    level=st.sampled_from([None, *get_args(Level)]),
    region=st.sampled_from([None, *get_args(Region)]),
    other=st.sampled_from([None, "FAANG"]),
)
asked_for = st.builds(
    Slots, level=st.sampled_from([None, *get_args(Level)]), region=st.sampled_from([None, *get_args(Where)])
).filter(lambda slots: bool(slots.filled))


def figures() -> st.SearchStrategy[dict[str, Any]]:
    units = st.sampled_from(get_args(Unit)[:3])
    ends = st.tuples(st.integers(1, 9), st.integers(1, 9)).map(sorted)
    whole = st.builds(lambda low_high, unit: {"low": low_high[0], "high": low_high[1], "unit": unit}, ends, units)
    return st.one_of(st.just({}), whole)


@st.composite
def topics(draw: st.DrawFn) -> Topic:
    facts = [
        Fact(
            id=f"fact-{number}",
            statement=f"Statement number {number} of them",
            scope=draw(scopes),
            source=draw(st.sampled_from(list(PACK.sources))),
            open_ended=draw(st.booleans()),
            as_of="2026",
            review_by=date(2027, 1, 1),
            **draw(figures()),
        )
        for number in range(draw(st.integers(1, 8)))
    ]
    return Topic(topic="made-up", title="Made up", facts=tuple(facts))


def fits(fact: Fact, asked: Slots) -> bool:
    return all(getattr(fact.scope, name) == want for name, want in asked.filled.items())


@given(topics(), asked_for)
def test_every_fact_of_the_group_is_shown_once_and_none_of_another_group_among_them(topic: Topic, asked: Slots) -> None:
    found = Positions.of(topic.facts, asked, NARROWS)
    assert set(found.exact) == {fact for fact in topic.facts if fits(fact, asked)}
    assert set(found.whole) == {fact for fact in topic.facts if not (fact.scope.level or fact.scope.region)}
    assert len({fact.id for fact in found.shown}) == len(found.shown)
    assert not (found.exact and found.others)


@given(topics(), asked_for)
def test_nothing_out_of_scope_is_ever_in_a_range(topic: Topic, asked: Slots) -> None:
    pack = replace(PACK, facts={fact.id: fact for fact in topic.facts})
    found = Positions.of(topic.facts, asked, NARROWS)
    lines = narrowed(pack, topic, asked, found)
    mine = lines[: lines.index("") if "" in lines else None]
    made = {f"{span(facts).value}, from" for facts in groups(found.exact).values()}
    ranges = [line for line in mine if not line.startswith("- ") and ", from " in line]
    assert all(any(each in line for each in made) for line in ranges)
    for facts in groups(found.exact).values():
        assert len({(fact.scope, fact.unit) for fact in facts}) == 1
        assert all(fits(fact, asked) for fact in facts)
    bullets = [line for line in mine if line.startswith("- ")]
    assert sorted(bullets) == sorted(pack.bullet(fact.id) for fact in found.exact)


@given(topics())
def test_a_range_goes_from_the_lowest_to_the_highest_and_is_no_average(topic: Topic) -> None:
    for facts in groups(topic.facts).values():
        whole = span(facts)
        assert whole.low == min(fact.low for fact in facts if fact.low is not None)
        assert whole.high == max(fact.high for fact in facts if fact.high is not None)


@pytest.mark.parametrize(("ends", "read"), [
    ([(1, 2, {}), (3, 4, {})], "$1–4"),
    ([(1, 4, {"open_ended": True}), (2, 3, {})], "$1–4+"),
    ([(1, 3, {"open_ended": True}), (2, 4, {})], "$1–4"),
    ([(3, 3, {"at_least": True}), (1, 2, {})], "$1–3+"),
    ([(3, 3, {"at_least": True}), (5, 5, {"at_least": True})], "more than $3"),
])  # fmt: skip
def test_a_range_says_where_a_guide_leaves_the_end_open(
    ends: list[tuple[int, int, dict[str, bool]]], read: str
) -> None:
    about = {"statement": "So", "source": "s0", "as_of": "2026", "review_by": date(2027, 1, 1), "unit": "usd"}
    facts = [
        Fact.model_validate({"id": f"f{number}", "low": low, "high": high, **more, **about})
        for number, (low, high, more) in enumerate(ends)
    ]
    assert span(facts).value == read


def test_several_guides_on_one_group_are_counted_and_several_groups_make_no_range() -> None:
    about = {"statement": "So", "as_of": "2026", "review_by": date(2027, 1, 1), "unit": "usd"}
    rows = [("a", "s0", "us", 1, 2), ("b", "s1", "us", 2, 5), ("c", "s2", "europe", 7, 9)]
    facts = tuple(
        Fact.model_validate({"id": id, "source": source, "low": low, "high": high, **about,
                             "scope": {"level": "senior", "region": region}})
        for id, source, region, low, high in rows
    )  # fmt: skip
    topic = Topic(topic="t", title="T", facts=facts, differ="They do")
    pack = replace(PACK, facts={fact.id: fact for fact in facts})

    def lines(asked: Slots) -> list[str]:
        return narrowed(pack, topic, asked, Positions.of(facts, asked, NARROWS))

    assert lines(Slots(level="senior", region="us"))[0] == "Senior, United States: $1–5, from 2 guides."
    several = lines(Slots(level="senior"))
    assert several[0] == "Senior: figures for 2 groups, which make no common range."
    assert several[1] == "Altogether $1–5, from 2 guides:"
    assert not any("$1–9" in line or "3 guides" in line for line in several)
    assert several[-1] == "**Why they differ.** They do."
