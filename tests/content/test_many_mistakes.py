"""Several mistakes at once are all reported, and no file makes the loader fall over."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import PackInvalid, load
from tests.content.drafts import (
    PAY,
    SMALL,
    Draft,
)


def test_mistakes_in_the_form_of_several_files_are_all_reported_in_order(draft: Draft) -> None:
    draft.change("pack.yaml", "Small pack", "Small: pack")
    draft.change("facts/pay.yaml", "60000", "30000")
    draft.change("facts/pay.yaml", "source: guide", "sourse: guide")
    draft.change("phrasings/pay.txt", "junior wage\n", "")
    draft.change("milestones/maths.yaml", "id: vectors", "id: Vectors")
    draft.remove("quiz.yaml")
    found = draft.mistakes()
    files = {"facts/pay.yaml", "phrasings/pay.txt", "milestones/maths.yaml", "pack.yaml", "quiz.yaml"}
    assert {mistake.file for mistake in found} == files
    assert len([mistake for mistake in found if mistake.file == "facts/pay.yaml"]) >= 2
    assert list(found) == sorted(found)


def test_mistakes_between_files_are_all_reported_in_order(draft: Draft) -> None:
    draft.change("faq/pay.md", "fact:pay-entry", "fact:pay-senior")
    draft.change("phrasings/time.txt", "duration", PAY[0])
    draft.change("tips/loops.md", "[loops]", "[lops]")
    draft.change("resources.yaml", "- loops", "- lop")
    draft.change("faq/time.md", "It depends.", "It is 40%.")
    found = draft.mistakes()
    assert [mistake.file for mistake in found] == [
        "faq/pay.md", "faq/time.md", "phrasings/time.txt", "resources.yaml", "tips/loops.md"
    ]  # fmt: skip
    assert list(found) == sorted(found)


def test_a_mistake_of_form_does_not_hide_one_between_files(draft: Draft) -> None:
    draft.change("sources.yaml", "short:", "shrot:")
    draft.change("faq/pay.md", "- time\n", "- tine\n")
    assert {mistake.file for mistake in draft.mistakes()} == {"sources.yaml", "faq/pay.md"}


def test_an_answer_too_long_and_a_name_that_leads_nowhere_elsewhere_are_reported_together(draft: Draft) -> None:
    draft.change("faq/time.md", "It depends.", "It depends.\n" + "- a line\n" * 8)
    draft.change("resources.yaml", "- loops", "- lop")
    assert {mistake.file for mistake in draft.mistakes()} == {"faq/time.md", "resources.yaml"}


def test_the_error_says_each_mistake_on_a_line_of_its_own(draft: Draft) -> None:
    draft.change("faq/pay.md", "- time\n", "- tine\n")
    draft.change("routes/main.yaml", "- loops", "- lops")
    with pytest.raises(PackInvalid) as refused:
        load(draft.folder)
    [line] = draft.lines_with("faq/pay.md", "- tine")
    first, second = str(refused.value).splitlines()
    assert first == f"faq/pay.md:{line}: entry 'tine' does not exist: did you mean 'time'?"
    assert second.startswith("routes/main.yaml:")


VALUES = ["", "~", "true", "7", "-1.5", "[]", "{}", "[x, y]", "{x: y}", "2026-01-02", "text", "'", "*x", "&x y"]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_one_line_becomes_the_pack_loads_or_is_refused_with_a_line_of_the_file(
    draft: Draft, data: st.DataObject
) -> None:
    file = data.draw(st.sampled_from(sorted(SMALL)))
    lines = SMALL[file].splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    start = re.match(r"[\s-]*(?:[a-z_]+:)? ?", lines[number])
    assert start
    lines[number] = start.group() + data.draw(
        st.sampled_from(VALUES) | st.text(st.characters(codec="utf-8"), max_size=9)
    )
    draft.write(file, "\n".join(lines) + "\n")
    try:
        for mistake in draft.mistakes():
            length = len(draft.text(mistake.file).splitlines()) if mistake.file in SMALL else 1
            assert 1 <= mistake.line <= length + 1
            assert mistake.wrong
            assert mistake.mend
    finally:
        draft.write(file, SMALL[file])
