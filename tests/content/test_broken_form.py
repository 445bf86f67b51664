"""A file not written as its kind must be: each mistake with file, line, what is wrong and how to mend it."""

import shutil

import pytest

from tests.content.cases import Case
from tests.content.drafts import (
    CERTIFICATE,
    SLOTS,
    SMALL,
    Draft,
    questions,
)

TIP_TEXT = SMALL["tips/loops.md"].splitlines()[-1]

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
    Case("five phrasings", "phrasings/pay.txt", "junior wage\n", "", "", "lines has 5", "at least 6"),
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
        "an unknown level", "slots.yaml", "senior\n    l", "boss\n    l", "value: boss", "'boss'", "entry", adds=SLOTS
    ),
    Case(
        "a value without words",
        "slots.yaml",
        "[junior, first job]",
        "[]",
        "words: []",
        "has 0",
        "at least 1",
        adds=SLOTS,
    ),
    Case(
        "a misspelt slot", "slots.yaml", "level:\n", "levels:\n", "levels:", "levels is not", "mean level", adds=SLOTS
    ),
    Case(
        "bands that fall",
        "slots.yaml",
        "{level: senior}",
        "{level: senior, below: 1}",
        "bands:",
        "bands",
        "higher",
        adds=SLOTS,
    ),
    Case(
        "a band in the middle without an end", "slots.yaml", ", below: 2", "", "bands:", "bands", "higher", adds=SLOTS
    ),
    Case(
        "a word for two values of a slot",
        "slots.yaml",
        "- lead",
        "- first-job",
        "- first-job",
        "'first-job' stands for two values of level",
        "keep it in one",
        adds=SLOTS,
    ),
    Case(
        "narrowed without a topic", "faq/pay.md", "related", "narrows: [level]\nrelated", "narrows", "narrows", "topic"
    ),
    Case(
        "narrowed by what there is not", "faq/pay.md", "related", "narrows: [age]\nrelated", "narrows", "'age'", "level"
    ),
    Case("a review on no day", "faq/pay.md", "related", "review_by: soon\nrelated", "review_by", "'soon'", "date"),
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


@pytest.mark.parametrize("case", FORM, ids=lambda case: case.name)
def test_a_mistake_of_form_is_reported_where_it_stands_and_with_how_to_mend_it(draft: Draft, case: Case) -> None:
    case.try_on(draft)


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


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("sources.yaml", "    short: Guide\n", ""),
        ("facts/pay.yaml", "60000", "30000"),
        ("faq/pay.md", "  - time", "  - 2026"),
        ("milestones/maths.yaml", "id: vectors", "id: Vectors"),
    ],
)
def test_a_wrong_item_is_not_also_reported_as_one_too_few(draft: Draft, file: str, old: str, new: str) -> None:
    if file != "faq/pay.md":
        first, _, _ = draft.text(file).partition("\n  - ")[2].partition("\n  - ")
        draft.write(file, draft.text(file).partition("\n  - ")[0] + "\n  - " + first + "\n")
    draft.change(file, old, new)
    assert [mistake.file for mistake in draft.mistakes() if mistake.file == file] == [file]
