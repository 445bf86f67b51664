"""Markdown as mrkdwn: what we marked is marked, what a member wrote is not, and nobody is mentioned."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.mrkdwn import SECTION, mrkdwn, pieces
from bot.core.text import plain

G = "\N{ZERO WIDTH SPACE}"

DRAWN = {
    "**bold** and __bold__": "*bold* and *bold*",
    "*it* and _it_": "_it_ and _it_",
    "**bold with *it* inside**": "*bold with _it_ inside*",
    "un**bold**ed": f"un{G}*bold*{G}ed",
    "`code <T> & *more*`": "`code &lt;T&gt; &amp; *more*`",
    "- one\n- **two**\n  - three": "• one\n• *two*\n    ◦ three",
    "1. one\n2. two": "1. one\n2. two",
    "# A **big** title": "*A big title*",
    "a < b > c & d": "a &lt; b &gt; c &amp; d",
    "&amp;": "&amp;amp;",
    "[a & b](https://e.org/?x=1&y=a_b*c)": "<https://e.org/?x=1&amp;y=a_b*c|a &amp; b>",
    "[**a**](https://e.org)": "<https://e.org|a>",
    "[a](https://e.org/<@U1>|x)": "<https://e.org/%3C@U1%3E%7Cx|a>",
    "see https://e.org/a_b_c.": "see <https://e.org/a_b_c>.",
    "[no](ftp://e.org)": "[no](ftp://e.org)",
    r"\*not bold\*": f"{G}*{G}not bold{G}*{G}",
    r"\[no\](https://e.org)": "[no](<https://e.org>)",
    r"snake\_case and snake_case": "snake_case and snake_case",
    r"\~5 or ~6": f"{G}~{G}5 or {G}~{G}6",
    r"\`x\`": f"{G}`{G}x{G}`{G}",
    r"\> no quotation": f"{G}&gt; no quotation",
    "<!channel> <@U1> <#C1>": "&lt;!channel&gt; &lt;@U1&gt; &lt;#C1&gt;",
    "2 * 3 * 4": f"2 {G}*{G} 3 {G}*{G} 4",
}

marked = st.text(alphabet="ab &<>*_~`\\[]()|#@!-\n:/.h", max_size=80)


@pytest.mark.parametrize("markdown", DRAWN)
def test_it_is_drawn_so(markdown: str) -> None:
    assert mrkdwn(markdown) == DRAWN[markdown]


def bare(drawn: str) -> str:
    return re.sub(r"<https?://[^>|]*(\|[^>]*)?>", "", drawn)


@given(marked | st.text(max_size=200))
def test_nothing_in_angle_brackets_is_anything_but_a_link(text: str) -> None:
    drawn = mrkdwn(text)
    assert not re.search(r"[<>]", bare(drawn)), drawn
    assert not re.search(r"&(?!amp;|lt;|gt;)", drawn), drawn


@given(marked)
def test_what_a_member_wrote_marks_nothing(text: str) -> None:
    """Each of Slack's marks stands between two letters, or between two characters that no mark can work beside."""
    drawn = f" {bare(mrkdwn(plain(text)))} "
    for found in re.finditer(r"[*_~`]+", drawn):
        around = drawn[found.start() - 1] + drawn[found.end()]
        assert around.isalnum() or around == G * 2, drawn
    assert not drawn[1:].startswith("&gt;")


@given(st.text(alphabet="ab &<>\n", max_size=500), st.integers(20, 60))
def test_pieces_hold_everything_and_cut_no_entity_and_no_link(text: str, limit: int) -> None:
    drawn = mrkdwn(text)
    parts = pieces(drawn, limit)
    assert all(0 < len(part) <= limit for part in parts)
    assert re.findall(r"\S", "".join(parts)) == re.findall(r"\S", drawn)
    assert not any(re.search(r"&(?!amp;|lt;|gt;)", part) for part in parts)


def test_pieces_are_cut_between_lines() -> None:
    assert pieces("a" * 2000 + "\n" + "b" * 1500) == ["a" * 2000, "b" * 1500]
    assert pieces("\n\nshort\n") == ["short"]
    assert list(map(len, pieces("&amp;" * 1000))) == [SECTION, 2000]


def test_a_link_that_is_too_long_for_a_text_is_no_link() -> None:
    drawn = mrkdwn(f"[there](https://e.org/{'&' * 700})")
    assert drawn.startswith("there https://e.org/&amp;")
