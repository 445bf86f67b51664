"""What members wrote, made safe to show; and the words of numbers and lists."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.model import Card
from bot.core.text import counted, listed, names_everybody, plain, quiet, shortened, unmarked

NASTY = ["@everyone", "@here", "<@1>", "<!here>", "<#C1>", "*", "_", "`", "~", "[", "](", ")", ">", "|", "#", "\\", "<"]
anything = st.text() | st.lists(
    st.sampled_from([*NASTY, "@", "everyone", "here", " ", "\n", "\u2028", "\x1c", "\u200b", "a", "https://e.org", "-"])
).map("".join)


@settings(max_examples=300, deadline=None)
@given(anything)
@example("\\*")
@example("\\\\@here")
@example("<\u200b@1>")
def test_a_members_words_are_one_line_without_working_markup_or_mention(text: str) -> None:
    shown = plain(text)
    assert len(shown.splitlines()) <= 1
    assert not names_everybody(shown)
    assert not re.search(r"[*_`~\[\]<>|#\\]", re.sub(r"\\[*_`~\[\]<>|#\\]", "", shown)), "markup without a backslash"


@settings(max_examples=300, deadline=None)
@given(anything)
def test_where_no_markdown_is_drawn_a_member_reads_their_own_words_again(text: str) -> None:
    """But for letters that print nothing: they turn text around, or colour a terminal."""
    read = unmarked(plain(text))
    printed = "".join(letter for letter in " ".join(text.split()) if letter.isprintable() or letter == "\u200d")
    assert read.replace("\u200b", "").split() == printed.split()


@settings(max_examples=300, deadline=None)
@given(anything)
def test_an_admins_markdown_notifies_nobody_and_keeps_its_letters(text: str) -> None:
    shown = quiet(text)
    assert not names_everybody(shown)
    assert shown.replace("\u200b", "") == text.replace("\u200b", "")


@settings(max_examples=200, deadline=None)
@given(anything)
def test_a_members_words_fit_anywhere_on_a_card(text: str) -> None:
    word = plain(text)[:100]
    assert Card(title=f"“{word}”", text=f"“{word}”", footer=f"“{word}”").title == f"“{word}”"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("two\n\nlines\t and  more ", "two lines and more"),
        ("**bold** _it_ `code`", r"\*\*bold\*\* \_it\_ \`code\`"),
        ("[here](https://example.org)", r"\[here\](https://example.org)"),
        ("# title > quote | cell ~~no~~ \\", r"\# title \> quote \| cell \~\~no\~\~ \\"),
        ("hi @everyone", "hi @\u200beveryone"),
        ("<@123> <!here> <#9>", "\\<\u200b@\u200b123\\> \\<\u200b!here\\> \\<\u200b\\#9\\>"),
        ("Ünï¢ødé 東京 👍🏽", "Ünï¢ødé 東京 👍🏽"),
        ("", ""),
    ],
)
def test_members_words_are_shown_as_they_were_typed(written: str, shown: str) -> None:
    assert plain(written) == shown


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("**Bold** and `code` and __under__", "Bold and code and under"),
        ("See [the docs](https://example.org/a_b), please", "See the docs (https://example.org/a_b), please"),
        (r"\*\*not bold\*\*", "**not bold**"),
        (r"\[no\](https://example.org)", "[no](https://example.org)"),
        (r"back\\slash", "back\\slash"),
        ("[a](ftp://example.org)", "[a](ftp://example.org)"),
        ("snake_case * 2", "snake_case * 2"),
    ],
)
def test_markdown_is_read_out_where_nothing_draws_it(markdown: str, words: str) -> None:
    assert unmarked(markdown) == words


@settings(deadline=None)
@given(st.text(max_size=60), st.integers(1, 60))
def test_a_shortened_text_fits_and_shows_that_it_was_cut(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert len(short) <= limit
    if len(text) <= limit:
        assert short == text
    else:
        assert short.endswith("…")
        assert text.startswith(short[:-1])


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1 week"), (0, "0 weeks"), (2, "2 weeks"), (1.0, "1 week"), (1.5, "1.5 weeks"), (0.5, "0.5 weeks")],
)
def test_things_are_counted_in_english(number: float, words: str) -> None:
    assert counted(number, "week") == words


@pytest.mark.parametrize(
    ("words", "text"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"), ([], "")]
)
def test_lists_are_read_aloud(words: list[str], text: str) -> None:
    assert listed(words) == text
