"""What should have been looked at again says so, and an exam that has ended is never named without its end."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest

from bot.answers import NOBODY, Library, Slots, composed
from bot.answers.answer import Shown
from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack
from bot.content.faq import Entry
from tests.talking import Someone
from tests.walks.reading import all_pages, whole

TODAY = date(2026, 11, 20)
NOTICE = re.compile(r"^_Checked .+, due for review since .+\._$")

RETIRED = {
    r"AWS (Certified )?(ML|Machine Learning)( –)? Specialty": (
        "Machine Learning Engineer – Associate",
        "Generative AI",
    ),
    r"AI-102|Azure AI Engineer Associate": ("AI-103", "AI-103"),
}
"""Names of ended exams, and what each name must stand beside: its successors."""


def first_line(library: Library, id: str, today: date, slots: Slots = NOBODY) -> str:
    return composed(library, id, slots, today).card.text.splitlines()[0]


def last_day(pack: Pack, entry: Entry) -> date:
    """Of the first review that is due among all that an answer shows."""
    return min([entry.due_on, *(pack.facts[fact].review_by for fact in Shown.of(pack, entry.id, NOBODY).facts)])


def test_the_notice_comes_the_day_after_the_first_review_was_due_and_not_before(library: Library, pack: Pack) -> None:
    for id, entry in pack.entries.items():
        day = last_day(pack, entry)
        assert not NOTICE.match(first_line(library, id, day)), id
        line = first_line(library, id, day + timedelta(days=1))
        assert NOTICE.match(line), id
        assert f"{day:%-d %b %Y}" in line


def test_of_several_that_are_due_the_notice_names_the_oldest_in_one_line(library: Library) -> None:
    text = composed(library, "salary", NOBODY, TODAY).whole
    assert text.splitlines()[0] == "_Checked 2025–2026, due for review since 30 Jun 2026._"
    assert text.count("due for review") == 1


def test_a_narrowed_answer_looks_only_at_the_facts_it_shows(library: Library) -> None:
    early = date(2026, 7, 1)
    assert NOTICE.match(first_line(library, "salary", early, Slots(level="senior", region="us")))
    assert not NOTICE.match(first_line(library, "salary", date(2026, 6, 30), Slots(level="senior", region="us")))


def test_a_curated_text_is_looked_at_again_after_two_years_unless_it_says_so_itself(pack: Pack) -> None:
    entry = pack.entries["soft-skills"]
    assert (entry.as_of, entry.due_on) == ("2026-11", date(2028, 11, 1))
    assert entry.model_copy(update={"as_of": "2024-02-29"}).due_on == date(2026, 2, 28)
    assert entry.model_copy(update={"review_by": TODAY}).due_on == TODAY


async def test_a_member_sees_the_notice_once_the_clock_has_passed_the_review(
    pack: Pack, app: App, ada: Someone, clock: MovableClock
) -> None:
    card = await ada.says("/faq degree")
    assert not NOTICE.match(card.text.splitlines()[0])
    clock.move_to(clock.now() + timedelta(days=4 * 365))
    card = await ada.says("/faq degree")
    assert NOTICE.match(card.text.splitlines()[0])
    assert len([line for line in card.text.splitlines() if line.strip()]) <= 8
    assert "due for review since" in (await ada.says("/why")).text


def every_answer(library: Library) -> Iterator[str]:
    levels, regions = (None, "entry", "mid", "senior"), (None, "us", "europe", "remote", "elsewhere")
    for id, entry in library.pack.entries.items():
        scopes = product(levels, regions) if entry.narrows else [(None, None)]
        for level, region in scopes:
            yield composed(library, id, Slots.model_validate({"level": level, "region": region}), TODAY).markdown


def honest(text: str) -> bool:
    """Whether each ended exam that a text names is said to be retired, with a successor."""
    named = [successors for name, successors in RETIRED.items() if re.search(name, text)]
    return not named or ("retired" in text.casefold() and all(any(s in text for s in each) for each in named))


def test_no_answer_names_an_ended_exam_without_its_end_and_a_successor(library: Library) -> None:
    texts = list(every_answer(library))
    assert [text.splitlines()[0] for text in texts if not honest(text)] == []
    assert sum(bool(re.search(name, text)) for name in RETIRED for text in texts) >= 4


@pytest.mark.parametrize("line", ["/faq certifications", "/faq certification-cost", "/certs", "/why certification-cost",
                                  "/certs aws-ml-specialty", "/certs azure-ai-engineer-associate"])  # fmt: skip
async def test_no_page_that_a_member_reads_does_either(ada: Someone, line: str) -> None:
    for page in await all_pages(ada, await ada.says(line)):
        for shown in [page.text] if line.startswith("/certs ") else page.text.splitlines():
            assert honest(shown), shown


@pytest.mark.parametrize("question", ["are certificates worth it?", "what does the AWS ML specialty exam cost"])
async def test_whoever_asks_for_exams_is_told_which_have_ended(ada: Someone, pack: Pack, question: str) -> None:
    card = await ada.says(question)
    if card.title in (pack.entries["certifications"].title, pack.entries["certification-cost"].title):
        text = await whole(ada, card)
        assert "31 March 2026" in text
        assert "30 June 2026" in text
        assert "Machine Learning Engineer – Associate" in text
        assert "AI-103" in text
