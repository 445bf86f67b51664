"""What mentors do with the questions that wait; whatever comes second is told so and loses nothing."""

import pytest

from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack
from bot.core.model import Card
from bot.store import Database
from tests.delivery.weeks import DAY, HOUR, light
from tests.features.asking import LAPTOP, LIKE_IT, answers, args_of, drafts, notes, sends
from tests.talking import Platform, Someone
from tests.walks.reading import InChannel, calls_people, labels, refused


@pytest.fixture(scope="module")
def pack() -> Pack:
    return light()


@pytest.fixture
def bob(app: App) -> Someone:
    return Someone(app, name="bob")


@pytest.fixture
def mia(app: App) -> Someone:
    return Someone(app, name="mia", admin=True)


async def rows(database: Database, table: str) -> list[dict[str, object]]:
    return (await database.tables())[table]


async def test_without_a_tap_only_a_count_is_kept(ada: Someone, boss: Someone, database: Database) -> None:
    await ada.does("ask", request_id="twice", question=LAPTOP)
    await ada.does("ask", request_id="twice", question=LAPTOP)
    await ada.says("who shaves the barber?")
    assert LAPTOP not in str(await database.tables())
    assert (await boss.says("/gaps")).text == "This week 2 declined, 0 sent on."


async def test_of_the_weeks_that_are_over_not_even_a_count_is_kept(
    ada: Someone, database: Database, clock: MovableClock
) -> None:
    await ada.says(LAPTOP)
    clock.move_to(clock.now() + 7 * DAY)
    await ada.says(LAPTOP)
    assert len(await rows(database, "declined")) == 1


async def test_a_short_question_stands_in_the_button_and_a_long_one_is_asked_for(ada: Someone) -> None:
    card = await ada.says("why? 🤷 & 100% = ©")
    assert args_of(card, "Send it to a human") == {"question": "why? 🤷 & 100% = ©"}
    long = "who knows " * 10
    button = (await ada.says(long)).buttons[-1]
    assert button.model_dump()["args"] == {"form": "question"}
    form = ada.form("human", form="question")
    assert form is not None
    assert form.questions[0].max_length == 300
    assert refused(await sends(ada, "x" * 301))


async def test_the_same_member_asking_twice_is_one_ask(ada: Someone, boss: Someone, database: Database) -> None:
    for question in (LAPTOP, LAPTOP, LAPTOP.upper(), f"  {LAPTOP} "):
        assert "asked this too" not in (await sends(ada, question)).text
    assert len(await rows(database, "gap_texts")) == 1
    await sends(ada, LIKE_IT)
    assert "1 person asks" in (await boss.says("/gaps")).text


async def test_a_request_delivered_twice_opens_one_gap_and_posts_one_card(
    app: App, ada: Someone, boss: Someone, platform: Platform, database: Database
) -> None:
    await boss.says("/subscribe mentors")
    for _ in range(3):
        await ada.does("human", request_id="again", question=LAPTOP)
        await app.deliver()
    assert len(await rows(database, "gaps")) == 1
    assert len(notes(platform, "boss")) == 1


async def test_a_member_has_at_most_five_questions_waiting(ada: Someone) -> None:
    for animal in ("owls", "cats", "dogs", "bees", "ants"):
        assert (await sends(ada, f"who feeds the {animal}")).title == "Sent to the mentors"
    assert refused(await sends(ada, "who shaves the barber"))
    assert (await sends(ada, "who feeds the cats")).title == "Sent to the mentors"


async def test_what_has_an_answer_is_sent_on_only_when_that_answer_does_not_help(ada: Someone, pack: Pack) -> None:
    known = next(iter(pack.phrasings.values()))[0]
    card = await sends(ada, known)
    assert card.title == "I have an answer to that"
    assert (await ada.presses("Send it to a human")).title == "Sent to the mentors"


async def test_questions_are_shown_oldest_first_and_next_goes_round(
    ada: Someone, bob: Someone, boss: Someone, clock: MovableClock
) -> None:
    await sends(ada, "who feeds the owls")
    clock.move_to(clock.now() + 3 * DAY)
    await sends(bob)
    first = await boss.says("/gaps")
    assert "who feeds the owls" in first.text
    assert "asked 3 days ago" in first.text
    assert LAPTOP in (await boss.presses("Next")).text
    assert await boss.presses("Next") == first


async def test_a_mentor_takes_a_question_and_gives_it_to_another(ada: Someone, boss: Someone, mia: Someone) -> None:
    await sends(ada)
    await mia.says("/gaps")
    await boss.says("/gaps")
    card = await boss.presses("Take it")
    assert "with you" in card.text
    choose = await boss.presses("Give to…")
    assert labels(choose) == ["mia", "Nobody in particular"]
    assert "with mia" in (await boss.presses("mia")).text
    assert "with you" in (await mia.says("/gaps")).text
    await mia.presses("Give to…")
    assert "with nobody" in (await mia.presses("Nobody")).text


async def test_an_edit_with_empty_fields_changes_only_what_is_filled_in(ada: Someone, boss: Someone) -> None:
    await sends(ada)
    card = await drafts(boss)
    changed = await boss.does("answer", **args_of(card, "Edit"), source="mia, Oct 2026")
    assert (changed.title, changed.text) == (card.title, card.text.replace("boss, Nov", "mia, Oct"))
    await boss.presses("Discard")
    assert "Not ready yet" in (await boss.does("answer", **args_of(card, "Edit"))).title


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"source": ""}, "The source is missing"),
        ({"text": "line\n" * 12}, "13 lines"),
        ({"text": "@" * 2200}, "characters"),
        ({"title": "@" * 75}, "The title has 150 characters"),
        ({"text": "It pays {{fact:gold}}."}, "Two braces"),
        ({"title": "WHAT IS A NEURAL net?"}, ""),
    ],
)
async def test_a_draft_that_does_not_fit_is_kept_and_says_what_to_mend(
    ada: Someone, boss: Someone, database: Database, given: dict[str, str], says: str
) -> None:
    await sends(ada)
    card = await drafts(boss, **given)
    assert says in card.text
    assert len(await rows(database, "drafts")) == 1
    assert labels(card) == (["Edit", "Discard"] if says else ["Publish", "Edit", "Discard"])
    edit = args_of(card, "Edit")
    refusal = await boss.does("answer", **edit, do="publish", draft="00000000")
    assert bool(await rows(database, "answers")) is False
    assert refusal.title == card.title


async def test_a_title_that_is_taken_is_refused_and_an_id_that_is_taken_is_not(
    ada: Someone, boss: Someone, pack: Pack
) -> None:
    taken = next(iter(pack.entries.values()))
    await sends(ada)
    card = await drafts(boss, title=taken.title.upper())
    assert "There is an answer of that title" in card.text
    card = await boss.does("answer", **args_of(card, "Edit"), title=taken.id.replace("-", " "))
    assert labels(await boss.presses("Publish", card))[0] == taken.id.replace("-", " ")
    assert f"{taken.id}-2" in boss.app.library.pack.entries
    assert boss.app.library.pack.entries[taken.id] == taken


async def test_two_mentors_who_write_at_once_keep_each_their_own_text(
    app: App, ada: Someone, boss: Someone, mia: Someone, platform: Platform
) -> None:
    await sends(ada)
    mine, hers = await drafts(boss), await drafts(mia, title="Mia's laptops", text="Buy none.")
    assert (await boss.presses("Publish", mine)).title == "Live: Laptops for deep learning"
    late = await mia.presses("Publish", hers)
    assert late.title == "This question is closed"
    assert "It was answered: Laptops for deep learning" in late.text
    assert "Buy none." in late.text
    again = await boss.presses("Publish", mine)
    assert again.title == "This question is closed"
    typed = await mia.does("answer", **args_of(hers, "Edit"), text="Another hour of work.")
    assert "Another hour of work." in typed.text
    await app.deliver()
    assert len(notes(platform, "ada")) == 1


async def test_what_was_changed_after_the_preview_is_looked_at_again(ada: Someone, boss: Someone) -> None:
    await sends(ada)
    old = await drafts(boss)
    await boss.does("answer", **args_of(old, "Edit"), text="Second thoughts.")
    card = await boss.presses("Publish", old)
    assert labels(card) == ["Publish", "Edit", "Discard"]
    assert "Second thoughts." in card.text


async def test_the_nearest_answers_are_offered_and_another_is_found_by_its_topic(
    app: App, ada: Someone, bob: Someone, boss: Someone, pack: Pack, platform: Platform
) -> None:
    first, second, *_ = pack.entries.values()
    await sends(ada)
    await sends(bob, LIKE_IT)
    await boss.says("/gaps")
    choose = await boss.presses("Same as…")
    assert labels(choose)[-2:] == ["Another one…", "Back"]
    unknown = await boss.does("same", **args_of(choose, "Another one…"), topic="no such thing")
    assert "Nothing was changed" in unknown.text
    assert (await boss.offered("same", "topic", second.title[:8]))[0].value == second.id
    closed = await boss.does("same", **args_of(choose, "Another one…"), topic=second.title)
    assert closed.title == f"Closed: {second.title}"
    for name in ("ada", "bob"):
        assert (await Someone(app, name).says(LAPTOP)).title == second.title
    await app.deliver()
    assert [note.title for note in notes(platform, "bob")] == [f"A mentor answered: {second.title}"]
    assert (
        await boss.does("same", **args_of(choose, "Another one…"), topic=first.id)
    ).title == "This question is closed"


async def test_out_of_scope_shows_first_what_is_told_and_is_not_asked_again(
    app: App, ada: Someone, boss: Someone, platform: Platform
) -> None:
    await sends(ada)
    await boss.says("/gaps")
    told = await boss.presses("Out of scope")
    assert labels(told) == ["Tell them so", "Back"]
    assert LAPTOP in (await boss.presses("Back")).text
    await boss.presses("Tell them so", told)
    await app.deliver()
    (note,) = notes(platform, "ada")
    assert (note.title, note.text) == (told.title, told.text)
    assert (await ada.says(LAPTOP)).title == "I don't have that"
    assert (await sends(ada)).title == "That was asked before"


async def test_a_question_whose_only_asker_left_is_gone_and_the_mentors_words_are_not_lost(
    app: App, ada: Someone, bob: Someone, boss: Someone, platform: Platform, database: Database
) -> None:
    await boss.says("/subscribe mentors")
    await sends(ada)
    preview = await drafts(boss)
    await ada.does("mydata", what="delete", sure="yes")
    assert LAPTOP not in str(await database.tables())
    card = await boss.does("answer", **args_of(preview, "Edit"), text="An hour of work.")
    assert card.title == "This question is closed"
    assert "An hour of work." in card.text
    assert (await boss.says("/gaps")).title == "No question waits"
    await app.deliver()
    assert notes(platform, "boss") == []


async def test_what_two_asked_stays_when_one_leaves(ada: Someone, bob: Someone, boss: Someone) -> None:
    await sends(ada)
    await sends(bob, LIKE_IT)
    await ada.does("mydata", what="delete", sure="yes")
    card = await boss.says("/gaps")
    assert LIKE_IT in card.text
    assert LAPTOP not in card.text
    assert "1 person asks" in card.text


async def test_the_export_of_a_member_holds_their_questions(ada: Someone, boss: Someone) -> None:
    await sends(ada)
    assert "“which laptop should I buy for deep learning?”: waits" in (await ada.says("/mydata")).words
    await answers(boss)
    assert "“which laptop should I buy for deep learning?”: answered" in (await ada.says("/mydata")).words


HOSTILE = [
    "@everyone <@1> <!here>",
    "**b** [x](https://e.org) `c` # h",
    "🤷",
    "東京 القاهرة",
    "\u202eabc\0def",
    "#",
    "x" * 300,
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_questions_are_shown_answered_and_exported_without_harm(
    app: App, ada: Someone, boss: Someone, platform: Platform, text: str
) -> None:
    await boss.says("/subscribe mentors")
    await sends(ada, text)
    shown = await boss.says("/gaps")
    assert not calls_people(shown)
    card = await answers(boss, title=text[:75], text=text, source=text[:150])
    assert card.title.startswith("Live: ")
    assert (await ada.says(text)).footer.startswith("written by a mentor")
    assert (await boss.says("/export")).file is not None
    await app.deliver()
    assert [card.title for card in notes(platform, "ada") if calls_people(card)] == []
    assert len(notes(platform, "ada")) == 1


async def test_a_question_of_nothing_is_refused(ada: Someone, database: Database) -> None:
    assert refused(await sends(ada, "\u200b\u200b"))
    assert await rows(database, "gaps") == []


async def test_the_hours_to_an_answer_are_told(ada: Someone, boss: Someone, clock: MovableClock) -> None:
    await sends(ada)
    clock.move_to(clock.now() + 5 * HOUR)
    await answers(boss)
    assert "median 5 hours to an answer" in (await boss.says("/gaps")).text


async def test_nothing_added_is_nothing_to_export(boss: Someone) -> None:
    card: Card = await boss.says("/export")
    assert (card.title, card.file) == ("Nothing to export", None)


async def test_asked_in_a_channel_it_says_how_the_answer_can_come(app: App) -> None:
    card = await sends(InChannel(app, name="eve"))
    assert "Write to me directly once" in card.text
