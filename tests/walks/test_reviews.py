"""Mentors check again what is due: still true, changed, retired; it holds at once, after a restart, and everywhere."""

import asyncio
from datetime import timedelta

import pytest

from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack
from bot.core.model import Button, Card
from bot.store import Database
from tests.delivery.weeks import DAY, light, utc
from tests.talking import Someone
from tests.walks.reading import all_pages, labels, refused, seen

SALARY = "fact.salary-us-entry-s0"
GOOGLE = "certification.google-professional-ml-engineer"
BOOK = "resource.think-python"
ANSWER = "entry.certification-cost"
OTHER = "entry.backend-vs-mle"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return light()


@pytest.fixture
def eve(app: App) -> Someone:
    return Someone(app, name="eve", admin=True)


@pytest.fixture
def restarted(pack: Pack, database: Database, clock: MovableClock) -> App:
    """Another process on the same database."""
    return App(pack, database, clock)


async def anew(app: App) -> Someone:
    await app.library.renew()
    return Someone(app, name="boss", admin=True)


async def opened(boss: Someone, thing: str) -> Card:
    return await boss.says(f"/review {thing}")


async def due(boss: Someone) -> int:
    card = await boss.says("/review")
    return int(card.title.partition(": ")[2] or 0)


async def test_the_list_is_oldest_first_and_says_what_who_and_since_when(boss: Someone) -> None:
    pages = await all_pages(boss, await boss.says("/review"))
    lines = [line for page in pages for line in page.text.splitlines()]
    assert pages[0].title == f"To review: {len(lines)}"
    since = [utc(f"2026-{'03' if 'Mar' in line else '06' if 'Jun' in line else '12'}-01T00:00") for line in lines]
    assert since[0] <= since[-1]
    (salary,) = [line for line in lines if "Entry level in the United States, up to two" in line]
    assert "$95,000–130,000 a year (MyAICareer, Jan 2026) · since 31 Jul 2026" in salary
    assert all(len(page.buttons) <= 5 for page in pages)


async def test_still_true_is_one_tap_and_due_again_after_the_same_time(
    boss: Someone, ada: Someone, clock: MovableClock
) -> None:
    before = await due(boss)
    card = await opened(boss, SALARY)
    assert labels(card) == ["Still true", "Change", "Retire", "All to review"]
    assert "due since 31 Jul 2026" in card.text
    card = await boss.presses("Still true")
    assert "due again on 21 May 2027" in card.text
    assert await due(boss) == before - 1
    card = await opened(boss, SALARY)
    assert "Checked 21 Nov 2026 by boss; due on 21 May 2027." in card.text
    assert "$95,000–130,000 a year (MyAICareer, Jan 2026)" in (await ada.says("/salary entry us")).text
    clock.move_to(utc("2027-05-21T09:00"))
    assert "due since 21 May 2027" in (await opened(boss, SALARY)).text


async def test_after_each_finding_the_next_thing_is_one_tap_away(boss: Someone) -> None:
    await boss.presses("Databricks", await boss.says("/review"))
    await boss.presses("Still true")
    assert (await boss.presses("Next")).title == "DeepLearning.AI TensorFlow Developer"


async def test_a_changed_figure_is_the_communitys_own_position_in_place_of_the_old_one(
    boss: Someone, ada: Someone, clock: MovableClock
) -> None:
    form = boss.form("change", thing=SALARY, form="low,high,text")
    assert form is not None
    assert [question.name for question in form.questions] == ["low", "high", "text"]
    await boss.does("change", thing=SALARY, seen="0", low="100000", high="140000")
    text = (await ada.says("/salary entry us")).text
    assert "up to two years of experience: $100,000–140,000 a year (this community, Nov 2026)" in text
    assert "$95,000" not in text
    clock.move_to(clock.now() + 200 * DAY)
    await boss.presses("Still true", await opened(boss, SALARY))
    assert "$100,000–140,000 a year (this community, Nov 2026)" in (await ada.says("/salary entry us")).text


async def test_a_retired_figure_is_no_figure_any_more(boss: Someone, ada: Someone) -> None:
    await boss.does("retire", thing=SALARY, seen="0", successor="the survey of 2027")
    text = (await ada.says("/salary entry us")).text
    assert "withdrawn 21 Nov 2026; now: the survey of 2027 (was said by MyAICareer, Jan 2026)" in text
    assert "$95,000" not in text
    card = await opened(boss, SALARY)
    assert card.text == "Retired on 21 Nov 2026 by boss; now: the survey of 2027."
    assert SALARY not in [button.args.get("thing") for button in (await boss.says("/review")).buttons]  # type: ignore[union-attr]
    await boss.presses("Bring back", card)
    assert "$95,000–130,000 a year (MyAICareer" in (await ada.says("/salary entry us")).text


async def test_a_retired_certification_says_so_wherever_it_is_named(boss: Someone, ada: Someone, pack: Pack) -> None:
    await boss.does("retire", thing=GOOGLE, seen="0", successor="Google AI Engineer")
    said = "retired on 21 Nov 2026; instead: Google AI Engineer"
    for line in ("/certs", "/certs google professional", "/faq certification-cost"):
        card = await ada.says(line)
        assert said in card.text, line
        assert "Google Professional Machine Learning Engineer" not in labels(card)
    offered, _, _ = (await ada.says("/certs")).text.partition("**Ended or in doubt**")
    assert "Google Professional" not in offered
    answer = (await ada.says("/faq certification-cost")).text
    assert f"Google Professional Machine Learning Engineer ({said})" in answer
    clash = await boss.does("confirm", thing=GOOGLE, seen="0")
    assert clash.text.startswith("This was checked meanwhile")
    assert labels(clash) == ["Bring back", "All to review"]
    await boss.presses("Bring back")
    assert "retired on 21 Nov" not in (await ada.says("/certs")).text


async def test_a_retired_certification_says_so_in_a_tip_too(boss: Someone, ada: Someone, app: App) -> None:
    """A tip that shows its price without its full name says it at the end."""
    aws = "certification.aws-ml-specialty"
    await boss.does("retire", thing=aws, seen="0", successor="Nothing like it")
    assert "retired on 21 Nov 2026; instead: Nothing like it" in app.library.pack.tips["two-exams-are-gone"].body


async def test_a_certification_is_not_retired_without_a_successor(boss: Someone) -> None:
    card = await boss.does("retire", thing=GOOGLE, seen="0")
    assert refused(card)
    assert "Name what takes its place" in card.text
    assert "offered" in (await opened(boss, GOOGLE)).text


async def test_a_changed_note_stands_on_the_certification(boss: Someone, ada: Someone) -> None:
    await boss.does("change", thing=GOOGLE, seen="0", text="The price is **now** 250 dollars, says @everyone.")
    text = (await ada.says("/certs google professional")).text
    assert "250 dollars" in text
    assert "@everyone" not in text
    assert "**now**" not in text


async def test_a_retired_resource_leaves_the_lists_and_a_changed_one_has_its_new_address(
    boss: Someone, ada: Someone
) -> None:
    card = await opened(boss, BOOK)
    retire = card.buttons[2]
    assert isinstance(retire, Button)
    assert boss.form("retire", **retire.args) is None
    await boss.does("change", thing=BOOK, seen="0", link="https://example.org/think", text="The fourth edition.")
    text = "".join(seen(page) for page in await all_pages(ada, await ada.says("/resources python-basics")))
    assert "https://example.org/think" in text
    assert "The fourth edition." in text
    await boss.presses("Retire", await opened(boss, BOOK))
    text = "".join(seen(page) for page in await all_pages(ada, await ada.says("/resources python-basics")))
    assert "Think Python" not in text
    await boss.presses("Bring back", await opened(boss, BOOK))
    assert "Think Python" in "".join(seen(p) for p in await all_pages(ada, await ada.says("/resources python-basics")))


async def test_a_changed_answer_takes_the_old_ones_place(boss: Someone, ada: Someone) -> None:
    text = "A few hundred dollars.\nGoogle's: {{fact:certifications-google-cost-s1}}"
    await boss.does("change", thing=ANSWER, seen="0", text=text)
    card = await ada.says("/faq certification-cost")
    assert card.text.endswith("A few hundred dollars.\nGoogle's: $200 (TryApplyNow, 2026)")
    assert card.footer == "written by a mentor of this community · 21 Nov 2026"
    assert "Said by this community, 21 Nov 2026." in (await opened(boss, ANSWER)).text


@pytest.mark.parametrize(("thing", "args", "why"), [
    (SALARY, {}, "All fields were empty"),
    (SALARY, {"low": "5", "high": "3"}, "swap the two"),
    (SALARY, {"low": "nan"}, "from 0 on"),
    (SALARY, {"low": "1e400"}, "from 0 on"),
    (SALARY, {"low": "lots"}, "a number, not 'lots'"),
    (SALARY, {"text": "x" * 301}, "one line of at most 300"),
    ("fact.automl-s2", {"low": "5"}, "a statement without a figure"),
    (ANSWER, {"text": "See {{fact:nothing}}"}, "There is no fact “nothing”"),
    (ANSWER, {"text": "a\nb\nc\nd\ne\nf\ng\nh\ni"}, "at most 8 lines"),
    (BOOK, {"link": "javascript:alert(1)"}, "https://"),
    (BOOK, {"link": "https://e.org/" + "ü" * 300}, "at most 500 characters"),
    ("fact.nothing", {"low": "5"}, "There is no “fact.nothing”"),
    ("entry", {"text": "x"}, "There is no “entry”"),
    ("", {"text": "x"}, ""),
])  # fmt: skip
async def test_what_does_not_fit_is_told_in_a_line_and_changes_nothing(
    boss: Someone, database: Database, thing: str, args: dict[str, str], why: str
) -> None:
    card = await boss.does("change", thing=thing, seen="0", **args)
    assert refused(card) or not thing
    assert why in card.text
    tables = await database.tables()
    assert tables["reviews"] == tables["answers"] == []


async def test_an_answer_is_retired_in_favour_of_another_answer(boss: Someone, ada: Someone, pack: Pack) -> None:
    card = await boss.does("retire", thing=OTHER, seen="0", successor="an umbrella")
    assert refused(card)
    card = await boss.does("retire", thing=OTHER, seen="0", successor="backend-vs-mle")
    assert refused(card)
    successor = pack.entries["certification-cost"].title
    await boss.does("retire", thing=OTHER, seen="0", successor=successor.upper())
    assert (await ada.says("/faq backend-vs-mle")).title == successor
    assert (await ada.says(pack.phrasings["backend-vs-mle"][0])).title == successor
    assert "backend-vs-mle" not in (await ada.says("/faq")).text
    assert refused(await ada.does("rate", entry="backend-vs-mle", vote="helpful"))
    card = await boss.does("retire", thing=ANSWER, seen="0", successor="backend-vs-mle")
    assert refused(card), "what was retired cannot be a successor"
    await boss.presses("Bring back", await opened(boss, OTHER))
    assert (await ada.says("/faq backend-vs-mle")).title == pack.entries["backend-vs-mle"].title


async def test_everything_found_outlives_a_restart(boss: Someone, restarted: App, pack: Pack) -> None:
    await boss.does("change", thing=SALARY, seen="0", low="100000", high="140000")
    await boss.does("retire", thing=GOOGLE, seen="0", successor="Google AI Engineer")
    await boss.does("retire", thing=BOOK, seen="0")
    await boss.does("retire", thing=OTHER, seen="0", successor="certification-cost")
    await boss.does("confirm", thing="fact.salary-us-mid-s0", seen="0")
    lines = ("/salary entry us", "/certs", "/resources python-basics", "/faq backend-vs-mle", "/review")
    before = [await boss.says(line) for line in lines]
    again = await anew(restarted)
    assert [await again.says(line) for line in lines] == before


async def test_of_two_mentors_at_once_one_is_told_and_nothing_is_lost(
    boss: Someone, eve: Someone, ada: Someone, database: Database
) -> None:
    mine, theirs = await opened(boss, SALARY), await opened(eve, SALARY)
    cards = await asyncio.gather(boss.presses("Still true", mine), eve.presses("Still true", theirs))
    assert [card.title == "Still true" for card in cards].count(True) == 1
    await eve.does("change", thing=SALARY, seen="0", low="1", high="2")
    assert "checked meanwhile" in (eve.last or Card(title="-")).text
    assert "$95,000" in (await ada.says("/salary entry us")).text
    (row,) = (await database.tables())["reviews"]
    assert row["times"] == 1


async def test_a_double_press_and_a_double_delivery_change_nothing_twice(boss: Someone, database: Database) -> None:
    card = await opened(boss, GOOGLE)
    for request in ("once", "once", "twice"):
        await boss.does("confirm", request_id=request, **card.buttons[0].args)  # type: ignore[union-attr]
    (row,) = (await database.tables())["reviews"]
    assert row["times"] == 1


async def test_a_vote_makes_an_item_that_a_check_clears_until_somebody_votes_again(
    boss: Someone, ada: Someone, clock: MovableClock
) -> None:
    before = await due(boss)
    await ada.does("rate", entry="certification-cost", vote="outdated")
    assert await due(boss) == before + 1
    assert "1 member pressed *Out of date*" in (await opened(boss, ANSWER)).text
    clock.move_to(clock.now() + timedelta(minutes=1))
    await boss.presses("Still true")
    assert await due(boss) == before
    clock.move_to(clock.now() + timedelta(minutes=1))
    await ada.does("rate", entry="certification-cost", vote="outdated")
    assert await due(boss) == before + 1
    await ada.does("rate", entry="certification-cost", vote="helpful")
    assert await due(boss) == before


async def test_an_answer_that_was_never_checked_is_due_after_two_years(boss: Someone, clock: MovableClock) -> None:
    assert "due on 1 Nov 2028" in (await opened(boss, OTHER)).text
    await boss.presses("Still true")
    assert "due on 21 Nov 2028" in (await opened(boss, OTHER)).text


async def test_what_the_pack_says_newer_counts_more_than_an_old_check(
    boss: Someone, pack: Pack, database: Database, clock: MovableClock
) -> None:
    await boss.does("change", thing=SALARY, seen="0", low="1", high="2")
    newer = pack.copy()
    fact = newer.facts["salary-us-entry-s0"].model_copy(update={"as_of": "2027-01", "low": 99_000.0})
    newer.facts[fact.id] = fact
    newer.topics["salary"] = newer.topics["salary"].model_copy(
        update={"facts": tuple(newer.facts[each.id] for each in newer.topics["salary"].facts)}
    )
    again = await anew(App(newer, database, clock))
    assert "$99,000–130,000 a year (MyAICareer, Jan 2027)" in (await again.says("/salary entry us")).text
    await again.presses("Still true", await opened(again, SALARY))
    assert "Checked 21 Nov 2026 by boss" in (await opened(again, SALARY)).text


async def test_completion_finds_anything_with_a_clock(boss: Someone) -> None:
    found = await boss.offered("review", "thing", "think python")
    assert [choice.value for choice in found] == [BOOK]
    assert {choice.value.partition(".")[0] for choice in await boss.offered("review", "thing", "google")} == {
        "fact", "certification", "resource",
    }  # fmt: skip
    assert refused(await boss.says("/review umbrella"))


@pytest.mark.parametrize("line", ["/confirm", "/change", "/retire", "/change low:5", "/retire successor:x"])
async def test_typed_without_a_thing_the_findings_lead_to_the_list(boss: Someone, line: str) -> None:
    assert (await boss.says(line)).title.startswith("To review")


async def test_when_everything_is_checked_there_is_nothing_to_review(boss: Someone, app: App, pack: Pack) -> None:
    while (card := await boss.says("/review")).title != "Nothing to review":
        for button in card.buttons:
            if button.label != "More":
                await boss.presses("Still true", await boss.presses(button.label, card))
