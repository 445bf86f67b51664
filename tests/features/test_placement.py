"""How answers become a place on a route: the most points win, whatever order they come in; pure functions."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.content import Pack
from bot.content.quiz import Option
from bot.features.quiz import Placement, placement

taps = st.lists(st.integers(0, 4), min_size=8, max_size=8)


def chosen(pack: Pack, taps: list[int]) -> list[Option]:
    """The option that each tap hits; a tap beyond the last one hits the first."""
    pairs = zip(pack.quiz.questions, taps, strict=True)
    return [question.options[tap] if tap < len(question.options) else question.options[0] for question, tap in pairs]


def points(options: list[Option]) -> Counter[str]:
    total: Counter[str] = Counter()
    for option in options:
        total.update(option.routes)
    return total


@given(taps=taps)
def test_the_route_has_the_most_points_and_comes_first_in_the_quizs_order_on_a_tie(pack: Pack, taps: list[int]) -> None:
    options = chosen(pack, taps)
    total = points(options)
    placed = placement(pack, options)
    best = [route for route in pack.quiz.order if total[route] == max(total.values(), default=0)]
    assert placed.route == best[0]


@given(taps=taps)
def test_a_branch_is_one_of_the_route_and_the_one_that_was_chosen(pack: Pack, taps: list[int]) -> None:
    options = chosen(pack, taps)
    placed = placement(pack, options)
    branches = {branch.id for branch in pack.routes[placed.route].branches}
    wanted = next((option.branch for option in options if option.branch), None)
    assert placed.branch == (wanted if wanted in branches else None)


@given(taps=taps)
def test_each_answer_gives_one_reason_and_what_is_known_is_known_once(pack: Pack, taps: list[int]) -> None:
    options = chosen(pack, taps)
    placed = placement(pack, options)
    assert placed.because == tuple(option.because for option in options)
    assert len(set(placed.known)) == len(placed.known)
    assert set(placed.known) == {step for option in options for step in option.knows}
    assert set(placed.known) <= pack.milestones.keys()


@given(taps=taps, data=st.data())
def test_the_route_does_not_depend_on_the_order_of_the_answers(
    pack: Pack, taps: list[int], data: st.DataObject
) -> None:
    options = chosen(pack, taps)
    shuffled = data.draw(st.permutations(options))
    assert placement(pack, list(shuffled)).route == placement(pack, options).route


def test_every_route_is_somebodys_place(pack: Pack) -> None:
    def place(letters: str) -> Placement:
        return placement(pack, chosen(pack, ["abcde".index(letter) for letter in letters]))

    people = {"eaaaaaae": "default", "bdcedbea": "tryapplynow", "cbbaacba": "edirae", "cbbaacca": "hirekit"}
    assert {letters: place(letters).route for letters in people} == people
    assert place("ddddadda").route == "european"
    assert place("eaaaabda").route == "myaicareer"
