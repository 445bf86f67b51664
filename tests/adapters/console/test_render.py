"""Cards on a screen: everything a card holds is drawn, in plain text and in a terminal."""

import re
from io import StringIO

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from rich.console import Console as Rich

from bot.adapters.console import render
from bot.core.model import Button, Card, Fact, Image, Link

text = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)
line = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40)
words = st.from_regex(r"[A-Za-z0-9äß✅*_`\[\]()\\#~<>|. -]{1,40}", fullmatch=True)
image = st.builds(Image, png=st.just(b"png"), alt=words, filename=st.just("a.png"))
button = st.builds(Button, label=words, command=st.just("plan"))
link = st.builds(Link, label=words, url=st.just("https://example.org/a_b*c"))


@st.composite
def cards(draw: st.DrawFn) -> Card:
    """Any card within the limits; a text that would notify people is no card."""
    try:
        return Card(
            title=draw(words | line),
            text=draw(st.lists(words | text, max_size=4).map("\n".join)),
            facts=tuple(draw(st.lists(st.builds(Fact, name=words | line, value=words | line), max_size=10))),
            buttons=tuple(draw(st.lists(button | link, max_size=5))),
            controls=tuple(draw(st.lists(button, max_size=3))),
            image=draw(st.none() | image),
            footer=draw(words | st.just("")),
        )
    except ValidationError:
        return Card(title="Would have notified people")


def tokens(text: str) -> list[str]:
    """Letters and digits in a row: what no markup can be part of."""
    return re.findall(r"[^\W_]+", text)


@settings(max_examples=200, deadline=None)
@given(card=cards())
def test_every_word_and_every_button_of_any_card_is_drawn_in_plain_text(card: Card) -> None:
    drawn = render.plain(card, "Saved: /a/b.png")
    missing = [token for token in tokens(card.words) if token not in drawn]
    assert missing == []
    numbered = render.pressable(card)
    assert all(f"[{number}] {each.label}" in drawn for number, each in enumerate(numbered, 1))
    assert all(each.url in drawn for each in numbered if isinstance(each, Link))
    assert "Saved: /a/b.png" in drawn
    assert card.image is None or card.image.alt in drawn


@settings(max_examples=60, deadline=None)
@given(card=cards())
def test_any_card_is_drawn_in_a_terminal_with_all_its_buttons(card: Card) -> None:
    sink = StringIO()
    Rich(file=sink, width=400, color_system=None).print(render.rich(card, "Saved: /a/b.png"))
    drawn = sink.getvalue()
    for number, _ in enumerate(render.pressable(card), 1):
        assert f"[{number}]" in drawn
    assert "Saved: /a/b.png" in drawn


def test_a_card_with_everything_reads_from_the_title_to_the_footer() -> None:
    card = Card(
        title="A **bold** title",
        text="One `code` and [a link](https://example.org).\n- two \\*stars\\*",
        facts=(Fact(name="One", value="1"), Fact(name="Two", value="a\nb")),
        buttons=(Button(label="Plan", command="plan"), Link(label="Open", url="https://example.org")),
        controls=(Button(label="Stop", command="stop"),),
        image=Image(png=b"", alt="Two bars", filename="a.png"),
        footer="The *end*",
    )
    assert render.plain(card, "Saved: a.png").splitlines() == [
        "A bold title",
        "------------",
        "One code and a link (https://example.org).",
        "- two *stars*",
        "One: 1",
        "Two:",
        "  a",
        "  b",
        "[picture: Two bars]",
        "Saved: a.png",
        "[1] Plan  [2] Open (https://example.org)",
        "[3] Stop",
        "The end",
    ]


def test_a_terminal_shows_what_a_picture_is_of_to_whoever_cannot_see_it() -> None:
    card = Card(title="Progress", image=Image(png=b"", alt="Two bars, one of them full", filename="a.png"))
    sink = StringIO()
    Rich(file=sink, width=100, color_system=None).print(render.rich(card, "Saved: a.png"))
    assert "Two bars, one of them full" in sink.getvalue()


def test_a_terminal_swallows_no_word_in_angle_brackets_or_square_ones() -> None:
    card = Card(title="[red]Tags[/red]", text="Write <dataset> and [bold]not markup[/bold].")
    sink = StringIO()
    Rich(file=sink, width=100, color_system=None).print(render.rich(card))
    words_shown = ("[red]Tags[/red]", "dataset", "[bold]not markup[/bold]")
    assert [word for word in words_shown if word not in sink.getvalue()] == []
