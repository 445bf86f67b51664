"""Whatever a member writes, Discord draws it as words: nobody is called, nothing is hidden, linked or made large.

The marks are those of support.discord.com (Markdown Text 101) and of developers/reference (Message Formatting).
"""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.adapters.discord.render import message
from bot.core.model import Card, Fact
from bot.core.text import plain

ESCAPED = re.compile(r"\\[^A-Za-z0-9\s]")
"""Discord draws what stands after a backslash as it is, if it is neither letter, digit nor blank."""

LIVE = {
    "a mention": r"<@[!&]?\d+>|<#\d+>",
    "a mention of everybody": r"@(everyone|here)",
    "a command or a place of the server": r"</[^>]+:\d+>|<id:\w+(:\d+)?>",
    "a time": r"<t:-?\d+(:\w)?>",
    "an emoji of a server": r"<a?:\w+:\d+>",
    "a link in other words, or one that shows nothing": r"\[[^\]]*\]\([^)]*\)|<https?://[^>]+>",
    "something hidden": r"\|\|",
    "a heading or small print": r"^\s*(-?#{1,3})\s",
    "a quotation": r"^\s*>(>>)?\s",
    "bold, italics, underlined or struck out": r"[*_]|~~",
    "code": r"`",
}

MARKS = re.split(
    " ",
    "<@1234567890123456789> <@!1> <@&22> <#33> @everyone @here </ask:99> <id:customize> <id:home> <t:1700000000:R> "
    "<:smile:42> <a:wave:42> [click](https://evil.example) <https://evil.example> || ||x|| # ## ### -# > >>> * ** *** "
    "_ __ ~~ ` ``` \\ \\\\ \n \r\n a 1 \u200b \u202e",
)

written = st.lists(st.sampled_from(MARKS), max_size=12).map("".join) | st.text()


def live(shown: str) -> list[str]:
    bare = ESCAPED.sub("·", shown)
    return [what for what, mark in LIVE.items() if re.search(mark, bare, re.MULTILINE | re.IGNORECASE)]


@given(text=written)
@example(text="\\[a](b)")
@example(text="\\\\||x||")
@example(text="\n# Now")
def test_nothing_in_a_members_words_does_anything(text: str) -> None:
    said = plain(text)
    assert live(said) == []


@given(text=written)
def test_wherever_they_stand_on_a_card_they_are_words(text: str) -> None:
    said = plain(text, 100)
    card = Card(title=f"About {said}", text=f"“{said}”\n{said}", facts=(Fact(name="Said", value=f"- {said}"),))
    (embed,) = message(card).payload["embeds"]
    (field,) = embed["fields"]
    assert {*live(embed["title"]), *live(embed["description"]), *live(field["value"])} == set()
    assert message(card).payload["allowed_mentions"]["parse"] == []


@pytest.mark.parametrize("mark", [each for each in MARKS if len(each) > 2 and each.isprintable()])
def test_each_of_these_would_do_something_as_it_is(mark: str) -> None:
    """So that the test above does not pass for want of eyes."""
    assert live(f"{mark} x\n{mark} x")
