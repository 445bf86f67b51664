"""Walks every command definition of the whole bot over the shipped pack: limits, forms, help, examples, a first use."""

import re
from collections.abc import Iterator
from itertools import chain, combinations

import pytest

from bot.app import App
from bot.core.commands import FORM, Command
from bot.core.model import Button, Card
from tests.talking import Someone
from tests.walks.reading import whole

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

REFUSED = ("Something broke", "That does not fit yet", "That did not work")

HONEST = {
    "undo": "There is nothing to undo.",
}
"""What a newcomer is told where there is nothing to do for them yet."""


@pytest.fixture
def commands(app: App) -> list[Command]:
    return list(app.dispatch.commands)


def someone_new(app: App, name: str) -> Someone:
    return Someone(app, name=name, admin=True)


def test_the_walk_sees_the_whole_bot(commands: list[Command]) -> None:
    """The commands that the first issue promises by name, and more."""
    promised = "help ask faq salary certs compare path quiz route roadmap plan checkin done undo progress tip resources"
    later = "settings pause resume stop mydata resource announce start"
    assert {*promised.split(), *later.split()} <= {each.name for each in commands}


def test_names_summaries_and_titles_fit_every_platform(commands: list[Command]) -> None:
    wrong = [each.name for each in commands if not re.fullmatch(r"[a-z0-9_-]{1,32}", each.name)]
    wrong += [f"{each.name}: summary" for each in commands if not 1 <= len(each.summary) <= 100]
    wrong += [f"{each.name}: title" for each in commands if len(each.title or each.name) > 24]
    assert wrong == []


def test_arguments_fit_the_options_of_every_platform(commands: list[Command]) -> None:
    """At most 25 options, named like commands; the required ones can be asked for in one form of five."""
    for each in commands:
        names = [question.name for question in each.questions]
        assert len(names) <= 25, each.name
        assert all(re.fullmatch(r"[a-z0-9_-]{1,32}", name) for name in names), each.name
        assert FORM not in each.arguments.model_fields, f"/{each.name}: a button could not fill this field"
        assert sum(question.required for question in each.questions) <= 5, each.name
        for question in each.questions:
            assert len(question.choices) <= 25, (each.name, question.name)
            assert question.max_length <= 3000, (each.name, question.name)


def asked_for(command: Command) -> Iterator[tuple[str, ...]]:
    """Every set of up to five fields that a button could ask for."""
    names = [question.name for question in command.questions]
    return chain.from_iterable(combinations(names, count) for count in range(1, min(len(names), 5) + 1))


def test_every_form_that_can_open_fits(commands: list[Command]) -> None:
    """`Form` and `Question` refuse what does not fit, so opening it is the test."""
    for each in commands:
        fewest = each.form({})
        assert (fewest is not None) == any(question.required for question in each.questions), each.name
        for names in asked_for(each):
            form = each.form({FORM: ",".join(names)})
            assert form is not None, (each.name, names)
            assert {question.name for question in form.questions} == set(names)
            Button(label="Change", command=each.name, args={FORM: ",".join(names)})


async def test_completions_fit_and_are_of_an_argument_that_there_is(boss: Someone, commands: list[Command]) -> None:
    for each in commands:
        questions = {question.name: question for question in each.questions}
        assert each.suggests.keys() <= questions.keys(), each.name
        for name in each.suggests:
            for typed in ("", "a", "ML", "zzz", "@everyone", "(", "x" * 300):
                offered = await boss.offered(each.name, name, typed)
                assert len(offered) <= 25
                too_long = [choice.value for choice in offered if len(choice.value) > questions[name].max_length]
                assert too_long == [], f"/{each.name} would refuse what it offers for {name}"
            if name != "question":  # none waits here
                offered = [*await boss.offered(each.name, name), *await boss.offered(each.name, name, "a")]
                assert offered, f"/{each.name} offers nothing for {name}"


async def test_the_help_of_each_command_draws_and_explains_every_argument(
    boss: Someone, commands: list[Command]
) -> None:
    for each in commands:
        card = await boss.says(f"/help {each.name}")
        assert card.title == f"/{each.name}"
        assert each.summary in card.text
        assert all(f"**{question.name}**" in card.text for question in each.questions), each.name
        assert all(f"`/{usage}`" in card.text for usage in each.usage), each.name


async def test_help_lists_what_one_may_do(ada: Someone, boss: Someone, commands: list[Command]) -> None:
    mine, all_of_it = [await whole(who, await who.says("/help")) for who in (ada, boss)]
    for each in commands:
        assert f"`/{each.name}`" in all_of_it
        assert (f"`/{each.name}`" in mine) == (each.who == "member"), each.name


async def test_every_example_is_read_and_works_for_a_member(app: App, commands: list[Command]) -> None:
    examples = [(each, usage) for each in commands for usage in each.usage]
    for number, (each, usage) in enumerate(examples):
        name, args = app.dispatch.read(usage)
        assert name == each.name, usage
        if each.form(args):
            continue
        each.parse(args)
        member = someone_new(app, f"reader{number}")
        await member.says("/start")
        card = await member.says(f"/{usage}")
        assert card.title not in REFUSED, f"/{usage}: {card.title}: {card.text}"


async def test_every_command_is_answered_to_somebody_who_was_never_here(app: App, commands: list[Command]) -> None:
    for each in commands:
        newcomer = someone_new(app, f"new-to-{each.name}")
        if newcomer.form(each.name):
            continue
        card = await newcomer.says(f"/{each.name}")
        if each.name in HONEST:
            assert (card.title, card.text) == ("That did not work", HONEST[each.name])
        else:
            assert card.title not in REFUSED, f"/{each.name}: {card.title}: {card.text}"


async def test_what_is_for_admins_is_refused_to_members(ada: Someone, commands: list[Command]) -> None:
    admins = [each.name for each in commands if each.who != "member"]
    assert {"resource", "announce"} <= set(admins)
    for each in commands:
        if each.who != "member":
            assert (await ada.does(each.name)).text == f"/{each.name} is for {each.who}s of this community."


def buttons_of(card: Card) -> list[Button]:
    return [each for each in (*card.buttons, *card.controls) if isinstance(each, Button)]


async def test_every_button_that_a_newcomer_is_shown_leads_somewhere(app: App, commands: list[Command]) -> None:
    """Two presses deep: a button is a typed command, so it must be one that is understood."""
    member = someone_new(app, "presser")
    cards = [await member.says(f"/{each.name}") for each in commands if not member.form(each.name)]
    seen: set[str] = set()
    for depth in (1, 2):
        presses = {button.code: button for card in cards for button in buttons_of(card) if button.code not in seen}
        seen |= presses.keys()
        cards = []
        for code, button in presses.items():
            if "sure=" in code or member.form(button.command, **button.args):
                continue
            cards.append(await member.does(button.command, **button.args))
            # "Nothing to undo" and the like are honest; what does not fit or breaks is a broken button.
            assert cards[-1].title not in REFUSED[:2], (depth, code, cards[-1].text)
