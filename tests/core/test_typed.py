"""What a typed line means: names with a colon, words in their order, and choices wherever they stand."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.core.model import Choice, Question
from bot.core.typed import arguments


def question(name: str, *choices: str) -> Question:
    return Question(name=name, label=name, choices=tuple(Choice(label=each, value=each) for each in choices))


ASK = (question("question"),)
SALARY = (question("level", "entry", "mid", "senior"), question("region", "us", "europe"))
SETTINGS = tuple(question(name) for name in ("zone", "weekday", "time", "hours"))
CHECKIN = (question("answer", "done", "partly"), question("hours"), question("note"))
POST = (question("title"), question("titles"), question("why"))
EVERY = {"none": (), "ask": ASK, "salary": SALARY, "settings": SETTINGS, "checkin": CHECKIN, "post": POST}


@pytest.mark.parametrize(
    ("command", "line", "meant"),
    [
        ("ask", "how much maths: a lot?", {"question": "how much maths: a lot?"}),
        ("ask", "question: why", {"question": "why"}),
        ("ask", "Question: why", {"question": "why"}),
        ("ask", "", {}),
        ("salary", "senior europe", {"level": "senior", "region": "europe"}),
        ("salary", "Europe SENIOR", {"level": "senior", "region": "europe"}),
        ("salary", "europe", {"region": "europe"}),
        ("salary", "region:us", {"region": "us"}),
        ("salary", "region=us level = mid", {"region": "us", "level": "mid"}),
        ("settings", "zone:New York time:18:00", {"zone": "New York", "time": "18:00"}),
        ("settings", "ZONE: New York   Time: 6 pm ", {"zone": "New York", "time": "6 pm"}),
        ("settings", 'zone:"New York"', {"zone": "New York"}),
        ("settings", "Berlin hours:6", {"zone": "Berlin", "hours": "6"}),
        ("settings", "zone:", {"zone": ""}),
        ("settings", "zone:Rome zone:Oslo", {"zone": "Oslo"}),
        (
            "checkin",
            "done 5 it went well, hours fly",
            {"answer": "done", "hours": "5", "note": "it went well, hours fly"},
        ),
        ("checkin", "5 done", {"hours": "5", "answer": "done"}),
        ("checkin", "note:see https://e.org/?hours=5", {"note": "see https://e.org/?hours=5"}),
        ("checkin", 'done 5 "all of it"', {"answer": "done", "hours": "5", "note": "all of it"}),
        ("post", "titles:b title:a", {"title": "a", "titles": "b"}),
    ],
)
def test_a_line_is_read_as_it_is_meant(command: str, line: str, meant: dict[str, str]) -> None:
    assert arguments(EVERY[command], line) == meant


def test_no_word_of_a_line_is_lost_without_a_word() -> None:
    """What fits no question is left to the parser to refuse, not dropped."""
    assert "please" in " ".join(arguments(SALARY, "senior europe please").values())


def test_words_before_the_names_of_all_questions_are_kept() -> None:
    assert arguments(SALARY, "please level:senior region:europe") == {"level": "senior", "region": "please europe"}


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(EVERY)),
    st.text()
    | st.lists(st.sampled_from(["title", "hours", ":", "=", " ", '"', "done", "\n", "(", "\\", "x"])).map("".join),
)
def test_any_line_means_something_or_nothing_but_never_breaks(command: str, line: str) -> None:
    questions = EVERY[command]
    found = arguments(questions, line)
    assert found.keys() <= {each.name for each in questions}


VALUES = st.text(min_size=1, max_size=30).map(str.strip)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["settings", "post"]).flatmap(
        lambda command: st.tuples(
            st.just(command), st.dictionaries(st.sampled_from([each.name for each in EVERY[command]]), VALUES)
        )
    ),
    st.sampled_from([":", "=", ": ", " : "]),
    st.booleans(),
)
def test_named_values_come_back_as_they_were_typed(told: tuple[str, dict[str, str]], sign: str, quoted: bool) -> None:
    command, args = told
    names = "|".join(each.name for each in EVERY[command])
    assume(not any(re.search(rf"(^|\s)({names})\s*[:=]", value, re.IGNORECASE) for value in args.values()))
    assume(quoted or not any(value[:1] == value[-1:] == '"' for value in args.values()))
    line = " ".join(f'{name}{sign}"{value}"' if quoted else f"{name}{sign}{value}" for name, value in args.items())
    assert arguments(EVERY[command], line) == args


@settings(deadline=None)
@given(st.text(max_size=60).map(str.strip))
def test_the_words_after_the_first_answers_are_kept_as_they_are(note: str) -> None:
    assume(not re.search(r"(^|\s)(answer|hours|note)\s*[:=]", note, re.IGNORECASE))
    assume(not (note[:1] == note[-1:] == '"'))
    assert arguments(CHECKIN, f"done 5 {note}").get("note", "") == note
