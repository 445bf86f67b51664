"""Any card there can be is drawn within what Slack takes, whole, and notifies nobody."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.adapters.slack.render import FALLBACK, message
from bot.core.model import Button, Card, Fact, File, Image, Link
from tests.adapters.slack.limits import elements, live, problems, texts

letters = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))
piece = st.text(alphabet=letters, min_size=1, max_size=8) | st.sampled_from(
    ["&", "<", ">", "*", "_", "~", "`", "\\*", "\n"]
)


def long(most: int, least: int = 0) -> st.SearchStrategy[str]:
    """Words of any length up to `most`, the longest not rare."""
    whole = st.tuples(st.lists(piece, min_size=1, max_size=12).map("".join), st.integers(1, most))
    return whole.map(lambda made: (made[0] * made[1])[: made[1]]).filter(lambda text: len(text) >= least)


button = st.builds(
    Button,
    label=long(75, 1),
    command=st.sampled_from(["plan", "checkin"]),
    args=st.fixed_dictionaries({"n": st.integers(0, 10**9).map(str), "a": st.text("ab é&", max_size=8)}),
    style=st.sampled_from(["plain", "primary", "danger"]),
)
link = st.builds(
    Link, label=long(75, 1), url=st.sampled_from(["https://e.org/a_b*c?d&e", "https://e.org/" + "x" * 486])
)
image = st.builds(Image, png=st.just(b"png"), alt=long(1000, 1), filename=st.just("a.png"))
fact = st.builds(Fact, name=long(100, 1), value=long(1000, 1))


@st.composite
def cards(draw: st.DrawFn) -> Card:
    """Any card within the limits; what is too long in all, or would notify people, is no card."""
    try:
        return Card(
            title=draw(long(150, 1)),
            text=draw(st.just("") | long(2800)),
            facts=tuple(draw(st.lists(fact, max_size=10))),
            buttons=tuple(draw(st.lists(button | link, max_size=5))),
            controls=tuple(draw(st.lists(button, max_size=3))),
            image=draw(st.none() | image),
            file=draw(st.none() | st.just(File(content=b"{}", filename="a.json"))),
            footer=draw(st.just("") | long(200)),
        )
    except ValidationError:
        return Card(title="No card")


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(card=cards())
def test_any_card_is_drawn_whole_within_slacks_limits_and_mentions_nobody(card: Card) -> None:
    drawn = message(card, "id")
    assert problems(drawn.payload) == []
    assert live(drawn.payload) == []
    written = json.dumps(drawn.payload["blocks"], ensure_ascii=False)
    words = re.findall(r"[^\W_]+", card.words)
    assert [word for word in words if word.strip("\N{ZERO WIDTH SPACE}") not in written and len(word) < 100] == []
    pressed = (*card.buttons, *card.controls)
    assert [each.get("value", each.get("url")) for each in elements(drawn.payload["blocks"])] == [
        each.code if isinstance(each, Button) else each.url for each in pressed
    ]
    assert len(drawn.uploads) == bool(card.image) + bool(card.file)


FULL = Card(
    title="t" * 150,
    text="x" * 2800,
    facts=(Fact(name="n" * 100, value="v" * 130),) * 10,
    buttons=tuple(Button(label="b" * 75, command=f"go{number}", style="primary") for number in range(5)),
    controls=tuple(Button(label="Stop", command=f"stop{number}", style="danger") for number in range(3)),
    footer="f" * 200,
)
ESCAPED = Card(title="t", text="&" * 600, facts=(Fact(name="&" * 100, value="<" * 400),) * 2)
MARKED = Card(title="t", text="* " * 1400, facts=(Fact(name="n", value="* " * 250),) * 5)


@pytest.mark.parametrize("card", [FULL, ESCAPED, MARKED], ids=["full", "escaped", "marked"])
def test_the_fullest_cards_fit(card: Card) -> None:
    assert problems(message(card).payload) == []


def test_a_card_is_a_header_a_text_facts_two_rows_and_a_footer() -> None:
    card = Card(
        title="A \\*title\\*",
        text="Read [this](https://e.org).",
        facts=(Fact(name="Next", value="Thursday"), Fact(name="Study", value="6 hours")),
        buttons=(
            Button(label="Done", command="done", args={"milestone": "sql"}),
            Link(label="Open", url="https://e.org"),
        ),
        controls=(Button(label="Stop", command="stop", style="danger"),),
        footer="Private.",
    )
    drawn = message(card).payload
    assert [block["type"] for block in drawn["blocks"]] == [
        "header",
        "section",
        "section",
        "actions",
        "actions",
        "context",
    ]
    header, text, facts, _, _, footer = drawn["blocks"]
    assert header["text"] == {"type": "plain_text", "text": "A *title*", "emoji": False}
    assert text["text"] == {"type": "mrkdwn", "text": "Read <https://e.org|this>.", "verbatim": True}
    assert [field["text"] for field in facts["fields"]] == ["*Next*\nThursday", "*Study*\n6 hours"]
    assert footer["elements"][0]["text"] == "Private."
    pressed = [{key: each[key] for key in each if key not in ("type", "text")} for each in elements(drawn["blocks"])]
    assert pressed == [
        {"action_id": "press.1", "value": "done?milestone=sql"},
        {"action_id": "open.2", "url": "https://e.org"},
        {"action_id": "press.3", "value": "stop", "style": "danger"},
    ]
    assert drawn["text"] == "A *title*\nRead this (https://e.org).\nNext: Thursday\nStudy: 6 hours\nPrivate."


def test_an_unasked_message_carries_its_id_and_nothing_else_of_it() -> None:
    metadata = message(Card(title="t"), "d1").payload["metadata"]
    assert metadata == {"event_type": "milepost_delivery", "event_payload": {"id": "d1"}}
    assert "metadata" not in message(Card(title="t")).payload


def test_a_picture_and_a_file_are_uploaded_beside_it() -> None:
    card = Card(
        title="t", image=Image(png=b"p", alt="Bars", filename="a.png"), file=File(content=b"c", filename="b.csv")
    )
    assert [(each.filename, each.alt) for each in message(card).uploads] == [("a.png", "Bars"), ("b.csv", "")]


def test_a_title_that_shows_nothing_is_still_drawn() -> None:
    assert problems(message(Card(title="``", text=" \n ", footer=" ")).payload) == []


def test_the_text_for_notifications_ends_between_two_characters() -> None:
    text = message(Card(title="t", text="&" * 1300)).payload["text"]
    assert len(text) <= FALLBACK
    assert re.fullmatch(r"t\n(&amp;)+…", text)


def test_texts_are_found_in_every_kind_of_block() -> None:
    kinds = {kind for block in message(FULL).payload["blocks"] for kind, _ in texts(block)}
    assert kinds == {"header", "section", "field", "label", "value", "context"}
