"""A name in a pack that leads nowhere, and an id that stands twice."""

import shutil
from copy import deepcopy

import pytest
import yaml

from bot.content import find
from tests.content.cases import Case
from tests.content.drafts import (
    CERTIFICATE,
    INTERVIEWS,
    MYTH,
    PROJECTS,
    SMALL,
    Draft,
    entry,
    facts,
    milestones,
    questions,
    route,
    tip,
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
    Case("an entry's topic", "faq/pay.md", "related", "topic: pya\nrelated", "pya", "topic 'pya'", "'pay'"),
    Case(
        "an entry that answers instead",
        "faq/pay.md",
        "related",
        "instead:\n  - {to: student, entry: tme}\nrelated",
        "tme",
        "entry 'tme'",
        "'time'",
    ),
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
    Case("a phase without its route", "tips/loops.md", "main/begin", "begin", "[begin]", "phase 'begin'", "main/begin"),
    Case("a branch of the quiz", "quiz.yaml", "knows: [loops]", "branch: vision", "vision", "branch 'vision'", ""),
    Case("a milestone of the quiz", "quiz.yaml", "[loops]", "[lops]", "[lops]", "milestone 'lops'", "'loops'"),
    Case("a route's points in the quiz", "quiz.yaml", "{main: 1}", "{mian: 1}", "mian", "route 'mian'", "'main'"),
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


@pytest.mark.parametrize("case", NAMES, ids=lambda case: case.name)
def test_a_name_that_leads_nowhere_is_reported_where_it_is_used_and_the_nearest_offered(
    draft: Draft, case: Case
) -> None:
    case.try_on(draft)


SECOND = {
    "fact": ("facts/more.yaml", facts("more", "pay-entry"), "id: pay-entry"),
    "topic of facts": ("facts/more.yaml", facts("pay", "pay-late"), "topic: pay"),
    "milestone": ("milestones/more.yaml", milestones("more", "loops"), "id: loops"),
    "subject": ("milestones/more.yaml", milestones("python", "classes"), "topic: python"),
    "entry": ("faq/more.md", entry("time", "No."), "id: time"),
    "route": ("routes/more.yaml", route("main"), "id: main"),
    "tip": ("tips/more.md", tip("loop-by-hand"), "id: loop-by-hand"),
}


@pytest.mark.parametrize("kind", SECOND)
def test_an_id_in_two_files_is_refused_and_nothing_is_lost_in_silence(draft: Draft, kind: str) -> None:
    file, text, at = SECOND[kind]
    draft.write(file, text)
    [mistake] = draft.mistakes()
    assert f"'{at.split(': ')[1]}' stands twice" in mistake.wrong
    assert mistake.mend
    assert mistake.line in draft.lines_with(mistake.file, at)


OPTIONS = questions("code").partition("options:\n")[2]
ONE_LINE = "      [{id: a, label: By all means, because: So.}, {id: a, label: Not yet, because: So.}]\n"

AGAIN = {
    "fact": ("facts/pay.yaml", facts("pay", "pay-entry", "pay-entry"), "id: pay-entry"),
    "milestone": ("milestones/maths.yaml", milestones("maths", "vectors", "matrices", "vectors"), "id: vectors"),
    "question": ("quiz.yaml", questions("code", "code", "data", "hours", "goal", "place"), "id: code"),
    "option": ("quiz.yaml", SMALL["quiz.yaml"].replace("id: b", "id: a"), "id: a"),
    "option on the same line": ("quiz.yaml", SMALL["quiz.yaml"].replace(OPTIONS, ONE_LINE), "id: a"),
}


@pytest.mark.parametrize("kind", AGAIN)
def test_an_id_twice_in_one_file_is_refused_where_it_stands(draft: Draft, kind: str) -> None:
    file, text, at = AGAIN[kind]
    draft.write(file, text)
    found = draft.mistakes()
    assert found
    for mistake in found:
        assert mistake.file == file
        assert f"'{at.split(': ')[1]}' stands twice" in mistake.wrong
        assert mistake.line in draft.lines_with(file, at)[1:] or kind.endswith("same line")


SHELVES = {
    "careers.yaml": "careers",
    "certifications.yaml": "certifications",
    "comparisons.yaml": "comparisons",
    "glossary.yaml": "terms",
    "interviews.yaml": "rounds",
    "myths.yaml": "myths",
    "paths.yaml": "paths",
    "projects.yaml": "projects",
    "resources.yaml": "resources",
    "skills.yaml": "skills",
    "sources.yaml": "sources",
    "stories.yaml": "stories",
}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    folder = tmp_path_factory.mktemp("packs") / "copy"
    shutil.copytree(find("ml-engineer"), folder)
    return Draft(folder)


@pytest.mark.parametrize("file", SHELVES)
def test_nothing_in_the_shipped_pack_can_be_said_twice(shipped: Draft, file: str) -> None:
    whole = shipped.text(file)
    data = yaml.safe_load(whole)
    data[SHELVES[file]].append(deepcopy(data[SHELVES[file]][0]))
    shipped.write(file, yaml.safe_dump(data, sort_keys=False, allow_unicode=True))
    try:
        assert [mistake.file for mistake in shipped.mistakes() if "twice" in mistake.wrong] == [file]
    finally:
        shipped.write(file, whole)


@pytest.mark.parametrize(
    ("file", "field"),
    [
        ("careers.yaml", "facts: ["),
        ("careers.yaml", "source: "),
        ("comparisons.yaml", "sources: ["),
        ("certifications.yaml", "facts: ["),
        ("interviews.yaml", "milestones: ["),
        ("paths.yaml", "facts: ["),
        ("paths.yaml", "route: "),
        ("projects.yaml", "milestone: "),
        ("projects.yaml", "  - projects-"),
        ("resources.yaml", "sources: ["),
        ("skills.yaml", "facts: ["),
        ("skills.yaml", "milestones: ["),
        ("stories.yaml", "facts: ["),
        ("stories.yaml", "source: "),
    ],
)
def test_no_name_in_the_shipped_pack_can_lead_nowhere(shipped: Draft, file: str, field: str) -> None:
    whole = shipped.text(file)
    shipped.change(file, field, f"{field}nowhere-")
    [line] = shipped.lines_with(file, "nowhere-")
    try:
        [mistake] = shipped.mistakes()
        assert (mistake.file, mistake.line) == (file, line)
        assert "does not exist" in mistake.wrong
    finally:
        shipped.write(file, whole)
