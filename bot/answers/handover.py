"""The way from a question without an answer to the mentors, and back."""

from datetime import datetime
from urllib.parse import urlencode

from bot.answers.library import Library
from bot.core.commands import FORM
from bot.core.model import CODE_LIMIT, TEXT_LIMIT, Button, Card
from bot.core.text import counted, one_line, plain, shortened
from bot.core.when import ago
from bot.store import Gap

TEXTS = 3
"""Texts of one question that a card shows."""

READ = 200
"""Characters of a question that a mentor reads at once."""

ASKED_AS = 100
"""Characters of a question above its answer."""


def to_a_human(question: str, *, sure: bool = False) -> Button:
    """The question stands in the button where it fits; else the form asks for it."""
    said = {"sure": "yes"} if sure else {}
    args = said | {"question": one_line(question)}
    if len(f"human?{urlencode(args)}") > CODE_LIMIT:
        args = said | {FORM: "question"}
    return Button(label="Send it to a human", command="human", args=args)


def gap_card(library: Library, gap: Gap, mentor: str | None, now: datetime, following: str | None = None) -> Card:
    """A question that waits, as `mentor` sees it; `following` is the question that *Next* leads to."""
    texts = [f"“{plain(text, READ)}”" for text in gap.texts[:TEXTS]]
    more = [f"and {counted(len(gap.texts) - TEXTS, 'more text')}"] if len(gap.texts) > TEXTS else []
    people = "1 person asks" if gap.askers == 1 else f"{gap.askers} people ask"
    who = plain(gap.owner_name, 40) if gap.owner_name is not None else "nobody yet"
    near = [library.pack.entries[id].title for id in nearest(library, gap)]
    about = f"{people} · asked {ago(gap.at, now)} · with {'you' if mentor and gap.owner == mentor else who}"
    return Card(
        title="A question waits for an answer",
        text="\n".join([*texts, *more, about, f"Nearest that I have: {'; '.join(near)}" if near else ""]).strip(),
        buttons=_buttons(gap, mentor, following),
    )


def _buttons(gap: Gap, mentor: str | None, following: str | None) -> tuple[Button, ...]:
    mine = mentor is not None and gap.owner == mentor
    label, do = ("Give to…", "give") if mine else ("Take it", "take")
    return (
        Button(label="Answer", command="answer", args={"question": gap.id, FORM: "title,text,source"}, style="primary"),
        Button(label="Same as…", command="same", args={"question": gap.id}),
        Button(label="Out of scope", command="gaps", args={"question": gap.id, "do": "refuse"}),
        Button(label=label, command="gaps", args={"question": gap.id, "do": do}),
        *([Button(label="Next", command="gaps", args={"question": following})] if following else []),
    )


def nearest(library: Library, gap: Gap) -> tuple[str, ...]:
    """Up to three entries that the first text may mean."""
    return library.match(gap.texts[0]).nearest if gap.texts else ()


def replied(answer: Card, question: str) -> Card:
    """The note to whoever asked: the answer under their own words."""
    asked = f"You asked: “{plain(question, ASKED_AS)}”"
    text = shortened(f"{asked}\n\n{answer.text}", TEXT_LIMIT)
    return answer.model_copy(update={"title": f"A mentor answered: {answer.title}", "text": text})


def out_of_scope(question: str) -> Card:
    """The note where there is no answer."""
    asked = f"You asked: “{plain(question, ASKED_AS)}”"
    text = "The mentors have read it. It is outside what is answered here, so there will be no answer from me."
    return Card(title="Your question was read", text=f"{asked}\n\n{text}", footer="/faq lists what I can answer.")
