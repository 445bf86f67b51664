"""How a question that waits, and what becomes of it, is shown to mentors."""

from collections.abc import Mapping
from datetime import date

from bot.answers.drafts import digest, preview, written
from bot.answers.handover import nearest, out_of_scope
from bot.answers.library import Library
from bot.answers.topics import topics
from bot.core.commands import FORM
from bot.core.model import TEXT_LIMIT, Button, Card
from bot.core.text import counted, plain, shortened
from bot.store import Closing, Draft, Figures, Gap

WAITING = Button(label="Questions that wait", command="gaps")


def which(draft: Draft | None = None) -> Card:
    """Where no question was named. What was written meanwhile is shown, so that it is not lost."""
    text = f"Choose one that waits, and press its button.{_kept(draft)}"
    return Card(title="Which question?", text=shortened(text, TEXT_LIMIT), buttons=(WAITING,))


def nothing_waits(figures: Figures) -> Card:
    return Card(title="No question waits", text=f"{counts(figures)}.".capitalize())


def counts(figures: Figures) -> str:
    """How the queue does, in a line."""
    hours = ""
    if figures.hours is not None:
        median = counted(round(figures.hours), "hour") if figures.hours >= 1 else "under an hour"
        hours = f" · median {median} to an answer"
    return f"this week {figures.declined} declined, {figures.sent_on} sent on{hours}"


def to_whom(gap: Gap, mentors: Mapping[str, str]) -> Card:
    """Mentors to give it to, their names by id."""
    to = [
        Button(label=shortened(name or "?", 40), command="gaps", args={"question": gap.id, "to": id})
        for id, name in mentors.items()
    ]
    nobody = Button(label="Nobody in particular", command="gaps", args={"question": gap.id, "do": "free"})
    text = "" if to else "No other mentor has looked at /gaps yet."
    return Card(title="Who takes the question?", text=text, buttons=(*to, nobody))


def to_refuse(gap: Gap) -> Card:
    """What its askers would read."""
    yes = {"question": gap.id, "do": "refuse", "sure": "yes"}
    buttons = (
        Button(label="Tell them so", command="gaps", args=yes, style="danger"),
        Button(label="Back", command="gaps", args={"question": gap.id}),
    )
    return out_of_scope(gap.texts[0]).model_copy(update={"buttons": buttons})


def same_as(library: Library, gap: Gap, topic: str | None) -> Card:
    """Answers that may say it: the nearest, or those that hold a `topic` which names none."""
    ids = nearest(library, gap) if topic is None else [each.value for each in topics(library, topic)][:3]
    text = "" if topic is None else f"There is no answer called “{plain(topic, 60)}”. Nothing was changed."
    args = {"question": gap.id}
    titles = {id: library.pack.entries[id].title for id in ids}
    return Card(
        title="Which answer says it?",
        text=text,
        buttons=(
            *(Button(label=title, command="same", args=args | {"topic": id}) for id, title in titles.items()),
            Button(label="Another one…", command="same", args=args | {FORM: "topic"}),
            Button(label="Back", command="gaps", args=args),
        ),
    )


def drafted(library: Library, gap: Gap, draft: Draft, wrong: list[str], today: date) -> Card:
    """As a member will see it, or what must be mended first."""
    edit = Button(label="Edit", command="answer", args={"question": gap.id, FORM: "title,text,source"})
    discard = Button(label="Discard", command="answer", args={"question": gap.id, "do": "discard"})
    if wrong:
        text = "\n".join([*(f"- {each}" for each in wrong), "", draft.title, draft.text])
        note = "Kept as a draft. A field that you leave empty when you edit stays as it is."
        return Card(title="Not ready yet", text=shortened(text, TEXT_LIMIT), buttons=(edit, discard), footer=note)
    publish = {"question": gap.id, "do": "publish", "draft": digest(draft)}
    card = preview(library, written(draft, gap.id, set(library.pack.entries), today))
    go = Button(label="Publish", command="answer", args=publish, style="primary")
    return card.model_copy(update={"buttons": (go, edit, discard)})


def live(library: Library, closing: Closing) -> Card:
    """What was decided, and who is told."""
    told = sum(note.state == "pending" for note in closing.notes)
    title = library.pack.entries[closing.entry].title if closing.entry else "Out of scope"
    parts = [
        "Asked so, it is answered from now on." if closing.entry else "Asked so, it is declined from now on.",
        "1 person will be told." if told == 1 else f"{told} people will be told.",
    ]
    if told < len(closing.notes):
        parts.append("Who has no direct conversation with me finds the answer by asking again.")
    return Card(
        title=f"Live: {title}" if closing.written else f"Closed: {title}",
        text=" ".join(parts),
        buttons=(*_read(library, closing.entry), WAITING),
    )


def closed(library: Library, gap: Gap | None, draft: Draft | None = None) -> Card:
    """Somebody was faster. What was written meanwhile is shown, so that it is not lost."""
    read = _read(library, gap.entry) if gap else ()
    if gap is None:
        text = "None waits under that name; whoever asked it may have deleted their data."
    else:
        text = f"It was answered: {read[0].label}." if read else "It was answered, or said to be out of scope."
    lines = shortened(text + _kept(draft), TEXT_LIMIT)
    return Card(title="This question is closed", text=lines, buttons=(*read, WAITING))


def _read(library: Library, id: str | None) -> tuple[Button, ...]:
    entry = library.pack.entries.get(id or "")
    return (Button(label=entry.title, command="faq", args={"topic": entry.id}),) if entry else ()


def _kept(draft: Draft | None) -> str:
    return f"\n\nWhat you wrote:\n{draft.title}\n{draft.text}" if draft and (draft.title or draft.text) else ""
