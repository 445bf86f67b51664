"""An admin sets the community up: channels that are tried at once, who mentors, and with what newcomers begin."""

from datetime import timedelta
from pathlib import Path

from bot.app import App
from bot.clock import MovableClock
from bot.content import Pack
from bot.core.model import Card
from bot.store import Database
from tests.talking import Platform, Someone
from tests.walks.reading import InChannel


def room(app: App, name: str) -> str:
    """The id of a channel, which admins see."""
    return InChannel(app, name="boss", admin=True, channel=name).place.channel


def fact(card: Card, name: str) -> str:
    return next(each.value for each in card.facts if each.name == name)


async def test_channels_are_chosen_in_one_form_and_shown_as_people_call_them(boss: Someone) -> None:
    card = await boss.says("/setup")
    form = boss.form("setup", **next(each for each in card.buttons if each.label == "Channels").args)  # type: ignore[union-attr]
    assert form is not None
    assert [(each.name, each.kind) for each in form.questions] == [
        ("checkins", "channel"),
        ("announcements", "channel"),
        ("mentors", "channel"),
    ]
    chosen = {"checkins": "weekly", "announcements": "news", "mentors": "desk"}
    card = await boss.does("setup", **{topic: room(boss.app, name) for topic, name in chosen.items()})
    shown = [fact(card, name) for name in ("Check-ins", "Announcements", "Mentors")]
    assert [each.endswith(name) for each, name in zip(shown, chosen.values(), strict=True)] == [True] * 3


async def test_another_channel_takes_the_place_of_the_first(boss: Someone, platform: Platform) -> None:
    for name in ("news", "town-hall"):
        await boss.does("setup", announcements=room(boss.app, name))
    await boss.does("announce", title="Hello", text="There is cake.")
    await boss.app.deliver()
    assert (platform.titles("news"), platform.titles("town-hall")) == ([], ["Hello"])


async def test_a_channel_that_cannot_be_written_to_is_not_taken_and_the_mend_is_said(
    boss: Someone, platform: Platform
) -> None:
    await boss.does("setup", mentors="desk")
    platform.closed["attic"] = "give my role *Send Messages*."
    card = await boss.does("setup", mentors="attic", announcements="news")
    assert card.text == "**attic** was not taken for mentors: give my role *Send Messages*."
    assert (fact(card, "Mentors"), fact(card, "Announcements")) == ("desk", "news")
    platform.closed["desk"] = "give my role *View Channel*."
    assert fact(await boss.says("/setup"), "Mentors") == "desk: give my role *View Channel*."


async def test_a_named_mentor_answers_questions_but_does_not_set_up(app: App, boss: Someone) -> None:
    mia = Someone(app, name="mia")
    assert (await mia.says("/gaps")).text == "/gaps is for mentors of this community."
    card = await boss.does("setup", people=f"{mia.person.id}, role-7")
    assert fact(card, "Who mentors") == "admins, and 2 whom you named"
    assert (await mia.says("/gaps")).text != "/gaps is for mentors of this community."
    assert (await mia.says("/setup")).text == "/setup is for admins of this community."
    assert "`/gaps`" in (await mia.says("/help")).text


async def test_whoever_has_a_named_role_mentors(app: App, boss: Someone) -> None:
    await boss.does("setup", people="role-7")
    noor = Someone(app, name="noor", roles=("role-1", "role-7"))
    assert (await noor.says("/gaps")).text != "/gaps is for mentors of this community."


async def test_another_process_hears_of_it_with_its_next_tick(
    pack: Pack, database: Database, clock: MovableClock, cache: Path, boss: Someone
) -> None:
    other = App(pack, database, clock, cache)
    await other.renew()
    await boss.does("setup", people="id-of-mia")
    mia = Someone(other, name="mia")
    assert (await mia.says("/gaps")).text == "/gaps is for mentors of this community."
    await other.renew()
    assert (await mia.says("/gaps")).text != "/gaps is for mentors of this community."


async def test_newcomers_begin_with_what_the_community_set_and_others_keep_theirs(boss: Someone, ada: Someone) -> None:
    await ada.says("/start zone:Paris")
    card = await boss.does("setup", zone="Berlin", weekday="monday", time="19:00")
    assert fact(card, "Newcomers begin with") == "Monday 19:00 (Europe/Berlin)"
    ben = Someone(boss.app, name="ben")
    assert "Monday 19:00 (Europe/Berlin)" in fact(await ben.says("/start"), "Every week")
    assert "Thursday 18:00 (Europe/Paris)" in fact(await ada.says("/settings"), "Every week")


async def test_a_new_space_is_greeted_once_with_the_way_to_set_up(
    app: App, platform: Platform, clock: MovableClock
) -> None:
    admin = InChannel(app, name="boss", admin=True)
    general = admin.place
    assert await app.setup.new(general.platform, [general.space, "another"]) == [general.space, "another"]
    await app.setup.joined(general)
    assert await app.setup.new(general.platform, [general.space, "another"]) == ["another"]
    await app.deliver()
    clock.move_to(clock.now() + timedelta(days=30))
    await app.setup.joined(general)
    await app.deliver()
    ((place, card, _),) = platform.posted
    assert place == general.model_copy(update={"channel": admin.channel})
    assert [each.label for each in card.buttons] == ["Ask a question", "Begin", "Set up"]
