"""A question that Milepost declined comes back answered, to everybody who asked it."""

import io
import shutil
import zipfile
from pathlib import Path

import pytest

from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack, load
from bot.store import Database
from tests.content.drafts import small_pack
from tests.features.asking import LAPTOP, LIKE_IT, WRITTEN, answers, args_of, notes, sends
from tests.processes import milepost
from tests.talking import Platform, Someone
from tests.walks.reading import InChannel, labels

OTHER_WORDS = "which laptop is good for deep learning?"
GYM, PILOT = "is there a gym for horses", "what does a pilot of airships earn"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack that is learnt in no time."""
    return small_pack(tmp_path_factory.mktemp("packs") / "small").folder


@pytest.fixture(scope="module")
def pack(folder: Path) -> Pack:
    return load(folder)


@pytest.fixture
def bob(app: App) -> Someone:
    return Someone(app, name="bob")


async def test_ada_and_bob_send_on_what_was_declined_and_the_mentors_see_it_without_their_names(
    app: App, ada: Someone, bob: Someone, boss: Someone, platform: Platform
) -> None:
    await InChannel(app, name="boss", admin=True, channel="mentors").says("/subscribe mentors")
    assert (await ada.says(LAPTOP)).title == "I don't have that"
    sent = await ada.presses("Send it to a human")
    assert sent.title == "Sent to the mentors"
    assert "without your name" in sent.text
    assert "asked this too" not in sent.text
    await bob.says(LIKE_IT)
    assert "1 other asked this too." in (await bob.presses("Send it to a human")).text
    await app.deliver()
    ((place, posted, _),) = platform.posted
    assert place.channel == "mentors"
    assert LAPTOP in posted.text
    assert "ada" not in posted.words
    assert labels(posted) == ["Answer", "Same as…", "Out of scope", "Take it"]
    assert (await ada.presses("Out of scope", posted)).text == "/gaps is for mentors of this community."
    card = await boss.says("/gaps")
    assert "2 people ask" in card.text
    assert card.footer == "1 in all · this week 2 declined, 2 sent on"


async def test_the_mentor_sees_what_members_will_see_and_then_the_bot_answers(ada: Someone, boss: Someone) -> None:
    await sends(ada)
    card = await boss.says("/gaps")
    form = boss.form("answer", form="title,text,source", **args_of(card, "Answer"))
    assert form is not None
    assert [question.name for question in form.questions] == ["title", "text", "source"]
    preview = await boss.does("answer", **form.given, **WRITTEN)
    assert labels(preview) == ["Publish", "Edit", "Discard"]
    assert (await ada.says(LAPTOP)).title == "I don't have that"
    live = await boss.presses("Publish", preview)
    assert (live.title, labels(live)[0]) == ("Live: Laptops for deep learning", "Laptops for deep learning")
    assert "1 person will be told." in live.text
    answer = await ada.says(LAPTOP)
    assert (answer.title, answer.text, answer.footer) == (preview.title, preview.text, preview.footer)
    assert answer.footer == "written by a mentor of this community · 21 Nov 2026"
    assert (await boss.says("/gaps")).title == "No question waits"


async def test_what_somebody_wrote_becomes_an_answer_without_anybody_having_asked(
    app: App, ada: Someone, boss: Someone, platform: Platform
) -> None:
    preview = await boss.does("save", **WRITTEN)
    assert labels(preview) == ["Publish", "Edit", "Discard"]
    assert (await boss.presses("Publish", preview)).title == "Live: Laptops for deep learning"
    assert (await ada.says(WRITTEN["title"])).title == WRITTEN["title"]
    await app.deliver()
    assert platform.posted == [], "who wrote it knows it"


async def test_everybody_who_asked_gets_one_private_note_and_others_are_answered_by_the_bot(
    app: App, ada: Someone, bob: Someone, boss: Someone, platform: Platform
) -> None:
    await sends(ada)
    await sends(bob, LIKE_IT)
    await answers(boss)
    answer = await ada.says(OTHER_WORDS)
    assert answer.title == WRITTEN["title"]
    for _ in range(3):
        await app.deliver()
    for name, question in (("ada", LAPTOP), ("bob", LIKE_IT)):
        (note,) = notes(platform, name)
        assert note.title == "A mentor answered: Laptops for deep learning"
        assert note.text == f"You asked: “{question}”\n\n{answer.text}"
        assert [control.label for control in note.controls] == ["Less", "Pause", "Stop"]


@pytest.fixture
async def taught(ada: Someone, bob: Someone, boss: Someone) -> None:
    """One answer, one question that an answer of the pack says, one out of scope."""
    await sends(ada)
    await sends(bob, LIKE_IT)
    await answers(boss)
    await sends(ada, GYM)
    await boss.does("same", **args_of(await boss.says("/gaps"), "Same as…"), topic="pay")
    await sends(ada, PILOT, sure="yes")
    await boss.presses("Out of scope", await boss.says("/gaps"))
    await boss.presses("Tell them so")


async def knows_all(app: App, pack: Pack) -> bool:
    """Whether somebody is answered as the mentors meant."""
    eve = Someone(app, name="eve")
    titles = [(await eve.says(asked)).title for asked in (LAPTOP, OTHER_WORDS, GYM.upper(), PILOT)]
    return titles == [*[WRITTEN["title"]] * 2, pack.entries["pay"].title, "I don't have that"]


async def test_a_restart_keeps_what_the_mentors_taught(
    taught: None, pack: Pack, database: Database, clock: MovableClock
) -> None:
    again = App(pack, database, clock)
    await again.library.renew()
    assert await knows_all(again, pack)


async def test_another_process_on_the_same_database_takes_it_up_with_its_next_tick(
    app: App, ada: Someone, boss: Someone, pack: Pack, database: Database, clock: MovableClock
) -> None:
    beside = App(pack, database, clock)
    await beside.beat()
    await sends(ada)
    await answers(boss)
    eve = Someone(beside, name="eve")
    assert (await eve.says(LAPTOP)).title == "I don't have that"
    await beside.beat()
    assert (await eve.says(LAPTOP)).title == WRITTEN["title"]


async def test_the_export_unzipped_over_the_pack_is_whole_and_answers_the_same_without_the_database(
    taught: None, boss: Someone, pack: Pack, folder: Path, database_url: str, clock: MovableClock, tmp_path: Path
) -> None:
    file = (await boss.says("/export")).file
    assert file is not None
    copy = tmp_path / "pack"
    shutil.copytree(folder, copy)
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        written = "laptops-for-deep-learning"
        assert set(archive.namelist()) == {
            f"faq/{written}.md", f"phrasings/{written}.txt", "phrasings/pay.txt", "refusals.txt",
        }  # fmt: skip
        archive.extractall(copy)
    exported = load(copy)
    assert set(exported.phrasings["pay"]) == {*pack.phrasings["pay"], GYM}
    assert set(exported.refusals) == {*pack.refusals, PILOT}
    for url in (database_url, f"sqlite:///{tmp_path}/none.db"):
        run = milepost(tmp_path, "check", str(copy), DATABASE_URL=url)
        assert (run.returncode, run.stderr) == (0, "")
    async with await Database.open(f"sqlite:///{tmp_path}/other.db") as empty:
        alone = App(exported, empty, clock)
        assert await knows_all(alone, pack)
        assert await Someone(alone).says(LAPTOP) == await boss.says(LAPTOP)


async def test_check_names_each_question_whose_answer_another_pack_lost(
    taught: None, folder: Path, database_url: str, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    for file in (*other.glob("faq/*.md"), *other.glob("phrasings/*.txt")):
        file.write_text(file.read_text().replace("id: pay", "id: wages").replace("related: [pay]", "related: [wages]"))
        file.rename(file.with_name(file.name.replace("pay", "wages")))
    run = milepost(tmp_path, "check", str(other), DATABASE_URL=database_url)
    assert run.returncode == 1
    (gym,) = run.stderr.splitlines()
    assert gym.startswith(f"“{GYM}” is no longer answered by pay, which the pack has not: ")
