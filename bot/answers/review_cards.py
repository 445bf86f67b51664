"""How the review list and a thing on it are shown to mentors."""

from collections.abc import Mapping
from datetime import date

from bot.answers.agenda import Item, agenda, name, said_by, says
from bot.answers.findings import FIELDS
from bot.answers.library import Library
from bot.answers.reviewed import Thing, things
from bot.content.careers import Certification
from bot.content.facts import Fact
from bot.content.faq import Entry
from bot.content.kinds import said_on
from bot.core.commands import FORM
from bot.core.model import Button, Card
from bot.core.text import counted, plain, shortened
from bot.store import Checked, Kind, Outdated

SHOWN = 4
"""Things on one page of the list, each with its button; the fifth button turns the page."""

NAME = 60
"""Characters of a thing's name on a button."""

SAID = 160
"""Characters of a thing's name, of what it says, and of who says it, in the list: four fit a card."""

TEXT = 1800
"""Characters of what an opened thing says: about two screens of a phone."""

ALL = Button(label="All to review", command="review")

Voted = Mapping[str, Outdated]
"""Votes on entries that came after they were last checked."""


class ReviewCards:
    """Drawn from the library as it is now; `today` is the UTC date."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._pack = library.pack

    def due(self, voted: Voted, today: date) -> list[Item]:
        """All of it, oldest first."""
        return agenda(self._pack, voted, today)

    def page(self, voted: Voted, today: date, page: int) -> Card:
        """A page of what is due."""
        due = self.due(voted, today)
        if not due:
            return Card(
                title="Nothing to review", text="Everything was checked in time. /review THING opens any of it."
            )
        last = -(-len(due) // SHOWN)
        number = min(max(page, 1), last)
        shown = due[(number - 1) * SHOWN : number * SHOWN]
        buttons = [self._opening(item) for item in shown]
        more = Button(label="More", command="review", args={"page": str(number + 1)})
        return Card(
            title=f"To review: {len(due)}",
            text="\n".join(map(self._line, shown)),
            buttons=tuple([*buttons, more] if number < last else buttons),
            footer=f"Oldest first. Page {number} of {last}",
        )

    def weekly(self, voted: Voted, today: date) -> Card | None:
        """What the places of mentors get on Monday; none when nothing is due."""
        due = self.due(voted, today)
        more = [f"And {len(due) - SHOWN} more."] if len(due) > SHOWN else []
        card = Card(
            title=f"To review this week: {len(due)}",
            text="\n".join([*map(self._line, due[:SHOWN]), *more]),
            buttons=(Button(label="Review", command="review", style="primary"),),
        )
        return card if due else None

    def opened(self, kind: Kind, id: str, voted: Voted, today: date, first: str = "") -> Card:
        """A thing with what can be found about it; what was retired can be brought back. `first` is said first."""
        before = self._library.checked(kind, id)
        thing = things(self._pack, kind).get(id)
        if thing is None or (before and self._library.stands(before) and before.retired_on):
            return self._retired(kind, id, before, first)
        said = self._pack.filled(thing.body) if isinstance(thing, Entry) else says(self._pack, thing)
        votes = voted.get(id) if kind == "entry" else None
        due = f"due {'since' if thing.due_on <= today else 'on'} {_day(thing.due_on)}"
        lines = [
            first,
            shortened(said, TEXT) if said != _title(thing) else "",
            f"Said by {said_by(self._pack, thing)}.",
            f"Checked {said_on(thing.last_checked)}{_by(before)}; {due}.",
            f"{_pressed(votes.count)}." if votes else "",
        ]
        buttons = _findings(kind, thing, before)
        return Card(title=_title(thing), text="\n".join(line for line in lines if line), buttons=buttons)

    def found(self, verdict: str, checked: Checked, voted: Voted, today: date) -> Card:
        """After a finding: what holds now, and the way to the next thing."""
        thing = things(self._pack, checked.kind).get(checked.id) or self._library.unreviewed(checked.kind)[checked.id]
        left, said = agenda(self._pack, voted, today), says(self._pack, thing)
        again = "It can be brought back." if checked.retired_on else f"It is due again on {_day(thing.due_on)}."
        following = [Button(label="Next", command="review", args={"thing": left[0].code}, style="primary")]
        this = Button(label="Open it again", command="review", args={"thing": f"{checked.kind}.{checked.id}"})
        return Card(
            title=verdict,
            text=f"**{name(thing)}**{f': {shortened(said, 300)}' if said != name(thing) else ''}\n{again}",
            buttons=(*(following if left else []), this, ALL),
            footer=f"{counted(len(left), 'thing')} left to review",
        )

    def _retired(self, kind: Kind, id: str, before: Checked | None, first: str) -> Card:
        ended = f" on {_day(before.retired_on)}" if before and before.retired_on else ""
        now = f"; now: {before.successor}" if before and before.successor else ""
        lines = [first, f"Retired{ended}{_by(before)}{now}."]
        back = Button(label="Bring back", command="confirm", args=_given(kind, id, before))
        title = _title(self._library.unreviewed(kind)[id])
        return Card(title=title, text="\n".join(line for line in lines if line), buttons=(back, ALL))

    def _line(self, item: Item) -> str:
        thing = things(self._pack, item.kind)[item.id]
        said = says(self._pack, thing)
        shown = f": {shortened(said, SAID)}" if said != name(thing) else ""
        who = shortened(said_by(self._pack, thing), SAID)
        voted = f" · {_pressed(item.outdated)}" if item.outdated else ""
        who = f", {who}" if who.endswith(")") else f" ({who})"
        return f"- **{shortened(name(thing), SAID)}**{shown}{who} · since {_day(item.since)}{voted}"

    def _opening(self, item: Item) -> Button:
        thing = things(self._pack, item.kind)[item.id]
        return Button(label=shortened(name(thing), NAME), command="review", args={"thing": item.code})


def _findings(kind: Kind, thing: Thing, before: Checked | None) -> tuple[Button, ...]:
    given = _given(kind, thing.id, before)
    fields = ("text",) if isinstance(thing, Fact) and thing.low is None else FIELDS[kind]
    over = isinstance(thing, Certification) and thing.status == "retired"
    form = {} if kind == "resource" else {FORM: "successor"}
    still = Button(label="Still true", command="confirm", args=given, style="primary")
    change = Button(label="Change", command="change", args=given | {FORM: ",".join(fields)})
    retire = Button(label="Retire", command="retire", args=given | form, style="danger")
    return (still, change, ALL) if over else (still, change, retire, ALL)


def _given(kind: Kind, id: str, before: Checked | None) -> dict[str, str]:
    """What a button holds: the thing, and how often it had been checked when the button was drawn."""
    return {"thing": f"{kind}.{id}", "seen": str(before.times if before else 0)}


def _title(thing: Thing) -> str:
    return shortened(name(thing), 150)


def _day(day: date) -> str:
    return f"{day:%-d %b %Y}"


def _pressed(count: int) -> str:
    return f"{counted(count, 'member')} pressed *Out of date*"


def _by(before: Checked | None) -> str:
    return f" by {plain(before.checked_by_name, 80)}" if before and before.checked_by_name else ""
