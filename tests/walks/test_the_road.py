"""Routes, the roadmap, the week's plan, ticks, progress and tips: progress is on milestones, so nothing is lost."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from bot.clock import MovableClock
from bot.content import Pack
from bot.store import Database
from tests.talking import Someone
from tests.walks.reading import facts, labels, refused


async def test_the_routes_stand_side_by_side_with_phases_months_and_guide(ada: Someone, pack: Pack) -> None:
    card = await ada.says("/route")
    for route in pack.routes.values():
        (line,) = [line for line in card.text.splitlines() if f"`{route.id}`" in line]
        assert f"{len(route.phases)} phases" in line
        assert (pack.said_by([route.source]) if route.source else "our own order") in line
        assert ("**→**" in line) == (route.id == "default")
    assert set(labels(card)) == {route.title for route in pack.routes.values() if route.id != "default"}


@pytest.mark.parametrize("by", ["edirae", "EDIRAE", "Edirae: four phases of three months"])
async def test_a_route_is_chosen_by_id_or_title_and_progress_comes_along(ada: Someone, by: str) -> None:
    await ada.says("/done git-workflow")
    card = await ada.says(f"/route {by}")
    assert card.title == "You are on: Edirae: four phases of three months"
    assert "**Phase 1: foundation (months 1–3)**: 1 of 10 done" in card.text
    back = await ada.says("/route default")
    assert "**Foundations: Python, maths, data, Git**: 1 of 16 done" in back.text


async def test_every_route_can_be_chosen_and_is_shown_whole(ada: Someone, pack: Pack) -> None:
    for route in pack.routes.values():
        card = await ada.does("route", choose=route.id)
        assert all(f"**{phase.title}**" in card.text for phase in route.phases)
        assert (await ada.says("/roadmap")).text == card.text


async def test_a_branch_adds_its_milestones_to_its_phase(ada: Someone, pack: Pack) -> None:
    assert "Specialise, and finish the portfolio**: 0 of 4" in (await ada.says("/roadmap")).text
    for branch in pack.routes["default"].branches:
        await ada.does("route", choose=branch.id)
        text = (await ada.says("/roadmap specialise")).text
        assert all(f"(`{step}`)" in text for step in branch.milestones)
    assert "Specialise, and finish the portfolio**: 0 of 6" in (await ada.says("/roadmap")).text


async def test_a_branch_is_still_chosen_after_a_look_at_another_route(ada: Someone) -> None:
    await ada.says("/route nlp")
    await ada.says("/route edirae")
    await ada.says("/route default")
    assert "Specialise, and finish the portfolio**: 0 of 6" in (await ada.says("/roadmap")).text


async def test_an_unknown_route_is_told_those_there_are_and_nothing_changes(ada: Someone, pack: Pack) -> None:
    await ada.says("/route edirae")
    card = await ada.says("/route via appia")
    assert refused(card)
    assert all(route in card.text for route in pack.routes)
    assert "Edirae" in (await ada.says("/roadmap")).title


async def test_a_stranger_sees_the_roadmap_and_nothing_is_remembered(
    ada: Someone, database: Database, pack: Pack
) -> None:
    card = await ada.says("/roadmap")
    assert all(phase.title in card.text for phase in pack.routes["default"].phases)
    assert "Then the job search: 4–10 months, counted apart." in card.text
    phase = await ada.presses("Open my phase")
    assert phase.title == pack.routes["default"].phases[0].title
    assert (await database.tables())["members"] == []


async def test_a_phase_shows_each_of_its_milestones_with_its_mark(ada: Someone, pack: Pack) -> None:
    await ada.says("/done git-workflow")
    await ada.does("checkin", step="sql", answer="partly")
    card = await ada.says("/roadmap foundations")
    lines = dict(zip(pack.routes["default"].phases[1].milestones, card.text.splitlines(), strict=True))
    assert all(f"(`{step}`)" in line and pack.milestones[step].title in line for step, line in lines.items())
    assert lines["git-workflow"].startswith("✅")
    assert lines["sql"].startswith("◐")
    assert lines["numpy"].startswith("◻️")
    assert refused(await ada.says("/roadmap retirement"))


async def test_the_arrow_stands_at_the_phase_of_the_next_open_milestone(ada: Someone) -> None:
    assert "**→** **Starting without code" in (await ada.says("/roadmap")).text
    for step in ("python-basics", "first-programs"):
        await ada.says(f"/done {step}")
    assert "**→** **Foundations" in (await ada.says("/roadmap")).text


async def test_the_plan_says_what_to_do_and_how_one_knows_that_one_can(ada: Someone, pack: Pack) -> None:
    await ada.says("/settings hours:30")
    card = await ada.says("/plan")
    planned = [step for step in pack.routes["default"].steps() if f"(`{step}`," in card.text]
    assert 1 <= len(planned) <= 3
    assert planned == list(pack.routes["default"].steps()[: len(planned)])
    for step in planned:
        assert pack.milestones[step].do in card.text
        assert pack.milestones[step].check in card.text
    assert card.footer.startswith("30 hours a week")


async def test_the_plan_is_steady_within_the_week_and_new_in_the_next(ada: Someone, clock: MovableClock) -> None:
    first = await ada.says("/plan")
    assert "First steps in Python" in first.text
    await ada.presses("Done: First steps")
    await ada.says("/settings hours:40")
    clock.move_to(clock.now() + timedelta(days=1))
    again = await ada.says("/plan")
    assert again.text.startswith("✅ **First steps in Python**")
    assert first.text.splitlines()[1:3] == again.text.splitlines()[1:3]
    assert "Done: First steps in Python" not in labels(again)
    clock.move_to(clock.now() + timedelta(days=2))
    following = await ada.says("/plan")
    assert following.title != first.title
    assert "First steps in Python" not in following.text


async def test_a_finished_route_has_no_plan_and_says_so(ada: Someone, pack: Pack) -> None:
    for step in pack.routes["european"].steps():
        await ada.does("done", milestone=step)
    await ada.says("/route european")
    assert "finished" in (await ada.says("/plan")).title
    assert "reached" in facts(await ada.says("/progress"))["Finish"]
    assert "finished" in (await ada.says("/checkin")).text


@pytest.mark.parametrize("name", ["git-workflow", "GIT-WORKFLOW", "git"])
async def test_a_milestone_is_ticked_by_its_id_or_the_only_id_that_begins_so(ada: Someone, name: str) -> None:
    card = await ada.says(f"/done {name}")
    assert card.title.startswith("Done: ")
    assert "✅" in next(line for line in (await ada.says("/roadmap foundations")).text.splitlines() if "`git-" in line)


async def test_every_milestone_is_ticked_by_its_title_too(ada: Someone, pack: Pack) -> None:
    for milestone in pack.milestones.values():
        assert (await ada.says(f"/done {milestone.title}")).title == f"Done: {milestone.title}"


@pytest.mark.parametrize(("typed", "near"), [("git-workflw", "`git-workflow`"), ("project", "Did you mean")])
async def test_a_milestone_nearly_named_is_offered_and_not_ticked(
    ada: Someone, database: Database, typed: str, near: str
) -> None:
    card = await ada.says(f"/done {typed}")
    assert refused(card)
    assert near in card.text
    assert (await database.tables())["progress"] == []


async def test_an_unknown_milestone_says_where_to_look(ada: Someone) -> None:
    card = await ada.says("/done world peace")
    assert refused(card)
    assert "/plan" in card.text
    form = ada.form("done")
    assert form is not None
    assert form.questions[0].name == "milestone"


async def test_a_tick_delivered_twice_counts_once_and_one_undo_takes_it_back(ada: Someone) -> None:
    await ada.does("done", request_id="r1", milestone="sql")
    await ada.does("done", request_id="r1", milestone="sql")
    assert facts(await ada.says("/progress"))["All milestones"].startswith("1 of ")
    card = await ada.does("undo", request_id="r2")
    assert "is open again" in card.text
    assert facts(await ada.says("/progress"))["All milestones"].startswith("0 of ")
    assert refused(await ada.says("/undo"))


async def test_undo_gives_back_the_state_before_and_an_undo_delivered_twice_takes_one_tick(ada: Someone) -> None:
    await ada.does("checkin", step="sql", answer="stuck")
    await ada.says("/done pandas")
    await ada.says("/done sql")
    for _ in range(2):
        assert "is marked stuck again" in (await ada.does("undo", request_id="again")).text
    assert facts(await ada.says("/progress"))["All milestones"].startswith("1 of ")


async def test_undo_after_the_quiz_takes_back_the_whole_of_it_or_nothing(ada: Someone) -> None:
    await ada.does("quiz", answers="bdcebbaa")
    before = facts(await ada.says("/progress"))["All milestones"]
    await ada.says("/undo")
    assert facts(await ada.says("/progress"))["All milestones"] in (before, "0 of 43 done (0%)")


async def test_progress_says_the_share_the_rhythm_and_the_end(ada: Someone) -> None:
    await ada.says("/done python-basics")
    card = await ada.says("/progress")
    told = facts(card)
    assert told["All milestones"] == "1 of 78 done (1%)"
    assert re.findall(r"\d+", told["Rhythm"]) == ["1", "8"]
    assert "at 6 hours a week" in told["Finish"]
    assert told["Job search, counted apart"] == "4–10 months"
    assert "◐ **Starting without code**: 1 of 2" in card.text


async def test_the_progress_picture_can_be_opened_and_its_words_name_every_phase_of_every_route(
    ada: Someone, pack: Pack
) -> None:
    await ada.says("/done python-basics")
    for route in pack.routes.values():
        await ada.does("route", choose=route.id)
        image = (await ada.says("/progress")).image
        assert image is not None
        with Image.open(BytesIO(image.png)) as picture:
            picture.load()
            assert picture.format == "PNG"
            assert picture.width >= 600
        for phase in route.phases:
            steps = list(phase.steps(None))
            assert f"{phase.title}: {int('python-basics' in steps)} of {len(steps)}" in image.alt


async def test_a_tip_is_never_given_twice_and_the_end_of_them_is_said(ada: Someone, pack: Pack) -> None:
    titles = [(await ada.says("/tip")).title for _ in pack.tips]
    assert sorted(titles) == sorted(tip.title for tip in pack.tips.values())
    assert (await ada.says("/tip")).title == "No new tip"


async def test_a_tip_asked_for_twice_by_the_platform_is_the_same_and_counts_once(ada: Someone) -> None:
    first = await ada.does("tip", request_id="r1")
    assert await ada.does("tip", request_id="r1") == first
    assert (await ada.does("tip", request_id="r2")).title != first.title


async def test_the_first_tip_is_for_the_step_one_is_on(ada: Someone, pack: Pack) -> None:
    for start, phase in (("python-basics", "default/from-zero"), ("git-workflow", "default/foundations")):
        title = (await ada.says("/tip")).title
        tip = next(tip for tip in pack.tips.values() if tip.title == title)
        assert start in tip.milestones or phase in tip.phases
        for step in ("python-basics", "first-programs"):
            await ada.says(f"/done {step}")


async def test_an_answer_taken_back_is_asked_for_again(ada: Someone) -> None:
    await ada.says("/checkin")
    asked = await ada.presses("Done")
    await ada.says("/undo")
    again = await ada.says("/checkin")
    assert [label.label for label in again.buttons[:1]] == ["Done"]
    assert again.buttons != asked.buttons
