"""A text that no member should read: figures by hand, walls of text, calls to everybody; reported on its own line."""

import pytest

from tests.content.cases import Case
from tests.content.drafts import (
    MYTH,
    Draft,
    facts,
)

TEXTS = (
    Case("a figure by hand", "faq/time.md", "It depends.", "It is $90,000.", "It is $90,000", r"'\$90,000'", "{{fact:"),
    Case("a share by hand", "faq/time.md", "It depends.", "It is 40%.", "It is 40%.", "'40%'", "{{fact:"),
    Case("months by hand", "faq/time.md", "It depends.", "About 9–12 months.", "About 9", "'9–12 months'", "{{fact:"),
    Case("a figure in a tip", "tips/loops.md", "on paper", "in 20% of it", "20%", "by hand", "{{fact:"),
    Case("a figure in a myth", "myths.yaml", "practice", "20% talent", "20%", "by hand", "{{fact:", adds=MYTH),
    Case("nine lines", "faq/time.md", "It depends.", "It depends.\n" + "- a line\n" * 8, "It depends.", "9 lines", "8"),
    Case("a wall of text", "faq/time.md", "It depends.", "word " * 500, "word word", "2499 characters", "2400"),
    Case(
        "everybody called", "faq/time.md", "It depends.", "Ask @everyone.", "Ask @everyone", "notify people", "mention"
    ),
    Case("a person called", "faq/time.md", "It depends.", "Ask <@123>.", "Ask <@123>", "notify people", "mention"),
    Case("everybody called in a tip", "tips/loops.md", "on paper", "for @here", "@here", "notify people", "mention"),
    Case("a reference that is none", "faq/pay.md", "{{fact:", "{{fakt:", "{{fakt:", "fakt", ""),
    Case(
        "suggest above answer", "pack.yaml", "header", "matching: {suggest: 0.9}\nheader", "suggest", "suggest", "lower"
    ),
    Case(
        "a phase twice",
        "routes/main.yaml",
        "      - vectors\n",
        "  - id: begin  # again\n    title: Again\n    milestones: [vectors]\n",
        "# again",
        "phase 'begin' stands twice",
        "differ",
    ),
    Case(
        "a phrasing in two entries",
        "phrasings/time.txt",
        "duration",
        "What  do they EARN",
        "do they EARN",
        "also in pay",
        "one entry",
    ),
)


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case.name)
def test_a_text_that_no_member_should_read_is_refused(draft: Draft, case: Case) -> None:
    case.try_on(draft)


@pytest.mark.parametrize(
    ("file", "old", "new", "at"),
    [
        ("faq/pay.md", "- time\n", "- wage\n", "- wage"),
        ("routes/main.yaml", "- vectors", "- loop", "- loop"),
        ("facts/more.yaml", "source: guide", "source: s9", "source: s9"),
        ("pack.yaml", "route: main", "route: small", "route: small"),
        ("faq/pay.md", "It grows later", "It grows by 5% later", "by 5%"),
        ("faq/pay.md", "It grows later", "Ask @here", "Ask @here"),
    ],
)
def test_the_line_is_that_of_the_mistake_even_if_the_word_stands_above(
    draft: Draft, file: str, old: str, new: str, at: str
) -> None:
    draft.write("facts/more.yaml", facts("more", "wage-s9", "wage-guide"))
    draft.change("phrasings/pay.txt", "money per year", "money per year, 5% more? me@here.com")
    draft.change("routes/main.yaml", "One step after", "A loop, one step after")
    assert draft.mistakes() == ()
    draft.change(file, old, new)
    line = draft.lines_with(file, at)[-1]
    assert [(mistake.file, mistake.line) for mistake in draft.mistakes()] == [(file, line)]


def test_more_text_below_an_answer_than_a_card_holds_is_refused_here_and_not_when_a_member_asks(draft: Draft) -> None:
    ids = [f"pay-{number}" for number in range(20)]
    draft.write("facts/more.yaml", facts("more", *ids))
    draft.change("faq/time.md", "  - pay-entry\n", "".join(f"  - {id}\n" for id in ids))
    [mistake] = draft.mistakes()
    assert mistake.file == "faq/time.md"
