"""Whatever mentors find, in whatever order: every card can still be drawn, and dates come out right."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import NOBODY, Library, composed
from bot.answers.findings import Change, changed, retired, still_true
from bot.answers.reviewed import Thing, apply, due_again, stands, things, too_long
from bot.content import Pack
from bot.content.faq import Entry
from bot.content.kinds import months_between, months_later
from bot.core.commands import Arguments, commands_of
from bot.core.errors import UserError
from bot.core.model import Person, Place, Request
from bot.features.careers import Careers
from bot.features.certifications import Certifications
from bot.features.reference import Reference
from bot.store import Checked, Kind, Written

START = datetime(2026, 11, 21, 9, tzinfo=UTC)
NASTY = "@everyone {{fact:nothing}} {{{ <@1> **_`~[x](https://e.org)|>#\\ "

words = st.one_of(st.none(), st.just(NASTY), st.just("w" * 280), st.text(max_size=40))
figures = st.one_of(st.none(), st.floats(-1, 1e13))
KINDS: tuple[Kind, ...] = get_args(Kind)


@st.composite
def findings(draw: st.DrawFn, pack: Pack) -> tuple[Kind, str, str, Change]:
    """A kind, an id, what to do, and what to write; now and then of the same few things."""
    kind = draw(st.sampled_from(KINDS))
    ids = list(things(pack, kind))
    id = draw(st.sampled_from(ids[:3] + ids))
    change = Change(text=draw(words), low=draw(figures), high=draw(figures), link=draw(words))
    return kind, id, draw(st.sampled_from(("true", "change", "retire"))), change


class Mentors:
    """The same steps as behind the buttons, on dictionaries in place of tables."""

    def __init__(self, pack: Pack) -> None:
        self.basis = pack.copy()
        self.rows: dict[tuple[Kind, str], Checked] = {}
        self.pack = pack.copy()

    def find(self, kind: Kind, id: str, verdict: str, change: Change, now: datetime) -> None:
        thing, before = things(self.basis, kind)[id], self.rows.get((kind, id))
        found, written = self._found(kind, thing, before, verdict, change, now)
        basis = self.basis.copy()
        if written:
            basis.entries[id] = Entry(**written.model_dump(), related=basis.entries[id].related)
            unknown = [fact for fact in basis.facts_named(written.body) if fact not in basis.facts]
            if unknown:
                raise UserError("no such fact")
        trial = basis.copy()
        rows = self.rows | {(kind, id): found}
        apply(trial, [row for row in rows.values() if stands(basis, row)])
        if too_long(trial):
            raise UserError("too long")
        self.basis, self.rows, self.pack = basis, rows, trial

    def _found(
        self, kind: Kind, thing: Thing, before: Checked | None, verdict: str, change: Change, now: datetime
    ) -> tuple[Checked, Written | None]:
        if verdict == "true":
            return still_true(kind, thing, before, now), None
        if verdict == "change":
            return changed(kind, thing, before, change, now)
        others = [id for id in self.pack.entries if id != thing.id]
        successor = others[len(change.text or "") % len(others)] if kind == "entry" else change.text
        return retired(kind, thing, before, successor, now), None


def draw_everything(pack: Pack) -> None:
    """Every card that shows a fact, an answer, a certification or a tip; a card that cannot be drawn raises."""
    library = Library(pack)
    for entry in pack.entries:
        composed(library, entry, NOBODY, START.date())
    for tip in pack.tips.values():
        pack.filled(tip.body)
    person = Person(platform="test", space="s", id="ada", name="ada")
    place = Place(platform="test", space="s", channel="c")
    lines: list[tuple[object, str, dict[str, str]]] = [(Reference(pack), "myths", {})]
    lines += [(Careers(pack), "path", {"background": path.background}) for path in pack.paths.values()]
    lines += [(Careers(pack), "stories", {}), (Certifications(pack), "certs", {}), (Reference(pack), "projects", {})]
    lines += [(Reference(pack), "myths", {})]
    lines += [(Certifications(pack), "certs", {"name": id}) for id in pack.certifications]
    lines += [(Careers(pack), "compare", {"career": id}) for id in (*pack.comparisons, *pack.careers)]
    for feature, name, args in lines:
        command = next(each for each in commands_of(feature) if each.name == name)
        request = Request(id="r", command=name, args=args, person=person, place=place)
        parsed: Arguments = command.parse(args)
        asyncio.run(command.handler(request, parsed))  # type: ignore[arg-type]


# The same examples each time: hypothesis now and then called its own data inconsistent here; why is not known.
@settings(max_examples=60, derandomize=True, database=None)
@given(data=st.data())
def test_after_any_findings_every_card_is_drawn_and_every_name_leads_somewhere(pack: Pack, data: st.DataObject) -> None:
    mentors = Mentors(pack)
    for step, found in enumerate(data.draw(st.lists(findings(pack), min_size=1, max_size=8))):
        try:
            mentors.find(*found, START + step * timedelta(days=40))
        except UserError:
            continue
    now = mentors.pack
    assert now.entries
    assert all(other in now.entries and other != entry.id for entry in now.entries.values() for other in entry.related)
    assert all(fact in now.facts for entry in now.entries.values() for fact in now.facts_in(entry))
    assert all(fact.source in now.sources for fact in now.facts.values())
    assert all(now.facts[fact.id] == fact for topic in now.topics.values() for fact in topic.facts)
    draw_everything(now)


def test_all_that_one_topic_says_can_be_changed_to_the_longest_there_is(pack: Pack) -> None:
    """The card of `/salary` shows them all at once."""
    mentors = Mentors(pack)
    for fact in pack.topics["salary"].facts:
        mentors.find("fact", fact.id, "change", Change(text="w" * 300), START)
    draw_everything(mentors.pack)


def test_nothing_found_leaves_the_pack_as_it_is(pack: Pack) -> None:
    now = pack.copy()
    assert apply(now, []) == {}
    assert now == pack


@pytest.mark.parametrize(("as_of", "review_by", "months"), [
    ("2026-01", "2026-07-31", 6), ("2026", "2026-03-31", 3), ("2026", "2027-12-31", 24), ("2025/2026", "2026-06-30", 6),
    ("2026-02-15", "2028-02-15", 24), ("2026-11", "2027-02-28", 3), ("2026-11", "2026-11-30", 1),
])  # fmt: skip
def test_a_check_holds_as_long_as_the_pack_gave_at_first(as_of: str, review_by: str, months: int) -> None:
    assert months_between(as_of, date.fromisoformat(review_by)) == months


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), months=st.integers(1, 60))
def test_months_later_is_in_that_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day


def test_every_thing_of_the_shipped_pack_can_be_checked(pack: Pack) -> None:
    for kind in KINDS:
        for thing in things(pack, kind).values():
            assert due_again(thing, START.date()) > START.date()
