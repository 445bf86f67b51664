"""What it pays, which certificates still exist, where people start from: always with who said it and when."""

from itertools import product
from typing import get_args

import pytest

from bot.content import Pack
from bot.content.facts import Background, Fact, Level, Region
from tests.talking import Someone
from tests.walks.reading import labels, offered, refused, whole

LEVELS: tuple[str | None, ...] = (None, *get_args(Level))
REGIONS: tuple[str | None, ...] = (None, *get_args(Region))
SCOPES = [scope for scope in product(LEVELS, REGIONS) if scope != (None, None)]


HEADINGS = ("Said of a group close to that one", "Said of other groups", "Said of the role as a whole")


def of_the_whole_role(fact: Fact) -> bool:
    return fact.scope.level is None and fact.scope.region is None


async def salary(who: Someone, level: str | None, region: str | None) -> str:
    given = {name: value for name, value in (("level", level), ("region", region)) if value}
    return await whole(who, await who.does("salary", **given))


def parts(text: str) -> dict[str, str]:
    """The text under each heading; what stands before the first is under none."""
    found, heading = {"": ""}, ""
    for line in text.splitlines():
        heading = next((each for each in HEADINGS if line.startswith(f"**{each}")), heading)
        heading = "differ" if line.startswith("**Why they differ") else heading
        found[heading] = found.get(heading, "") + line + "\n"
    return found


@pytest.mark.parametrize(("level", "region"), SCOPES)
async def test_a_salary_shows_every_figure_in_scope_and_each_other_one_under_its_own_heading(
    ada: Someone, pack: Pack, level: str | None, region: str | None
) -> None:
    found = parts(await salary(ada, level, region))
    for fact in pack.topics["salary"].facts:
        fits = level in (None, fact.scope.level) and region in (None, fact.scope.region)
        assert (pack.bullet(fact.id) in found[""]) == fits, fact.id
        assert (fact.statement in found["Said of the role as a whole"]) == of_the_whole_role(fact), fact.id
        if pack.bullet(fact.id) in found.get("Said of a group close to that one", ""):
            assert fact.scope.level in (None, level)
            assert fact.scope.region in (None, region)
            assert not fits
        if pack.bullet(fact.id) in found.get("Said of other groups", ""):
            assert "No guide gives a figure for exactly that." in found[""]


@pytest.mark.parametrize(("level", "region"), SCOPES)
async def test_each_line_of_a_salary_ends_with_guide_and_date_and_says_why_they_differ(
    ada: Someone, pack: Pack, level: str | None, region: str | None
) -> None:
    text = await salary(ada, level, region)
    lines = [line for line in text.splitlines() if line.startswith("- ")]
    names = tuple(source.short for source in pack.sources.values())
    assert all(line.endswith(")") and any(f"({name}, " in line for name in names) for line in lines)
    assert all("20" in line.rpartition("(")[2] for line in lines)
    assert f"{pack.topics['salary'].differ}" in text


async def test_without_level_and_region_the_salary_is_the_whole_answer(ada: Someone) -> None:
    assert await ada.says("/salary") == await ada.says("/faq salary")


async def test_a_figure_that_no_guide_gives_is_not_made_up(ada: Someone) -> None:
    text = await salary(ada, "entry", "europe")
    assert "No guide gives a figure for exactly that." in text
    assert "earn less in Europe" in text


async def test_buttons_narrow_the_salary_down_to_one_group(ada: Someone, pack: Pack) -> None:
    title = pack.entries["salary"].title
    assert offered(await ada.says("/salary")) == ["Entry", "Mid", "Senior"]
    assert (await ada.presses("Senior")).title == f"{title} · Senior"
    card = await ada.presses("United States")
    assert card.title == f"{title} · Senior, United States"
    assert "$180,000–250,000+ a year (MyAICareer, Jan 2026)" in card.text
    assert set(offered(card)) <= {entry.title for entry in pack.entries.values()}
    await ada.says("/salary europe")
    assert (await ada.presses("Mid")).title == f"{title} · Mid, Europe"


async def test_a_level_that_does_not_exist_is_told_those_that_do(ada: Someone) -> None:
    card = await ada.says("/salary level:wizard")
    assert refused(card)
    assert "entry, mid or senior" in card.text


async def test_an_ended_certificate_never_appears_without_its_end_and_its_successors(ada: Someone, pack: Pack) -> None:
    listed = await ada.says("/certs")
    offered, _, ended = listed.text.partition("**Ended or in doubt**")
    retired = [each for each in pack.certifications.values() if each.status == "retired"]
    assert len(retired) >= 2
    for each in retired:
        assert each.retired_on is not None
        alone = await ada.does("certs", name=each.id)
        line = next(line for line in ended.splitlines() if each.title in line)
        for text in (line, alone.text):
            assert f"retired on {each.retired_on:%-d %b %Y}" in text
            assert all(successor in text for successor in each.successors)
        assert each.title not in offered
        assert each.title not in labels(listed)


async def test_a_certificate_in_doubt_says_that_nobody_verified_it(ada: Someone, pack: Pack) -> None:
    doubtful = [each for each in pack.certifications.values() if each.status == "unverified"]
    assert doubtful
    for each in doubtful:
        assert "unverified" in (await ada.does("certs", name=each.id)).text
        line = next(line for line in (await ada.says("/certs")).text.splitlines() if each.title in line)
        assert "unverified" in line


async def test_a_certificate_is_found_by_a_part_of_its_name_with_cost_and_guides(ada: Someone, pack: Pack) -> None:
    card = await ada.says("/certs google professional")
    assert card.title == "Google Professional Machine Learning Engineer"
    assert pack.figure("certifications-google-cost-s1") in card.text
    assert "named by TryApplyNow (2026), Edirae (2026)" in card.footer
    assert (await ada.presses("All certifications")).title == "Certifications that the guides name"
    assert (await ada.presses("Databricks")).title.startswith("Databricks")
    assert refused(await ada.says("/certs cordon bleu"))


async def test_every_career_is_compared_by_its_name_and_by_its_id(ada: Someone, pack: Pack) -> None:
    card = await ada.says("/compare")
    assert all(career.title in card.text for career in pack.careers.values())
    for id, each in pack.comparisons.items():
        for line in (f"/compare {id}", f"/compare {each.other}"):
            shown = await ada.says(line)
            assert shown.title == each.title
            assert all(f"**{aspect.about}**" in shown.text and aspect.other in shown.text for aspect in each.aspects)
            assert each.choose in shown.text
    for id, career in pack.careers.items():
        shown = await ada.says(f"/compare {career.title}")
        assert shown.title == (pack.comparisons[id].title if id in pack.comparisons else career.title)
    assert refused(await ada.says("/compare astronaut"))


async def test_the_comparisons_are_offered_as_buttons(ada: Someone, pack: Pack) -> None:
    card = await ada.says("/compare")
    for id, each in pack.comparisons.items():
        assert (await ada.presses(each.other, card)).title == pack.comparisons[id].title


@pytest.mark.parametrize("background", get_args(Background))
async def test_a_path_gives_months_cost_and_advice_for_where_one_starts(
    ada: Someone, pack: Pack, background: str
) -> None:
    card = await ada.says(f"/path {background}")
    for path in pack.paths.values():
        assert (path.title in card.text) == (path.background == background)
        assert all(pack.bullet(fact) in card.text for fact in path.facts) == (path.background == background)
    assert (await ada.presses("Not sure?")).title == "Question 1 of 8"


async def test_a_path_without_a_start_asks_for_one_with_buttons(ada: Someone) -> None:
    card = await ada.says("/path")
    assert labels(card)[:4] == ["No code yet", "Software engineer", "Data scientist", "Student"]
    assert "TryApplyNow" in (await ada.presses("Software engineer")).text
    assert refused(await ada.says("/path background:juggler"))


async def test_stories_are_told_whole_and_by_background(ada: Someone, pack: Pack) -> None:
    card = await ada.says("/stories")
    for number, story in enumerate(pack.stories.values()):
        card = await ada.presses("Another story") if number else card
        assert story.name in card.title
        assert all(line in card.text for line in (*story.story, story.lesson))
    assert card.buttons == ()
    named = {story.background for story in pack.stories.values()}
    for background in get_args(Background):
        card = await ada.says(f"/stories {background}")
        assert refused(card) == (background not in named)
        told = [story.name for story in pack.stories.values() if story.background == background]
        assert not told or card.title.startswith(told[0])
        assert not told or card.footer.startswith(f"Story 1 of {len(told)}")
