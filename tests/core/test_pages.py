"""A long list, a page at a time: nothing is lost, nothing is shown twice, every page can be drawn."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.model import Button, Card
from bot.core.pages import PAGE, paged, pages_of


def walked(lines: list[str], **kept: str) -> list[Card]:
    """All pages, as somebody sees them who presses More until there is none."""
    cards = [paged("Title", "list", lines, 1, **kept)]
    while buttons := [each for each in cards[-1].buttons if isinstance(each, Button)]:
        (more,) = buttons
        assert (more.command, {name: value for name, value in more.args.items() if name != "page"}) == ("list", kept)
        cards.append(paged("Title", "list", lines, int(more.args["page"]), **kept))
        assert len(cards) <= len(lines), "the buttons lead in a circle"
    return cards


LINES = st.lists(st.integers(1, 700), max_size=40).map(
    lambda lengths: [f"{number} ".ljust(length, "x") for number, length in enumerate(lengths)]
)


@settings(deadline=None)
@given(LINES, st.dictionaries(st.sampled_from(["topic", "about"]), st.text("ab ", max_size=9)))
def test_every_line_stands_on_one_page_and_the_buttons_lead_through_all(lines: list[str], kept: dict[str, str]) -> None:
    cards = walked(lines, **kept)
    assert [line for card in cards for line in card.text.splitlines()] == lines
    footers = [card.footer for card in cards]
    assert footers == ([f"Page {n} of {len(cards)}" for n in range(1, len(cards) + 1)] if len(cards) > 1 else [""])


@settings(deadline=None)
@given(LINES, st.integers())
def test_a_page_that_there_is_not_is_the_nearest_that_there_is(lines: list[str], page: int) -> None:
    cards = walked(lines)
    assert paged("Title", "list", lines, page) == cards[min(max(page, 1), len(cards)) - 1]


def test_a_page_is_as_full_as_a_phone_allows() -> None:
    cards = walked(["x" * (PAGE // 3)] * 7)
    assert [len(card.text.splitlines()) for card in cards] == [3, 3, 1]
    assert [len(card.text) for card in walked(["x" * PAGE, "y"])] == [PAGE, 1]


@pytest.mark.parametrize("lines", [["-"] * 2000, ["- ab"] * 1000], ids=["dashes", "short words"])
def test_many_short_lines_fit_their_cards_too(lines: list[str]) -> None:
    assert sum(card.text.count("\n") + 1 for card in walked(lines)) == len(lines)


def test_nothing_is_one_empty_page() -> None:
    (card,) = walked([])
    assert (card.text, card.footer, card.buttons) == ("", "", ())


@given(LINES, st.integers(1, 9))
def test_a_page_holds_no_more_lines_than_it_may(lines: list[str], most: int) -> None:
    spaced = [each for line in lines for each in (line, "")]
    pages = pages_of(spaced, most)
    assert [line for page in pages for line in page if line] == lines
    assert all(len([line for line in page if line]) <= most for page in pages)
    assert all(page[0] for page in pages if lines)


def test_a_heading_goes_with_the_line_below_it() -> None:
    lines = ["- one", "- two", "", "**Heading**", "- three", "- four"]
    assert pages_of(lines, 3) == [["- one", "- two", ""], ["**Heading**", "- three", "- four"]]
    assert pages_of(lines, 4) == [["- one", "- two", "", "**Heading**", "- three"], ["- four"]]
    assert pages_of([*lines[:4]], 3) == [lines[:4]]
    long = ["x" * (PAGE - 20), "**Heading**", "- a line that is too long"]
    assert pages_of(long, 8) == [long[:1], long[1:]]
