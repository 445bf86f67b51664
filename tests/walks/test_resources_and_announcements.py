"""Finding a material by topic or milestone; admins post one, and it reaches every subscribed place once."""

from datetime import timedelta

import pytest

from bot.app import App
from bot.content import Pack
from bot.core.model import Link, Place
from bot.store import Database
from tests.talking import Platform, Someone
from tests.walks.reading import BROKE, InChannel, all_pages, labels, refused

GIVEN = {"title": "A book", "link": "https://example.org/book", "why": "Short and right."}


@pytest.fixture
async def general(app: App) -> InChannel:
    """An admin in a channel that has subscribed."""
    boss = InChannel(app, name="boss", admin=True)
    await boss.says("/subscribe")
    return boss


async def test_every_material_is_reached_with_the_buttons_and_each_once(ada: Someone, pack: Pack) -> None:
    pages = await all_pages(ada, await ada.says("/resources"))
    text = "\n".join(page.text for page in pages)
    assert [each.id for each in pack.resources.values() if text.count(f"]({each.url})") != 1] == []


async def test_each_topic_and_each_milestone_shows_its_own_materials_and_no_others(ada: Someone, pack: Pack) -> None:
    wanted = {subject.topic: {each.id for each in subject.milestones} for subject in pack.subjects.values()}
    for topic, milestones in wanted.items():
        pages = await all_pages(ada, await ada.does("resources", topic=topic))
        shown = {line for page in pages for line in page.text.splitlines()}
        assert len(shown) == len([each for each in pack.resources.values() if milestones & set(each.milestones)])
    for milestone in pack.milestones.values():
        card = await ada.does("resources", topic=milestone.id)
        about = [each for each in pack.resources.values() if milestone.id in each.milestones]
        assert about, f"{milestone.id} has no material"
        assert milestone.title in card.title
        assert f"]({about[0].url})" in card.text


async def test_a_topic_without_material_says_so_and_where_all_are(ada: Someone) -> None:
    card = await ada.says("/resources falconry")
    assert refused(card)
    assert "falconry" in card.text
    assert "/resources" in card.text


async def test_what_is_missing_of_a_resource_is_asked_in_a_form_with_the_long_text_last(boss: Someone) -> None:
    form = boss.form("resource")
    assert form is not None
    assert [question.name for question in form.questions] == ["title", "link", "why", "milestones"]
    assert [question.name for question in form.questions if question.required] == ["title", "link", "why"]
    assert [question.name for question in form.questions if question.long] == ["why"]
    form = boss.form("resource", title="A book", link="https://example.org/book")
    assert form is not None
    assert form.given == {"title": "A book", "link": "https://example.org/book"}
    assert form.questions[0].name == "why"
    assert boss.form("resource", **GIVEN) is None


async def test_a_posted_resource_is_announced_and_stands_first_under_its_milestone(
    general: InChannel, ada: Someone, platform: Platform, pack: Pack
) -> None:
    answer = await general.does("resource", **GIVEN, milestones="sql, pandas")
    assert "1 subscribed place" in answer.text
    await general.app.deliver()
    ((place, card, _),) = platform.posted
    assert place == general.place.model_copy(update={"channel": "general"})
    assert card.title == "New resource: A book"
    assert pack.milestones["sql"].title in card.text
    assert card.buttons == (Link(label="Open", url="https://example.org/book"),)
    for line in ("/resources", "/resources sql", "/resources pandas"):
        first = (await ada.says(line)).text.splitlines()[0]
        assert "A book" in first
        assert "from this community" in first
    assert "A book" not in (await ada.says("/resources docker")).text


async def test_the_newest_posted_resource_stands_above_the_older(general: InChannel, ada: Someone) -> None:
    for number, hours in ((1, 0), (2, 3)):
        general.app.clock.move_to(general.app.clock.now() + timedelta(hours=hours))  # type: ignore[attr-defined]
        await general.does("resource", title=f"Book {number}", link=f"https://example.org/{number}", why="Good.")
    lines = (await ada.says("/resources")).text.splitlines()
    assert ["Book 2" in lines[0], "Book 1" in lines[1]] == [True, True]


async def test_a_double_submit_posts_once_to_every_subscribed_place(
    app: App, general: InChannel, platform: Platform, database: Database
) -> None:
    await InChannel(app, name="boss", admin=True, channel="random").says("/subscribe")
    await general.says("/subscribe")
    for _ in range(2):
        assert (await general.does("resource", request_id="r1", **GIVEN)).title == "New resource: A book"
        await app.deliver()
    assert sorted(place.channel for place, _, _ in platform.posted) == ["general", "random"]
    assert platform.doubles == 0
    assert len((await database.tables())["resources"]) == 1


@pytest.mark.parametrize("command", ["resource", "announce"])
async def test_channels_of_the_same_name_in_two_spaces_both_get_the_message(
    app: App, general: InChannel, platform: Platform, command: str
) -> None:
    await InChannel(app, name="boss", admin=True, space="another").says("/subscribe")
    await general.does(command, **(GIVEN if command == "resource" else {"title": "Hello", "text": "All of you."}))
    await app.deliver()
    assert {place.space for place, _, _ in platform.posted} == {"s", "another"}


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/book",
        "http://example.org/book",
        "https://www.example.org/book/",
        "https://EXAMPLE.org:443/book#chapter-2",
        "https://example.org/book?utm_source=chat&fbclid=1",
        "<https://example.org/book>",
        "  https://example.org/book  ",
    ],
)
async def test_the_same_link_however_written_is_refused_with_the_title_it_has(
    general: InChannel, platform: Platform, database: Database, link: str
) -> None:
    await general.does("resource", **GIVEN)
    card = await general.does("resource", title="Again", link=link, why="I did not look.")
    assert refused(card)
    assert "A book" in card.text
    await general.app.deliver()
    assert len(platform.posted) == len((await database.tables())["resources"]) == 1


@pytest.mark.parametrize(
    "link", ["https://example.org/Book", "https://example.org/book?page=2", "https://example.com/book"]
)
async def test_another_page_is_not_taken_for_the_same(general: InChannel, database: Database, link: str) -> None:
    await general.does("resource", **GIVEN)
    await general.does("resource", title="Another", link=link, why="It is.")
    assert len((await database.tables())["resources"]) == 2


@pytest.mark.parametrize(
    "link",
    ["example.org", "ftp://example.org/a", "javascript:alert(1)", "https://", "https://[::1", "https://a b.org", "book",
     "https://example.org/a\n@everyone", "https://example.org/\0"],
)  # fmt: skip
async def test_what_is_no_web_address_is_refused_beside_its_field(
    general: InChannel, database: Database, link: str
) -> None:
    card = await general.does("resource", title="x", link=link, why="y")
    assert card.title == "That does not fit yet"
    assert "**link**: a web address that begins with https://" in card.text
    assert (await database.tables())["resources"] == []


@pytest.mark.parametrize(
    "link",
    ["HTTPS://example.org/a", "https://youtube.com/@channel", "https://social.example/@here/1", "https://example.org/a_(b)",
     "https://xn--bcher-kva.example/ü?q=ä", "https://example.org/" + "a" * 480],
)  # fmt: skip
async def test_a_strange_but_valid_link_is_posted_and_the_lists_still_show(
    general: InChannel, ada: Someone, platform: Platform, link: str
) -> None:
    assert (await general.does("resource", title="Odd", link=link, why="But good.")).title == "New resource: Odd"
    await general.app.deliver()
    assert [card.title for _, card, _ in platform.posted] == ["New resource: Odd"]
    shown = await ada.says("/resources")
    assert shown.title == "Resources"
    assert "Odd" in shown.text


async def test_an_unknown_milestone_is_named_and_nothing_is_kept(general: InChannel, database: Database) -> None:
    card = await general.does("resource", **GIVEN, milestones="sql, squirrels")
    assert refused(card)
    assert "squirrels" in card.text
    assert (await database.tables())["resources"] == []
    assert (await database.tables())["outbox"] == []


@pytest.mark.parametrize("line", ["/resource", "/announce", "/subscribe", "/unsubscribe"])
async def test_members_neither_post_nor_subscribe(ada: Someone, database: Database, line: str) -> None:
    given = {**GIVEN, "text": "x"} if line in ("/resource", "/announce") else {}
    card = await ada.does(line[1:], **given)
    assert refused(card)
    assert f"for {'mentors' if line == '/resource' else 'admins'}" in card.text
    tables = await database.tables()
    assert not tables["resources"]
    assert not tables["subscriptions"]
    assert not tables["outbox"]


async def test_an_announcement_reaches_subscribed_places_once_and_ends_with_the_subscription(
    general: InChannel, platform: Platform
) -> None:
    for _ in range(2):
        await general.does("announce", request_id="r1", title="Meet-up", text="**Tuesday**, room 4\n- bring questions")
    await general.app.deliver()
    ((_, card, _),) = platform.posted
    assert (card.title, card.text) == ("Meet-up", "**Tuesday**, room 4\n- bring questions")
    await general.says("/unsubscribe")
    answer = await general.does("announce", title="Nobody", text="hears this")
    assert "No place is subscribed yet" in answer.text
    await general.app.deliver()
    assert len(platform.posted) == 1


async def test_an_announcement_comes_back_from_a_restart_once(
    general: InChannel, platform: Platform, pack: Pack, database: Database
) -> None:
    await general.does("announce", title="Meet-up", text="Tuesday")
    restarted = App(pack, database, general.app.clock)
    restarted.serve(platform)
    await restarted.deliver()
    await general.app.deliver()
    assert platform.titles("general") == ["Meet-up"]


async def test_a_subscription_is_a_place_of_its_own(boss: Someone, platform: Platform) -> None:
    await boss.says("/subscribe")
    assert labels(await boss.does("announce", title="Hi", text="there")) == []
    await boss.app.deliver()
    assert [place for place, _, _ in platform.posted] == [
        Place(platform="test", space="s", channel="@boss", direct=True)
    ]


@pytest.mark.parametrize("text", ["@" * 2000, "a" * 2000, "<!" * 1000, "@everyone " * 199, "a@" * 700])
async def test_the_longest_announcement_fits_whatever_it_is_made_of(
    general: InChannel, platform: Platform, text: str
) -> None:
    answer = await general.does("announce", title="T", text=text)
    assert answer.title != BROKE
    await general.app.deliver()
    assert len(platform.posted) == (0 if refused(answer) else 1)
