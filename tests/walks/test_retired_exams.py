"""The two exams that the guides recommend and that ended: with any clock of these days never without the notice."""

import re

import pytest

from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack
from bot.store import Database
from tests.delivery.weeks import utc
from tests.talking import Someone
from tests.walks.reading import all_pages, labels, seen

EXAMS = {
    re.compile(r"AWS[^.\n]{0,40}Specialty|AWS ML Specialty|MLS-C01"): re.compile(
        r"(?i)retired on (31 Mar|31 March|2026-03-31)"
    ),
    re.compile(r"Azure AI Engineer|AI-102"): re.compile(r"(?i)retired on (30 Jun|30 June|2026-06-30)"),
}
"""An exam however it is written, and the notice."""

LINES = (
    "/certs", "/path", "/path beginner", "/path software-engineer", "/path data-scientist", "/path student",
    "/resources", "/resources aws", "/resources azure", "/resources certificate", "/skills", "/projects", "/myths",
    "/glossary", "/stories", "/compare", "/interview", "/roadmap", "/salary", "/faq", "/about",
    "which certificates are worth it?", "is the AWS certification worth it?", "should I take AI-102?",
    "what does the AWS machine learning specialty cost?", "Azure AI Engineer Associate", "aws certificate",
    "azure exam", "should I do the AWS Machine Learning Specialty exam?", "what do certificates cost?",
)  # fmt: skip


@pytest.fixture(params=["2026-11-19T09:00", "2026-11-20T09:00"])
def clock(request: pytest.FixtureRequest) -> MovableClock:
    return MovableClock(utc(request.param), speed=0)


def without_notice(text: str) -> list[str]:
    """The exams that a text names as if they could still be taken."""
    return [exam.pattern for exam, notice in EXAMS.items() if exam.search(text) and not notice.search(text)]


async def test_no_card_names_a_retired_exam_without_saying_so(app: App, ada: Someone, pack: Pack) -> None:
    lines = [*LINES, *(f"/certs {each.title}" for each in pack.certifications.values())]
    lines += [f"/faq {entry}" for entry in pack.entries] + [f"/compare {career}" for career in pack.careers]
    named = set()
    for line in lines:
        for card in await all_pages(ada, await ada.says(line)):
            # A button that only names an exam leads to its card; it may stand where the text says that it ended.
            assert without_notice(seen(card)) == [], (line, labels(card))
            named |= {exam.pattern for exam in EXAMS if exam.search(seen(card))}
    assert len(named) == 2, "the walk named none of the exams"


async def test_no_tip_does_either(ada: Someone, pack: Pack) -> None:
    await ada.says("/start")
    shown = []
    while (card := await ada.says("/tip")).title != "No new tip":
        shown.append(card.title)
        assert without_notice(seen(card)) == [], card.title
    assert len(shown) == len(pack.tips)


async def test_nor_the_review_list_itself(boss: Someone) -> None:
    for thing in ("aws-ml-specialty", "azure-ai-engineer-associate"):
        card = await boss.says(f"/review certification.{thing}")
        assert without_notice(seen(card)) == []
        assert labels(card) == ["Still true", "Change", "All to review"]


async def test_still_true_keeps_a_retired_exam_retired(boss: Someone, ada: Someone, database: Database) -> None:
    await boss.presses("Still true", await boss.says("/review certification.aws-ml-specialty"))
    assert len((await database.tables())["reviews"]) == 1
    assert without_notice(seen(await ada.says("/certs"))) == []
