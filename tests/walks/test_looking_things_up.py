"""Words, myths, skills, projects, interviews: everything of the pack can be reached, by typing or with the buttons."""

import pytest

from bot.content import Pack
from bot.core.model import Button
from tests.talking import Someone
from tests.walks.reading import all_pages, labels, refused


async def test_every_word_is_explained_by_each_of_its_names(ada: Someone, pack: Pack) -> None:
    listed = (await ada.says("/glossary")).text
    for term in pack.terms.values():
        assert term.term in listed
        for name in (term.term, term.term.upper(), *term.also):
            card = await ada.says(f"/glossary {name}")
            assert (card.title, term.means in card.text) == (term.term, True)


async def test_an_unknown_word_offers_those_that_begin_alike(ada: Someone) -> None:
    card = await ada.says("/glossary overfitness")
    assert card.title == "I don't have that word"
    assert labels(card) == ["Overfitting"]
    assert (await ada.presses("Overfitting")).title == "Overfitting"
    assert not (await ada.says("/glossary zzzz")).buttons


async def test_every_myth_stands_beside_what_the_guides_say(ada: Someone, pack: Pack) -> None:
    text = "\n".join(page.text for page in await all_pages(ada, await ada.says("/myths")))
    assert all(myth.myth in text and pack.filled(myth.reality) in text for myth in pack.myths.values())
    assert "{{" not in text


async def test_every_skill_is_on_one_page_with_its_guides(ada: Someone, pack: Pack) -> None:
    pages = await all_pages(ada, await ada.says("/skills"))
    lines = "\n".join(page.text for page in pages).splitlines()
    for skill in pack.skills.values():
        (line,) = [line for line in lines if f"**{skill.title}**" in line]
        assert skill.can in line
        assert pack.said_by(skill.sources) in line


async def test_every_project_and_the_bar_for_each_is_reached_with_the_buttons(ada: Someone, pack: Pack) -> None:
    assert pack.projects is not None
    pages = await all_pages(ada, await ada.says("/projects"))
    text = "\n".join(page.text for page in pages)
    wanted = [*pack.projects.bar, *(project.build for project in pack.projects.projects)]
    assert [line for line in wanted if text.count(line) != 1] == []
    assert all(pack.bullet(fact) in text for fact in pack.projects.facts)
    assert [page.footer for page in pages] == [f"Page {n} of {len(pages)}" for n in range(1, len(pages) + 1)]


async def test_every_kind_of_interview_is_reached_by_name_with_its_cards(ada: Someone, pack: Pack) -> None:
    assert pack.interviews is not None
    for round_ in pack.interviews.rounds:
        for line in (f"/interview {round_.id}", f"/interview {round_.title}"):
            card = await ada.says(line)
            assert card.title == round_.title
            assert round_.prepare in card.text
        cards = [each for each in pack.interviews.cards if each.round == round_.id]
        assert all(each.front in card.text and each.back in card.text for each in cards)


async def test_every_kind_of_interview_is_reached_with_the_buttons(ada: Someone, pack: Pack) -> None:
    assert pack.interviews is not None
    pages = await all_pages(ada, await ada.says("/interview"))
    assert {label for page in pages for label in labels(page)} >= {each.title for each in pack.interviews.rounds}


async def test_a_kind_of_interview_that_does_not_exist_is_said_to_be_unknown(ada: Someone) -> None:
    card = await ada.says("/interview juggling")
    assert refused(card) or "juggling" in card.text


@pytest.mark.parametrize("command", ["skills", "projects"])
@pytest.mark.parametrize("page", ["0", "-3", "999999", "two", "1.5", "9" * 50])
async def test_a_page_that_does_not_exist_is_the_nearest_one_or_a_clear_line(
    ada: Someone, command: str, page: str
) -> None:
    card = await ada.says(f"/{command} {page}")
    assert refused(card) if page in ("two", "1.5") else card.title != "Something broke"
    assert card.text


async def test_the_words_and_the_sources_are_chosen_with_a_button(ada: Someone) -> None:
    for command, chosen in (("glossary", "Choose a word"), ("why", "Choose a topic")):
        card = await ada.says(f"/{command}")
        (button,) = [each for each in card.buttons if isinstance(each, Button)]
        assert button.label == chosen
        assert ada.form(button.command, **button.args)
