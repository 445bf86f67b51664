"""What is kept about a member is theirs to see, to take along, and to have forgotten."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack
from bot.core.model import Button, Card, Person, Place, Request
from bot.store import Database
from tests.delivery.weeks import DAY, HOUR, WEEK, light
from tests.talking import Platform, Someone

NOTE = "I met the dragon of recursion"
LINK = "https://example.org/a-map-of-dragons"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return light()


@pytest.fixture
def zelda(app: App) -> Someone:
    """An admin with a name and an id that occur nowhere else."""
    return Someone(app, name="zelda-of-hyrule", admin=True)


@pytest.fixture
def other(app: App) -> Someone:
    return Someone(app, name="ganondorf", admin=True)


async def live(person: Someone, app: App, clock: MovableClock) -> None:
    """Everything that leaves a trace: quiz, settings, ticks, notes, tips, messages, a resource, announcements."""
    name = person.name
    card = await person.says("/quiz")
    while card.title.startswith("Question"):
        card = await person.does(card.buttons[0].command, **card.buttons[0].args)  # type: ignore[union-attr]
    for line in (
        "/settings zone:Berlin hours:9",
        "/done sql",
        "/undo",
        "/tip",
        "/link",
        "/subscribe",
        "/route edirae",
        "/faq backend-vs-mle",
        f"/checkin done 4 {NOTE} {name}",
    ):
        await person.says(line)
    await person.does("resource", title="A map", link=f"{LINK}-{len(name)}", why="It shows them all.", milestones="sql")
    await person.does("announce", title="Come all", text="On Friday")
    await person.does("rate", entry="certification-cost", vote="outdated")
    await person.does("confirm", thing=f"fact.{list(app.library.pack.facts)[len(name)]}")
    await mentor(person)
    await app.skip_to(clock.now() + 3 * WEEK, clock)
    await person.says("/pause 2w")
    await person.does("checkin", answer="stuck", note=f"{NOTE} {name} again")


async def mentor(person: Someone) -> None:
    """Two questions sent on: one is answered, one half answered. The answer and its question stay for everybody."""
    await person.says("/subscribe mentors")
    hands = len(person.name)
    for question in (f"which saddle fits {hands} hands?", f"which stable takes the horse of {person.name}?"):
        await person.does("human", question=question, sure="yes")
        card = await person.says("/gaps")
        while question not in card.text:
            card = await person.presses("Next")
        given = pressed_args(card, "Answer") | {"title": f"{question[6:12]} {hands}", "text": "Any.", "source": "me"}
        draft = await person.does("answer", **given)
        if "saddle" in question:
            assert (await person.presses("Publish", draft)).title.startswith("Live")


def pressed_args(card: Card, label: str) -> dict[str, str]:
    return next(dict(each.args) for each in card.buttons if isinstance(each, Button) and each.label == label)


def exported(card: Card) -> dict[str, list[dict[str, Any]]]:
    assert card.file is not None
    found: dict[str, list[dict[str, Any]]] = json.loads(card.file.content)
    return found


def mentions(tables: dict[str, list[dict[str, Any]]], words: list[str]) -> Iterator[str]:
    """Every cell that holds one of the words, as `table.column: value`."""
    for table, rows in tables.items():
        for row in rows:
            for column, value in row.items():
                if any(word.casefold() in str(value).casefold() for word in words):
                    yield f"{table}.{column}: {str(value)[:80]}"


async def member_id(database: Database, person: Someone) -> str:
    rows = (await database.tables())["accounts"]
    return str(next(row["member_id"] for row in rows if row["user_id"] == person.person.id))


async def test_delete_leaves_no_row_with_the_members_id_their_platforms_id_or_their_name(
    app: App, zelda: Someone, other: Someone, clock: MovableClock, database: Database
) -> None:
    await live(other, app, clock)
    await live(zelda, app, clock)
    words = [await member_id(database, zelda), zelda.person.id, zelda.name, NOTE]
    traces = set(mentions(await database.tables(), words[:1]))
    assert {trace.split(".")[0] for trace in traces} >= {
        "members", "accounts", "progress", "checkins", "tips_given", "schedule", "outbox", "resources", "gap_texts",
        "gaps", "drafts", "mentors", "answers", "votes", "reviews",
    }, "the life was not rich enough to show anything"  # fmt: skip
    await zelda.says("/mydata delete")
    card = await zelda.presses("Delete everything")
    assert card.title == "Deleted"
    tables = await database.tables()
    assert list(mentions(tables, words[:3])) == []
    assert all(other.name in cell for cell in mentions(tables, [NOTE]))


async def test_delete_asks_first_and_keeps_everything_until_then(
    app: App, zelda: Someone, clock: MovableClock, database: Database
) -> None:
    await live(zelda, app, clock)
    before = await database.tables()
    card = await zelda.says("/mydata delete")
    assert card.title == "Delete everything?"
    assert await database.tables() == before


async def test_delete_takes_nothing_from_the_others(
    app: App, zelda: Someone, other: Someone, clock: MovableClock, database: Database
) -> None:
    await live(other, app, clock)
    before = exported(await other.says("/mydata export"))
    await live(zelda, app, clock)
    before = exported(await other.says("/mydata export"))
    await zelda.does("mydata", what="delete", sure="yes")
    assert exported(await other.says("/mydata export")) == before


async def test_what_a_deleted_admin_posted_stays_for_the_community_without_their_name(
    app: App, zelda: Someone, ada: Someone, clock: MovableClock, database: Database
) -> None:
    await live(zelda, app, clock)
    await zelda.does("mydata", what="delete", sure="yes")
    card = await ada.says("/resources sql")
    assert "A map" in card.text
    (row,) = (await database.tables())["resources"]
    assert row["added_by"] is None


async def test_nothing_is_sent_after_deletion_neither_checkin_nor_announcement(
    app: App, zelda: Someone, other: Someone, clock: MovableClock, platform: Platform
) -> None:
    """Also not to the direct conversation that the member, as an admin, had subscribed."""
    await live(zelda, app, clock)
    await zelda.says("/resume")
    await zelda.does("mydata", what="delete", sure="yes")
    before = len(platform.posted)
    await other.does("announce", title="News", text="For those who are here")
    await app.skip_to(clock.now() + 6 * WEEK, clock)
    assert [place.channel for place, _, _ in platform.posted[before:] if place.channel == zelda.place.channel] == []


async def test_whoever_returns_after_deletion_is_somebody_new(
    app: App, zelda: Someone, clock: MovableClock, database: Database
) -> None:
    await live(zelda, app, clock)
    old = await member_id(database, zelda)
    await zelda.does("mydata", what="delete", sure="yes")
    assert (await zelda.says("/mydata")).title == "I keep nothing about you"
    await zelda.says("/start")
    assert await member_id(database, zelda) != old
    kept = exported(await zelda.says("/mydata export"))
    assert kept["progress"] == kept["check-ins"] == kept["tips"] == []


async def test_deleting_twice_and_deleting_nothing_are_fine(zelda: Someone) -> None:
    await zelda.says("/start")
    for title in ("Deleted", "I keep nothing about you"):
        assert (await zelda.does("mydata", what="delete", sure="yes")).title == title


async def test_the_export_holds_every_row_with_the_members_id(
    app: App, zelda: Someone, other: Someone, clock: MovableClock, database: Database
) -> None:
    await live(other, app, clock)
    await live(zelda, app, clock)
    id = await member_id(database, zelda)
    kept = exported(await zelda.says("/mydata export"))
    counts = {}
    for table, rows in (await database.tables()).items():
        mine = [row for row in rows if {id, zelda.person.id} & {str(value) for value in row.values()}]
        if mine:
            counts[table] = len(mine)
    assert sorted(counts.values()) == sorted(len(rows) for rows in kept.values())
    everything = json.dumps(kept)
    for word in (NOTE, f"{LINK}-{len(zelda.name)}", "Europe/Berlin", zelda.person.id, zelda.name, "edirae", "stuck"):
        assert word in everything, word


async def test_the_export_holds_nothing_of_anybody_else(
    app: App, zelda: Someone, other: Someone, clock: MovableClock, database: Database
) -> None:
    await live(other, app, clock)
    await live(zelda, app, clock)
    everything = json.dumps(exported(await zelda.says("/mydata export")))
    for word in (await member_id(database, other), other.person.id, other.name):
        assert word not in everything


async def test_the_overview_counts_what_is_kept_and_offers_both_ways_out(
    app: App, zelda: Someone, clock: MovableClock
) -> None:
    await live(zelda, app, clock)
    kept = exported(await zelda.says("/mydata export"))
    card = await zelda.says("/mydata")
    assert zelda.name in card.text
    for subject in ("progress", "check-ins", "tips", "messages"):
        assert f"- {subject}: {len(kept[subject])} row" in card.text
    assert [button.label for button in card.buttons] == ["Export all", "Delete all"]
    assert await zelda.presses("Export all") == await zelda.says("/mydata export")


@pytest.mark.parametrize("lines", [
    ["who are you?", "what is a gradient?"],
    ["/faq", "/certs", "/path", "/why"],
    ["/help", "/roadmap", "/resources", "/compare", "/mydata", "/mydata export", "/quiz"],
])  # fmt: skip
async def test_nothing_is_kept_about_somebody_who_only_looks(
    ada: Someone, database: Database, lines: list[str]
) -> None:
    before = await database.tables()
    for line in lines:
        assert (await ada.says(line)).title != "Something broke"
    after = await database.tables()
    assert all(set(row) == {"event", "week"} for row in after.pop("declined")), "more than a count is kept"
    before.pop("declined")
    assert after == before


async def test_of_somebody_who_was_answered_only_the_answer_is_kept_and_it_can_be_seen_and_deleted(
    ada: Someone, other: Someone, pack: Pack, database: Database
) -> None:
    await other.says("/faq certification-cost")
    before = await database.tables()
    card = await ada.says(pack.phrasings["backend-vs-mle"][0])
    assert card.title == pack.entries["backend-vs-mle"].title
    assert "which answer I gave you last" in (await ada.says("/mydata")).text
    (row,) = exported(await ada.says("/mydata export"))["conversations"]
    assert (row["entry"], row["channel"]) == ("backend-vs-mle", ada.place.channel)
    assert (await ada.says("/mydata delete")).title == "Deleted"
    assert await database.tables() == before
    assert (await ada.says("/mydata")).title == "I keep nothing about you"


async def test_what_is_too_old_for_a_follow_up_goes_with_the_next_answer_to_anybody(
    ada: Someone, other: Someone, clock: MovableClock, database: Database
) -> None:
    await ada.says("/faq certification-cost")
    clock.move_to(clock.now() + HOUR)
    await other.says("/faq certification-cost")
    assert [row["user_id"] for row in (await database.tables())["conversations"]] == [other.person.id]


async def test_a_question_leaves_no_trace_in_the_file(ada: Someone, database: Database, tmp_path: Path) -> None:
    await ada.says("/start")
    await ada.says("why does my xylophone overfit?")
    files = {file.name: file.read_bytes() for file in sorted(tmp_path.iterdir())}  # noqa: ASYNC240
    assert [name for name, content in files.items() if b"xylophone" in content] == []


async def test_the_same_name_in_another_space_is_another_member(app: App, ada: Someone) -> None:
    await ada.says("/start zone:Berlin")
    twin = Person(platform="test", space="another", id=ada.person.id, name="ada")
    place = Place(platform="test", space="another", channel="@ada", direct=True)
    request = Request(id="r", command="mydata", args={}, person=twin, place=place)
    assert (await app.dispatch.answer(request)).card.title == "I keep nothing about you"


async def test_a_message_on_its_way_when_its_reader_deletes_themselves_breaks_nothing(
    app: App, zelda: Someone, ada: Someone, clock: MovableClock, platform: Platform, database: Database
) -> None:
    for person in (ada, zelda):
        await person.says("/start")
    await app.skip_to(clock.now() + DAY, clock)
    platform.lose = 2
    await app.skip_to(clock.now() + 5 * DAY, clock)
    await zelda.does("mydata", what="delete", sure="yes")
    await app.deliver()
    await app.skip_to(clock.now() + HOUR, clock)
    rows = [row for row in (await database.tables())["outbox"] if row["kind"] == "checkin"]
    assert [row["state"] for row in rows] == ["sent"]
