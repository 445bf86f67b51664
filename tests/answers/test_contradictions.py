"""Where the guides contradict each other, an answer shows every position with who holds it and since when."""

import pytest

from bot.content import Pack
from tests.talking import Someone
from tests.walks.reading import whole

CONTRADICTIONS = {
    "salary": ("salary", "salary-us-entry-s0 salary-us-mid-s0 salary-us-senior-s0 salary-avg-s0 salary-median-s1 "
               "salary-median-s2 salary-faang-mid-s3 salary-avg-s4"),
    "growth": ("outlook", "outlook-growth-s0 outlook-growth-s1 outlook-growth-s4 outlook-demand-s2 outlook-demand-s3"),
    "total time": ("how-long", "time-total-s0 time-from-zero-extra-s0 time-swe-s1 time-ds-s1 time-masters-s1 "
                   "time-total-s2 job-search-s2 time-total-s3 time-headline-s4"),
    "steps and table of one page": ("how-long-swe", "time-swe-s1 time-steps-total-s1"),
    "headline and phases of one page": ("how-long", "time-headline-s4 time-phases-total-s4"),
    "Python on one page": ("python-level", "time-python-s3 time-python-calendar-s3"),
    "degree": ("degree", "degree-s0 degree-s2 degree-bachelor-s2 degree-s4 degree-self-taught-s4"),
    "no PhD": ("phd", "degree-research-s0"),
    "depth of maths": ("maths-how-much", "maths-depth-s0 maths-depth-s1 maths-derive-s1 maths-depth-s2 maths-depth-s3"),
    "framework": ("pytorch-or-tensorflow", "frameworks-pytorch-s1 frameworks-pytorch-s2 frameworks-tensorflow-s3 "
                  "frameworks-both-s4"),
    "projects": ("projects-how-many", "projects-count-s0 projects-count-s2 projects-kinds-s3 projects-early-s4 "
                 "projects-final-s4"),
    "order": ("where-to-start", "order-s0 order-s1 order-s2 order-s3 order-s4"),
    "entry market": ("oversaturated", "entry-market-shortage-s0 entry-market-shortage-s3 entry-market-tight-s1 "
                     "entry-market-crowded-s4"),
    "experience": ("experience-needed", "experience-swe-s1 experience-entry-s3 experience-portfolio-s3 "
                   "experience-entry-s0 experience-first-s4"),
    "eighty percent": ("data-work-share", "work-share-data-s0 work-share-rest-s2"),
}  # fmt: skip
"""The rows of the brief: the entry that answers, and the facts that are the positions."""


@pytest.mark.parametrize("row", CONTRADICTIONS)
async def test_a_contradiction_is_answered_with_all_its_positions_and_sources(
    ada: Someone, pack: Pack, row: str
) -> None:
    id, positions = CONTRADICTIONS[row]
    for line in (pack.entries[id].title, f"/faq {id}"):
        card = await ada.says(line)
        assert card.title == pack.entries[id].title
        text = await whole(ada, card)
        assert [fact for fact in positions.split() if pack.figure(fact) not in text] == []


async def test_the_two_tensorflow_certificates_are_told_apart(ada: Someone) -> None:
    text = await whole(ada, await ada.says("/faq certifications"))
    assert "two products" in text
    assert "DeepLearning.AI one on Coursera" in text
    assert "Google's own exam" in text
    assert "$49 a month (TryApplyNow, 2026)" in await whole(ada, await ada.says("/faq certification-cost"))


async def test_the_share_of_data_work_and_the_share_that_is_not_training_never_stand_in_one_line(
    ada: Someone, pack: Pack
) -> None:
    data, rest = pack.figure("work-share-data-s0"), pack.figure("work-share-rest-s2")
    seen = set()
    for id in pack.entries:
        for line in (await whole(ada, await ada.says(f"/faq {id}"))).splitlines():
            assert not (data in line and rest in line), (id, line)
            seen |= {each for each in (data, rest) if each in line}
    assert seen == {data, rest}


async def test_a_senior_in_the_us_gets_that_figure_first_and_those_of_everybody_apart(ada: Someone, pack: Pack) -> None:
    text = await whole(ada, await ada.says("/ask how much does a senior earn in the US"))
    mine, _, everybody = text.partition("**Said of the role as a whole, not of that group**")
    assert "Senior, United States: $180,000–250,000+ a year, from 1 guide." in mine
    assert "$180,000–250,000+ a year (MyAICareer, Jan 2026)" in mine
    for fact in ("salary-median-s1", "salary-median-s2", "salary-avg-s4"):
        assert pack.bullet(fact) in everybody
        assert pack.figure(fact) not in mine
    for fact in ("salary-us-entry-s0", "salary-us-mid-s0", "salary-remote-senior-s0"):
        assert pack.figure(fact) not in text


async def test_for_a_place_that_no_guide_covers_the_answer_says_so_and_shows_what_there_is(
    ada: Someone, pack: Pack
) -> None:
    card = await ada.says("how much does an ML engineer earn in Canada?")
    assert card.title == f"{pack.entries['salary'].title} · Elsewhere"
    text = await whole(ada, card)
    assert "No guide gives a figure for there" in text
    for fact in pack.topics["salary"].facts:
        assert pack.bullet(fact.id) in text
    assert "from 1 guide" not in text


@pytest.mark.parametrize("line", [
    "how much do juniors make compared with seniors?", "is pay in Europe lower than in the US, as a salary?",
])  # fmt: skip
async def test_whoever_asks_for_several_groups_is_shown_them_all(ada: Someone, pack: Pack, line: str) -> None:
    card = await ada.says(line)
    if card.title.startswith(pack.entries["salary"].title):
        assert card.title == pack.entries["salary"].title
