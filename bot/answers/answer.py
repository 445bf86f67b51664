"""An answer: the one place where its card is composed."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from bot.answers.feedback import controls
from bot.answers.library import Library
from bot.answers.positions import Positions, label, narrowed
from bot.answers.slots import NOBODY, Slots
from bot.content import Pack
from bot.content.check import LINES_SHOWN
from bot.content.facts import Fact
from bot.content.faq import Entry
from bot.content.kinds import said_on
from bot.core.model import Button, Card
from bot.core.pages import pages_of

OFFERED = 3
"""Buttons for an open slot, or for related answers; *More* and *Sources* stand behind them."""


@dataclass(frozen=True)
class Answer:
    """What was found. `entry` is none when it declines; `suggested` are entries offered instead; `score` is 0 to 1.

    `slots` are what the answer was narrowed to, `whole` its text when the card shows a part of it; `declined` where
    nothing is offered as what the question may mean.
    """

    entry: str | None
    card: Card
    suggested: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    score: float = 0.0
    slots: Slots = NOBODY
    whole: str = ""
    declined: bool = False

    @property
    def markdown(self) -> str:
        """All that there is to read, without the buttons."""
        footer = f"_{self.card.footer.partition(' · page ')[0]}_" if self.card.footer else ""
        return "\n\n".join(part for part in (f"**{self.card.title}**", self.whole or self.card.text, footer) if part)

    @property
    def offered(self) -> tuple[str, ...]:
        """The titles of the answers on the buttons."""
        return tuple(
            each.label
            for each in self.card.buttons
            if isinstance(each, Button) and each.command == "faq" and not self.entry
        )


@dataclass(frozen=True)
class Shown:
    """What an entry has to say to somebody: its facts, and their positions where it was narrowed."""

    pack: Pack
    entry: Entry
    asked: Slots
    found: Positions | None

    @classmethod
    def of(cls, pack: Pack, id: str, slots: Slots) -> Self:
        entry = pack.entries[id]
        asked, topic = slots.only(entry.narrows), pack.topics.get(entry.topic or "")
        found = Positions.of(topic.facts, asked, entry.narrows) if topic and asked.filled else None
        return cls(pack, entry, asked, found)

    @property
    def facts(self) -> tuple[str, ...]:
        """In the order in which they are shown."""
        if self.found:
            return tuple(fact.id for fact in self.found.shown)
        return tuple(dict.fromkeys(self.pack.facts_in(self.entry)))

    @property
    def title(self) -> str:
        return f"{self.entry.title} · {label(self.pack, self.asked)}" if self.found else self.entry.title

    @property
    def lines(self) -> list[str]:
        if self.found:
            return narrowed(self.pack, self.pack.topics[self.entry.topic or ""], self.asked, self.found)
        also = [f"- Also said: {self.pack.bullet(fact).removeprefix('- ')}" for fact in self.entry.facts]
        return [*self.pack.filled(self.entry.body).splitlines(), *also]

    def notice(self, today: date) -> str:
        """One line on what should have been looked at again by now; of several the one that waits longest."""
        clocks: list[Entry | Fact] = [self.entry, *(self.pack.facts[fact] for fact in self.facts)]
        due, checked = min((each.due_on, each.last_checked) for each in clocks)
        return f"_Checked {said_on(checked)}, due for review since {due:%-d %b %Y}._" if due < today else ""


def composed(library: Library, id: str, slots: Slots, today: date, page: int = 1) -> Answer:
    """The answer that an entry gives to somebody, a page of it as a card."""
    pack, shown = library.pack, Shown.of(library.pack, id, slots)
    notice = shown.notice(today)
    lines = [*([notice, ""] if notice else []), *shown.lines]
    pages = pages_of(lines, LINES_SHOWN)
    number = min(max(page, 1), len(pages))
    of_many = f" · page {number} of {len(pages)}" if len(pages) > 1 else ""
    card = Card(
        title=shown.title,
        text="\n".join(pages[number - 1]).strip(),
        controls=controls(id),
        buttons=_buttons(shown, following=number + 1 if number < len(pages) else None),
        footer=f"{said_by(pack, shown.entry)}{of_many}",
    )
    sources = dict.fromkeys(pack.facts[fact].source for fact in shown.facts)
    return Answer(id, card, (), tuple(pack.said_by([each]) for each in sources), 0.0, slots, "\n".join(lines))


def said_by(pack: Pack, entry: Entry) -> str:
    """Who wrote the answer, and when it was last looked at."""
    if entry.by_mentor:
        return f"written by a mentor of this community · {said_on(entry.last_checked)}"
    return f"{pack.manifest.title} pack · checked {said_on(entry.last_checked)}"


def _buttons(shown: Shown, following: int | None) -> tuple[Button, ...]:
    kept = {"topic": shown.entry.id, **shown.asked.filled}
    buttons = _open_slot(shown) or _related(shown)
    if following:
        buttons.append(Button(label="More", command="faq", args=kept | {"page": str(following)}))
    if shown.facts:
        buttons.append(Button(label="Sources", command="why", args=kept))
    return tuple(buttons)


def _open_slot(shown: Shown) -> list[Button]:
    """The values of the first slot that was not named."""
    filled = shown.asked.filled
    name = next((name for name in shown.entry.narrows if name not in filled), None)
    values = [each for each in shown.pack.slots.named(name) if each.value != "elsewhere"] if name else []
    args = {"topic": shown.entry.id, **filled}
    return [Button(label=each.label, command="faq", args={**args, str(name): each.value}) for each in values[:OFFERED]]


def _related(shown: Shown) -> list[Button]:
    entries = shown.pack.entries
    related = [entries[other] for other in shown.entry.related if other in entries][:OFFERED]
    return [Button(label=other.title, command="faq", args={"topic": other.id}) for other in related]
