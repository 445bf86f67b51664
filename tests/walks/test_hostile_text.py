"""Whatever is typed into any field: a clear answer, nobody is notified, nothing breaks, nothing is lost."""

import json

import pytest

from bot.app import App
from bot.core.commands import Command
from bot.core.model import Card
from bot.core.text import one_line
from bot.store import Database
from tests.talking import Platform, Someone
from tests.walks.reading import BROKE, InChannel, all_pages, calls_people

HOSTILE = {
    "sql": "'; drop table members; --",
    "markdown": "**b** _i_ ~~s~~ `c` ||p|| [x](https://example.org) # h\n> q\n- l \\",
    "everybody": "@everyone @here @channel",
    "only everybody": "@everyone",
    "slack everybody": "<!channel> <!here>",
    "one person": "<@123>",
    "role and channel": "<@&9> <#42> <@U024BE7LH|ada>",
    "zero bytes": "a\0b\0",
    "control characters": "\x1b[2J\x07\x08\r\n\x7f",
    "ten thousand": "x" * 10_000,
    "emoji": "👩‍👩‍👧🦄🏳️‍🌈",
    "right to left": "\u202eمرحبا بالعالم\u202c שלום",
    "templates": "{{fact:nope}} {0} %s ${HOME} %(x)s",
    "a slash": "/quit",
    "named arguments": "zone:Berlin hours:3 form:question page:2",
    "numbers": "٣ ² 1e400 nan -0 0x10",
    "no number": "nan",
    "a negative number": "-1",
    "a number of four hundred digits": "9" * 400,
    "a leap second": "23:59:60",
    "a code": "a?b=c&d=%00",
    "scripts and lines": "東京 القاهرة\n\n👍🏽\u202eabc\u0301\r\nthree\u2028four\x00",
    "nothing to be seen": "\u200b\u2060\u200e",
    "nothing but markup": "*" * 1_000,
    "a link that calls": "https://example.org/@everyone/<@123>",
}
VALID = {
    "milestone": "sql", "question": "how much maths do I need?", "title": "A title", "text": "A text",
    "why": "A reason", "link": "https://example.org/a", "source": "A book", "member": "boss", "week": "1",
}  # fmt: skip
"""What the other required fields of a command are given meanwhile."""

CALLS = [text for name, text in HOSTILE.items() if name in ("everybody", "slack everybody", "role and channel")]

hostile = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())


def filled(command: Command, field: str, text: str) -> dict[str, str]:
    needed = {question.name: VALID[question.name] for question in command.questions if question.required}
    return needed | {field: text}


async def wrong_with(who: Someone, command: str, given: dict[str, str]) -> str:
    """What is bad about the answer, or nothing."""
    try:
        card = await who.does(command, **given)
    except Exception as error:  # noqa: BLE001 whatever escapes from the dispatch is what is looked for
        return f"raised {type(error).__name__} {error}"
    return bad(card)


def bad(card: Card) -> str:
    if card.title == BROKE:
        return "broke"
    return "calls people" if calls_people(card) else ""


@hostile
async def test_any_text_in_any_field_is_answered_and_never_breaks_or_calls_anybody(
    app: App, boss: Someone, platform: Platform, text: str
) -> None:
    for topic in ("announcements", "mentors"):
        await InChannel(app, name="boss", admin=True).says(f"/subscribe {topic}")
    found = {}
    for command in app.dispatch.commands:
        for field in command.arguments.model_fields:
            found[f"/{command.name} {field}"] = await wrong_with(boss, command.name, filled(command, field, text))
    await app.deliver()
    assert {where: wrong for where, wrong in found.items() if wrong} == {}
    assert [card.title for _, card, _ in platform.posted if bad(card)] == []


async def test_any_text_typed_after_any_command_is_answered(boss: Someone) -> None:
    found = {}
    for text in (*CALLS, HOSTILE["markdown"], HOSTILE["zero bytes"], HOSTILE["ten thousand"]):
        for line in [*(f"/{command.name} {text}" for command in boss.app.dispatch.commands), f"/{text}", text]:
            name, given = boss.app.dispatch.read(line[1:]) if line.startswith("/") else ("ask", {"question": line})
            found[line[:40]] = await wrong_with(boss, name, given)
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


async def test_any_text_is_completed_without_a_breakdown(boss: Someone) -> None:
    for text in HOSTILE.values():
        for command in boss.app.dispatch.commands:
            for argument in command.suggests:
                assert len(await boss.offered(command.name, argument, text)) <= 25


async def test_a_members_words_are_kept_as_written_and_shown_to_nobodys_alarm(app: App, database: Database) -> None:
    for name, text in HOSTILE.items():
        who = Someone(app, name=name)
        await who.says("/done git-workflow")
        card = await who.does("checkin", answer="done", note=text)
        export = await who.does("mydata", what="export")
        assert bad(card) == ""
        assert export.file is not None
        kept = json.loads(export.file.content)
        assert kept["progress"][0]["milestone"] == "git-workflow"
        if len(text) <= 1000:
            note = text.replace("\x00", "").strip() if one_line(text) else None
            assert kept["check-ins"][0]["note"] == note
        else:
            assert "1,000 characters" in card.text
            assert kept["check-ins"] == []
    assert len((await database.tables())["members"]) == len(HOSTILE)


@pytest.mark.parametrize("text", [HOSTILE[name] for name in ("markdown", "only everybody", "zero bytes", "one person")])
async def test_a_posted_resource_never_breaks_the_list_for_others(
    app: App, boss: Someone, ada: Someone, database: Database, text: str
) -> None:
    for field in ("title", "why"):
        await boss.does("resource", **VALID_RESOURCE | {field: text, "link": f"https://example.org/{field}"})
    await boss.does("resource", **VALID_RESOURCE | {"link": f"https://example.org/{text}"})
    kept = (await database.tables())["resources"]
    for line in ("/resources", "/resources sql"):
        pages = await all_pages(ada, await ada.says(line))
        assert [bad(page) for page in pages if bad(page)] == []
        assert sum(page.text.count("(from this community)") for page in pages) == len(kept)
    if len(text) <= 100:
        assert text.replace("\x00", "").strip() in [row["title"] for row in kept]


VALID_RESOURCE = {"title": "A book", "link": "https://example.org/a", "why": "Good.", "milestones": "sql"}


@pytest.mark.parametrize("name", ["@everyone", "<@123>", "'; drop table members; --", "x" * 10_000, "\0", "**b**", ""])
async def test_a_person_of_any_name_is_served(app: App, database: Database, name: str) -> None:
    who = Someone(app, name=name)
    for command, given in (
        ("start", {}),
        ("plan", {}),
        ("progress", {}),
        ("mydata", {}),
        ("mydata", {"what": "export"}),
    ):
        assert await wrong_with(who, command, given) == ""
    assert len((await database.tables())["members"]) == 1


async def test_a_button_code_that_nobody_made_is_answered_too(boss: Someone) -> None:
    found = {}
    for name, text in HOSTILE.items():
        codes = {
            "quiz": {"answers": text}, "less": {"messages": text}, "mydata": {"what": "delete", "sure": text},
            "checkin": {"step": text, "week": "2026-W47", "answer": "done"}, "resources": {"page": text},
            "tip": {text: "no such argument"}, "checkin?": {"week": text},
        }  # fmt: skip
        for command, given in codes.items():
            found[f"{command} {name}"] = await wrong_with(boss, command.rstrip("?"), given)
    assert {where: wrong for where, wrong in found.items() if wrong} == {}
