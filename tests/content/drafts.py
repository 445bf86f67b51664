"""A small whole pack on disk, to be broken in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content import Mistake, PackInvalid, load


def entry(id: str, body: str, fields: str = "") -> str:
    """An FAQ file; `fields` are lines of front matter."""
    return f'---\nid: {id}\ntitle: About {id}\n{fields}as_of: "2026-01"\n---\n{body}\n'


def milestones(topic: str, *ids: str) -> str:
    return f"topic: {topic}\ntitle: The subject\nmilestones:\n" + "".join(
        f"  - id: {id}\n    title: Learn {id}\n    do: Read and try.\n    check: You explain it.\n"
        f"    hours: {{low: 2, high: 4}}\n    sources: [guide]\n"
        for id in ids
    )


def facts(topic: str, *ids: str) -> str:
    return f"topic: {topic}\ntitle: The figures\nfacts:\n" + "".join(
        f"  - id: {id}\n    statement: Pay in the first job\n    low: 40000\n    high: 60000\n"
        f'    unit: usd-per-year\n    source: guide\n    as_of: "2026-01"\n    review_by: 2027-01-31\n'
        for id in ids
    )


def questions(*ids: str) -> str:
    return "intro: Six taps.\norder: [main]\nquestions:\n" + "".join(
        f"  - id: {id}\n    text: Is it {id}?\n    options:\n"
        "      - id: a\n        label: By all means\n        because: You said so.\n"
        "      - id: b\n        label: Not yet\n        because: You said so.\n"
        "        routes: {main: 1}\n        knows: [loops]\n"
        for id in ids
    )


def route(id: str) -> str:
    return (
        f"id: {id}\ntitle: The main route\nsource: guide\nsummary: One step after another.\nphases:\n"
        "  - id: begin\n    title: Begin\n    months: {low: 1, high: 2}\n"
        "    milestones:\n      - loops\n      - vectors\n"
        "  - id: finish\n    title: Finish\n    milestones:\n      - functions\n      - matrices\n"
    )


def tip(id: str, fields: str = "milestones: [loops]\nphases: [main/begin]\n") -> str:
    return f"---\nid: {id}\ntitle: A loop by hand\n{fields}---\nWrite the first three rounds of the loop on paper.\n"


PAY = ("first pay", "what do they earn", "money per year", "how well paid is it", "income at the start", "junior wage")
TIME = ("how long", "months until ready", "is a year enough", "when am I done", "duration", "time it takes")

SMALL: Mapping[str, str] = {
    "pack.yaml": (
        "id: small\ntitle: Small pack\nversion: 1.0.0\nsummary: Just enough to be whole.\n"
        "default_route: main\nheader:\n  - pay-entry\n"
    ),
    "sources.yaml": (
        "sources:\n  - id: guide\n    title: A guide\n    publisher: Somebody\n    short: Guide\n"
        '    published: "2026-01"\n'
        "  - id: paper\n    title: A paper\n    publisher: Somebody\n    short: Paper\n    published: 2025/2026\n"
    ),
    "facts/pay.yaml": facts("pay", "pay-entry", "pay-middle"),
    "faq/pay.md": entry("pay", "It starts at {{fact:pay-entry}}.\n\nIt grows later.", "related:\n  - time\n"),
    "faq/time.md": entry("time", "It depends.", "facts:\n  - pay-entry\n"),
    "phrasings/pay.txt": "\n".join(PAY) + "\n",
    "phrasings/time.txt": "\n".join(TIME) + "\n",
    "milestones/python.yaml": milestones("python", "loops", "functions"),
    "milestones/maths.yaml": milestones("maths", "vectors", "matrices"),
    "routes/main.yaml": route("main"),
    "quiz.yaml": questions("code", "logic", "data", "hours", "goal", "place"),
    "tips/loops.md": tip("loop-by-hand"),
    "resources.yaml": (
        "resources:\n  - id: tutorial\n    title: The tutorial\n    url: https://example.org/tutorial\n"
        "    why: It is short.\n    kind: course\n    free: true\n    milestones:\n      - loops\n"
        '    as_of: "2026-01"\n    review_by: 2027-01-31\n'
        "  - id: manual\n    title: The manual\n    url: https://example.org/manual\n"
        "    why: It is whole.\n    kind: documentation\n    free: true\n    milestones:\n      - vectors\n"
        "    as_of: 2026-01-15\n    review_by: 2027-01-31\n"
    ),
}

CERTIFICATE = """\
certifications:
  - id: exam
    title: An exam
    provider: A vendor
    shows: That you passed.
    sources:
      - guide
    as_of: "2026-01"
    review_by: 2027-01-31
  - id: course
    title: A course
    provider: A school
    shows: That you came.
    sources:
      - guide
    as_of: "2026-01"
    review_by: 2027-01-31
"""

MYTH = """\
myths:
  - id: talent
    myth: It takes talent.
    reality: It takes practice.
    sources:
      - guide
"""

PROJECTS = """\
bar: [It runs.]
bar_source: guide
projects:
  - id: spam
    title: A spam filter
    level: beginner
    build: Tell spam from mail.
    sources:
      - guide
"""

SLOTS = """\
level:
  - value: entry
    label: Entry
    words: [junior, first job]
  - value: senior
    label: Senior
    words:
      - senior
      - lead
bands:
  - {level: entry, below: 2}
  - {level: senior}
fillers: [and]
"""

INTERVIEWS = """\
rounds:
  - id: theory
    title: Theory
    expect: Questions.
    prepare: Answers.
    sources:
      - guide
cards:
  - id: overfit
    round: theory
    front: What is overfitting?
    back: Learning by heart.
    sources: [guide]
"""


@dataclass(frozen=True)
class Draft:
    """A pack's folder, whole until something is changed."""

    folder: Path

    def write(self, file: str, text: str) -> None:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def text(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def change(self, file: str, old: str, new: str) -> None:
        """Replaces the first place where this text stands."""
        text = self.text(file)
        assert old in text, f"{file} does not hold {old!r}"
        self.write(file, text.replace(old, new, 1))

    def remove(self, file: str) -> None:
        (self.folder / file).unlink()

    def add(self, file: str, text: str) -> None:
        self.write(file, self.text(file) + text)

    def lines_with(self, file: str, words: str) -> list[int]:
        return [number for number, line in enumerate(self.text(file).splitlines(), 1) if words in line]

    def mistakes(self) -> tuple[Mistake, ...]:
        """What the loader says of it; nothing for a whole pack."""
        try:
            load(self.folder)
        except PackInvalid as invalid:
            return invalid.mistakes
        return ()


def small_pack(folder: Path) -> Draft:
    draft = Draft(folder)
    for file, text in SMALL.items():
        draft.write(file, text)
    return draft
