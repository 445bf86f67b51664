"""Cards on Discord: any card that exists is a message that Discord takes, and notifies nobody."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.adapters.discord import render
from bot.core.model import CODE_LIMIT, Button, Card, Fact, File, Image, Link, pressed
from bot.core.model import code as code_of
from bot.core.text import plain
from tests.adapters.discord.limits import wrong_in_message

text = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=60)
long = st.integers(0, 2800).map(lambda count: "x" * count)
button = st.builds(
    Button,
    label=st.text(st.characters(codec="utf-8", exclude_categories=("Z", "C")), min_size=1, max_size=75),
    command=st.sampled_from(["plan", "checkin", "settings"]),
    args=st.dictionaries(st.sampled_from(["step", "answer", "form"]), st.text("ab é#&", max_size=9), max_size=3),
    style=st.sampled_from(["plain", "primary", "danger"]),
)
link = st.builds(Link, label=st.sampled_from(["Open", "x" * 75]), url=st.just("https://example.org/" + "a" * 480))
image = st.builds(Image, png=st.just(b"png"), alt=st.sampled_from(["A picture", "x" * 1000]), filename=st.just("a.png"))
file = st.builds(File, content=st.just(b"{}"), filename=st.just("data.json"))


@st.composite
def cards(draw: st.DrawFn) -> Card:
    """Any card within the limits; what the model refuses is no card."""
    try:
        return Card(
            title=draw(text | st.just("x" * 150)),
            text=draw(text | long),
            facts=tuple(draw(st.lists(st.builds(Fact, name=text, value=text | st.just("x" * 1000)), max_size=10))),
            buttons=tuple(draw(st.lists(button | link, max_size=5))),
            controls=tuple(draw(st.lists(button, max_size=3))),
            image=draw(st.none() | image),
            file=draw(st.none() | file),
            footer=draw(text | st.just("x" * 200)),
        )
    except ValidationError:
        return Card(title="No card")


@settings(max_examples=300)
@given(card=cards())
def test_any_card_that_exists_is_a_message_within_discords_limits(card: Card) -> None:
    drawn = render.message(card)
    assert wrong_in_message(drawn.payload, len(drawn.files)) == []
    (embed,) = drawn.payload["embeds"]
    assert embed["title"] == card.title
    assert embed.get("description", "").strip() == card.text.strip()
    assert [(each["name"], each["value"]) for each in embed.get("fields", [])] == [
        (fact.name, fact.value) for fact in card.facts
    ]


@settings(max_examples=300)
@given(card=cards(), delivery=st.text(min_size=1, max_size=200), space=st.sampled_from(["", "1234567890123456789"]))
def test_an_unasked_message_carries_its_delivery_in_a_button_and_does_what_it_did(
    card: Card, delivery: str, space: str
) -> None:
    mark = render.mark_of(delivery)
    drawn = render.message(card, render.address_of(space), mark)
    assert wrong_in_message(drawn.payload, len(drawn.files)) == []
    buttons = [each for row in drawn.payload["components"] for each in row["components"]]
    found = [render.read(each["custom_id"]) for each in buttons if "custom_id" in each]
    assert [each[2] for each in found if each[2]] == [mark]
    assert {each[1] for each in found} <= {space, ""}
    meant = [each.code for each in (*card.buttons, *card.controls) if isinstance(each, Button)]
    assert [each[0] for each in found][: len(meant)] == meant
    assert len(render.nonce(delivery)) == 25


@given(
    args=st.dictionaries(st.text(min_size=1, max_size=5), st.text(max_size=20), max_size=2),
    space=st.sampled_from(["", "42"]),
    mark=st.sampled_from(["", render.mark_of("delivery")]),
)
def test_a_buttons_code_is_read_back_whatever_stands_behind_it(args: dict[str, str], space: str, mark: str) -> None:
    code, *rest = render.read(code_of("plan", args) + render.address_of(space) + mark)
    assert pressed(code) == ("plan", args)
    assert rest == [space, mark]


def test_a_card_without_a_roomy_button_gets_one_that_says_what_this_is() -> None:
    full = Button(label="Go", command="x" * CODE_LIMIT)
    for card in (Card(title="t"), Card(title="t", buttons=(Link(label="Open", url="https://example.org"), full))):
        row = render.message(card, mark=render.mark_of("delivery")).payload["components"][-1]
        assert [each["label"] for each in row["components"]] == ["What is this?"]
        assert render.read(row["components"][0]["custom_id"])[0] == "help"


def test_what_was_on_a_card_before_is_gone_when_it_is_redrawn() -> None:
    payload = render.message(Card(title="t")).payload
    assert (payload["components"], payload["attachments"]) == ([], [])


def test_a_members_words_are_drawn_as_they_were_typed() -> None:
    card = Card(title=plain("**bold** _it_"), text=plain("# no heading <@1> @everyone"), footer=plain("a_b*c"))
    (embed,) = render.message(card).payload["embeds"]
    assert embed["title"] == r"\*\*bold\*\* \_it\_"
    assert embed["description"].startswith(r"\# no heading \<")
    assert "@everyone" not in embed["description"]
    assert "<@" not in embed["description"]
    assert embed["footer"]["text"] == "a_b*c", "a footer draws no Markdown, so nothing has to be escaped"


def test_a_picture_is_shown_in_the_card_and_described() -> None:
    picture = Image(png=b"png", alt="Nine bars", filename="progress.png")
    drawn = render.message(Card(title="t", image=picture, file=File(content=b"{}", filename="data.json")))
    assert drawn.files == (("progress.png", b"png"), ("data.json", b"{}"))
    assert drawn.payload["attachments"] == [
        {"id": 0, "filename": "progress.png", "description": "Nine bars"},
        {"id": 1, "filename": "data.json"},
    ]
    assert drawn.payload["embeds"][0]["image"] == {"url": "attachment://progress.png"}


@pytest.mark.parametrize("custom_id", ["faq?topic=degree@zzzz", "faq?topic=degree@", "faq?topic=degree@" + "f" * 60])
def test_an_address_that_no_button_has_is_none(custom_id: str) -> None:
    assert render.read(custom_id) == ("faq?topic=degree", "", "")
