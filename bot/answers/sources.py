"""Where the figures of an answer are from: the dated statement behind each, its guide, and when it was checked."""

from collections.abc import Iterable
from datetime import date

from bot.content import Pack
from bot.content.facts import Fact, Source
from bot.content.kinds import said_on


def origins(pack: Pack, facts: Iterable[str], today: date) -> list[str]:
    """Guide by guide, a line for each fact."""
    by_guide: dict[str, list[Fact]] = {}
    for fact in facts:
        by_guide.setdefault(pack.facts[fact].source, []).append(pack.facts[fact])
    lines = []
    for source, said in by_guide.items():
        lines += [_guide(pack.sources[source]), *(_origin(pack, fact, today) for fact in said)]
    return lines


def _guide(source: Source) -> str:
    address = f", {source.url}" if source.url else ""
    return f"**{source.title}, {source.publisher}, {said_on(source.published)}{address}**"


def _origin(pack: Pack, fact: Fact, today: date) -> str:
    review = "due for review since" if fact.review_by < today else "next review by"
    checked = f"Checked {said_on(fact.last_checked)}, {review} {fact.review_by:%-d %b %Y}."
    return f"{pack.bullet(fact.id)}. {checked}{_ended(pack, fact)}"


def _ended(pack: Pack, fact: Fact) -> str:
    """What an exam cost that cannot be taken any more is never named without that."""
    ended = [each for each in pack.certifications.values() if fact.id in each.facts and each.status == "retired"]
    return "".join(f" The exam was {each.ending}." for each in ended)
