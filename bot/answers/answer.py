"""An answer: the one place where its card is composed."""

from dataclasses import dataclass
from datetime import date

from bot.answers.library import Library
from bot.answers.positions import Positions, label, narrowed
from bot.answers.slots import NOBODY, Slots
from bot.content import Pack
from bot.content.faq import Entry
from bot.content.kinds import said_on
from bot.core.model import Button, Card
from bot.core.pages import pages_of

LINES = 8
"""Lines shown at once: an answer is read on a phone."""

MOST_OFFERED = 3
"""Buttons for an open slot, or for related answers; *More* and *Sources* stand behind them."""


@dataclass(frozen=True)
class Answer:
    """What was found. `entry` is none when it declines; `suggested` are entries offered instead; `score` is 0 to 1.

    `slots` are what the answer was narrowed to, `whole` its text when the card shows a part of it.
    """

    entry: str | None
    card: Card
    suggested: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    score: float = 0.0
    slots: Slots = NOBODY
    whole: str = ""

    @property
    def markdown(self) -> str:
        """All that there is to read, without the buttons."""
        footer = f"_{self.card.footer.partition(' · page ')[0]}_" if self.card.footer else ""
        return "\n\n".join(part for part in (f"**{self.card.title}**", self.whole or self.card.text, footer) if part)

    @property
    def offered(self) -> tuple[str, ...]:
        """The titles of the answers on the buttons."""
        return tuple(button.label for button in self.card.buttons if self.entry is None)


def composed(library: Library, id: str, slots: Slots, today: date, page: int = 1) -> Answer:
    """The answer that an entry gives to somebody, a page of it as a card."""
    pack = library.pack
    entry = pack.entries[id]
    asked = slots.only(entry.narrows)
    facts = facts_of(pack, entry, asked)
    notice = _notice(pack, entry, facts, today)
    lines = [*([notice, ""] if notice else []), *_lines(pack, entry, asked)]
    pages = pages_of(lines, LINES)
    number = min(max(page, 1), len(pages))
    return Answer(
        entry=id,
        card=Card(
            title=f"{entry.title} · {label(pack, asked)}" if asked.filled else entry.title,
            text="\n".join(pages[number - 1]).strip(),
            buttons=_buttons(pack, entry, asked, following=number + 1 if number < len(pages) else None),
            footer=_footer(pack, entry) + (f" · page {number} of {len(pages)}" if len(pages) > 1 else ""),
        ),
        sources=tuple(dict.fromkeys(pack.said_by([pack.facts[fact].source]) for fact in facts)),
        slots=slots,
        whole="\n".join(lines),
    )


def facts_of(pack: Pack, entry: Entry, asked: Slots) -> tuple[str, ...]:
    """The facts that an answer shows, in their order."""
    found = _positions(pack, entry, asked.only(entry.narrows))
    return tuple(fact.id for fact in found.shown) if found else tuple(dict.fromkeys(pack.facts_in(entry)))


def _positions(pack: Pack, entry: Entry, asked: Slots) -> Positions | None:
    """None where the curated text answers."""
    topic = pack.topics.get(entry.topic or "")
    return Positions.of(topic.facts, asked, entry.narrows) if topic and asked.filled else None


def _lines(pack: Pack, entry: Entry, asked: Slots) -> list[str]:
    if found := _positions(pack, entry, asked):
        return narrowed(pack, pack.topics[entry.topic or ""], asked, found)
    also = [f"- Also said: {pack.bullet(fact).removeprefix('- ')}" for fact in entry.facts]
    return [*pack.filled(entry.body).splitlines(), *also]


def _notice(pack: Pack, entry: Entry, facts: tuple[str, ...], today: date) -> str:
    """One line on what should have been looked at again by now; of several the one that waits longest."""
    waiting = [(pack.facts[fact].review_by, pack.facts[fact].as_of) for fact in facts] + [(entry.due, entry.as_of)]
    due, checked = min(waiting)
    return f"_Checked {said_on(checked)}, due for review since {due:%-d %b %Y}._" if due < today else ""


def _buttons(pack: Pack, entry: Entry, asked: Slots, following: int | None) -> tuple[Button, ...]:
    kept = {"topic": entry.id, **asked.filled}
    buttons = list(_open_slot(pack, entry, asked) or _related(pack, entry))
    if following:
        buttons.append(Button(label="More", command="faq", args=kept | {"page": str(following)}))
    if facts_of(pack, entry, asked):
        buttons.append(Button(label="Sources", command="why", args=kept))
    return tuple(buttons)


def _open_slot(pack: Pack, entry: Entry, asked: Slots) -> list[Button]:
    """The values of the first slot that was not named."""
    name = next((name for name in entry.narrows if name not in asked.filled), None)
    if name is None:
        return []
    values = [each for each in pack.slots.named(name) if each.value != "elsewhere"]
    args = {"topic": entry.id, **asked.filled}
    return [Button(label=each.label, command="faq", args=args | {name: each.value}) for each in values[:MOST_OFFERED]]


def _related(pack: Pack, entry: Entry) -> list[Button]:
    related = [pack.entries[other] for other in entry.related[:MOST_OFFERED]]
    return [Button(label=other.title, command="faq", args={"topic": other.id}) for other in related]


def _footer(pack: Pack, entry: Entry) -> str:
    return f"{pack.manifest.title} pack · checked {said_on(entry.as_of)}"
