"""One mistake in a pack: the author is told the file, the line, what is wrong and how to mend it."""

import re
import shutil
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import PackInvalid, load
from tests.content.drafts import (
    CERTIFICATE,
    INTERVIEWS,
    MYTH,
    PAY,
    PROJECTS,
    SMALL,
    TIME,
    Draft,
    entry,
    facts,
    milestones,
    questions,
    route,
    tip,
)

TIP_TEXT = SMALL["tips/loops.md"].splitlines()[-1]


@dataclass(frozen=True)
class Case:
    """One text put for another in a file; `at` is on the line to be reported, `wrong` and `mend` are in the report."""

    name: str
    file: str
    old: str
    new: str
    at: str
    wrong: str
    mend: str
    adds: str = ""
    """The file as it is before the change, when the small pack does without it."""


FORM = (
    Case("YAML that is none", "pack.yaml", "Small pack", "Small: pack", "Small: pack", "not YAML", "quotes"),
    Case("a key twice", "sources.yaml", "    short", "    title: Other\n    short", "title: Other", "twice", "one of"),
    Case("a tab", "facts/pay.yaml", "    unit", "\tunit", "\tunit", "not YAML", "indentation"),
    Case("a day not in the calendar", "facts/pay.yaml", "2027-01-31", "2027-02-31", "2027-02-31", "2027-02-31|day", ""),
    Case("front matter not begun", "faq/pay.md", "---\nid: pay", "id: pay", "id: pay", "no front matter", "---"),
    Case("front matter not ended", "faq/time.md", "---\nIt", "It", "---", "no front matter", "---"),
    Case("an empty file", "quiz.yaml", SMALL["quiz.yaml"], "", "", "the file", ""),
    Case("a list for a mapping", "routes/main.yaml", SMALL["routes/main.yaml"], "- main", "- main", "the file", ""),
    Case("a misspelt field", "pack.yaml", "header", "heder", "heder", "heder is not a known field", "mean header"),
    Case(
        "a misspelt field in a list",
        "facts/pay.yaml",
        "    source",
        "    open_end: true\n    source",
        "open_end: true",
        "facts.1.open_end is not a known field",
        "did you mean open_ended",
    ),
    Case("a field left out", "sources.yaml", "    short: Guide\n", "", "id: guide", "short is missing", "add short"),
    Case("five phrasings", "faq/pay.md", "  - junior wage\n", "", "phrasings:", "phrasings has 5", "at least 6"),
    Case(
        "five questions",
        "quiz.yaml",
        questions("place").partition("questions:\n")[2],
        "",
        "questions:",
        "questions has 5",
        "at least 6",
    ),
    Case("a bad id", "milestones/maths.yaml", "id: vectors", "id: Vectors_1", "Vectors_1", "'Vectors_1'", "match"),
    Case("a bad version", "pack.yaml", "1.0.0", "1.0", "version: 1.0", "version", ""),
    Case("a bad address", "resources.yaml", "https://", "ftp://", "ftp:", "url", "https"),
    Case("a bad date", "sources.yaml", '"2026-01"', '"January"', "January", "'January'", "match"),
    Case("an unknown unit", "facts/pay.yaml", "usd-per-year", "euro", "unit: euro", "'euro'", "usd-per-month"),
    Case("words for a number", "facts/pay.yaml", "60000", "a lot", "high: a lot", "high is 'a lot'", "number"),
    Case("a long title", "tips/loops.md", "A loop by hand", "A" * 76, "AAA", "title has 76", "to 75"),
    Case("a tip of two words", "tips/loops.md", TIP_TEXT, "Write it.", "Write it.", "body", "at least 40"),
    Case("no text", "faq/time.md", "It depends.\n", "", "", "body", ""),
    Case("low above high", "facts/pay.yaml", "60000", "30000", "id: pay-entry", "facts.1", "low is above high"),
    Case("half a figure", "facts/pay.yaml", "    high: 60000\n", "", "id: pay-entry", "facts.1", "low, high and unit"),
    Case("hours upside down", "milestones/maths.yaml", "low: 2", "low: 9", "hours:", "hours", "low is above high"),
    Case("months upside down", "routes/main.yaml", "low: 1", "low: 3", "months:", "months", "low is above high"),
    Case("negative hours", "milestones/maths.yaml", "low: 2", "low: -2", "hours:", "-2", "greater than or equal to 0"),
    Case(
        "a tip for nothing", "tips/loops.md", "milestones: [loops]\nphases: [main/begin]\n", "", "", "", "milestones:"
    ),
    Case(
        "retired without a successor",
        "certifications.yaml",
        "    sources",
        '    status: retired\n    retired_on: "2026-03-31"\n    sources',
        "id: exam",
        "certifications.1",
        "successors",
        adds=CERTIFICATE,
    ),
    Case(
        "retired without a day",
        "certifications.yaml",
        "    sources",
        "    status: retired\n    successors: [Another exam]\n    sources",
        "id: exam",
        "certifications.1",
        "retired_on",
        adds=CERTIFICATE,
    ),
)

NAMES = (
    Case(
        "a fact on the first card", "pack.yaml", "- pay-entry", "- pay-etry", "- pay-etry", "fact 'pay-etry'", "'pay-e"
    ),
    Case("a fact in an answer", "faq/pay.md", "fact:pay-entry", "fact:pay-senior", "pay-senior", "fact 'pay-s", ""),
    Case("a fact below an answer", "faq/time.md", "- pay-entry", "- pay-x", "- pay-x", "fact 'pay-x'", "'pay-entry'"),
    Case("a fact in a tip", "tips/loops.md", "on paper", "at {{fact:wage}}", "fact:wage", "fact 'wage'", ""),
    Case("a milestone on a route", "routes/main.yaml", "- loops", "- lops", "- lops", "milestone 'lops'", "'loops'"),
    Case("a milestone of a tip", "tips/loops.md", "[loops]", "[lops]", "[lops]", "milestone 'lops'", "'loops'"),
    Case("a milestone of a resource", "resources.yaml", "- loops", "- lop", "- lop", "milestone 'lop'", "'loops'"),
    Case("a source of a fact", "facts/pay.yaml", "source: guide", "source: gide", "gide", "source 'gide'", "'guide'"),
    Case("a source of a milestone", "milestones/maths.yaml", "[guide]", "[gide]", "[gide]", "source 'gide'", "'guide'"),
    Case(
        "a source of a route", "routes/main.yaml", "source: guide", "source: gide", "gide", "source 'gide'", "'guide'"
    ),
    Case("a related entry", "faq/pay.md", "- time\n", "- tine\n", "- tine", "entry 'tine'", "'time'"),
    Case("the default route", "pack.yaml", "route: main", "route: mian", "mian", "route 'mian'", "'main'"),
    Case("a route of the quiz", "quiz.yaml", "[main]", "[main, side]", "side", "route 'side'", ""),
    Case(
        "a phase of a tip",
        "tips/loops.md",
        "main/begin",
        "main/begun",
        "main/begun",
        "phase 'main/begun'",
        "main/begin",
    ),
    Case("a source of a myth", "myths.yaml", "- guide", "- gide", "- gide", "source 'gide'", "'guide'", adds=MYTH),
    Case("a fact of a myth", "myths.yaml", "practice", "{{fact:x}}", "fact:x", "fact 'x'", "", adds=MYTH),
    Case("a certificate's source", "certifications.yaml", "- guide", "- gide", "gide", "'gide'", "", adds=CERTIFICATE),
    Case("a project's source", "projects.yaml", "- guide", "- gide", "- gide", "source 'gide'", "", adds=PROJECTS),
    Case(
        "the bar's source",
        "projects.yaml",
        "bar_source: guide",
        "bar_source: gide",
        "gide",
        "'gide'",
        "",
        adds=PROJECTS,
    ),
    Case("an interview's source", "interviews.yaml", "- guide", "- gide", "- gide", "'gide'", "", adds=INTERVIEWS),
    Case("a flashcard's source", "interviews.yaml", "[guide]", "[gide]", "[gide]", "'gide'", "", adds=INTERVIEWS),
    Case("a flashcard's round", "interviews.yaml", "round: theory", "round: x", "round: x", "'x'", "", adds=INTERVIEWS),
)

TEXTS = (
    Case("a figure by hand", "faq/time.md", "It depends.", "It is $90,000.", "It is $90,000", r"'\$90,000'", "{{fact:"),
    Case("a share by hand", "faq/time.md", "It depends.", "It is 40%.", "It is 40%.", "'40%'", "{{fact:"),
    Case("months by hand", "faq/time.md", "It depends.", "About 9–12 months.", "About 9", "'9–12 months'", "{{fact:"),
    Case("a figure in a tip", "tips/loops.md", "on paper", "in 20% of it", "20%", "by hand", "{{fact:"),
    Case("a figure in a myth", "myths.yaml", "practice", "20% talent", "20%", "by hand", "{{fact:", adds=MYTH),
    Case("nine lines", "faq/time.md", "It depends.", "It depends.\n" + "- a line\n" * 8, "It depends.", "9 lines", "8"),
    Case("a wall of text", "faq/time.md", "It depends.", "word " * 500, "word word", "2499 characters", "2400"),
    Case(
        "everybody called", "faq/time.md", "It depends.", "Ask @everyone.", "Ask @everyone", "notify people", "mention"
    ),
    Case("a person called", "faq/time.md", "It depends.", "Ask <@123>.", "Ask <@123>", "notify people", "mention"),
    Case("everybody called in a tip", "tips/loops.md", "on paper", "for @here", "@here", "notify people", "mention"),
    Case("a reference that is none", "faq/pay.md", "{{fact:", "{{fakt:", "{{fakt:", "fakt", ""),
    Case(
        "suggest above answer", "pack.yaml", "header", "matching: {suggest: 0.9}\nheader", "suggest", "suggest", "lower"
    ),
    Case(
        "a phase twice",
        "routes/main.yaml",
        "      - vectors\n",
        "  - id: begin\n    title: Again\n    milestones: [vectors]\n",
        "id: begin",
        "phase 'begin' stands twice",
        "differ",
    ),
    Case(
        "a phrasing in two entries",
        "faq/time.md",
        "- duration",
        "- What  do they EARN",
        "do they EARN",
        "also in pay",
        "one entry",
    ),
)


@pytest.mark.parametrize("case", FORM + NAMES + TEXTS, ids=lambda case: case.name)
def test_a_mistake_is_reported_with_file_line_what_is_wrong_and_how_to_mend_it(draft: Draft, case: Case) -> None:
    if case.adds:
        draft.write(case.file, case.adds)
    assert draft.mistakes() == ()
    draft.change(case.file, case.old, case.new)
    [mistake] = draft.mistakes()
    assert mistake.file == case.file
    assert re.search(case.wrong, mistake.wrong)
    assert mistake.mend
    assert case.mend in mistake.mend
    assert mistake.line in (draft.lines_with(case.file, case.at)[:1] if case.at else range(1, 17))


def test_a_file_that_is_not_utf_8_is_reported_where_the_byte_is(draft: Draft) -> None:
    draft.change("facts/pay.yaml", "first job", "premier métier")
    (draft.folder / "facts/pay.yaml").write_bytes(draft.text("facts/pay.yaml").encode("latin-1"))
    [mistake] = draft.mistakes()
    assert (mistake.file, mistake.line) == ("facts/pay.yaml", 5)
    assert "not UTF-8" in mistake.wrong
    assert "UTF-8" in mistake.mend


@pytest.mark.parametrize("name", ["pack.yaml", "sources.yaml", "quiz.yaml", "faq/", "milestones/", "routes/"])
def test_a_part_that_every_pack_needs_is_missed(draft: Draft, name: str) -> None:
    path = draft.folder / name
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    [mistake] = draft.mistakes()
    assert (mistake.file, mistake.wrong) == (name, "missing")
    assert "README" in mistake.mend


SECOND = {
    "fact": ("facts/more.yaml", facts("more", "pay-entry"), "id: pay-entry"),
    "topic of facts": ("facts/more.yaml", facts("pay", "pay-late"), "topic: pay"),
    "milestone": ("milestones/more.yaml", milestones("more", "loops"), "id: loops"),
    "subject": ("milestones/more.yaml", milestones("python", "classes"), "topic: python"),
    "entry": ("faq/more.md", entry("time", tuple(f"again {line}" for line in TIME), "No."), "id: time"),
    "route": ("routes/more.yaml", route("main"), "id: main"),
    "tip": ("tips/more.md", tip("loop-by-hand"), "id: loop-by-hand"),
}


@pytest.mark.parametrize("kind", SECOND)
def test_an_id_in_two_files_is_refused_and_nothing_is_lost_in_silence(draft: Draft, kind: str) -> None:
    file, text, at = SECOND[kind]
    draft.write(file, text)
    assert any(
        at.split(": ")[1] in mistake.wrong and mistake.mend and mistake.line in draft.lines_with(mistake.file, at)
        for mistake in draft.mistakes()
    )


AGAIN = {
    "fact": ("facts/pay.yaml", facts("pay", "pay-entry", "pay-entry"), "id: pay-entry"),
    "milestone": ("milestones/maths.yaml", milestones("maths", "vectors", "vectors"), "id: vectors"),
    "question": ("quiz.yaml", questions("code", "code", "data", "hours", "goal", "place"), "id: code"),
    "option": ("quiz.yaml", SMALL["quiz.yaml"].replace("id: b", "id: a"), "id: a"),
    "source": ("sources.yaml", SMALL["sources.yaml"] + SMALL["sources.yaml"].partition("\n")[2], "id: guide"),
    "resource": (
        "resources.yaml",
        SMALL["resources.yaml"] + SMALL["resources.yaml"].partition("\n")[2],
        "id: tutorial",
    ),
    "certificate": ("certifications.yaml", CERTIFICATE + CERTIFICATE.partition("\n")[2], "id: exam"),
}


@pytest.mark.parametrize("kind", AGAIN)
def test_an_id_twice_in_one_file_is_refused_where_it_stands(draft: Draft, kind: str) -> None:
    file, text, at = AGAIN[kind]
    draft.write(file, text)
    assert any(
        mistake.file == file and at.split(": ")[1] in mistake.wrong + mistake.mend and mistake.line in lines
        for lines in [draft.lines_with(file, at)]
        for mistake in draft.mistakes()
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "at"),
    [
        ("faq/pay.md", "- time\n", "- wage\n", "- wage"),  # "junior wage" is a phrasing above
        ("routes/main.yaml", "- vectors", "- loop", "- loop"),
        ("facts/more.yaml", "source: guide", "source: s9", "source: s9"),
        ("pack.yaml", "route: main", "route: small", "route: small"),
        ("faq/pay.md", "It grows later", "It grows by 5% later", "by 5%"),
        ("faq/pay.md", "It grows later", "Ask @here", "Ask @here"),
    ],
)
def test_the_line_is_that_of_the_mistake_even_if_the_word_stands_above(
    draft: Draft, file: str, old: str, new: str, at: str
) -> None:
    draft.write("facts/more.yaml", facts("more", "wage-s9", "wage-guide"))
    draft.change("faq/pay.md", "money per year", "money per year, 5% more? me@here.com")
    draft.change("routes/main.yaml", "One step after", "A loop, one step after")
    assert draft.mistakes() == ()
    draft.change(file, old, new)
    line = draft.lines_with(file, at)[-1]
    assert [(mistake.file, mistake.line) for mistake in draft.mistakes()] == [(file, line)]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("sources.yaml", "    short: Guide\n", ""),
        ("facts/pay.yaml", "60000", "30000"),
        ("faq/pay.md", "- first pay", "- 2026"),
        ("milestones/maths.yaml", "id: vectors", "id: Vectors"),
    ],
)
def test_a_wrong_item_is_not_also_reported_as_one_too_few(draft: Draft, file: str, old: str, new: str) -> None:
    if file != "faq/pay.md":
        first, _, _ = draft.text(file).partition("\n  - ")[2].partition("\n  - ")
        draft.write(file, draft.text(file).partition("\n  - ")[0] + "\n  - " + first + "\n")
    draft.change(file, old, new)
    assert [mistake.file for mistake in draft.mistakes() if mistake.file == file] == [file]


def test_more_text_below_an_answer_than_a_card_holds_is_refused_here_and_not_when_a_member_asks(draft: Draft) -> None:
    ids = [f"pay-{number}" for number in range(20)]
    draft.write("facts/more.yaml", facts("more", *ids))
    draft.change("faq/time.md", "  - pay-entry\n", "".join(f"  - {id}\n" for id in ids))
    [mistake] = draft.mistakes()
    assert mistake.file == "faq/time.md"


def test_mistakes_in_the_form_of_several_files_are_all_reported_in_order(draft: Draft) -> None:
    draft.change("pack.yaml", "Small pack", "Small: pack")
    draft.change("facts/pay.yaml", "60000", "30000")
    draft.change("facts/pay.yaml", "source: guide", "sourse: guide")
    draft.change("faq/pay.md", "  - junior wage\n", "")
    draft.change("milestones/maths.yaml", "id: vectors", "id: Vectors")
    draft.remove("quiz.yaml")
    found = draft.mistakes()
    files = {"facts/pay.yaml", "faq/pay.md", "milestones/maths.yaml", "pack.yaml", "quiz.yaml"}
    assert {mistake.file for mistake in found} == files
    assert len([mistake for mistake in found if mistake.file == "facts/pay.yaml"]) >= 2
    assert list(found) == sorted(found)


def test_mistakes_between_files_are_all_reported_in_order(draft: Draft) -> None:
    draft.change("faq/pay.md", "fact:pay-entry", "fact:pay-senior")
    draft.change("faq/time.md", "- duration", f"- {PAY[0]}")
    draft.change("tips/loops.md", "[loops]", "[lops]")
    draft.change("resources.yaml", "- loops", "- lop")
    draft.change("faq/time.md", "It depends.", "It is 40%.")
    found = draft.mistakes()
    assert [mistake.file for mistake in found] == [
        "faq/pay.md", "faq/time.md", "faq/time.md", "resources.yaml", "tips/loops.md"
    ]  # fmt: skip
    assert list(found) == sorted(found)


def test_a_mistake_of_form_does_not_hide_one_between_files(draft: Draft) -> None:
    draft.change("sources.yaml", "short:", "shrot:")
    draft.change("faq/pay.md", "- time\n", "- tine\n")
    assert {mistake.file for mistake in draft.mistakes()} == {"sources.yaml", "faq/pay.md"}


def test_the_error_says_each_mistake_on_a_line_of_its_own(draft: Draft) -> None:
    draft.change("faq/pay.md", "- time\n", "- tine\n")
    draft.change("routes/main.yaml", "- loops", "- lops")
    with pytest.raises(PackInvalid) as refused:
        load(draft.folder)
    [line] = draft.lines_with("faq/pay.md", "- tine")
    first, second = str(refused.value).splitlines()
    assert first == f"faq/pay.md:{line}: entry 'tine' does not exist: did you mean 'time'?"
    assert second.startswith("routes/main.yaml:")


VALUES = ["", "~", "true", "7", "-1.5", "[]", "{}", "[x, y]", "{x: y}", "2026-01-02", "text", "'", "*x", "&x y"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_one_line_becomes_the_pack_loads_or_is_refused_with_a_line_of_the_file(
    draft: Draft, data: st.DataObject
) -> None:
    file = data.draw(st.sampled_from(sorted(SMALL)))
    lines = SMALL[file].splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    start = re.match(r"[\s-]*(?:[a-z_]+:)? ?", lines[number])
    assert start
    lines[number] = start.group() + data.draw(
        st.sampled_from(VALUES) | st.text(st.characters(codec="utf-8"), max_size=9)
    )
    draft.write(file, "\n".join(lines) + "\n")
    try:
        for mistake in draft.mistakes():
            length = len(draft.text(mistake.file).splitlines()) if mistake.file in SMALL else 1
            assert 1 <= mistake.line <= length + 1
            assert mistake.wrong
            assert mistake.mend
    finally:
        draft.write(file, SMALL[file])
