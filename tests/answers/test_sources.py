"""`/why` and the *Sources* button: the dated statement behind each figure of an answer."""

from datetime import date

import pytest

from bot.answers import NOBODY, Library
from bot.answers.answer import Shown
from bot.answers.sources import origins
from bot.content import Pack
from tests.talking import Someone
from tests.walks.reading import all_pages, labels, refused, whole


async def why(who: Someone, line: str) -> str:
    return await whole(who, await who.says(line))


async def test_every_figure_of_every_answer_has_its_statement_guide_date_and_review(ada: Someone, pack: Pack) -> None:
    for id in pack.entries:
        text = await why(ada, f"/why {id}")
        for fact in (pack.facts[each] for each in Shown.of(pack, id, NOBODY).facts):
            source = pack.sources[fact.source]
            line = next(line for line in text.splitlines() if pack.bullet(fact.id) in line)
            assert f"{fact.review_by:%-d %b %Y}" in line
            assert "Checked " in line
            assert ("added up by us" in line) == fact.derived
            assert source.title in text
            assert source.publisher in text


async def test_a_short_answer_to_where_it_is_from_fits_a_phone(ada: Someone, pack: Pack) -> None:
    for id in pack.entries:
        for page in await all_pages(ada, await ada.says(f"/why {id}")):
            assert len(page.text) <= 2000


async def test_the_button_below_an_answer_shows_the_sources_of_just_that_answer(ada: Someone, pack: Pack) -> None:
    await ada.says("how much does a senior earn in the US")
    text = await whole(ada, await ada.presses("Sources"))
    assert pack.bullet("salary-us-senior-s0") in text
    assert pack.bullet("salary-us-entry-s0") not in text


async def test_without_a_topic_it_is_about_the_last_answer_here(ada: Someone, pack: Pack) -> None:
    await ada.says("/faq how-long-swe")
    assert await why(ada, "/why") == await why(ada, "/why how-long-swe")
    await ada.says("/salary entry remote")
    assert pack.bullet("salary-remote-entry-s0") in await why(ada, "/why")
    assert pack.bullet("salary-remote-mid-s0") not in await why(ada, "/why")


async def test_without_a_topic_and_without_an_answer_there_is_one_clear_line(ada: Someone) -> None:
    card = await ada.says("/why")
    assert card.title == "Which answer?"
    assert [each.label for each in card.buttons] == ["Choose a topic"]
    assert len(card.text.splitlines()) == 1


async def test_a_topic_that_there_is_not_is_told_the_nearest(ada: Someone) -> None:
    assert refused(await ada.says("/why xyzzyplugh"))
    assert labels(await ada.says("/why how long"))


async def test_an_answer_without_a_figure_says_so(ada: Someone, app_pack: Pack) -> None:
    entry = app_pack.entries["certifications"]
    assert not app_pack.facts_in(entry)
    assert await why(ada, "/why certifications") == "No figure of a guide stands in this answer."
    assert "Sources" not in labels(await ada.says("/faq certifications"))


@pytest.fixture
def app_pack(ada: Someone) -> Pack:
    return ada.app.library.pack


def test_a_guide_with_an_address_shows_it(library: Library) -> None:
    pack = library.pack.copy()
    with_url = {"url": "https://example.org/guide"}
    pack.sources["s0"] = pack.sources["s0"].model_copy(update=with_url)
    [guide, line] = origins(pack, ["salary-us-mid-s0"], date(2026, 2, 1))
    assert "https://example.org/guide" in guide
    assert "next review by 31 Jul 2026" in line
