"""The pack as it stands after what mentors checked: still true, changed, retired."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from bot.content import Pack
from bot.content.careers import Certification
from bot.content.check import BELOW_LIMIT
from bot.content.facts import Fact, Source
from bot.content.faq import Entry
from bot.content.kinds import months_between, months_later
from bot.content.resources import Resource
from bot.store import Checked, Kind

Thing = Fact | Entry | Certification | Resource
T = TypeVar("T", Fact, Entry, Certification, Resource)

TEXT_LIMIT = 2600
"""Characters of an answer with all that was found: a card's text holds 2800."""

COMMUNITY = "this-community"
"""The source of a fact that mentors changed."""


def things(pack: Pack, kind: Kind) -> Mapping[str, Thing]:
    """Everything of one kind that has a clock."""
    by_kind: dict[Kind, Mapping[str, Thing]] = {
        "fact": pack.facts,
        "entry": pack.entries,
        "certification": pack.certifications,
        "resource": pack.resources,
    }
    return by_kind[kind]


def stands(pack: Pack, checked: Checked) -> bool:
    """Whether the pack still says what was checked; where it says something newer, that counts."""
    thing = things(pack, checked.kind).get(checked.id)
    return thing is not None and thing.last_checked == checked.basis


def due_again(thing: Thing, checked_on: date) -> date:
    """After as long as the pack gave it at first."""
    return months_later(checked_on, months_between(thing.last_checked, thing.due_on))


def apply(pack: Pack, reviews: Iterable[Checked]) -> dict[str, str]:
    """Puts into the pack what was found; gives the entry that is answered now by the id of the retired one."""
    reviews = list(reviews)
    if not reviews:
        return {}
    for checked in reviews:
        match checked.kind:
            case "fact":
                pack.facts[checked.id] = fact_now(pack.facts[checked.id], checked)
            case "entry":
                pack.entries[checked.id] = _again(pack.entries[checked.id], checked)
            case "certification":
                pack.certifications[checked.id] = certification_now(pack.certifications[checked.id], checked)
            case "resource":
                pack.resources[checked.id] = resource_now(pack.resources[checked.id], checked)
                if checked.retired_on:
                    del pack.resources[checked.id]
    for checked in reviews:
        if checked.kind == "certification" and checked.retired_on:
            _say_it_ended(pack, pack.certifications[checked.id])
    _show_facts(pack)
    return _without_retired_entries(pack, reviews)


def fact_now(fact: Fact, checked: Checked) -> Fact:
    """A changed one is the community's own position; a retired one has no figure any more."""
    fact = _again(fact, checked)
    if checked.changed_on:
        own = {"source": COMMUNITY, "as_of": f"{checked.changed_on:%Y-%m}", "derived": False}
        figure = {"low": checked.low, "high": checked.high, "open_ended": False, "at_least": False}
        said = {"statement": checked.text or fact.statement}
        fact = fact.model_copy(update=own | said | (figure if checked.low is not None else {}))
    if checked.retired_on:
        gone = {"low": None, "high": None, "unit": None}
        fact = fact.model_copy(update=gone | {"withdrawn_on": checked.retired_on, "successor": checked.successor})
    return fact


def certification_now(each: Certification, checked: Checked) -> Certification:
    each = _again(each, checked).model_copy(update={"note": checked.text or each.note})
    if not checked.retired_on:
        return each
    successors = (checked.successor,) if checked.successor else ()
    return each.model_copy(update={"status": "retired", "retired_on": checked.retired_on, "successors": successors})


def resource_now(each: Resource, checked: Checked) -> Resource:
    changed = {"why": checked.text or each.why, "url": checked.link or each.url}
    return _again(each, checked).model_copy(update=changed)


def too_long(pack: Pack) -> str | None:
    """The title of an answer or a tip that would not fit its card, written out."""
    for entry in pack.entries.values():
        if len("\n".join(map(pack.bullet, entry.facts))) > BELOW_LIMIT:
            return entry.title
    entries = [(entry.title, entry.body) for entry in pack.entries.values()]
    tips = [(tip.title, tip.body) for tip in pack.tips.values()]
    return next((title for title, body in entries + tips if len(pack.filled(body)) > TEXT_LIMIT), None)


def _again(thing: T, checked: Checked) -> T:
    """Looked at on a day, and due again."""
    again = due_again(thing, checked.checked_on)
    return thing.model_copy(update={"checked_on": checked.checked_on, "review_by": again})


def _say_it_ended(pack: Pack, each: Certification) -> None:
    """The pack's own texts know nothing of it."""
    for entry in list(pack.entries.values()):
        body = _with_ending(entry.body, pack.facts_in(entry), each)
        pack.entries[entry.id] = entry.model_copy(update={"body": body})
    for tip in list(pack.tips.values()):
        body = _with_ending(tip.body, pack.facts_named(tip.body), each)
        pack.tips[tip.id] = tip.model_copy(update={"body": body})
    for id in each.facts:
        fact, ended = pack.facts[id], each.ending.partition(";")[0]
        pack.facts[id] = fact.model_copy(update={"statement": f"{fact.statement} ({ended})"})


def _with_ending(body: str, facts: Iterable[str], each: Certification) -> str:
    """Where the text names the certification; else below it, if it has a figure of its."""
    if each.title in body:
        return body.replace(each.title, f"{each.title} ({each.ending})", 1)
    return f"{body}\n\n**{each.title}: {each.ending}.**" if set(each.facts) & set(facts) else body


def _show_facts(pack: Pack) -> None:
    """Facts stand in their topics too; the community is a source when one of them is its own."""
    for topic in list(pack.topics.values()):
        facts = tuple(pack.facts[fact.id] for fact in topic.facts)
        pack.topics[topic.topic] = topic.model_copy(update={"facts": facts})
    if own := [fact.as_of for fact in pack.facts.values() if fact.source == COMMUNITY]:
        name = "this community"
        pack.sources[COMMUNITY] = Source(id=COMMUNITY, title=name, publisher=name, short=name, published=max(own))


def _without_retired_entries(pack: Pack, reviews: Iterable[Checked]) -> dict[str, str]:
    """A successor may be retired in its turn. One that leads nowhere retires nothing."""
    named = {each.id: each.successor for each in reviews if each.kind == "entry" and each.retired_on}
    successors = {}
    for id in named:
        last, seen = id, set[str]()
        while last in named and last not in seen:
            seen.add(last)
            last = named[last] or ""
        if last in pack.entries and last not in named:
            successors[id] = last
    for id in successors:
        del pack.entries[id]
    for entry in list(pack.entries.values()):
        related = dict.fromkeys(successors.get(other, other) for other in entry.related)
        related.pop(entry.id, None)
        instead = tuple(
            each.model_copy(update={"entry": successors.get(each.entry, each.entry)}) for each in entry.instead
        )
        pack.entries[entry.id] = entry.model_copy(update={"related": tuple(related), "instead": instead})
    return successors
